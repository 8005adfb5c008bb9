"""Value types that every record is made of: ids, dates, prose, addresses and references.

Each type refuses what could mislead or harm a reader, with a sentence that says what to do. The types know
nothing of collections, files or pages.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
KEY_PATTERN = r"^[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*$"
EDTF_PATTERN = r"^\d{4}(-\d\d(-\d\d)?)?~?$"

_HTML = re.compile(r"<[A-Za-z/!?]")
_TEMPLATE = re.compile(r"\{[{%#]|[}%#]\}")
_LINK = re.compile(r"\]\(\s*([^)\s]*)")
_CODE_ADDRESS = re.compile(r"\b(?:javascript|vbscript)\s*:|\bdata:[a-z]+/", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_CONFUSABLE = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


@dataclass(frozen=True)
class Ref:
    """Marks an id field as a reference. `collection` is where it points; `*` means `collection/id`."""

    collection: str


@dataclass(frozen=True)
class Vocabulary:
    """Marks an id field as an entry of one closed list in `data/vocabularies.yml`."""

    name: str


def visible(text: str) -> str:
    """Return `text` unchanged; raise ValueError at the first character that cannot be seen or misleads.

    Source of the rule: Unicode Technical Report 36, bidirectional and invisible characters.
    """
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"} and character not in "\n":
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            raise ValueError(f"contains the invisible or control character {name}; remove it")
    return text


def one_script(text: str) -> str:
    """Return `text`; raise ValueError if one word mixes Latin with look-alike letters (Unicode TS 39)."""
    for word in _WORD.findall(text):
        letters = [(letter, unicodedata.name(letter, "?")) for letter in word]
        if any(name.startswith("LATIN") for _, name in letters):
            for letter, name in letters:
                if name.split()[0] in _CONFUSABLE:
                    raise ValueError(
                        f"mixes Latin letters with the look-alike {letter!r} ({name}) in {word!r}; "
                        "type the word in one script"
                    )
    return text


def prose(text: str) -> str:
    """Return `text` stripped; raise ValueError for raw HTML, template syntax or an unsafe link.

    Prose is CommonMark without HTML. A link may lead to a record of this site, written `collection/id`;
    outside addresses belong to `data/sources/`.
    """
    visible(text)
    if _HTML.search(text):
        raise ValueError("contains raw HTML; write plain Markdown, or '&lt;' for the sign itself")
    if _TEMPLATE.search(text):
        raise ValueError("contains template syntax ({{, {% or {#); facts are called in docs/, not in data")
    if _CODE_ADDRESS.search(text):
        raise ValueError("contains an address that runs code; remove it")
    for target in _LINK.findall(text):
        if not re.match(KEY_PATTERN, target):
            raise ValueError(f"links to {target!r}; link to a record as 'collection/id'")
    if not text.strip():
        raise ValueError("is empty; write a sentence or leave the field out")
    return text.strip()


def line(text: str) -> str:
    """Return prose of one line, such as a title; raise ValueError if it spans several."""
    text = one_script(prose(text))
    if "\n" in text:
        raise ValueError("spans several lines; keep it on one")
    return text


def https_url(text: str) -> str:
    """Return an absolute https address; raise ValueError for any other scheme, user data or odd host."""
    visible(text)
    parts = urlsplit(text)
    if parts.scheme != "https":
        raise ValueError("is not an https address; use https, or leave the address out and say why in 'note'")
    host = parts.netloc
    if not host.isascii():
        raise ValueError(f"has the host {host!r} with letters outside ASCII; write its punycode form")
    if not re.fullmatch(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]+", host):
        raise ValueError(f"has the host {host!r}; a plain domain name is needed, no user, port or number")
    if re.search(r"[\s<>\"'`{}\\^|]", text):
        raise ValueError("contains a space, quote or bracket; percent-encode it")
    return text


class EDTF(str):
    """A date that knows its precision: `2026`, `2026-06`, `2026-06-13`, each with `~` if approximate.

    Format: Extended Date/Time Format, level 1 (Library of Congress; ISO 8601-2:2019).
    """

    __slots__ = ()
    _pattern = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)")

    @classmethod
    def parse(cls, text: str) -> "EDTF":
        """Return the date in `text`; raise ValueError if it is none."""
        match = cls._pattern.fullmatch(text)
        if not match:
            raise ValueError(f"is {text!r}, not a date; write 2026-06-13, 2026-06 or 2026, '~' if approximate")
        year, month, day, _ = match.groups()
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError as error:
            raise ValueError(f"is {text!r}, a day that does not exist") from error
        return cls(text)

    @property
    def approximate(self) -> bool:
        """True where the day is known only roughly."""
        return self.endswith("~")

    @property
    def parts(self) -> list[int]:
        """Year, month, day as far as known: the `date-parts` of CSL."""
        return [int(part) for part in self.rstrip("~").split("-")]

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        return ("year", "month", "day")[len(self.parts) - 1]

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(*[*self.parts, 1, 1][:3])

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        year, month = [*self.parts, 12][:2]
        day = self.parts[2] if self.precision == "day" else monthrange(year, month)[1]
        return date(year, month, day)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls.parse, core_schema.str_schema(pattern=EDTF_PATTERN, strict=True)
        )


Id = Annotated[str, StringConstraints(strict=True, pattern=ID_PATTERN, max_length=80)]
Key = Annotated[str, StringConstraints(strict=True, pattern=KEY_PATTERN, max_length=120), Ref("*")]
Line = Annotated[str, StringConstraints(strict=True, max_length=300), AfterValidator(line)]
Prose = Annotated[str, StringConstraints(strict=True, max_length=4000), AfterValidator(prose)]
HttpsUrl = Annotated[
    str,
    StringConstraints(strict=True, max_length=500, pattern="^https://"),
    AfterValidator(https_url),
]
SourceId = Annotated[Id, Ref("sources")]
OrganizationId = Annotated[Id, Ref("organizations")]
ModelId = Annotated[Id, Ref("models")]
EventId = Annotated[Id, Ref("events")]
RiskId = Annotated[Id, Ref("risks")]
AudienceId = Annotated[Id, Ref("audiences")]
PracticeId = Annotated[Id, Ref("practices")]
FrameworkId = Annotated[Id, Ref("frameworks")]
SurveyId = Annotated[Id, Ref("surveys")]
ClaimId = Annotated[Id, Ref("claims")]
TermId = Annotated[Id, Ref("terms")]
