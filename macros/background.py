"""While somebody edits, pages come first; what else is published is written after, and given up for a newer edit."""

import gc
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock, Thread

from macros.published import PublishedFile, write


class Background:
    """Writes files in a thread of its own. At most one run is alive; an older one writes nothing more."""

    def __init__(self) -> None:
        self._given_up = Event()
        self._writing = Lock()
        self._thread: Thread | None = None

    def give_up(self) -> None:
        """Make the run that is under way, if any, write nothing more; returns at once."""
        with self._writing:
            self._given_up.set()

    def start(self, files: Callable[[], Iterable[PublishedFile]], folder: Path) -> None:
        """Write what `files` yields below `folder`, after giving up an earlier run."""
        self.give_up()
        self._given_up = given_up = Event()
        self._thread = Thread(target=self._run, args=(files, folder, given_up), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when the newest run has ended."""
        if self._thread:
            self._thread.join()

    def _run(self, files: Callable[[], Iterable[PublishedFile]], folder: Path, given_up: Event) -> None:
        for file in files():
            with self._writing:
                if given_up.is_set():
                    return
                write([file], folder)
        gc.collect()  # builds leave that to whoever has the time
        gc.freeze()  # what is kept now is not looked through again: an edit waited for that, half a second and more
