# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Closes a year for good: its facts become counts, and nobody is linked to them any more.

One commit writes the counts, freezes every month and the programme, and removes the pages; who holds ``identity`` cuts
his clients' links with it. Links that he does not hold are cut by the programs of those who do, behind their first screen:
until then they name pages that are gone. Nothing is shredded: with an older backup the year is open again, and can be
closed again.
"""

from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import msgspec

from beratung.domain.errors import RecordConflict
from beratung.domain.releases import LEDGER, YearProgramme
from beratung.domain.statistics import ClosedYear, FactBook, FillMark
from beratung.domain.statistics_views import Detail, Waiting, YearState
from beratung.domain.work import Work
from beratung.reports import programme
from beratung.reports.counting import Fresh
from beratung.reports.desk import ReportDesk
from beratung.reports.errors import NotAllCounted, NothingToClose, YearClosed, YearNotOver
from beratung.reports.folding import Kept, fold, packed
from beratung.reports.freezing import closed_year, with_months
from beratung.reports.ledger import Ledger, read_ledger, read_paper
from beratung.reports.pages import book_of, pages_in
from beratung.reports.periods import Period
from beratung.reports.wording import period_words

TRIES = 5


class ClosingYears(ReportDesk):
    """Which years are open and closed, and how one is closed; for whoever holds statistics."""

    def years(self) -> tuple[int, ...]:
        """Years of which anything was counted, newest first."""
        self._need()
        with self._records.work() as work:
            return tuple(sorted({book.year for book in work.all(FactBook)}, reverse=True))

    def year(self, year: int) -> YearState:
        """How a year stands, and what of its programme has not left the house."""
        self._need()
        is_counted = self._sources.is_counted()
        with self._records.work() as work:
            closed, book = closed_year(work, year), book_of(work, year)
            pages = list(pages_in(work, year))
            kept = self._kept(work, year)
            late = sum(len(page) for page in pages if page.is_late)
            cut = [set(mark.cut) for mark in work.all(FillMark)]
            return YearState(
                year=year,
                is_over=Period(year=year).is_over(self._clock.today()),
                is_counted=is_counted,
                is_closed=closed is not None,
                closed_at=closed.at if closed is not None else None,
                closed_by=closed.by if closed is not None else "",
                facts=sum(map(len, pages)) - late,
                late=kept.late if kept is not None else late,
                dropped=book.dropped if book is not None else 0,
                waiting=tuple(self._waiting(work, year)),
                has_links=closed is not None and any(year not in years for years in cut),
            )

    def close_year(self, year: int) -> YearState:
        """Fold the facts of a year into counts, for good.

        Raises:
            YearClosed, YearNotOver, NothingToClose, NotAllCounted: it cannot be closed, or not yet.
            LedgerAltered: nothing is folded on a ledger that was changed.
        """
        self._need()
        self._check_open(year)
        if not Period(year=year).is_over(self._clock.today()):
            raise YearNotOver(place=str(year))
        if not self._sources.is_counted():
            raise NotAllCounted(place=str(year))
        for attempt in range(TRIES):
            try:
                self._close(year)
                break
            except RecordConflict:
                if attempt == TRIES - 1:
                    raise
        with suppress(RecordConflict):  # the next program that unlocks goes on with it
            self._sources.cut()
        return self.year(year)

    def _close(self, year: int) -> None:
        with self._records.work() as work:
            ledger, book = read_ledger(work), book_of(work, year)
            if year in ledger.head.closed:
                raise YearClosed(year=year)
            if book is None or not book.pages:
                raise NothingToClose(place=str(year))
            plan, pages = self._plan(work, year), pages_in(work, year)
            body = packed(self._folded(work, ledger, plan))
            own = uuid4()
            work.put(
                ClosedYear(id=own, subject=own, year=year, at=self._clock.now(), by=self._user, body=body)
            )
            months = with_months(ledger.head.frozen, Period(year=year).month_words)
            closed = tuple(sorted({*ledger.head.closed, year}))
            work.put(msgspec.structs.replace(ledger.head, frozen=months, closed=closed))
            work.put(plan)
            for page in pages:
                work.remove(page)
            work.put(msgspec.structs.replace(book, pages=()))
            work.commit()

    def _plan(self, work: Work, year: int) -> YearProgramme:
        """The programme of a year with a line for every table, so that it stays as it is now."""
        found = programme.stored(work, year) or YearProgramme(
            id=programme.new_id(), subject=LEDGER, year=year
        )
        lines = {(line.definition, line.table): line for line in found.tables}
        lines |= programme.lines_of(self._sources.definitions(), found)
        return msgspec.structs.replace(found, tables=tuple(lines.values()))

    def _folded(self, work: Work, ledger: Ledger, plan: YearProgramme) -> Kept:
        definitions = self._sources.definitions()
        every = (
            *(g for own in definitions for g in reversed(own.groupings)),
            *reversed(self._sources.groupings()),
        )
        return fold(
            plan.year,
            Fresh(self._sources.facts(work, plan.year)),
            definitions,
            {grouping.name: grouping for grouping in every},
            lambda own, kind: programme.details(own, plan, kind),
            released=[read_paper(work, entry).output for entry in ledger.of_year(plan.year)],
        )

    def _waiting(self, work: Work, year: int) -> Iterator[Waiting]:
        """By report the periods that the programme has and the ledger has not."""
        ledger, plan = read_ledger(work), programme.stored(work, year)
        for listed in self._sources.definitions():
            try:
                own = self._as_kept(work, listed, year)
            except YearClosed:
                continue
            periods = [
                period
                for kind in own.periods
                if any(detail is not Detail.NONE for detail in programme.details(own, plan, kind).values())
                for period in Period(year=year).parts(kind) or (Period(year=year),)
                if ledger.newest(own.id, str(period)) is None
            ]
            if periods:
                yield Waiting(
                    definition=own.id,
                    title=own.title.get("de", own.id),
                    periods=tuple(map(str, periods)),
                    labels=tuple(map(period_words, periods)),
                    is_begun=any(entry.definition == own.id for entry in ledger.of_year(year)),
                )
