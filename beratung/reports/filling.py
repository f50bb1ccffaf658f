# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts: loaded for reports, written for whatever was there before the program kept any, cut from closed years."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain
from beratung.domain.statistics import FactBook, FillMark
from beratung.domain.work import Records, Work
from beratung.reports.errors import NoStatistics
from beratung.reports.following import FactWriter
from beratung.reports.freezing import standing
from beratung.reports.pages import pages_in

if TYPE_CHECKING:
    from beratung.reports.facts import Facts

SLICE = 40
"""Subjects whose facts are written in one transaction: others wait for a few hundredths of a second."""

Progress = Callable[[int, int], None]


class FactService:
    """The facts of a centre. ``writer.follow`` must be among the followers.

    ``circles`` are those that the user reads, ``subjects`` who lies in one, in the order of the ids.
    """

    def __init__(
        self,
        records: Records,
        writer: FactWriter,
        circles: Callable[[], Iterable[UUID]],
        subjects: Callable[[UUID], tuple[UUID, ...]],
    ) -> None:
        self._records = records
        self._circles = circles
        self._subjects = subjects
        self._walk: Iterator[tuple[int, int]] | None = None
        self.writer = writer

    def years(self) -> tuple[int, ...]:
        """The years of which there are facts."""
        with self._reading() as work:
            return tuple(sorted(book.year for book in work.all(FactBook)))

    def load(self, year: int, *, with_late: bool = False) -> "Facts":
        """The facts of a year; with those that came after their month was frozen if asked for.

        Raises:
            NoStatistics: this user holds no key for them.
        """
        with self._reading() as work:
            return self.load_in(work, year, with_late=with_late)

    def load_in(self, work: Work, year: int, *, with_late: bool = False) -> "Facts":
        """The same inside a unit of work that is open."""
        from beratung.reports.facts import gather  # numpy is not loaded to unlock a centre

        return gather(year, pages_in(work, year), with_late=with_late)

    def is_filled(self) -> bool:
        """Whether the facts of everybody were written, as far as this user can know.

        Who cannot write them, a supervisor, reads what counsellors' programs noted of it.
        """
        if self.writer.may_write() and self._records.may_read(Domain.CASE):
            return not self._to_fill()
        if not self._records.may_read(Domain.STATISTICS):
            return False
        with self._records.work() as work:
            marks = work.all(FillMark)
        return bool(marks) and all(mark.is_done for mark in marks)

    def fill(self, progress: Progress | None = None, cancel: Callable[[], bool] = lambda: False) -> None:
        """Write the facts of all who have none yet, a few subjects at a time; stopped, it goes on from there.

        Then it cuts. ``progress`` gets how many of the circle were looked at, and how many there are.
        """
        for looked, every in self._walking():
            if progress is not None:
                progress(looked, every)
            if cancel():
                return
        self.cut()

    def cut(self) -> None:
        """Cut every link of this user's clients to a year that was closed; nothing for who holds no links."""
        for _ in self._cutting():
            pass

    def step(self, seconds: float) -> bool:
        """Fill and cut for some seconds, in the background after unlocking; whether nothing is left."""
        end = time.monotonic() + seconds
        while True:
            if self._walk is None:
                self._walk = chain(self._walking(), self._cutting())
            if next(self._walk, None) is None:
                self._walk = None
                return True
            if time.monotonic() >= end:
                return False

    def _to_fill(self) -> list[UUID]:
        """The circles whose facts were not all written; none for who cannot write any."""
        if not self.writer.may_write() or not self._records.may_read(Domain.CASE):
            return []
        with self._records.work() as work:
            done = {mark.circle for mark in work.all(FillMark) if mark.is_done}
        return [circle for circle in self._circles() if circle not in done]

    def _walking(self) -> Iterator[tuple[int, int]]:
        for circle in self._to_fill():
            subjects = self._subjects(circle)
            for at in range(0, max(len(subjects), 1), SLICE):
                some = subjects[at : at + SLICE]
                is_last = at + SLICE >= len(subjects)
                if self._fill(circle, some, is_last=is_last):
                    yield at + len(some), len(subjects)

    def _fill(self, circle: UUID, subjects: tuple[UUID, ...], *, is_last: bool) -> bool:
        """Write a few; whether there was something to do, also if it was only to say that all is done."""
        with self._records.work() as work:
            marks = [mark for mark in work.all(FillMark) if mark.circle == circle]
            own = uuid4()
            mark = marks[0] if marks else FillMark(id=own, subject=own, circle=circle)
            left = [subject for subject in subjects if mark.upto is None or subject > mark.upto]
            if mark.is_done or not (left or is_last):
                return False
            self.writer.fill(work, left)
            upto = subjects[-1] if subjects else mark.upto
            work.put(msgspec.structs.replace(mark, upto=upto, is_done=is_last))
            work.commit()
            return True

    def _cutting(self) -> Iterator[tuple[int, int]]:
        years, circles = self._to_cut()
        for circle in circles:
            subjects = self._subjects(circle)
            for at in range(0, max(len(subjects), 1), SLICE):
                some, is_last = subjects[at : at + SLICE], at + SLICE >= len(subjects)
                self._cut(some, years, circle if is_last else None)
                yield min(at + SLICE, len(subjects)), len(subjects)

    def _to_cut(self) -> tuple[frozenset[int], list[UUID]]:
        """The closed years, and the circles of whose clients some may still be linked to one."""
        if not self.writer.may_write() or not self._records.may_read(Domain.CASE):
            return frozenset(), []
        with self._records.work() as work:
            years = standing(work).years
            done = {mark.circle for mark in work.all(FillMark) if years <= set(mark.cut)}
        return years, [circle for circle in self._circles() if years and circle not in done]

    def _cut(self, subjects: tuple[UUID, ...], years: frozenset[int], ended: UUID | None) -> None:
        """Cut a few; ``ended`` is the circle whose last ones they are."""
        with self._records.work() as work:
            cut = self.writer.cut(work, subjects)
            marks = [mark for mark in work.all(FillMark) if mark.circle == ended]
            for mark in marks:
                work.put(msgspec.structs.replace(mark, cut=tuple(sorted(years.union(mark.cut)))))
            if cut or marks:
                work.commit()

    @contextmanager
    def _reading(self) -> Iterator[Work]:
        if not self._records.may_read(Domain.STATISTICS):
            raise NoStatistics
        with self._records.work() as work:
            yield work
