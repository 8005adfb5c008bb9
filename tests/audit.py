"""`python -m tests.audit`: what needs Java and Node, and so stands outside `make test`.

The Nu HTML checker reads every page; Lighthouse loads a few. Both come from npm, into .cache/.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests import browser, website

CACHE = Path(".cache/audit")
PACKAGES = ("vnu-jar@26", "lighthouse@12")
PAGES = ("", "timeline/", "models/glm-5-2/", "models/compare/", "leadership/")
# Read from a disk no file is of the site itself; that the policy lets pages work is shown in a browser.
FROM_DISK = ".*violates Content Security Policy.*"
LEAST = 95  # of 100, in each of Lighthouse's categories


def main() -> int:
    """Build the site, run what can be run, print each finding; return 1 if there is any."""
    if missing := [name for name in ("npm", "java") if not shutil.which(name)]:
        print(f"make audit needs Node and Java; not found: {', '.join(missing)}. Install nodejs, npm")
        print("and a Java runtime (Debian: default-jre-headless), then run it again.")
        return 1
    if not (CACHE / "node_modules/lighthouse").exists():
        print(f"Installing {' and '.join(PACKAGES)} with npm into {CACHE}")
        _run("npm", "install", "--silent", "--no-audit", "--prefix", str(CACHE), *PACKAGES)
    site = CACHE / "site"
    website.build(site.resolve(), **website.ADDRESSES)
    findings = [*markup(site), *scores(site)]
    print(*findings, f"{len(findings)} findings", sep="\n")
    return bool(findings)


def markup(site: Path) -> Iterator[str]:
    """Yield each error that the Nu HTML checker finds on the pages of `site`."""
    jar = CACHE / "node_modules/vnu-jar/build/dist/vnu.jar"
    yield from _run(
        "java", "-jar", str(jar), "--format", "gnu", "--skip-non-html", "--filterpattern", FROM_DISK, str(site)
    )


def scores(site: Path) -> Iterator[str]:
    """Yield each Lighthouse category in which a page of `site` stands below `LEAST`."""
    with website.serve(site, packed=True) as origin:
        for page in filter(lambda page: (site / page / "index.html").exists(), PAGES):
            report = _lighthouse(f"{origin}/{page}")
            for name, category in report["categories"].items():
                score = round(100 * (category["score"] or 0))
                print(f"/{page} {name} {score}")
                if score < LEAST:
                    yield f"/{page}: {name} {score}, at least {LEAST} is wanted"


def _lighthouse(address: str) -> dict[str, dict[str, dict[str, float]]]:
    flags = " ".join(("--headless=new", "--no-sandbox", *browser.FLAGS))
    program = str(CACHE / "node_modules/.bin/lighthouse")
    lines = _run(program, address, "--quiet", "--output=json", f"--chrome-flags={flags}")
    return json.loads("\n".join(lines))


def _run(*command: str) -> list[str]:
    """Run a command; return the lines of its output, the Nu checker's words on stderr included."""
    environment = {**os.environ, "CHROME_PATH": browser.find() or browser.install()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    is_java = command[0] == "java"
    return (done.stderr if is_java else done.stdout).splitlines()


if __name__ == "__main__":
    sys.exit(main())
