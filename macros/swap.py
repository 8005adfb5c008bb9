"""A finished folder takes another's place in one step: whoever looks finds the old one or the new one, whole."""

import ctypes
import os
import secrets
import shutil
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_HERE = -100  # AT_FDCWD: paths are as they are given (Linux, fcntl.h)
_EXCHANGE = 2  # RENAME_EXCHANGE (Linux 3.15, renameat2(2))


def beside(folder: Path) -> Path:
    """Return a new empty folder next to `folder`; those of builds that have ended are removed.

    The folder is locked until this process and all that it forked have ended.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}-*"):
        if _lock(left):
            shutil.rmtree(left, ignore_errors=True)
    made = folder.parent / f".{folder.name}-{os.getpid()}-{secrets.token_hex(4)}"
    made.mkdir()
    _lock(made)
    return made


def _lock(folder: Path) -> bool:
    """Lock a folder; return False if a build that lives has done so. Where a system has no such locks, all are free."""
    if fcntl:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)  # stays open: its end is the lock's
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
    return True


def replace(folder: Path, new: Path) -> None:
    """Put `new` in the place of `folder` and remove what was there. Raises OSError if that cannot be done."""
    if not folder.exists():
        new.rename(folder)
    elif _exchange(new, folder):
        shutil.rmtree(new)
    else:  # two steps: between them nothing stands there for some microseconds
        aside = new.with_name(f"{new.name}-old")
        folder.rename(aside)
        new.rename(folder)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at once; return whether this system can."""
    call = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return bool(call and call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
