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

from pydantic import AfterValidator, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
KEY_PATTERN = r"^[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*$"
EDTF_PATTERN = r"^\d{4}(-\d\d(-\d\d)?)?~?$"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

_HTML = re.compile(r"<[A-Za-z/!?]")
_TEMPLATE = re.compile(r"\{[{%#]|[}%#]\}")
_LINK = re.compile(r"\]\(([^)]*)")
_CODE_ADDRESS = re.compile(r"\b(?:javascript|vbscript)\s*:|\bdata:[a-z]+/", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_CONFUSABLE = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
# Letters of other scripts that look like Latin ones in most fonts (Unicode confusables.txt, Cyrillic and Greek).
_LATIN_SHAPES = set("аеһіјорсԛѕухѵԝАВЕҺІЈКМНОРСԚЅТУХѴԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιυ")
_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
# Signs without a shape that are letters or marks by their category.
_IGNORABLE = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0x1BCA0, 0x1BCA3), (0xE0000, 0xE0FFF),
)  # fmt: skip
MOST_MARKS = 4
# Most texts have Latin letters and usual punctuation alone, none of which hides or is a mark.
_USUAL = re.compile(r"[\n -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")


@dataclass(frozen=True)
class Ref:
    """Marks an id field as a reference. `collection` is where it points; `*` means `collection/id`."""

    collection: str


@dataclass(frozen=True)
class Vocabulary:
    """Marks an id field as an entry of one closed list in `data/vocabularies.yml`."""

    name: str


def name_of(sign: str) -> str:
    """Return the Unicode name of a character, or its number where it has none."""
    return unicodedata.name(sign, f"U+{ord(sign):04X}")


def visible(text: str) -> str:
    """Return `text` unchanged; raise ValueError at the first character that cannot be seen or misleads.

    Source of the rules: Unicode Technical Report 36, bidirectional and invisible characters; Unicode 15.1,
    Default_Ignorable_Code_Point; Unicode Technical Standard 39, 5.4, sequences of marks.
    """
    marks = 0
    if _USUAL.fullmatch(text):
        return text
    for sign in text:
        category = unicodedata.category(sign)
        if (category in _UNSEEN and sign != "\n") or any(first <= ord(sign) <= last for first, last in _IGNORABLE):
            raise ValueError(f"contains the invisible or control character {name_of(sign)}; remove it")
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            raise ValueError(f"piles more than {MOST_MARKS} marks ({name_of(sign)}) on one letter; remove them")
    return text


def one_script(text: str) -> str:
    """Return `text`; raise ValueError where a letter passes for a Latin one (Unicode Technical Standard 39).

    That is a letter of another script in a Latin word, a word made of nothing else beside Latin words, and a
    letter in a shape of its own, such as a bold or full-width one.
    """
    if text.isascii():
        return text
    words = [(word, [name_of(letter) for letter in word]) for word in _WORD.findall(text)]
    latin = any(name.startswith("LATIN") for _, names in words for name in names)
    for word, names in words:
        mixed = any(name.startswith("LATIN") for name in names)
        posing = latin and len(word) > 1 and set(word) <= _LATIN_SHAPES
        for letter, name in zip(word, names, strict=True):
            foreign = name.split()[0] in _CONFUSABLE and (mixed or posing)
            if foreign or (letter.isalpha() and unicodedata.normalize("NFKC", letter) != letter):
                raise ValueError(f"has the look-alike {letter!r} ({name}) in {word!r}; type the word in plain letters")
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
        if not re.fullmatch(KEY_PATTERN, target):
            raise ValueError(f"links to {target[:60]!r}; link to a record as 'collection/id'")
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
    if foreign := next((sign for sign in text if not sign.isascii()), ""):
        raise ValueError(
            f"has {foreign!r} ({name_of(foreign)}) in its address; write a host in punycode, percent-encode the rest"
        )
    if not text.startswith("https://"):
        raise ValueError("is not an https address; use https, or leave the address out and say why in 'note'")
    host = re.split(r"[/?#]", text.removeprefix("https://"), maxsplit=1)[0]
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
            raise ValueError(f"is {text!r}, no day of the calendar; correct it") from error
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
    def words(self) -> str:
        """The date as people write it, as precise as it is: `about 13 June 2026`, `June 2026`, `2026`."""
        year, *rest = self.parts
        known = [*map(str, rest[1:]), *(MONTHS[month - 1] for month in rest[:1]), str(year)]
        return ("about " if self.approximate else "") + " ".join(known)

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
