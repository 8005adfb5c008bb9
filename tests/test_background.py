"""Publishing while somebody edits: complete when left alone, silent once given up."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from macros.background import Background
from macros.published import PublishedFile


def test_what_is_left_alone_is_written(tmp_path: Path) -> None:
    """Every file of a run is there when it has ended."""
    background = Background()
    background.start(lambda: [PublishedFile("a/b.txt", "1"), PublishedFile("c.txt", b"2")], tmp_path)
    background.wait()
    assert [(tmp_path / name).read_text() for name in ("a/b.txt", "c.txt")] == ["1", "2"]


def test_an_older_run_writes_nothing_more(tmp_path: Path) -> None:
    """A run that was given up for a newer one never touches the newer site."""
    background, reached, go_on = Background(), Event(), Event()

    def old() -> Iterator[PublishedFile]:
        reached.set()
        go_on.wait()
        yield PublishedFile("old.txt", "old")

    background.start(old, tmp_path)
    first = background._thread
    reached.wait()
    background.start(lambda: [PublishedFile("new.txt", "new")], tmp_path)
    go_on.set()
    background.wait()
    assert first is not None
    first.join()
    assert [path.name for path in tmp_path.iterdir()] == ["new.txt"]
