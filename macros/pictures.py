"""Geometry of the pictures: where each mark stands, worked out from the catalog. No markup and no wording.

Lengths are in the units of a picture's own viewBox, whose left edge is 0; days are placed by their number, so
equal times are equal lengths. Templates draw what stands here, and write the same as a table beside it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from macros.catalog import Catalog
from macros.guidance import ChecklistItem, Framework, Practice, Risk, Survey
from macros.records import Event, Forecast, ForecastEvidence
from macros.values import EDTF
from macros.vocabularies import Entry, LayerPart

LEVELS = ("low", "medium", "high")
# A link is at least 24 by 24 CSS pixels (WCAG 2.2, 2.5.8); the stylesheet never draws a picture smaller than 12/13.
TARGET = 26
PERCENTAGE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)%")


@dataclass(frozen=True)
class Scale:
    """Days on a line: `first`, the first of a month, stands at `left`, and `last` at `right`."""

    left: float
    right: float
    first: date
    last: date

    def at(self, day: date) -> float:
        """Return where `day` stands."""
        share = (day.toordinal() - self.first.toordinal()) / (self.last.toordinal() - self.first.toordinal())
        return round(self.left + share * (self.right - self.left), 1)

    def of(self, when: EDTF) -> float:
        """Return where a date stands that may be known to the month only: at its middle."""
        return self.at(date.fromordinal((when.earliest.toordinal() + when.latest.toordinal()) // 2))

    def months(self) -> list[tuple[str, float]]:
        """Return the months that begin on the line, such as `2026-06`, with the place of their first day."""
        found, day = [], self.first
        while day <= self.last:
            found.append((_month(day), self.at(day)))
            day = _month_after(day)
        return found


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def stacked(places: Iterable[float], apart: float) -> list[int]:
    """Return a row for each place, in order, so that two in one row are at least `apart` from each other."""
    last: list[float] = []
    rows = []
    for place in places:
        row = next((n for n, end in enumerate(last) if place - end >= apart), len(last))
        last[row : row + 1] = [place]
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Mark:
    """An event on the overview, centred on `x` and `y`; `end` where it spans several days."""

    event: Event
    x: float
    y: float
    end: float | None
    in_article: bool


@dataclass(frozen=True)
class Lane:
    """All events of one kind, from `top` down to `top + height`."""

    kind: Entry
    top: float
    height: float
    marks: list[Mark]


@dataclass(frozen=True)
class Overview:
    """The timeline at a glance: a lane for each kind of event over the same months."""

    width: float
    height: float
    months: list[tuple[str, float]]
    as_of: float
    lanes: list[Lane]
    counts: list[tuple[str, list[int]]]


WIDTH, LABEL, HEAD, GAP = 840, 128, 44, 10


def overview(catalog: Catalog) -> Overview:
    """Return the overview of all events; kinds stand in the order of their vocabulary, empty ones are left out."""
    events = sorted(catalog["events"].values(), key=lambda event: event.date)
    scale = Scale(LABEL, WIDTH - TARGET / 2, events[0].date.earliest.replace(day=1), _month_after(catalog.as_of))
    lanes: list[Lane] = []
    top: float = HEAD
    for kind in catalog.vocabularies["event-kinds"].values():
        if found := [event for event in events if event.kind == kind.id]:
            lanes.append(_lane(catalog, kind, found, scale, top))
            top += lanes[-1].height
    counted = Counter((event.kind, _month(event.date.earliest)) for event in events)
    months = scale.months()[:-1]
    counts = [(month, [counted[lane.kind.id, month] for lane in lanes]) for month, _ in months]
    return Overview(WIDTH, top + 6, scale.months(), scale.at(catalog.as_of), lanes, counts)


def _lane(catalog: Catalog, kind: Entry, events: list[Event], scale: Scale, top: float) -> Lane:
    places = [scale.of(event.date) for event in events]
    rows = stacked(places, TARGET)
    marks = [
        Mark(
            event, x, top + GAP / 2 + TARGET * (row + 0.5),
            scale.of(event.until) if event.until else None,
            any(claim.section == "timeline" for claim in catalog.cited_by(event, "claims")),
        )
        for event, x, row in zip(events, places, rows, strict=True)
    ]  # fmt: skip
    return Lane(kind, top, GAP + TARGET * (max(rows) + 1), marks)


@dataclass(frozen=True)
class Sign:
    """A dated sign on a forecast's line: `row` counts away from the line, where several stand close together."""

    sign: ForecastEvidence
    x: float
    row: int


@dataclass(frozen=True)
class Window:
    """A forecast's window, what of it has passed, and its signs."""

    forecast: Forecast
    y: float
    opened: float
    now: float
    deadline: float
    elapsed: int
    signs: list[Sign]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Forecasts:
    """All forecasts on one line of time."""

    width: float
    height: float
    months: list[tuple[str, float]]
    now: float
    windows: list[Window]


def forecasts(catalog: Catalog) -> Forecasts:
    """Return each forecast's window against the site's day; `elapsed` is the percentage of days that have passed."""
    records = sorted(catalog["forecasts"].values(), key=lambda forecast: str(forecast.title))
    days = [sign.date.earliest for record in records for sign in record.evidence]
    first = min(days + [record.opened.earliest for record in records]).replace(day=1)
    last = max(record.deadline.latest for record in records)
    scale = Scale(16, 704, first, _month_after(last))
    windows = [_window(catalog, record, scale, 40 + 116 * place) for place, record in enumerate(records)]
    return Forecasts(720, 40 + 116 * len(records), scale.months(), scale.at(catalog.as_of), windows)


def _window(catalog: Catalog, record: Forecast, scale: Scale, y: float) -> Window:
    opened, deadline = record.opened.earliest, record.deadline.latest
    passed = (min(catalog.as_of, deadline) - opened) / (deadline - opened)
    signs: list[Sign] = []
    for direction in catalog.vocabularies["directions"]:
        found = [sign for sign in record.evidence if sign.direction == direction]
        places = [scale.of(sign.date) for sign in found]
        signs += map(Sign, found, places, stacked(places, 13))
    return Window(
        record, y, scale.at(opened), scale.at(min(catalog.as_of, deadline)), scale.at(deadline),
        round(100 * max(passed, 0)), signs, Counter(sign.direction for sign in record.evidence),
    )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How many checklist items or clauses of a practice bear on a row; `radius` grows with the count."""

    practice: Practice
    count: int
    radius: float


@dataclass(frozen=True)
class Map:
    """Who reduces what: rows against practices. A practice's column leads from risks to the frameworks behind it."""

    practices: list[Practice]
    risks: list[tuple[Risk, list[Cell], int]]
    frameworks: list[tuple[Framework, list[Cell], int]]


def risk_map(catalog: Catalog) -> Map:
    """Return the map; the last figure of a row counts the clauses by which frameworks name the risk."""
    practices = sorted(catalog["practices"].values(), key=lambda practice: practice.order)
    risks = sorted(catalog["risks"].values(), key=lambda risk: risk.order)
    items = {p.id: Counter(risk for _, item in checklist(p) for risk in item.risks) for p in practices}
    asked = {p.id: Counter(r.framework for r in p.references) for p in practices}
    named = Counter(reference.framework for risk in risks for reference in risk.references)
    frameworks = [f for f in catalog["frameworks"].values() if named[f.id] or any(c[f.id] for c in asked.values())]
    frameworks.sort(key=lambda framework: framework.title.casefold())
    return Map(
        practices,
        [(risk, _cells(practices, items, risk.id), len(risk.references)) for risk in risks],
        [(framework, _cells(practices, asked, framework.id), named[framework.id]) for framework in frameworks],
    )


def _cells(practices: list[Practice], counts: Mapping[str, Counter[str]], row: str) -> list[Cell]:
    most = max((n for counter in counts.values() for n in counter.values()), default=1)
    found = [(practice, counts[practice.id][row]) for practice in practices]
    return [Cell(practice, count, round(9 + 7 * sqrt(count / most), 1)) for practice, count in found]


def checklist(practice: Practice) -> list[tuple[str, ChecklistItem]]:
    """Return the items of a practice with their level, low first."""
    return [(level, item) for level in LEVELS for item in getattr(practice.checklist, level)]


def safety_layer(catalog: Catalog) -> list[tuple[LayerPart, list[tuple[Practice, ChecklistItem]]]]:
    """Return the parts of a layer around any model, each with the checklist items that put it in place.

    Raises KeyError where `data/vocabularies.yml` names an item that no checklist has.
    """
    items = {item.id: (p, item) for p in catalog["practices"].values() for _, item in checklist(p)}
    parts = catalog.vocabularies.get("safety-layer", {}).values()
    return [(part, [items[name] for name in part.items]) for part in parts if isinstance(part, LayerPart)]


def percentage(survey: Survey) -> float | None:
    """Return the first percentage of a survey's headline, or None where it gives none."""
    found = PERCENTAGE.search(survey.headline)
    return float(found[1]) if found else None
