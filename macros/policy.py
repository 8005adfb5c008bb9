"""What a browser may do with a page of this site: W3C Content Security Policy Level 3, with Trusted Types.

No script or style stands in a page, so none needs a hash; the blocks of JSON that pages hold are data, to which the
policy does not apply (HTML, "prepare the script element"). What only a header may say is in `hosting/headers.txt`.
"""

from collections.abc import Mapping

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the marks of verdicts, which stylesheets hold
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "cg-worker",  # the address of the service worker (docs/assets/js/offline.js)
}


def _text(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


POLICY = _text(DIRECTIVES)
# On the machine of whoever edits, MkDocs puts a script of its own into each page, which loads it again after an edit.
WHILE_EDITING = _text({**DIRECTIVES, "script-src": "'self' 'unsafe-inline'"})
