# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Periods of reports: months, quarters, half-years and years; never across years."""

import re
from datetime import date
from typing import Self

from beratung.domain.base import Value
from beratung.domain.report_definitions import PeriodKind
from beratung.reports.errors import NoPeriod

_LENGTH = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_SHAPE = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?")
EARLIEST, LATEST = 1990, 2199


class Period(Value, frozen=True, kw_only=True, order=True):
    """A period; ``number`` is which month, quarter or half of the year, 1 for a year."""

    year: int
    kind: PeriodKind = PeriodKind.YEAR
    number: int = 1

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``2026``, ``2026-H1``, ``2026-Q3`` or ``2026-07``.

        Raises:
            NoPeriod: it is none of these.
        """
        found = _SHAPE.fullmatch(text.strip())
        if found is None or not EARLIEST <= int(found[1]) <= LATEST:
            raise NoPeriod(place=text[:20])
        for kind, number in zip(
            (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF), found.groups()[1:], strict=True
        ):
            if number is not None:
                if not 1 <= int(number) <= 12 // _LENGTH[kind]:
                    raise NoPeriod(place=text[:20])
                return cls(year=int(found[1]), kind=kind, number=int(number))
        return cls(year=int(found[1]))

    @classmethod
    def of(cls, day: date, kind: PeriodKind) -> Self:
        """The period of a kind that a day lies in."""
        return cls(year=day.year, kind=kind, number=(day.month - 1) // _LENGTH[kind] + 1)

    @property
    def months(self) -> range:
        """The numbers of its months, 1 to 12."""
        length = _LENGTH[self.kind]
        return range((self.number - 1) * length + 1, self.number * length + 1)

    @property
    def month_words(self) -> tuple[str, ...]:
        """Its months as the facts name them: ``2026-03``."""
        return tuple(f"{self.year:04d}-{month:02d}" for month in self.months)

    @property
    def within(self) -> dict[str, str]:
        """What every key of a table says of its period."""
        year = {"year": f"{self.year:04d}"}
        return year if self.kind is PeriodKind.YEAR else year | {self.kind.value: str(self.number)}

    def parts(self, kind: PeriodKind) -> tuple["Period", ...]:
        """The periods of a shorter kind that it consists of; none where they are not shorter."""
        if _LENGTH[kind] >= _LENGTH[self.kind]:
            return ()
        found = dict.fromkeys((month - 1) // _LENGTH[kind] + 1 for month in self.months)
        return tuple(Period(year=self.year, kind=kind, number=number) for number in found)

    def is_over(self, today: date) -> bool:
        """Whether its last month is past."""
        return (self.year, self.months[-1]) < (today.year, today.month)

    def __str__(self) -> str:
        year = f"{self.year:04d}"
        if self.kind is PeriodKind.YEAR:
            return year
        letter = {PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}.get(self.kind)
        return f"{year}-{letter}{self.number}" if letter else f"{year}-{self.number:02d}"
