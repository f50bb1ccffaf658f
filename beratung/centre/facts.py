# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lets the facts for statistics follow what is saved in a centre."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import UUID

from beratung.centre.keeping import KeptRecords
from beratung.domain.base import Domain
from beratung.domain.work import Clock
from beratung.offers.codes import load_codes
from beratung.reports.filling import FactService
from beratung.reports.following import FactWriter
from beratung.store import Store
from beratung.store.circles import circle_of_subject, subjects_of
from beratung.vault import Keyring


def following_facts(
    store: Store,
    keyring: Keyring,
    records: KeptRecords,
    clock: Clock,
    opened: Callable[[], AbstractContextManager[None]],
) -> FactService:
    """Register the follower that writes facts, and return the service that loads them."""

    def is_restricted(subject: UUID) -> bool:
        return circle_of_subject(store, subject) not in {None, keyring.default_circle}

    def circles() -> Iterator[tuple[UUID, tuple[UUID, ...]]]:
        with opened():
            every = (keyring.default_circle, *keyring.circle_members.circles())
            held = [circle for circle in every if keyring.may_read(Domain.CASE, circle)]
            found = [(circle, subjects_of(store, circle)) for circle in held]
        yield from found

    writer = FactWriter(records, clock, load_codes, is_restricted)
    store.followers.append(writer.follow)
    return FactService(records, writer, circles)
