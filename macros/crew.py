"""Writing what is published: several producers at once where the machine has a second core.

A process is forked, so that the data is there without being read or sent again; only Linux forks safely. Elsewhere
the same work is done in turn, with the same files as result.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from macros.published import PublishedFile, write

Work = Callable[[], Iterable[PublishedFile]]


class Crew:
    """Writes files below `folder`; `done` waits for all of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, str] = {}
        self._helpers: list[_Helper] = []

    def start(self, works: Sequence[Work]) -> None:
        """Begin to write what `works` yield, one after the other, beside whatever follows."""
        if not _can_fork():
            self.do(works)
            return
        context = multiprocessing.get_context("fork")
        answer, sender = context.Pipe(duplex=False)
        left = _Left(works)
        process = context.Process(target=_help, args=(left, self._folder, sender, os.getpid()), daemon=True)
        process.start()
        sender.close()
        self._helpers.append(_Helper(process, answer, left))

    def do(self, works: Iterable[Work]) -> None:
        """Write what `works` yield, now."""
        for work in works:
            self._note(write(work(), self._folder))

    def done(self) -> dict[str, str]:
        """Do what no helper has begun, wait for the rest; return the SHA-256 of every file written, by path.

        Raises what a work raised, and ValueError if two files have one path.
        """
        for helper in self._helpers:
            self.do(helper.left)
        while self._helpers:
            process, answer, left = self._helpers.pop()
            left.close()
            try:
                found = answer.recv()
            except EOFError:
                found = RuntimeError("a process that writes files was ended from outside")
            process.join()
            if isinstance(found, BaseException):
                raise found
            self._note(found)
        return self._written

    def stop(self) -> None:
        """End all that was started and is not done."""
        while self._helpers:
            process, _, left = self._helpers.pop()
            left.close()
            process.terminate()
            process.join()

    def _note(self, written: dict[str, str]) -> None:
        for path in written.keys() & self._written.keys():
            raise ValueError(f"two published files have the path {path!r}")
        self._written |= written


class _Left:
    """Works that nobody has begun; whichever process asks next begins the next one.

    Their numbers wait in a pipe, a byte each, so a process that dies takes with it what it had begun and no lock.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._turns, end = os.pipe()
        os.write(end, bytes(range(len(works))))
        os.close(end)

    def __iter__(self) -> Iterator[Work]:
        while turn := os.read(self._turns, 1):
            yield self._works[turn[0]]

    def close(self) -> None:
        """Begin nothing more in this process."""
        os.close(self._turns)


class _Helper(NamedTuple):
    process: BaseProcess
    answer: Connection
    left: _Left


def _can_fork() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _help(works: Iterable[Work], folder: Path, sender: Connection, parent: int) -> None:
    """Do `works` and send what was written, or what was raised; end as soon as the build itself has ended."""
    crew = Crew(folder)
    try:
        crew.do(partial(_while_alive, work, parent) for work in works)
        sender.send(crew.done())
    except Exception as error:  # it is raised again by whoever waits
        sender.send(error)


def _while_alive(work: Work, parent: int) -> Iterator[PublishedFile]:
    for file in work():
        if os.getppid() != parent:
            sys.exit("the build has ended")
        yield file
