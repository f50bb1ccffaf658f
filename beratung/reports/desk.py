# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every job of the reports begins with: counting a page, loading what was released, protecting both together."""

import math
from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from typing import Any, Protocol
from uuid import UUID

import msgspec

from beratung.domain.base import Domain
from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import Grouping, Measure, PeriodKind, ReportDefinition
from beratung.domain.statistics_views import ReportInfo
from beratung.domain.work import Clock, Records, Work
from beratung.reports import programme, refusing
from beratung.reports.counting import CountedTable, Counts, Fresh
from beratung.reports.differences import Differences
from beratung.reports.errors import NoStatistics, NotInProgramme, PeriodNotOffered, YearClosed
from beratung.reports.facts import Facts
from beratung.reports.folding import Found, KeptCounts, unpacked
from beratung.reports.former import marked
from beratung.reports.freezing import closed_year, standing
from beratung.reports.ledger import Ledger, read_ledger, read_paper
from beratung.reports.making import Earlier, Made, Page, Progress, digest, make, mark_of, page_of
from beratung.reports.pages import book_of
from beratung.reports.periods import Period
from beratung.reports.release import Handed, page_in, slim
from beratung.reports.shown import WHOLE, Shown, is_final, place_of

KEPT = 24
"""So many protected pages are kept in memory."""


class Sources(Protocol):
    """Where definitions and facts come from."""

    def definitions(self) -> Sequence[ReportDefinition]:
        """Every report that can be made, filled in."""

    def definition(self, name: str) -> ReportDefinition:
        """One of them; raises NoSuchReport."""

    def groupings(self) -> Sequence[Grouping]:
        """Every way to sort that reports share."""

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        """A definition filled in; raises BadInput where it cannot be counted."""

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        """Keep a definition of the centre's own; raises BadInput."""

    def remove(self, name: str) -> None:
        """Forget one of the centre's own; raises NoSuchReport."""

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        """The facts of a year."""

    def is_counted(self) -> bool:
        """Whether the facts of everybody were written."""

    def cut(self) -> None:
        """Cut whom this user can link to a year that was closed."""


class ReportDesk:
    """Counts, loads, protects; what was protected is kept in memory as long as nothing changed."""

    def __init__(
        self, records: Records, clock: Clock, sources: Sources, *, user: str, house: Callable[[], str]
    ) -> None:
        self._records = records
        self._clock = clock
        self._sources = sources
        self._user = user
        self._house = house
        self._made: dict[str, Made] = {}
        self._shown = Shown()
        self._unpacked: dict[UUID, Found] = {}
        self._lock = RLock()

    def _need(self) -> None:
        if not self._records.may_read(Domain.STATISTICS):
            raise NoStatistics

    def _named(self, definition: str, period: str) -> tuple[ReportDefinition, Period]:
        self._need()
        own, when = self._sources.definition(definition), Period.read(period)
        with self._records.work() as work:
            own = self._as_kept(work, own, when.year)
        if when.kind not in own.periods:
            raise PeriodNotOffered(place=str(when), known=", ".join(kind.value for kind in own.periods))
        return own, when

    def _gathered(
        self, own: ReportDefinition, when: Period, looked: Sequence[Earlier] = ()
    ) -> tuple[Page, Ledger, list[Earlier]]:
        """Count a report and load what was released for the year; ``looked`` is shown besides."""
        self._need()
        with self._records.work() as work:
            ledger = read_ledger(work)
            earlier = [*self._released(work, ledger, when.year), *looked]
            page = self._whole(work, own, when, earlier)
            basis = self._basis(work, when.year)
        if not page.tables:
            raise NotInProgramme(place=own.id, year=when.year)
        return msgspec.structs.replace(page, facts=basis), ledger, earlier

    def _basis(self, work: Work, year: int) -> str:
        """What a year is counted from, as a short text."""
        closed = closed_year(work, year)
        return str(closed.id) if closed is not None else self._sources.facts(work, year).digest()

    def _released(self, work: Work, ledger: Ledger, year: int) -> list[Earlier]:
        """What left the house for a year."""
        return [Earlier(entry.number, slim(read_paper(work, entry).output)) for entry in ledger.of_year(year)]

    def _whole(self, work: Work, own: ReportDefinition, when: Period, earlier: Sequence[Earlier]) -> Page:
        """The page with everything that follows from it and from what was released."""
        page = self._page(work, own, when)
        silent = self._left(work, own, when, earlier) if page.tables else ()
        differences = self._differences(work, own, when.year)
        silent += differences.between((*page.tables, *silent), [entry.output for entry in earlier])
        return msgspec.structs.replace(page, silent=silent)

    def _mark(self, work: Work, own: ReportDefinition, when: Period) -> str:
        """What would be protected now: what is frozen by a release must be what was protected."""
        earlier = self._released(work, read_ledger(work), when.year)
        return mark_of(self._whole(work, own, when, earlier))

    def _left(
        self, work: Work, own: ReportDefinition, when: Period, earlier: Sequence[Earlier]
    ) -> tuple[CountedTable, ...]:
        """What is left of a period where only some of its parts were released: it follows from the rest."""
        released = [table for entry in earlier for table in entry.output["tables"]]
        found: list[CountedTable] = []
        counts = self._counts(work, when.year)
        for kind in (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
            parts = when.parts(kind)
            given = [t for t in released if any(t["within"].get(kind.value) == str(p.number) for p in parts)]
            for part in parts if given else ():
                there = {_about(t) for t in given if t["within"][kind.value] == str(part.number)}
                others = {_about(t) for t in given} - there
                page = page_of(
                    counts.count(own, part),
                    programme.details(own, programme.stored(work, when.year), kind),
                )
                found += [t for t in page.tables if _about(t.document()) in others and _adds_up(t)]
        return tuple(found)

    def _page(self, work: Work, own: ReportDefinition, when: Period) -> Page:
        details = programme.details(own, programme.stored(work, when.year), when.kind)
        return page_of(self._counts(work, when.year).count(own, when), details)

    # Years that were closed.

    def _counts(self, work: Work, year: int) -> Counts:
        """What a year is counted from: its facts, or what was kept of them."""
        return self._kept(work, year) or Fresh(self._sources.facts(work, year))

    def _kept(self, work: Work, year: int) -> KeptCounts | None:
        """What a year was folded into, None while it is open."""
        closed = closed_year(work, year)
        if closed is None:
            return None
        with self._lock:
            if closed.id not in self._unpacked:
                self._unpacked[closed.id] = Found(unpacked(closed.body))
        book = book_of(work, year)
        return KeptCounts(year, self._unpacked[closed.id], book.dropped if book is not None else 0)

    def _as_kept(self, work: Work, own: ReportDefinition, year: int) -> ReportDefinition:
        """A report as it is counted in a year; raises YearClosed where it came after the year was closed."""
        kept = self._kept(work, year)
        return own if kept is None else kept.definition(own.id)

    def _check_open(self, year: int) -> None:
        """Refuse what needs facts.

        Raises:
            YearClosed: there are none any more.
        """
        with self._records.work() as work:
            if year in standing(work).years:
                raise YearClosed(year=year)

    def _differences(self, work: Work, own: ReportDefinition, year: int) -> Differences:
        kept = self._kept(work, year)
        if kept is not None:
            return Differences(kept.finest, kept)
        finest = {g.name: g for g in (*reversed(own.groupings), *reversed(self._sources.groupings()))}
        return Differences(finest, Fresh(self._sources.facts(work, year)))

    def _fresh(
        self,
        own: ReportDefinition,
        when: Period,
        *,
        seconds: float = math.inf,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Made:
        """A report protected with everything released before; of what was shown already it only shows more."""
        page, ledger, earlier = self._gathered(own, when)
        place = place_of(page, own, ledger.head.last)
        seen = self._shown.of(place)
        kept = seen.get(WHOLE)
        if kept is None:
            made = self._protected(page, earlier, ledger, seconds=seconds, progress=progress, cancel=cancel)
            return self._shown.show(place, WHOLE, made)
        if seconds == 0 or is_final(kept) or len(seen) > 1:
            return kept  # parts that were looked at are protected together with it
        try:
            made = make(page, earlier, shown=kept, seconds=seconds, is_cancelled=cancel, on_round=progress)
        except BeratungError:
            return kept
        return self._shown.show(place, WHOLE, made, kept) if is_final(made) else kept

    def _protected(
        self,
        page: Page,
        earlier: Sequence[Earlier],
        ledger: Ledger,
        *,
        seen: Sequence[Made] = (),
        seconds: float = math.inf,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Made:
        """A page protected with others; a page that was proven best is not reckoned twice."""
        looked = [entry.output["tables"] for entry in earlier if not entry.number]
        looked += [made.output["tables"] for made in seen]
        known = f"{ledger.head.last} {mark_of(page)} {digest(looked)}"
        with self._lock:
            kept = self._made.get(known)
            if kept is not None and (kept.report.is_proven or seconds == 0):
                return kept
        try:
            made = make(page, earlier, seen=seen, seconds=seconds, is_cancelled=cancel, on_round=progress)
        except BeratungError as fault:
            refusing.explain(fault, page, earlier, ledger)
            raise
        with self._lock:
            while len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[known] = made
        return made

    def _again(self, own: ReportDefinition, when: Period) -> Handed | None:
        """What was released already of a report for a period."""
        self._need()
        with self._records.work() as work:
            entry = read_ledger(work).newest(own.id, str(when))
            if entry is None:
                return None
            paper, page = read_paper(work, entry), self._page(work, own, when)
        return Handed(marked(page_in(paper), paper.output, page), paper.output, None, entry)


def _about(table: Mapping[str, Any]) -> tuple[object, ...]:
    """What a table is about apart from its time."""
    rest = sorted(pair for pair in table["within"].items() if pair[0] not in set(PeriodKind))
    return (*rest, *sorted(table["dimensions"]))


def _adds_up(table: CountedTable) -> bool:
    return table.definition.measure is not Measure.PERSONS


def info_of(definition: ReportDefinition) -> ReportInfo:
    """A report as it is listed."""
    return ReportInfo(
        id=definition.id,
        title=definition.title.get("de", definition.id),
        about=definition.purpose.get("de", ""),
        is_own=definition.is_own,
        kinds=tuple(kind.value for kind in definition.periods),
        note=definition.source,
    )
