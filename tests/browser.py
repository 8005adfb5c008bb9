"""Which Chromium the browser tests drive: one found on the machine, else one installed.

`python -m tests.browser` says in one line which it is, or what it does to get one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell is the same engine without a window, and opens pages in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that finds no host but this machine.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# A test browser has nothing to say to its maker's servers.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
PACKAGES = ("chromium-headless-shell", "fonts-liberation")
DEBIAN = (
    ("apt-get", "update"),
    ("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES),
)


def find() -> str | None:
    """Return the path of a Chromium: `CHROMIUM`, one on the PATH, or Playwright's own download.

    Raises:
        SystemExit: `CHROMIUM` names a program that is not there.
    """
    if named := os.environ.get("CHROMIUM"):
        if path := shutil.which(named):
            return path
        raise SystemExit(f"CHROMIUM is {named!r}, and no such program is found: correct or unset it.")
    found = (shutil.which(name) for name in NAMES)
    return next(filter(None, found), None) or _downloaded()


def install() -> str:
    """Install Chromium and return its path; say in one line what is done.

    Raises:
        SystemExit: it cannot be had by either way.
    """
    print("No Chromium found (CHROMIUM, chromium, google-chrome): downloading Playwright's.")
    if _run(sys.executable, "-m", "playwright", "install", "chromium") and (path := _downloaded()):
        return path
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("The download failed: installing Debian's package chromium-headless-shell with apt-get.")
        if all(_run(*command) for command in DEBIAN) and (path := find()):
            return path
    raise SystemExit("No Chromium can be had: install chromium, or set CHROMIUM to its path.")


def _downloaded() -> str | None:
    """Return the path of the browser that Playwright downloaded, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def _run(*command: str) -> bool:
    """Run a command without its output; return whether it succeeded in time."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(command, env=environment, stdout=quiet, stderr=quiet, timeout=240)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    print(f"Browser tests use {find() or install()}")
