# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lets the facts for statistics follow what is saved in a centre."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from beratung.centre.keeping import KeptRecords
from beratung.domain.base import Domain
from beratung.domain.work import Change, Clock, Work
from beratung.offers.codes import load_codes
from beratung.store import Store
from beratung.store.circles import circle_of_subject, subjects_of
from beratung.vault import Keyring

if TYPE_CHECKING:
    from beratung.reports.filling import FactService

Opened = Callable[[], AbstractContextManager[None]]


class FollowingFacts:
    """A follower of every save; what it needs is imported with the first one, so that unlocking need not wait."""

    def __init__(
        self, store: Store, keyring: Keyring, records: KeptRecords, clock: Clock, opened: Opened
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._records = records
        self._clock = clock
        self._opened = opened
        store.followers.append(self.follow)

    def follow(self, changes: Iterable[Change], work: Work) -> None:
        """Be a follower of the unit of work."""
        every = tuple(changes)
        if every:
            self.service.writer.follow(every, work)

    @cached_property
    def service(self) -> "FactService":
        """What loads facts, and fills in those of before."""
        from beratung.reports.filling import FactService
        from beratung.reports.following import FactWriter

        writer = FactWriter(self._records, self._clock, load_codes, self._is_restricted)
        return FactService(self._records, writer, self._circles, self._subjects)

    def _is_restricted(self, subject: UUID) -> bool:
        return circle_of_subject(self._store, subject) not in {None, self._keyring.default_circle}

    def _circles(self) -> list[UUID]:
        with self._opened():
            every = (self._keyring.default_circle, *self._keyring.circle_members.circles())
            return [circle for circle in every if self._keyring.may_read(Domain.CASE, circle)]

    def _subjects(self, circle: UUID) -> tuple[UUID, ...]:
        with self._opened():
            return subjects_of(self._store, circle)
