# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports of a centre: looked at as they would leave the house, released, and kept in the ledger."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from beratung.domain.errors import RecordConflict
from beratung.domain.releases import LEDGER, PlannedTable, YearProgramme
from beratung.domain.report_definitions import Grouping, ReportDefinition
from beratung.domain.statistics_views import (
    Detail,
    LedgerAudit,
    LedgerLine,
    PeriodInfo,
    Programme,
    ProtectedReport,
    Released,
    ReportInfo,
)
from beratung.domain.work import Work
from beratung.reports import auditing, programme, refusing, revising
from beratung.reports.closing import ClosingYears
from beratung.reports.desk import info_of
from beratung.reports.errors import (
    ChangedSince,
    NoMicrodata,
    NothingToRevise,
    NotYetReleased,
    ProgrammeFixed,
    RevisedBefore,
    RevisionUnsafe,
    YearClosed,
)
from beratung.reports.freezing import standing
from beratung.reports.joining import joined
from beratung.reports.ledger import read_ledger, released_months
from beratung.reports.making import Made, Progress, digest
from beratung.reports.peering import Peering
from beratung.reports.periods import Period
from beratung.reports.protection.document import protect
from beratung.reports.release import Handed, Handing, check, enter, is_revision_of, line_of
from beratung.reports.wording import period_words

YEARS_BACK = 4
"""So many years are offered before the current one."""
TRIES = 5


class ReportService(Peering, ClosingYears):
    """Previews, releases and the ledger; for whoever holds statistics. May be called from any thread."""

    # What there is.

    def definitions(self) -> tuple[ReportInfo, ...]:
        """Every report: those that come with the program, then the centre's own."""
        return tuple(info_of(definition) for definition in self._sources.definitions())

    def definition(self, name: str) -> ReportDefinition:
        """A report with its tables and groupings; raises NoSuchReport."""
        return self._sources.definition(name)

    def groupings(self) -> tuple[Grouping, ...]:
        """Every way to sort people and events, from which one's own reports are built."""
        return tuple(self._sources.groupings())

    def save_report(self, definition: ReportDefinition) -> ReportInfo:
        """Keep a report of the centre's own; raises BadInput, which names the table and the remedy."""
        self._need()
        return info_of(self._sources.save(definition))

    def remove_report(self, name: str) -> None:
        """Forget a report of the centre's own; what was released of it stays in the ledger.

        Raises:
            NoSuchReport: the centre has none of this name.
        """
        self._need()
        self._sources.remove(name)

    def periods(self, definition: str) -> tuple[PeriodInfo, ...]:
        """Periods of which a report can be made, newest first; those that still run too."""
        self._need()
        found = self._sources.definition(definition)
        today = self._clock.today()
        years = range(today.year, today.year - YEARS_BACK - 1, -1)
        with self._records.work() as work:
            frozen = released_months(read_ledger(work))
            stored = {year: programme.stored(work, year) for year in years}
            known = {year: self._known(work, found, year) for year in years}
        infos = []
        for year in years:
            whole, own = Period(year=year), known[year]
            if own is None:
                continue
            for kind in own.periods:
                details = programme.details(own, stored[year], kind)
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
                            is_in_programme=any(one is not Detail.NONE for one in details.values()),
                        )
                    )
        return tuple(infos)

    def _known(self, work: Work, found: ReportDefinition, year: int) -> ReportDefinition | None:
        """A report as it is counted in a year, None where it came after the year was closed."""
        try:
            return self._as_kept(work, found, year)
        except YearClosed:
            return None

    def microdata(self) -> NoReturn:
        """Refuse a list of single people, with the reason."""
        raise NoMicrodata

    # The programme of a year.

    def programme(self, year: int) -> Programme:
        """What is released in a year in which detail."""
        self._need()
        own = {definition.id: definition for definition in self._sources.definitions()}
        with self._records.work() as work:
            found = programme.view(own, programme.stored(work, year), year)
            is_closed = year in standing(work).years
        return msgspec.structs.replace(found, is_fixed=found.is_fixed or is_closed)

    def set_programme(self, year: int, lines: Sequence[PlannedTable]) -> Programme:
        """Decide the details of some tables before the year's first release.

        Raises:
            ProgrammeFixed: the first report of the year left the house.
            YearClosed: the year was closed.
        """
        self._need()
        self._check_open(year)
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
                made = self._fresh(own, when, seconds=seconds, progress=progress, cancel=cancel)
                handed = Handed(made.report, made.output, made, None)
            try:
                handing = self._handing(to_whom, out, proof, lambda work: self._mark(work, own, when))
                return enter(handing, own, when, handed)
            except RecordConflict:
                if attempt == TRIES - 1:
                    raise
        raise RecordConflict

    def revise(
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
        """Release corrected numbers of what was released, with everything that was written too late; once.

        Raises:
            NotYetReleased, NothingToRevise, RevisedBefore, ChangedSince: there is nothing to revise.
            RevisionUnsafe: the difference to the released numbers would show very few people.
            YearClosed: what was corrected is not there any more.
        """
        own, when = self._named(definition, period)
        self._check_open(when.year)
        check(when, self._clock.today(), to_whom, [out] if proof is None else [out, proof])
        for attempt in range(TRIES):
            done = self._corrected(own, when, seconds=seconds, progress=progress, cancel=cancel)
            try:
                handing = self._handing(
                    to_whom, out, proof, lambda work: digest(self._changes(work, own, when)[1])
                )
                return enter(handing, own, when, done)
            except RecordConflict:
                if attempt == TRIES - 1:
                    raise
        raise RecordConflict

    def correction(
        self,
        definition: str,
        period: str,
        *,
        seconds: float = math.inf,
        cancel: Callable[[], bool] | None = None,
    ) -> ProtectedReport:
        """What `revise` would release, without releasing it; raises what that raises."""
        own, when = self._named(definition, period)
        self._check_open(when.year)
        return self._corrected(own, when, seconds=seconds, progress=None, cancel=cancel).report

    def _handing(self, to_whom: str, out: Path, proof: Path | None, mark: Callable[[Work], str]) -> Handing:
        return Handing(
            records=self._records, clock=self._clock, user=self._user, house=self._house(), to_whom=to_whom,
            out=out, proof=proof, details=self._planned, mark=mark,
        )  # fmt: skip

    def _corrected(
        self,
        own: ReportDefinition,
        when: Period,
        *,
        seconds: float,
        progress: Progress | None,
        cancel: Callable[[], bool] | None,
    ) -> Handed:
        """The corrected page of what was released, protected with everything that was."""
        again = self._again(own, when)
        page, ledger, earlier = self._gathered(own, when)
        about: dict[str, str | int] = {"title": page.title, "period": period_words(when)}
        if again is None or again.repeats is None:
            raise NotYetReleased(**about)
        about["number"] = again.repeats.number
        if again.report.is_former:
            raise ChangedSince(**about)
        if any(is_revision_of(entry, when) for entry in ledger.of_year(when.year)):
            raise RevisedBefore(**about)
        with self._records.work() as work:
            is_changed, tables = self._changes(work, own, when)
        if not is_changed:
            raise NothingToRevise(**about)
        given = joined(tables, [entry.output for entry in earlier], page.rules())
        try:
            output = protect(given, seconds=seconds, is_cancelled=cancel, on_round=progress).document
        except refusing.LEAKS as fault:
            raise RevisionUnsafe(**about) from fault
        number = again.repeats.number
        report = revising.revised(page, again.report, output, number)
        report = msgspec.structs.replace(report, earlier=tuple(entry.number for entry in earlier))
        return Handed(report, output, Made(report, given, output, digest(tables)), None, number)

    def _changes(self, work: Work, own: ReportDefinition, when: Period) -> tuple[bool, list[dict[str, Any]]]:
        """Whether anything was corrected, and the tables of what was kept, taken out and added."""
        if when.year in standing(work).years:
            raise YearClosed(year=when.year)
        old, new = (self._sources.facts(work, when.year, with_late=late) for late in (False, True))
        found = revising.printed(revising.moved(old, new, own, when), self._page(work, own, when))
        ledger = read_ledger(work)
        released = ledger.newest(own.id, str(when))
        return any(one.is_changed for one in found), revising.documents(
            found, released.number if released is not None else 0
        )

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

    def _planned(self, own: ReportDefinition, found: YearProgramme | None) -> tuple[PlannedTable, ...]:
        every = [d for d in self._sources.definitions() if d.id != own.id]
        return tuple(programme.lines_of([*every, own], found).values())
