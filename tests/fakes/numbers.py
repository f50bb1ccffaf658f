# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What reports are made from, in memory: definitions as they come, and facts by chance, the same every time."""

import random
from collections.abc import Sequence
from uuid import UUID

from beratung.domain.report_definitions import Grouping, ReportDefinition
from beratung.domain.work import Work
from beratung.offers.codes import load_codes
from beratung.reports.definitions import Definitions
from beratung.reports.facts import Facts, gather
from beratung.reports.groupings import OfferWords
from tests.reports.facts_made import pages_of, some_facts


class KeptItems:
    """The items of a centre in memory."""

    def __init__(self) -> None:
        self.kept: dict[UUID, tuple[str, bytes]] = {}

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return [(own, body) for own, (known, body) in self.kept.items() if known == kind]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        self.kept[id] = (kind, body)


class ChanceSources:
    """Definitions as they come with the program, and facts by chance for every year."""

    def __init__(self, people: int = 400, facts: int = 1500) -> None:
        self.own = Definitions(load_codes(), {"mbe_lsa": OfferWords("MBE", 2)}, KeptItems())
        self._size = people, facts
        self._known: dict[int, Facts] = {}

    def definitions(self) -> Sequence[ReportDefinition]:
        return self.own.all()

    def definition(self, name: str) -> ReportDefinition:
        return self.own.get(name)

    def groupings(self) -> Sequence[Grouping]:
        return tuple(self.own.groupings.values())

    def checked(self, definition: ReportDefinition) -> ReportDefinition:
        return self.own.checked(definition)

    def save(self, definition: ReportDefinition) -> ReportDefinition:
        return self.own.save(definition)

    def remove(self, name: str) -> None:
        self.own.remove(name)

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> Facts:
        del work, with_late
        if year not in self._known:
            people, facts = self._size
            self._known[year] = gather(year, pages_of(some_facts(random.Random(year), people, facts, year)))
        return self._known[year]

    def is_counted(self) -> bool:
        return True

    def cut(self) -> None:
        """Nobody is linked to numbers made by chance."""
