# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports of a centre: looked at as they would leave the house, released, and kept in the ledger."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import RLock
from typing import NoReturn, Protocol

import msgspec

from beratung.domain.base import Domain
from beratung.domain.errors import BeratungError, RecordConflict
from beratung.domain.releases import LEDGER, PlannedTable, YearProgramme
from beratung.domain.report_definitions import ReportDefinition
from beratung.domain.statistics_views import (
    LedgerAudit,
    LedgerLine,
    PeriodInfo,
    Programme,
    ProtectedReport,
    Released,
    ReportInfo,
)
from beratung.domain.work import Clock, Records, Work
from beratung.reports import auditing, programme, refusing
from beratung.reports.counting import count
from beratung.reports.errors import (
    NoMicrodata,
    NoStatistics,
    NotInProgramme,
    PeriodNotOffered,
    ProgrammeFixed,
)
from beratung.reports.facts import Facts
from beratung.reports.ledger import Ledger, read_ledger, read_paper
from beratung.reports.making import Earlier, Made, Page, Progress, make, mark_of, page_of
from beratung.reports.periods import Period
from beratung.reports.release import Handed, Handing, check, enter, line_of, page_in, slim
from beratung.reports.wording import period_words

YEARS_BACK = 4
"""So many years are offered before the current one."""
KEPT = 24
"""So many protected pages are kept in memory."""
TRIES = 5


class Sources(Protocol):
    """Where definitions and facts come from."""

    def definitions(self) -> Sequence[ReportDefinition]:
        """Every report that can be made, filled in."""

    def definition(self, name: str) -> ReportDefinition:
        """One of them; raises NoSuchReport."""

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        """A definition filled in; raises BadInput where it cannot be counted."""

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        """Keep a definition of the centre's own; raises BadInput."""

    def remove(self, name: str) -> None:
        """Forget one of the centre's own; raises NoSuchReport."""

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        """The facts of a year."""


class ReportService:
    """Previews, releases and the ledger; for whoever holds statistics. May be called from any thread."""

    def __init__(
        self, records: Records, clock: Clock, sources: Sources, *, user: str, house: Callable[[], str]
    ) -> None:
        self._records = records
        self._clock = clock
        self._sources = sources
        self._user = user
        self._house = house
        self._made: dict[str, Made] = {}
        self._lock = RLock()

    # What there is.

    def definitions(self) -> tuple[ReportInfo, ...]:
        """Every report: those that come with the program, then the centre's own."""
        return tuple(_info(definition) for definition in self._sources.definitions())

    def periods(self, definition: str) -> tuple[PeriodInfo, ...]:
        """Periods of which a report can be made, newest first; those that still run too."""
        self._need()
        found = self._sources.definition(definition)
        today = self._clock.today()
        with self._records.work() as work:
            frozen = frozenset(read_ledger(work).head.frozen)
        infos = []
        for year in range(today.year, today.year - YEARS_BACK - 1, -1):
            whole = Period(year=year)
            for kind in found.periods:
                for period in reversed(whole.parts(kind) or (whole,)):
                    if (period.year, period.months[0]) > (today.year, today.month):
                        continue
                    infos.append(
                        PeriodInfo(
                            code=str(period),
                            label=period_words(period),
                            kind=kind.value,
                            is_over=period.is_over(today),
                            is_frozen=bool(frozen & set(period.month_words)),
                        )
                    )
        return tuple(infos)

    # Looking.

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
        released = self._released_page(own, when)
        if released is not None:
            return released
        return self.made(
            own, when, seconds=0.0 if quick else seconds, progress=progress, cancel=cancel
        ).report

    def made(
        self,
        own: ReportDefinition,
        when: Period,
        *,
        seconds: float = math.inf,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Made:
        """A report protected with everything released before, and what went into it."""
        page, ledger, earlier = self.gathered(own, when)
        known = f"{ledger.head.last} {mark_of(page)}"
        with self._lock:
            if known in self._made and (self._made[known].report.is_proven or seconds == 0):
                return self._made[known]
        try:
            made = make(page, earlier, seconds=seconds, is_cancelled=cancel, on_round=progress)
        except BeratungError as fault:
            refusing.explain(fault, page, earlier, ledger)
            raise
        with self._lock:
            while len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[known] = made
        return made

    def microdata(self) -> NoReturn:
        """Refuse a list of single people, with the reason."""
        raise NoMicrodata

    # The programme of a year.

    def programme(self, year: int) -> Programme:
        """What is released in a year in which detail."""
        self._need()
        own = {definition.id: definition for definition in self._sources.definitions()}
        with self._records.work() as work:
            return programme.view(own, programme.stored(work, year), year)

    def set_programme(self, year: int, lines: Sequence[PlannedTable]) -> Programme:
        """Decide the details of some tables before the year's first release.

        Raises:
            ProgrammeFixed: the first report of the year left the house.
        """
        self._need()
        with self._records.work() as work:
            found = programme.stored(work, year)
            if found is not None and found.fixed_by:
                raise ProgrammeFixed(year=year, number=found.fixed_by)
            kept = {(line.definition, line.table): line for line in (found.tables if found else ())}
            kept.update({(line.definition, line.table): line for line in lines})
            new = found or YearProgramme(id=programme.new_id(), subject=LEDGER, year=year)
            work.put(msgspec.structs.replace(new, tables=tuple(kept.values())))
            work.commit()
        return self.programme(year)

    # Releasing.

    def release(
        self,
        definition: str,
        period: str,
        *,
        to_whom: str,
        out: Path,
        proof: Path | None = None,
        seconds: float = math.inf,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Released:
        """Write a report's files and enter it into the ledger; its months are frozen from then on.

        What was released before is handed out again with the same numbers. The files appear only when the ledger holds
        the release; ``proof`` is a folder for the certificate, which stays in the house.

        Raises:
            PeriodNotOver, RecipientMissing, FolderNeeded: it cannot be released so.
            LeaksTogether, TooFine: it cannot be made safe.
        """
        self._need()
        own, when = self._named(definition, period)
        check(when, self._clock.today(), to_whom, [out] if proof is None else [out, proof])
        for attempt in range(TRIES):
            handed = self._again(own, when)
            if handed is None:
                made = self.made(own, when, seconds=seconds, progress=progress, cancel=cancel)
                handed = Handed(made.report, made.output, made, None)
            try:
                return enter(self._release_of(to_whom, out, proof), own, when, handed)
            except RecordConflict:
                if attempt == TRIES - 1:
                    raise
        raise RecordConflict

    def _release_of(self, to_whom: str, out: Path, proof: Path | None) -> Handing:
        return Handing(
            records=self._records, clock=self._clock, user=self._user, house=self._house(), to_whom=to_whom,
            out=out, proof=proof, details=self._planned, page=self._page,
        )  # fmt: skip

    def ledger(self) -> tuple[LedgerLine, ...]:
        """Every release, newest first.

        Raises:
            LedgerAltered: something in it was changed.
        """
        self._need()
        with self._records.work() as work:
            found = read_ledger(work)
        return tuple(line_of(entry) for entry in reversed(found.entries))

    def audit_ledger(
        self,
        *,
        anew: bool = False,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> LedgerAudit:
        """Check the whole ledger: its chain, and that all releases of a year together tell nothing of few people.

        From the stored proofs, by additions alone; ``anew`` lets the reader reckon once more.
        """
        self._need()
        return auditing.audit(self._records, anew=anew, progress=progress, cancel=cancel)

    # Inside.

    def gathered(self, own: ReportDefinition, when: Period) -> tuple[Page, Ledger, list[Earlier]]:
        """Count a report and load what was released for the year."""
        self._need()
        with self._records.work() as work:
            ledger = read_ledger(work)
            earlier = [
                Earlier(entry.number, slim(read_paper(work, entry).output))
                for entry in ledger.of_year(when.year)
            ]
            page = self._page(work, own, when)
        if not page.tables:
            raise NotInProgramme(place=own.id, year=when.year)
        return page, ledger, earlier

    def _page(self, work: Work, own: ReportDefinition, when: Period) -> Page:
        details = programme.details(own, programme.stored(work, when.year), when.kind)
        return page_of(count(self._sources.facts(work, when.year), own, when), details)

    def _planned(self, own: ReportDefinition, found: YearProgramme | None) -> tuple[PlannedTable, ...]:
        every = [d for d in self._sources.definitions() if d.id != own.id]
        return tuple(programme.lines_of([*every, own], found).values())

    def _released_page(self, own: ReportDefinition, when: Period) -> ProtectedReport | None:
        found = self._again(own, when)
        return found.report if found else None

    def _again(self, own: ReportDefinition, when: Period) -> Handed | None:
        """What was released already of a report for a period."""
        self._need()
        with self._records.work() as work:
            entry = read_ledger(work).newest(own.id, str(when))
            if entry is None:
                return None
            paper = read_paper(work, entry)
        return Handed(page_in(paper), paper.output, None, entry)

    def _named(self, definition: str, period: str) -> tuple[ReportDefinition, Period]:
        own, when = self._sources.definition(definition), Period.read(period)
        if when.kind not in own.periods:
            raise PeriodNotOffered(place=str(when), known=", ".join(kind.value for kind in own.periods))
        return own, when

    def _need(self) -> None:
        if not self._records.may_read(Domain.STATISTICS):
            raise NoStatistics


def _info(definition: ReportDefinition) -> ReportInfo:
    return ReportInfo(
        id=definition.id,
        title=definition.title.get("de", definition.id),
        about=definition.purpose.get("de", ""),
        is_own=definition.is_own,
        kinds=tuple(kind.value for kind in definition.periods),
        note=definition.source,
    )
