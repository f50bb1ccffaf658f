# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The words on the pages of a report: content in ``resources/reports``, in German, as the offices read it."""

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from beratung.domain.report_definitions import Measure, PeriodKind
from beratung.reports.periods import Period
from beratung.resources import read_yaml


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every word of a report that is not its own."""

    version: int
    language: str
    reviewed_on: str
    measures: dict[str, str]
    periods: dict[str, str]
    months: tuple[str, ...]
    method: dict[str, str]
    release: str
    share: str
    page: str
    total: str
    count: str
    rest: str
    chart: str
    continued: str
    note: str
    hidden: str


@lru_cache
def words() -> Words:
    """The words."""
    return read_yaml("reports/wording.de.yaml", Words)


def period_words(period: Period) -> str:
    """A period as it stands in a heading."""
    text = words().periods[period.kind.value]
    name = words().months[period.number - 1] if period.kind is PeriodKind.MONTH else ""
    return text % {"year": period.year, "number": period.number, "name": name}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the note of method depends on."""

    measures: frozenset[str]
    threshold: int
    higher: tuple[tuple[str, int], ...]
    """Titles of the tables with a higher threshold."""
    zeros: str
    late: int = 0
    revises: int = 0
    filters: tuple[str, ...] = ()


FEW = 10
"""Fewer late entries are not counted in public, more only by so many."""


def method_lines(told: Told) -> Iterable[str]:
    """The note of method."""
    own = words().method
    if told.filters:
        yield own["filtered"] % {"filter": "; ".join(told.filters)}
    if told.revises:
        yield own["revision"] % {"number": told.revises}
    if Measure.PERSONS.value in told.measures:
        yield own["people"]
    if Measure.NEW_PERSONS.value in told.measures:
        yield own["new_people"]
    if told.measures & {Measure.MENTIONS.value, Measure.CROSS_MENTIONS.value}:
        yield own["mentions"]
    yield own["anonymous"]
    yield own["threshold"] % {"threshold": told.threshold}
    if told.higher:
        listed = (own["threshold_of"] % {"title": title, "threshold": least} for title, least in told.higher)
        yield own["thresholds"] % {"list": ", ".join(listed)}
    yield own["printed" if told.zeros == "printed" else "merged"]
    yield own["checked"]
    yield own["frozen"]
    if told.late:
        about = told.late // FEW * FEW  # two releases must not tell of a single entry between them
        yield own["late"] % {"count": about} if about else own["late_few"]
