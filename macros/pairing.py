"""Which parts of two lists belong together: by equality, by what identifies them, else by likeness."""

from difflib import SequenceMatcher

from pydantic import BaseModel

IDENTITIES = ("id", "attribute", "audience", "organization", "to", "record", "ref", "name", "clause", "reviewer")
ALIKE = 0.6  # Parts without an id that are at least this alike are two states of one.


def paired(before: tuple[BaseModel, ...], after: tuple[BaseModel, ...]) -> list[tuple[int | None, int | None]]:
    """Return the places of the items that belong together, those of one side only with None; in order of `after`."""
    left, found = dict(enumerate(before)), dict[int, int]()
    for same in (_identical, _identified, _alike):
        for j, want in enumerate(after):
            if j not in found and (i := same(want, left)) is not None:
                found[j] = i
                del left[i]
    return [*((found.get(j), j) for j in range(len(after))), *((i, None) for i in left)]


def _identical(want: BaseModel, left: dict[int, BaseModel]) -> int | None:
    return next((i for i, have in left.items() if have == want), None)


def _identified(want: BaseModel, left: dict[int, BaseModel]) -> int | None:
    name = _identity(want)
    return next((i for i, have in left.items() if name and _identity(have) == name), None)


def _identity(part: BaseModel) -> tuple[str, ...]:
    found = next((getattr(part, name) for name in IDENTITIES if hasattr(part, name)), "")
    return (getattr(part, "framework", ""), str(found)) if found else ()


def _alike(want: BaseModel, left: dict[int, BaseModel]) -> int | None:
    """Return the place of the part that is most like `want`; one with an id of its own is like no other."""
    text = want.model_dump_json()
    ratios = {
        i: SequenceMatcher(None, have.model_dump_json(), text, autojunk=False).ratio()
        for i, have in left.items()
        if not _identity(want)
    }
    best = max(ratios, key=lambda i: ratios[i], default=None)
    return best if best is not None and (ratios[best] > ALIKE or len(left) == 1) else None
