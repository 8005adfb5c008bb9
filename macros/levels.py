"""How much care a change of one field asks for: a level of the list `change-levels`, from the field's type alone.

Prose whose figures, names, quotations, negations and hedges stay is wording; what a source must say is a figure;
what the site concludes is a verdict; what others rely on is permanence.
"""

import re
from collections import Counter

from pydantic import BaseModel

from macros.records import Organization, Source
from macros.references import marks
from macros.values import Ref, Vocabulary

WORDING, FIGURE, VERDICT, PERMANENCE = LEVELS = ("wording", "figure", "verdict", "permanence")
# Closed lists whose entries are conclusions of the site, and those that only put a record in its place.
CONCLUSIONS = {
    "verdicts", "forecast-statuses", "dispute-statuses", "strengths", "directions", "resolutions", "confidence"
}  # fmt: skip
PLACES = {"axes", "sections", "question-levels", "term-categories"}
# Best first; entries that are not named have no rank.
RANKS = {
    "verdicts": ("supported", "supported-by-secondary", "mixed", "contradicted"),
    "confidence": ("high", "medium", "unconfirmed"),
    "strengths": ("strong", "moderate", "weak"),
    "reading": ("full", "part", "excerpt", "not-opened"),
}
# Fields whose level does not follow from their type; for prose and groups it is the least.
FIELDS = {
    "former_ids": PERMANENCE, "checklist": VERDICT, "resolution": VERDICT, "preferred": VERDICT, "reduces": VERDICT,
    "criterion": VERDICT, "options": FIGURE, "url": FIGURE, "original_title": FIGURE, "order": WORDING,
    "version": WORDING,
}  # fmt: skip
_TOKEN = re.compile(r"\d[\d,.:]*\d|\d|[“\"][^”\"]+[”\"]|[^\W\d_][\w'’.-]*")
_FIRST_LETTER = re.compile(r"(^|[.!?:]\s+|\n\s*)([^\W\d_])(?=[^\W\d_A-Z]*\b)")
_TURNING = re.compile(
    "about|above|after|all|always|before|below|billion|can|cannot|claims|could|denies|double|eight|estimates|every|few|"
    "fewer|first|five|four|half|last|least|less|many|may|measured|might|million|more|most|must|neither|never|nine|no|"
    "nobody|none|nor|not|nothing|one|only|over|percent|proves|reports|says|seven|should|shows|since|six|some|ten|"
    "thousand|three|twice|two|under|until|without"
)


def highest(*levels: str) -> str:
    """Return the highest of some levels."""
    return max(levels, key=LEVELS.index)


def of_field(model: type[BaseModel], name: str) -> str:
    """Return the level of a changed value of a field that is not prose."""
    if name in FIELDS:
        return FIELDS[name]
    mark = marks(model).get(name)
    if isinstance(mark, Ref):
        return FIGURE if mark.collection in ("sources", "organizations") else WORDING
    if isinstance(mark, Vocabulary):
        return VERDICT if mark.name in CONCLUSIONS else WORDING if mark.name in PLACES else FIGURE
    return FIGURE


def of_text(model: type[BaseModel], name: str, before: str, after: str) -> str:
    """Return the level of a changed text: wording where it states the same as before."""
    level = WORDING if significant(before) == significant(after) else FIGURE
    names = name == "title" and issubclass(model, Source | Organization)
    return highest(level, FIELDS.get(name, WORDING), FIGURE if names else WORDING)


def significant(text: str) -> Counter[str]:
    """Return the words that carry what a text states: figures, names, quotations, negations and hedges.

    The first word of a sentence is a name only where it has another capital letter.
    """
    plain = _FIRST_LETTER.sub(lambda match: match[1] + match[2].lower(), text)
    words = (token.rstrip(".'’-") for token in _TOKEN.findall(plain))
    return Counter(word for word in words if _TURNING.fullmatch(word.lower()) or word[0] in '“"' or not word.islower())


def same_figures(before: str, after: str) -> bool:
    """Return True where two texts have the same figures and quotations, whatever else they say."""
    first, second = (
        Counter(token for token in _TOKEN.findall(text) if not token[0].isalpha() or any(map(str.isdigit, token)))
        for text in (before, after)
    )
    return first == second


def turn(model: type[BaseModel], name: str, before: object, after: object) -> str:
    """Return `up` or `down` where a value of a ranked list moved, else an empty text."""
    mark = marks(model).get(name)
    ranks = RANKS.get(mark.name, ()) if isinstance(mark, Vocabulary) else ()
    if before not in ranks or after not in ranks or before == after:
        return ""
    return "up" if ranks.index(str(after)) < ranks.index(str(before)) else "down"
