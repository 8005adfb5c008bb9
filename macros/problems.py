"""Problems: where, which record, what is wrong and what to do, in one line each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol, get_args

from pydantic import BaseModel

from macros.values import EDTF_PATTERN, ID_PATTERN, KEY_PATTERN, name_of

Path = tuple[str | int, ...]

LONGEST_NAME = 120  # characters of the name of a field in a sentence
# What a text should have been, by the pattern that it does not fit.
FORMS = {
    ID_PATTERN: "an id; write small letters, digits and hyphens, such as 'open-weights'",
    KEY_PATTERN: "the name of a record; write it as 'collection/id'",
    EDTF_PATTERN: "a date; write 2026-06-13, 2026-06 or 2026, '~' if approximate",
    "^https://": "an https address; use https, or leave the address out and say why in 'note'",
}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that must be put right. `path` is relative to the project, `line` counts from 1."""

    path: str
    line: int
    record: str
    message: str

    def __str__(self) -> str:
        return printable(f"{self.path}:{self.line}: {self.record}: {self.message}")

    def annotation(self) -> str:
        """The problem as a GitHub workflow command (docs.github.com, "Workflow commands")."""
        path, record = (
            printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
            for text in (self.path, self.record)
        )
        text = "%0A".join(printable(line).replace("%", "%25") for line in self.message.split("\n"))
        return f"::error file={path},line={self.line},title={record}::{text}"


def printable(text: str) -> str:
    """Return `text` on one line, with escapes for signs that terminals obey or do not show."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class DataError(Exception):
    """Raised when data cannot be used; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["DataError"], tuple[list[Problem]]]:
        return type(self), (self.problems,)


class CommandError(Exception):
    """Raised when a command cannot do what was asked; the message is one line that says what to do instead."""


class Located(Protocol):
    """Anything that knows the line of a field."""

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the field at `path`, or of the nearest one above it."""
        ...


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean ...?" with the closest of `known`, or an empty string."""
    close = get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(map(repr, close))}?" if close else ""


def field_name(path: tuple[str | int, ...]) -> str:
    """Return a path as people write it: `facts[2].values[1].unit`, counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def sentences(errors: Iterable[Any], model: type[BaseModel]) -> Iterator[tuple[Path, str]]:
    """Turn pydantic's errors about a `model` into `(path, sentence)`, each with a remedy.

    A value of several allowed types gives one error per type; they are folded into one. A list is not called too
    short because of an entry that has an error of its own.
    """
    folded: dict[Path, list[Any]] = {}
    for error in errors:
        path = tuple(step for step in error["loc"] if not _is_type_tag(step))
        folded.setdefault(path, []).append(error)
    for path, group in folded.items():
        error = group[-1] if len(group) > 1 else group[0]
        inside = any(other[: len(path)] == path and len(other) > len(path) for other in folded)
        if not (error["type"] == "too_short" and inside):
            text = _sentence(field_name(path), error, _fields_at(model, path))
            yield _place(path, text), text


def _place(path: Path, text: str) -> Path:
    """Return `path`, or the field of the record that an error about the whole record begins with."""
    named = re.match(r"'(\w+)' ", text)
    return path or ((named[1],) if named else ())


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the names of the fields beside the last step of `path` in a `model`."""
    for step in path[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), model)
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _is_type_tag(step: str | int) -> bool:
    return isinstance(step, str) and step.partition("-")[0].partition("[")[0] in {
        "int", "float", "str", "function", "constrained", "nullable"
    }  # fmt: skip


def _sentence(path: str, error: Any, known_fields: Iterable[str]) -> str:
    name = path if len(path) <= LONGEST_NAME else f"{path[: LONGEST_NAME - 3]}..."
    if error["input"] is None:
        return f"{name!r} is empty; fill it in, or delete its line where the field is optional"
    return _wrong(name, error, known_fields)


def _wrong(name: str, error: Any, known_fields: Iterable[str]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    leaf = name.rpartition(".")[2]
    if kind == "extra_forbidden":
        return f"unknown field {name!r}.{did_you_mean(leaf, known_fields)} Remove it or correct its name"
    if kind == "missing":
        return f"{name!r} is missing; add it"
    if kind == "value_error":
        text = str(context.get("error", error["msg"])).removeprefix("Value error, ")
        return f"{name!r} {text}" if name else text
    if kind == "string_pattern_mismatch":
        form = FORMS.get(context["pattern"], f"what fits {context['pattern']}; correct it")
        return f"{name!r} is {_shown(error)}, not {form}{_foreign(str(error['input']))}"
    if kind == "too_short":
        return f"{name!r} has {context['actual_length']} entries and needs {context['min_length']}; add what is missing"
    if kind == "too_long":
        return f"{name!r} has {context['actual_length']} entries and may have {context['max_length']}; take some out"
    if kind.endswith("_type") or kind.endswith("_parsing"):
        wanted = (
            kind.rpartition("_")[0]
            .replace("string", "text")
            .replace("tuple", "list")
            .replace("model", "group of fields")
        )
        return f"{name!r} is {_shown(error)}, not a {wanted}; correct it (quote it if it is text)"
    return f"{name!r} is {_shown(error)}: {error['msg'].lower()}; correct it"


def _foreign(text: str) -> str:
    """Name the first sign outside ASCII: it may look just like one that would do."""
    sign = next((sign for sign in text if not sign.isascii() or not sign.isprintable()), "")
    return f"; {sign!r} in it is {name_of(sign)}" if sign else ""


def _shown(error: Any) -> str:
    text = repr(error["input"])
    return text if len(text) <= 60 else f"{text[:57]}..."
