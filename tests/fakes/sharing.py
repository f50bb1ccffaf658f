# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices, messages and claims in memory: the part of a unit of work that shares them."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain
from beratung.domain.errors import NotFound, OfferOutdated, RecordConflict, Refused, TimeTaken
from beratung.domain.sharing import Claim, Message, SealedClaim, Slice
from beratung.domain.work import Touched

S = TypeVar("S", bound=Slice)
M = TypeVar("M", bound=Message)
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


class SharedTables:
    """What is shared between all who see the same records; `user` is who looks."""

    def __init__(self) -> None:
        self.user = uuid4()
        self.shared: dict[UUID, Slice | Message] = {}
        self.claims: dict[Claim, UUID] = {}
        self.epoch = [1]

    @abstractmethod
    def may_read(self, domain: Domain) -> bool:
        """Whether the user holds keys of this domain."""


class FakeSharing:
    """Collected first, done at the commit."""

    def __init__(self, tables: SharedTables) -> None:
        self._tables = tables
        self._steps: list[Callable[[], object]] = []
        self._now_shared: dict[UUID, Slice | Message | None] = {}
        self._freed: set[UUID] = set()
        self._touched: set[Touched] = set()

    def give(self, shared: Slice) -> None:
        self._check_holds()
        self._keep_shared(shared, shared.to)

    def slices(self, kind: type[S]) -> list[S]:
        self._check_open()
        found = [shared for shared in self._all() if isinstance(shared, kind)]
        return sorted(
            (shared for shared in found if shared.to == self._tables.user), key=lambda shared: shared.id
        )

    def withdraw(self, slice_: UUID) -> None:
        self._take(slice_, Slice)

    def write_in(self, message: Message) -> None:
        self._check_open()
        self._keep_shared(message, self._tables.user)

    def inbox(self, kind: type[M]) -> list[M]:
        self._check_open()
        if not self._tables.may_read(Domain.SCHEDULING):
            return []
        found = [shared for shared in self._all() if isinstance(shared, kind)]
        return sorted(found, key=lambda shared: shared.id)

    def drop(self, message: UUID) -> None:
        self._take(message, Message)

    def claim(self, booking: UUID, wanted: Iterable[Claim]) -> None:
        self._check_holds()
        self._claim(booking, tuple(wanted))

    def claim_sealed(self, booking: UUID, sealed: Iterable[SealedClaim]) -> None:
        rows = tuple(sealed)
        self._check_open()
        self._check_epoch(rows)
        self._steps.append(lambda: self._check_epoch(rows))
        self._claim(booking, tuple(msgspec.msgpack.decode(row.sealed, type=Claim) for row in rows))

    def release(self, booking: UUID) -> None:
        self._check_open()
        self._freed.add(booking)
        claims = self._tables.claims
        self._steps.append(
            lambda: [claims.pop(claim) for claim, owner in list(claims.items()) if owner == booking]
        )

    def clear_claims(self, before: int, part: int = 0, parts: int = 1) -> None:
        self._check_holds()
        claims = self._tables.claims
        past = [claim for claim in claims if claim.slot < before and claim.slot % parts == part]
        if past:
            self._steps.append(lambda: [claims.pop(claim, None) for claim in past])

    def seal_claims(self, wanted: Iterable[Claim]) -> tuple[SealedClaim, ...]:
        self._check_holds()
        epoch = self._tables.epoch[0]
        sealed = [msgspec.msgpack.encode(claim) for claim in wanted]
        return tuple(SealedClaim(value=raw[:32], epoch=epoch, sealed=raw) for raw in sealed)

    def _share(self) -> None:
        """Do what was asked for, or nothing."""
        shared, claims = dict(self._tables.shared), dict(self._tables.claims)
        try:
            for step in self._steps:
                step()
        except BaseException:
            self._tables.shared.clear()
            self._tables.shared.update(shared)
            self._tables.claims.clear()
            self._tables.claims.update(claims)
            raise

    @abstractmethod
    def _check_open(self) -> None:
        """Raise RuntimeError once the unit of work is over."""

    def _check_holds(self) -> None:
        self._check_open()
        if not self._tables.may_read(Domain.SCHEDULING):
            raise Refused

    def _check_epoch(self, rows: tuple[SealedClaim, ...]) -> None:
        if any(row.epoch != self._tables.epoch[0] for row in rows):
            raise OfferOutdated

    def _all(self) -> Iterable[Slice | Message]:
        merged = self._tables.shared | self._now_shared
        return [shared for shared in merged.values() if shared is not None]

    def _keep_shared(self, shared: Slice | Message, subject: UUID) -> None:
        signed = msgspec.structs.replace(shared, by=self._tables.user, at=NOW)
        self._now_shared[shared.id] = signed
        self._touched.add(Touched(type(shared).__name__, shared.id, subject))

        def write() -> None:
            former = self._tables.shared.get(signed.id)
            if former is not None and (
                isinstance(former, Slice) is not isinstance(signed, Slice)
                or getattr(former, "to", None) != getattr(signed, "to", None)
            ):
                raise RecordConflict
            self._tables.shared[signed.id] = signed

        self._steps.append(write)

    def _take(self, id_: UUID, kind: type[Slice | Message]) -> None:
        self._check_open()
        found = (self._tables.shared | self._now_shared).get(id_)
        if not isinstance(found, kind):
            raise NotFound
        if not isinstance(found, Message) or found.by != self._tables.user:
            self._check_holds()
        self._now_shared[id_] = None
        self._touched.add(Touched(kind.__name__, id_, getattr(found, "to", self._tables.user)))

        def write() -> None:
            if self._tables.shared.pop(id_, None) is None:
                raise RecordConflict

        self._steps.append(write)

    def _claim(self, booking: UUID, wanted: tuple[Claim, ...]) -> None:
        claims = self._tables.claims
        if any(claims.get(claim, booking) not in {booking, *self._freed} for claim in wanted):
            raise TimeTaken

        def write() -> None:
            for claim in wanted:
                if claims.setdefault(claim, booking) != booking:
                    raise TimeTaken

        self._steps.append(write)
