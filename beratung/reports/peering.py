# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Looking at reports: the page as it would leave the house, with rare categories merged, a part of it, over time."""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from beratung.domain.report_definitions import (
    PeriodKind,
    ReportDefinition,
    leaving_out,
    merged,
    narrowed,
)
from beratung.domain.statistics_views import MergeProposal, ProtectedReport, ReportInfo, Trend
from beratung.reports import looking
from beratung.reports.desk import ReportDesk, info_of
from beratung.reports.errors import NoSuchTable, PeriodNotOffered, ReportRefused, YearClosed
from beratung.reports.making import Earlier, Made, Page, Progress
from beratung.reports.periods import Period
from beratung.reports.protection.reckoning import OutOfTime
from beratung.reports.release import slim
from beratung.reports.shown import WHOLE, is_beside, place_of


class Peering(ReportDesk):
    """Previews. Nothing is shown that could not leave the house together with the page it belongs to."""

    def preview(
        self,
        definition: str,
        period: str,
        *,
        quick: bool = False,
        seconds: float = math.inf,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> ProtectedReport:
        """A report as it would leave the house, protected together with everything released before.

        ``quick`` takes the first safe plan; else it goes on until no fewer cells can be hidden, or ``seconds`` are
        over, or ``cancel`` says so. What was released already is shown as it was released.

        Raises:
            NoSuchReport, NoPeriod, PeriodNotOffered: there is no such report.
            LeaksTogether, TooFine: it cannot be made safe; says with which release, and what to merge.
            LedgerAltered: nothing is reckoned on a ledger that was changed.
        """
        own, when = self._named(definition, period)
        again = self._again(own, when)
        if again is not None:
            return again.report
        if quick:
            with suppress(OutOfTime):  # large tables take their time until anything is shown safe
                return self._fresh(own, when, seconds=0.0, progress=progress, cancel=cancel).report
        return self._fresh(own, when, seconds=seconds, progress=progress, cancel=cancel).report

    def with_merges(
        self, report: ProtectedReport, *, seconds: float = 20.0, cancel: Callable[[], bool] | None = None
    ) -> ProtectedReport:
        """The same page with merges of rare categories proposed, each tried out; raises YearClosed."""
        own, when = self._named(report.definition, report.period)
        self._check_open(when.year)
        _, _, earlier = self._gathered(own, when)

        def counting(definition: ReportDefinition) -> Page:
            with self._records.work() as work:
                return self._page(work, self._sources.checked(definition), when)

        found = looking.Trial(own, report, earlier, counting, seconds, cancel).proposals()
        return msgspec.structs.replace(report, merges=found)

    def merge(
        self, definition: str, proposal: MergeProposal, *, label: str = "", name: str = ""
    ) -> ReportInfo:
        """Keep a report of the centre's own in which some categories are one; returns it.

        Raises:
            BadInput: the report does not have these categories.
        """
        own = self._sources.definition(definition)
        wanted = {proposal.grouping} if proposal.grouping else {proposal.dimension}
        grouping = next((g for g in own.groupings if wanted & {g.id, g.name}), None)
        if grouping is None:
            known = ", ".join(g.name for g in own.groupings)
            raise NoSuchTable(place=proposal.dimension, known=known)
        said = label or proposal.label
        changed = merged(own, grouping.id, proposal.categories, {"de": said})
        new = msgspec.structs.replace(
            changed,
            id=name or self._free_name(own.id),
            title={"de": f"{own.title.get('de', own.id)} ({said})"} if not own.is_own else own.title,
            is_own=True,
        )
        return info_of(self._sources.save(new))

    def drill(
        self,
        definition: str,
        period: str,
        filters: Mapping[str, str],
        *,
        seconds: float = 20.0,
        cancel: Callable[[], bool] | None = None,
    ) -> ProtectedReport:
        """A report about a part of the people: by dimension (as tables name it) the category that is counted.

        Protected together with the whole page, with other parts of it that were looked at, and with everything released;
        tables in which the part would still tell of few are left out.

        Raises:
            NoSuchTable: the report does not have such a dimension or category.
            YearClosed: parts of the year's people cannot be counted any more.
        """
        own, when = self._named(definition, period)
        self._check_open(when.year)
        chosen = _chosen(own, filters)
        part = narrowed(own, chosen)
        if not part.tables:
            raise NoSuchTable(place=", ".join(filters), known=", ".join(g.name for g in own.groupings))
        part = self._sources.checked(part)
        if self._again(own, when) is None:
            self._fresh(own, when, seconds=seconds, cancel=cancel)
        whole, ledger, _ = self._gathered(own, when)
        place = place_of(whole, own, ledger.head.last)
        filtered = tuple((own.grouping(name).name, (category,)) for name, category in sorted(chosen.items()))
        seen = self._shown.of(place)
        if filtered in seen:
            return seen[filtered].report
        looked = [Earlier(0, slim(seen[WHOLE].output))] if WHOLE in seen else []
        parts = [made for other, made in seen.items() if other and is_beside(other, filtered)]

        def shown(part: ReportDefinition, left_out: tuple[str, ...] = ()) -> ProtectedReport:
            page, ledger, earlier = self._gathered(part, when, looked)
            page = msgspec.structs.replace(page, filters=filtered)
            made = self._protected(page, earlier, ledger, seen=parts, seconds=seconds, cancel=cancel)
            report = msgspec.structs.replace(made.report, left_out=left_out)
            made = msgspec.structs.replace(made, report=report)
            return self._shown.show(place, filtered, made).report

        try:
            return shown(part)
        except ReportRefused as refused:
            if not refused.without:
                raise
            rest = leaving_out(part, refused.without, name=part.id, title=part.title.get("de", part.id))
            titles = tuple(part.table(name).title.get("de", name) for name in refused.without)
            return shown(rest, titles)

    def trend_tables(self, definition: str, *, kind: str = "quarter") -> tuple[tuple[str, str], ...]:
        """Names and titles of the tables that the newest part of a year that is over has; empty where none is."""
        own = self._sources.definition(definition)
        this = self._clock.today().year
        parts = [
            part for year in (this, this - 1) for part in reversed(Period(year=year).parts(PeriodKind(kind)))
        ]
        when = next((part for part in parts if part.is_over(self._clock.today())), None)
        if when is None or PeriodKind(kind) not in own.periods:
            return ()
        with self._records.work() as work:
            page = self._page(work, own, when)
        return tuple((shape.name, shape.title) for shape in page.shapes)

    def trend(
        self,
        definition: str,
        table: str,
        years: Sequence[int],
        *,
        kind: str = "quarter",
        seconds: float = 20.0,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Trend:
        """One table of a report over the parts of some years that are over; hidden points are gaps.

        ``table`` is a table's name as a page of such a period has it. What was not released yet is protected together
        with what was, and with the points before it.

        Raises:
            NoSuchTable: no page has it.
        """
        found = self._sources.definition(definition)
        known = self._in_years(found, years)
        periods = [
            period
            for year in known
            for period in Period(year=year).parts(PeriodKind(kind))
            if period.is_over(self._clock.today())
        ]
        if PeriodKind(kind) not in found.periods or not periods:
            raise PeriodNotOffered(place=kind, known=", ".join(word.value for word in found.periods))
        made: list[Made] = []
        for number, when in enumerate(periods, 1):
            own = known[when.year]
            page, ledger, earlier = self._gathered(own, when)
            again = self._again(own, when)
            if again is not None:
                made.append(Made(again.report, {}, again.output))
            else:
                earlier += [
                    Earlier(0, slim(one.output))
                    for one in made
                    if not one.report.is_released and Period.read(one.report.period).year == when.year
                ]
                made.append(self._protected(page, earlier, ledger, seconds=seconds, cancel=cancel))
            if progress is not None:
                progress(number, len(periods))
        if not any(t.name == table for one in made for t in one.report.tables):
            raise NoSuchTable(place=table, known=", ".join(t.name for t in made[-1].report.tables))
        return looking.trend_of(table, made)

    def _in_years(self, found: ReportDefinition, years: Sequence[int]) -> dict[int, ReportDefinition]:
        """A report as it is counted in each year; of a year that was closed before there was such a report, none."""
        known = {}
        with self._records.work() as work:
            for year in sorted(years):
                with suppress(YearClosed):
                    known[year] = self._as_kept(work, found, year)
        if not known:
            raise YearClosed(year=max(years))
        return known

    def _free_name(self, name: str) -> str:
        """A name for a report of one's own that no other has."""
        taken = {definition.id for definition in self._sources.definitions()}
        stem = name.split("-eigen", maxsplit=1)[0]
        return next(f"{stem}-eigen{n}" for n in range(1, len(taken) + 2) if f"{stem}-eigen{n}" not in taken)


def _chosen(own: ReportDefinition, filters: Mapping[str, str]) -> dict[str, str]:
    """By id of a grouping the category that is counted; raises NoSuchTable."""
    chosen: dict[str, str] = {}
    for name, category in filters.items():
        groupings = [g for g in own.groupings if name in {g.name, g.id}]
        if not groupings:
            raise NoSuchTable(place=name, known=", ".join(g.name for g in own.groupings))
        grouping = next((g for g in groupings if category in {c.id for c in g.categories}), None)
        if grouping is None:
            raise NoSuchTable(place=category, known=", ".join(c.id for g in groupings for c in g.categories))
        chosen[grouping.id] = category
    return chosen
