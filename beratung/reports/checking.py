# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks definitions of reports before anything is counted, with a sentence for whoever wrote one."""

import re
from collections.abc import Mapping
from math import prod

import msgspec

from beratung.domain.errors import N_
from beratung.domain.reading import NotOneOf, OutOfRange, WrongShape
from beratung.domain.report_definitions import (
    Grouping,
    Measure,
    ReportDefinition,
    TableDefinition,
)
from beratung.domain.statistics import COLUMNS, PERSON_COLUMNS
from beratung.reports.counting import SEVERAL_OF, TIMES
from beratung.reports.errors import NotCountable, NotForMeasure, TableTooLarge, TwiceInReport
from beratung.reports.wording import words

ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")
MOST_TABLES, MOST_CATEGORIES, MOST_CELLS = 30, 300, 20_000
MOST_LABEL = 200
LEAST = 3
"""The least threshold of a report: a lower one would print two people, and later releases would be refused for them."""
ONLY_WITH = {
    "offer": {Measure.REFERRALS},
    "outcome": {Measure.REFERRALS, Measure.INTERPRETING, Measure.APPOINTMENTS},
    "reason": {Measure.CLOSINGS},
    "german_start": {Measure.CLOSINGS},
    "german_end": {Measure.CLOSINGS},
    "language": {Measure.INTERPRETING, Measure.UNMET},
    "mode": {Measure.INTERPRETING},
    "unmet": {Measure.UNMET},
    "channel": {Measure.CONSULTATIONS, Measure.MENTIONS, Measure.CROSS_MENTIONS},
    "interpreter": {Measure.CONSULTATIONS, Measure.MENTIONS, Measure.CROSS_MENTIONS},
    "topics": {Measure.MENTIONS},
    "querschnitt": {Measure.CROSS_MENTIONS},
}
"""What is said of an event belongs to the measures that count such events."""


def read(body: bytes) -> ReportDefinition:
    """Read a definition that somebody wrote as YAML or JSON.

    Raises:
        BadInput: it has another shape.
    """
    try:
        return msgspec.yaml.decode(body, type=ReportDefinition)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        found = re.search(r"`\$\.?(.*?)`", str(fault))
        raise WrongShape(
            place=found[1] if found and found[1] else "definition", wanted=N_("the definition of a report")
        ) from None


def check_definition(definition: ReportDefinition, shared: Mapping[str, Grouping]) -> None:
    """Make sure that every table of a definition can be counted and protected.

    Raises:
        BadInput: with the place in the definition.
    """
    _check_id(definition.id, "id")
    _check_label(definition.title, "title")
    if not LEAST <= definition.threshold <= 100:
        raise OutOfRange(place="threshold", low=LEAST, high=100)
    if definition.zeros not in {"printed", "merged"}:
        raise NotOneOf(place="zeros", known="printed, merged")
    if not definition.periods:
        raise NotCountable(place="periods")
    if not 1 <= len(definition.tables) <= MOST_TABLES:
        raise OutOfRange(place="tables", low=1, high=MOST_TABLES)
    _check_unique([table.id for table in definition.tables], "tables")
    _check_unique([grouping.id for grouping in definition.groupings], "groupings")
    for grouping in definition.groupings:
        _check_grouping(grouping, f"groupings {grouping.id}")
    known = {grouping.id: grouping for grouping in definition.groupings}
    for table in definition.tables:
        _check_table(table, known, shared)


def _check_grouping(grouping: Grouping, place: str) -> None:
    _check_id(grouping.id, place)
    known = (*(c for c in COLUMNS if c != "kind"), *TIMES)
    if grouping.column not in known:
        raise NotOneOf(place=f"{place} column", known=", ".join(known))
    if not 2 <= len(grouping.categories) <= MOST_CATEGORIES:
        raise OutOfRange(place=f"{place} categories", low=2, high=MOST_CATEGORIES)
    _check_unique([category.id for category in grouping.categories], place)
    for category in grouping.categories:
        if not 0 < len(category.id) <= MOST_LABEL:
            raise WrongShape(place=place, wanted=N_("a short text"))
        if category.label:
            _check_label(category.label, f"{place} {category.id[:40]}")


def _check_table(
    table: TableDefinition,
    known: Mapping[str, Grouping],
    shared: Mapping[str, Grouping],
) -> None:
    place = f"tables {table.id[:60]}"
    _check_id(table.id, place)
    _check_label(table.title, f"{place} title")
    if table.threshold is not None and not LEAST <= table.threshold <= 100:
        raise OutOfRange(place=f"{place} threshold", low=LEAST, high=100)
    for name in (*table.dimensions, *table.filter):
        if name not in known:
            raise NotOneOf(place=place, known=", ".join(sorted({*known, *shared})))
    _check_unique([known[name].name for name in (*table.dimensions, *table.filter)], place)
    for name in (*table.dimensions, *table.filter):
        _check_measure(known[name], table.measure, place, is_filter=name in table.filter)
    for name, category in table.filter.items():
        ids = [entry.id for entry in known[name].categories]
        if category not in ids:
            raise NotOneOf(place=f"{place} filter {name}", known=", ".join(ids[:40]))
    cells = prod(len(known[name].categories) + 1 for name in table.dimensions)
    if cells > MOST_CELLS:
        raise TableTooLarge(place=place, cells=cells, limit=MOST_CELLS)


def _check_measure(grouping: Grouping, measure: Measure, place: str, *, is_filter: bool) -> None:
    column = grouping.column
    if column in PERSON_COLUMNS:
        return
    if column in TIMES:
        if measure is Measure.PERSONS or is_filter:
            raise NotForMeasure(place=place, **_named(grouping, measure))
        return
    allowed = ONLY_WITH.get(column, set())
    if measure not in allowed or (column in SEVERAL_OF.values() and SEVERAL_OF.get(measure) != column):
        raise NotForMeasure(place=place, **_named(grouping, measure))


def _named(grouping: Grouping, measure: Measure) -> dict[str, str]:
    """What is to be counted by what, in the words of the pages."""
    return {
        "column": grouping.label.get("de", grouping.id),
        "measure": words().measures[measure.value],
    }


def _check_id(name: str, place: str) -> None:
    if not ID.fullmatch(name):
        raise WrongShape(place=place, wanted=N_("a short name of small letters, digits, - and _"))


def _check_label(label: Mapping[str, str], place: str) -> None:
    if not label.get("de") or any(len(text) > MOST_LABEL for text in label.values()):
        raise WrongShape(place=place, wanted=N_("a short text in German"))


def _check_unique(names: list[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise TwiceInReport(place=place, name=name[:60])
        seen.add(name)
