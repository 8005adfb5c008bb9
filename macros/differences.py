"""What differs between two states of a record, field by field, in readers' words: labels, titles and units."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from macros import levels
from macros.catalog import Catalog
from macros.fields import order
from macros.guidance import Question, Tested
from macros.levels import FIGURE, VERDICT, WORDING, highest
from macros.pairing import IDENTITIES, paired
from macros.problems import field_name
from macros.records import Record
from macros.references import marks
from macros.statements import Fact, Link
from macros.values import EDTF, Ref, Vocabulary

UNSAID = ("title", "checked", "reviews")  # Of a record in one line: its title stands before it.
CONTEXT = 4  # Words shown on each side of a change.
LONGEST = 30  # Words shown of each state.


@dataclass(frozen=True)
class Difference:
    """One thing that differs: the field in readers' words, before and after (None: absent), its level.

    `turn` is `up` or `down` where the field is ranked. `path` is the field's path in the YAML. `guess`: the level
    is a guess, as names, negations or hedges of a text differ but no figure or quotation.
    """

    field: str
    before: str | None
    after: str | None
    level: str
    path: str
    unit: str = ""
    turn: str = ""
    guess: bool = False


@dataclass(frozen=True)
class Place:
    """Where in a record something stands: its path and label, and the least level and the unit for all within."""

    old: Catalog
    new: Catalog
    path: tuple[str | int, ...] = ()
    words: tuple[str, ...] = ()
    least: str = WORDING
    unit: str = ""

    def at(self, step: str | int, word: str) -> "Place":
        """Return the place one step further in."""
        return replace(self, path=(*self.path, step), words=(*self.words, *([word] if word else [])))

    def differs(self, before: str | None, after: str | None, level: str, turn: str = "") -> Difference:
        """Return a Difference here."""
        words = " › ".join(self.words) or field_name(self.path)
        return Difference(words, before, after, highest(level, self.least), field_name(self.path), self.unit, turn)


def differences(before: Record, after: Record, old: Catalog, new: Catalog) -> list[Difference]:
    """Return what differs between two states of a record, in the order of its fields.

    `old` and `new` are the catalogs that they belong to, for labels and titles.
    """
    return list(_parts(before, after, Place(old, new)))


def _parts(before: BaseModel, after: BaseModel, place: Place) -> Iterator[Difference]:
    if isinstance(after, Fact):
        place = replace(place, unit=place.new.label("units", after.unit) if after.unit else "")
    yield from _consequences(before, after, place)
    for name in type(after).model_fields:
        have, want = getattr(before, name), getattr(after, name)
        if have != want and not (name == "id" and isinstance(after, Record)):
            word = "" if name in ("facts", "values", "value") else name.replace("_", " ")
            yield from _field(type(after), name, have, want, place.at(name, word))


def _consequences(before: BaseModel, after: BaseModel, place: Place) -> Iterator[Difference]:
    """What several fields decide together: the right answer, and which of several values is shown first."""
    if isinstance(before, Question) and isinstance(after, Question):
        was, now = before.options[before.answer - 1], after.options[after.answer - 1]
        if was != now:
            yield place.at("answer", "right answer").differs(was, now, FIGURE)
    if isinstance(before, Fact) and isinstance(after, Fact):
        first, second = (str(fact.ordered[0].value) for fact in (before, after))
        if first != second and second in [str(value.value) for value in before.values]:
            yield place.at("values", "shown first").differs(first, second, VERDICT)


def _field(model: type[BaseModel], name: str, before: Any, after: Any, place: Place) -> Iterator[Difference]:
    kept = after if before in (None, ()) else before
    if isinstance(kept, BaseModel) or (isinstance(kept, tuple) and isinstance(kept[0], BaseModel)):
        place = replace(place, least=highest(place.least, levels.FIELDS.get(name, WORDING)))
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _parts(before, after, place)
    elif isinstance(kept, BaseModel):
        yield _whole(before, after, place)
    elif isinstance(kept, tuple) and isinstance(kept[0], BaseModel):
        yield from _items(before, after, place)
    elif isinstance(kept, tuple):
        yield from _list(model, name, before, after, place)
    else:
        yield from _scalar(model, name, before, after, place)


def _items(before: tuple[BaseModel, ...], after: tuple[BaseModel, ...], place: Place) -> Iterator[Difference]:
    """Compare lists of parts: matched by what identifies them, else by likeness."""
    pairs = paired(before, after)
    for i, j in pairs:
        have, want = None if i is None else before[i], None if j is None else after[j]
        kept = have if want is None else want
        assert kept is not None
        inner = place.at(i if j is None else j, _name(place.old if want is None else place.new, kept))  # type: ignore[arg-type]
        if have is not None and want is not None:
            yield from _parts(have, want, inner)
        else:
            yield _whole(have, want, inner)
    order = [i for i, j in pairs if i is not None and j is not None]
    if order != sorted(order):
        was, now = (", ".join(_name(place.new, item) for item in items) for items in (before, after))
        yield place.at("order", "order").differs(was, now, WORDING)


def _name(catalog: Catalog, part: BaseModel) -> str:
    """Return what readers call a part of a list: its attribute, speaker, target or id."""
    for field in (*IDENTITIES, "by", "actor", "stage", "signal", "date"):
        if value := getattr(part, field, None):
            return shown(catalog, type(part), field, value)
    return ""


def _whole(before: BaseModel | None, after: BaseModel | None, place: Place) -> Difference:
    """Return the Difference of a part that is there on one side only."""
    was = None if before is None else summary(place.old, before)
    now = None if after is None else summary(place.new, after)
    return place.differs(was, now, WORDING if isinstance(before or after, Link | Tested) else FIGURE)


def summary(catalog: Catalog, part: BaseModel) -> str:
    """Return a part in one line: its values by their labels, in order, without empty fields."""
    words: list[str] = []
    for name in (name for name in order(type(part)) if not isinstance(part, Record) or name not in UNSAID):
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                words.append(summary(catalog, item))
            elif item is not None:
                words.append(shown(catalog, type(part), name, item))
    return "; ".join(words)


def _list(model: type[BaseModel], name: str, before: Any, after: Any, place: Place) -> Iterator[Difference]:
    """Compare lists of texts or ids: what was lost, what was gained, or the order alone."""
    lost, gained = Counter(before) - Counter(after), Counter(after) - Counter(before)
    mark = marks(model).get(name)
    if len(lost) == len(gained) == 1 and mark is None:
        yield from _scalar(model, name, next(iter(lost)), next(iter(gained)), place)
        return
    level = WORDING if name in ("aliases", "asks") else levels.of_field(model, name)
    for item in lost:
        yield place.differs(shown(place.old, model, name, item), None, level)
    for item in gained:
        yield place.differs(None, shown(place.new, model, name, item), level)
    if not lost and not gained:
        was, now = (", ".join(shown(place.new, model, name, v) for v in side) for side in (before, after))
        yield place.at("order", "order").differs(was, now, WORDING)


def _scalar(model: type[BaseModel], name: str, before: Any, after: Any, place: Place) -> Iterator[Difference]:
    texts = all(isinstance(value, str) and not isinstance(value, EDTF) for value in (before, after))
    if texts and name not in marks(model):
        yield from _prose(before, after, levels.of_text(model, name, before, after), place)
        return
    was, now = (
        None if value is None else shown(catalog, model, name, value)
        for catalog, value in ((place.old, before), (place.new, after))
    )
    if name != "value":
        place = replace(place, unit="")
    yield place.differs(was, now, levels.of_field(model, name), levels.turn(model, name, before, after))


def shown(catalog: Catalog, model: type[BaseModel], name: str, value: Any) -> str:
    """Return a value as readers see it: the label of a list's entry, the title of a record, a number's digits."""
    mark = marks(model).get(name)
    if isinstance(mark, Vocabulary):
        entry = catalog.vocabularies.get(mark.name, {}).get(value)
        return entry.label if entry else str(value)
    if isinstance(mark, Ref):
        record = catalog.find(value if mark.collection == "*" else f"{mark.collection}/{value}")
        return f"{record.title} ({value})" if record else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _prose(before: str, after: str, level: str, place: Place) -> Iterator[Difference]:
    """Yield each place at which a text differs, with the words around it, and the figures that a cut hides."""
    old, new = before.split(), after.split()
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        was, now = _excerpt(old, group[0][1], group[-1][2]), _excerpt(new, group[0][3], group[-1][4])
        guess = place.least == WORDING and levels.same_figures(before, after)
        yield replace(place.differs(was, now, level), guess=guess)
        if "[…]" in was + now and level != WORDING:
            lost, gained = levels.significant(before), levels.significant(after)
            gone, come = (", ".join(sorted(found)) for found in (lost - gained, gained - lost))
            yield place.at("figures", "figures and names").differs(gone, come, level)
    if old == new:
        yield place.differs("divided into lines in one way", "divided in another", WORDING)


def _excerpt(words: list[str], start: int, end: int) -> str:
    text = words[start:end]
    if len(text) > LONGEST:
        text = [*text[: LONGEST // 2], "[…]", *text[-LONGEST // 2 :]]
    return " ".join([*(["…"] if start else []), *text, *(["…"] if end < len(words) else [])])
