"""Headers of the published files, in the form that Netlify and Cloudflare Pages read from `_headers`."""

from collections.abc import Iterator

from macros.published import Publication, PublishedFile
from macros.templates import render

PATH = "_headers"


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `_headers`."""
    yield PublishedFile(PATH, render(publication.catalog, "hosting/headers.txt"))
