"""The making of one site: it is written beside the one that stands, which it replaces when it is whole.

Whatever ends a build before that, a problem, a warning or a power cut, leaves the site that stands as it was.
"""

import shutil
from functools import partial
from pathlib import Path

from macros import assets, manifest, offline, publish, swap
from macros.crew import Crew
from macros.published import Publication, write


class Building:
    """One build of the site that shall stand in `site`; until it is whole it is in `folder`."""

    def __init__(self, site: Path) -> None:
        self.folder = swap.beside(site)
        self.whole = False
        self._site = site
        self._crew = Crew(self.folder)

    def start(self, publication: Publication) -> None:
        """Begin to write what is made from data alone, beside the pages."""
        self._crew.start([partial(publish.work, publication, [producer]) for producer in publish.FROM_DATA])

    def finish(self, publication: Publication) -> None:
        """Write what is made from the pages, wait for the rest, and list it all."""
        self._crew.start([partial(publish.work, publication, publish.FROM_PAGES)])
        self._crew.do([partial(publish.work, publication, publish.FOR_READERS)])
        found = manifest.digests(self.folder, self._crew.done())
        found |= write(offline.files(publication, found), self.folder)
        write(manifest.files(publication, found), self.folder)
        self.whole = True

    def end(self) -> None:
        """Put the site in its place if it is whole, else remove what was made of it."""
        self._crew.stop()
        if not self.whole:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        for path in assets.earlier(self._site, self.folder):
            shutil.copy2(path, self.folder / path.relative_to(self._site))
        swap.replace(self._site, self.folder)
