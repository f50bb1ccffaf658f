# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the reports of a centre are made from: definitions that all may read, and facts that some hold keys for."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from beratung.centre.facts import FollowingFacts
from beratung.centre.keeping import KeptRecords
from beratung.domain.codes import Codes
from beratung.domain.letters import Letterhead
from beratung.domain.offers import OfferInfo
from beratung.domain.views import UserView
from beratung.domain.work import Clock, Work
from beratung.offers import OfferService
from beratung.store import Store

if TYPE_CHECKING:
    from beratung.domain.report_definitions import Grouping, ReportDefinition
    from beratung.reports.definitions import Definitions
    from beratung.reports.facts import Facts
    from beratung.reports.filling import FactService
    from beratung.reports.groupings import OfferWords
    from beratung.reports.service import ReportService


class _Items:
    """The public items of a centre, one job at a time."""

    def __init__(self, store: Store, opened: Callable[[], AbstractContextManager[None]]) -> None:
        self._store = store
        self._opened = opened

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        """All items of one kind."""
        with self._opened():
            return list(self._store.items(kind))

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        """Store or replace an item."""
        with self._opened():
            self._store.put_item(kind, id, body)


class CentreSources:
    """Definitions and facts of a centre; the definitions are read when they are first needed."""

    def __init__(
        self, items: _Items, facts: "FactService", codes: Codes, offers: Callable[[], Sequence[OfferInfo]]
    ) -> None:
        self._facts = facts
        self._codes = codes
        self._offers = offers
        self._items = items
        self._known: Definitions | None = None

    @property
    def own(self) -> "Definitions":
        """The definitions, to save and remove a centre's own."""
        from beratung.reports.definitions import Definitions

        if self._known is None:
            self._known = Definitions(self._codes, _offer_words(self._offers()), self._items)
        return self._known

    def definitions(self) -> "Sequence[ReportDefinition]":
        """Every report that can be made."""
        return self.own.all()

    def definition(self, name: str) -> "ReportDefinition":
        """One report by its id; raises NoSuchReport."""
        return self.own.get(name)

    def groupings(self) -> "Sequence[Grouping]":
        """Every grouping that reports share."""
        return tuple(self.own.groupings.values())

    def checked(self, definition: "ReportDefinition") -> "ReportDefinition":
        """A definition filled in; raises BadInput."""
        return self.own.checked(definition)

    def save(self, definition: "ReportDefinition") -> "ReportDefinition":
        """Keep a definition of the centre's own; raises BadInput."""
        return self.own.save(definition)

    def remove(self, name: str) -> None:
        """Forget one of the centre's own; raises NoSuchReport."""
        self.own.remove(name)

    def facts(self, work: Work, year: int, *, with_late: bool = False) -> "Facts":
        """The facts of a year."""
        return self._facts.load_in(work, year, with_late=with_late)

    def is_counted(self) -> bool:
        """Whether the facts of everybody were written, as far as this user can know."""
        return self._facts.is_filled()

    def cut(self) -> None:
        """Cut whom this user can link to a year that was closed."""
        self._facts.cut()


class CentreReports:
    """The part of a centre that makes reports; `Centre` builds on it."""

    user: UserView
    clock: Clock
    _facts: FollowingFacts
    _records: KeptRecords
    _store: Store

    @property
    def codes(self) -> Codes:
        """All code lists."""
        raise NotImplementedError

    @property
    def offers(self) -> OfferService:
        """The catalogue."""
        raise NotImplementedError

    @property
    def letterhead(self) -> Letterhead:
        """The sender."""
        raise NotImplementedError

    @property
    def facts(self) -> "FactService":
        """The facts that are counted."""
        return self._facts.service

    @cached_property
    def reports(self) -> "ReportService":
        """Reports, releases and their ledger."""
        from beratung.reports.service import ReportService

        sources = CentreSources(
            _Items(self._store, self._open), self.facts, self.codes, self.offers.catalogue
        )
        return ReportService(
            self._records, self.clock, sources, user=self.user.name, house=lambda: self.letterhead.agency
        )

    def _open(self) -> AbstractContextManager[None]:
        """Refuse a job once the centre is locked."""
        raise NotImplementedError


def _offer_words(offers: Sequence[OfferInfo]) -> "Mapping[str, OfferWords]":
    from beratung.reports.groupings import OfferWords

    return {
        offer.id: OfferWords(name=offer.name, handlungsfeld=next(iter(offer.handlungsfeld), 0))
        for offer in offers
    }
