# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The reports that come with the program, made of the facts of a demo centre, with a ledger in memory."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from beratung.centre.centre import Centre
from beratung.centre.demo import PASSWORD, SUPERVISOR, make_demo
from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import Grouping, PeriodKind, ReportDefinition
from beratung.domain.statistics_views import ProtectedReport
from beratung.domain.work import Work
from beratung.offers.codes import load_codes
from beratung.reports.definitions import STANDARD, Definitions
from beratung.reports.errors import NotInProgramme
from beratung.reports.facts import Facts
from beratung.reports.groupings import OfferWords
from beratung.reports.periods import Period
from beratung.reports.service import ReportService
from tests.builders import TODAY
from tests.fakes.records import FakeRecords, FixedClock

IN_ORDER = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
"""As the periods of a year come to their end."""


class Given(msgspec.Struct, frozen=True):
    """What became of one report: its page, or why it was refused."""

    definition: str
    period: Period
    page: ProtectedReport | None
    refusal: str
    seconds: float
    """Of the processor."""


class Demo:
    """The facts of a demo centre by year, and the offers that its reports name."""

    def __init__(self, cases: int, seed: int, years: Sequence[int]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "zentrum"
            make_demo(place, cases, seed, on=TODAY)
            centre = Centre.open(place, user=SUPERVISOR, password=PASSWORD)
            self.facts = {year: centre.facts.load(year) for year in years}
            self.offers = {o.id: OfferWords(o.name, next(iter(o.handlungsfeld), 0)) for o in centre.offers.catalogue()}  # fmt: skip
            centre.lock()


class Office:
    """A ledger on the facts of a demo; implements the sources of the service."""

    def __init__(self, facts: Mapping[int, Facts], offers: Mapping[str, OfferWords]) -> None:
        self._facts = facts
        self._own = Definitions(load_codes(), offers, _Items())
        self.clock = FixedClock(TODAY)
        self.records = FakeRecords()
        self.reports = ReportService(self.records, self.clock, self, user="leitung", house=lambda: "Haus")

    def definitions(self) -> Sequence[ReportDefinition]:
        return self._own.all()

    def definition(self, name: str) -> ReportDefinition:
        return self._own.get(name)

    def groupings(self) -> Sequence[Grouping]:
        return tuple(self._own.groupings.values())

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        return self._own.checked(definition)

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        return self._own.save(definition)

    def remove(self, name: str) -> None:
        self._own.remove(name)

    def is_counted(self) -> bool:
        return True

    def cut(self) -> None:
        """Nobody here can be linked."""

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        return self._facts[year]

    def whole_year(self, year: int, out: Path, *names: str, seconds: float = 600.0) -> Iterator[Given]:
        """Release every report of a year, as far as it is over, in the order in which its parts end."""
        whole = Period(year=year)
        for kind in IN_ORDER:
            for when in whole.parts(kind) or (whole,):
                if when.is_over(self.clock.today()):
                    for name in names or STANDARD:
                        if kind in self._own.get(name).periods:
                            yield from self._given(name, when, out, seconds)

    def _given(self, name: str, when: Period, out: Path, seconds: float) -> Iterator[Given]:
        begun = time.process_time()
        page, refusal = None, ""
        try:
            page = self.reports.release(name, str(when), to_whom="Land", out=out, seconds=seconds).report
        except NotInProgramme:
            return
        except BeratungError as fault:
            refusal = f"{type(fault).__name__} {fault.details}"
        yield Given(name, when, page, refusal, time.process_time() - begun)


class _Items:
    """Public items in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, UUID], bytes] = {}

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return [(own, body) for (name, own), body in self._kept.items() if name == kind]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        self._kept[kind, id] = body


def share_of_years(demo: Demo, name: str, years: Sequence[int]) -> dict[int, ProtectedReport]:
    """A report of some years by itself, before anything was released."""
    return {year: Office(demo.facts, demo.offers).reports.preview(name, str(year)) for year in years}
