# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts: loaded for reports, and written for whatever was there before the program kept any."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain
from beratung.domain.statistics import FactBook, FillMark
from beratung.domain.work import Changes, Records, Work
from beratung.reports.errors import NoStatistics
from beratung.reports.facts import Facts, gather
from beratung.reports.following import FactWriter
from beratung.reports.pages import pages_in

SLICE = 40
"""Subjects whose facts are written in one transaction: others wait for a few hundredths of a second."""

Circles = Callable[[], Iterable[tuple[UUID, tuple[UUID, ...]]]]
"""Every circle that the user reads, with its subjects in the order of their ids."""
Progress = Callable[[int, int], None]


class FactService:
    """The facts of a centre. ``writer.follow`` must be among the followers."""

    def __init__(self, records: Records, writer: FactWriter, circles: Circles) -> None:
        self._records = records
        self._circles = circles
        self.writer = writer

    def years(self) -> tuple[int, ...]:
        """The years of which there are facts."""
        with self._reading() as work:
            return tuple(sorted(book.year for book in work.all(FactBook)))

    def load(self, year: int, *, with_late: bool = False) -> Facts:
        """The facts of a year; with those that came after their month was frozen if asked for.

        Raises:
            NoStatistics: this user holds no key for them.
        """
        with self._reading() as work:
            return self.load_in(work, year, with_late=with_late)

    def load_in(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        """The same inside a unit of work that is open."""
        return gather(year, pages_in(work, year), with_late=with_late)

    def is_filled(self) -> bool:
        """Whether the facts of everybody whom this user can read were written."""
        if not self.writer.may_write() or not self._records.may_read(Domain.CASE):
            return True
        with self._records.work() as work:
            done = {mark.circle for mark in work.all(FillMark) if mark.is_done}
        return all(circle in done for circle, _ in self._circles())

    def fill(self, progress: Progress | None = None, cancel: Callable[[], bool] = lambda: False) -> Changes:
        """Write the facts of all who have none yet, a few subjects at a time; stopped, it goes on from there.

        For a counsellor's program, in the background after unlocking. ``progress`` gets how many were looked at, and
        how many there are.
        """
        if not self.writer.may_write() or not self._records.may_read(Domain.CASE):
            return Changes()
        circles = list(self._circles())
        every, looked = sum(len(subjects) for _, subjects in circles), 0
        touched = Changes()
        for circle, subjects in circles:
            for some, last in _slices(subjects):
                if cancel():
                    return touched
                touched = Changes(touched.touched | self._fill(circle, some, is_last=last).touched)
                looked += len(some)
                if progress is not None:
                    progress(looked, every)
        return touched

    def _fill(self, circle: UUID, subjects: tuple[UUID, ...], *, is_last: bool) -> Changes:
        with self._records.work() as work:
            marks = [mark for mark in work.all(FillMark) if mark.circle == circle]
            own = uuid4()
            mark = marks[0] if marks else FillMark(id=own, subject=own, circle=circle)
            if mark.is_done:
                return Changes()
            left = [subject for subject in subjects if mark.upto is None or subject > mark.upto]
            if not left and not is_last:
                return Changes()
            self.writer.fill(work, left)
            upto = subjects[-1] if subjects else mark.upto
            work.put(msgspec.structs.replace(mark, upto=upto, is_done=is_last))
            return work.commit()

    @contextmanager
    def _reading(self) -> Iterator[Work]:
        if not self._records.may_read(Domain.STATISTICS):
            raise NoStatistics
        with self._records.work() as work:
            yield work


def _slices(subjects: tuple[UUID, ...]) -> Iterator[tuple[tuple[UUID, ...], bool]]:
    for at in range(0, max(len(subjects), 1), SLICE):
        yield subjects[at : at + SLICE], at + SLICE >= len(subjects)
