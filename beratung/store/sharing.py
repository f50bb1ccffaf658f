# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The part of a unit of work that gives slices, takes messages over and claims times."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar, cast
from uuid import UUID

import msgspec

from beratung.domain.base import Domain
from beratung.domain.errors import NotFound, OfferOutdated, RecordConflict, TimeTaken
from beratung.domain.sharing import NOBODY, Claim, Message, SealedClaim, Slice
from beratung.domain.work import Action, Touched
from beratung.store import claims as claim_table
from beratung.store import errors, slices
from beratung.store.engine import Link
from beratung.vault import (
    ClaimKeys,
    Keyring,
    NoKey,
    SharedKeys,
    SharedRow,
    Tampered,
    newest_epoch,
    state_inbox,
)

if TYPE_CHECKING:
    from beratung.store.store import Store
    from beratung.store.writing import Writing

Shared = Slice | Message
T = TypeVar("T", bound=Slice | Message)
S = TypeVar("S", bound=Slice)
M = TypeVar("M", bound=Message)

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode


class _Tag(msgspec.Struct):
    kind: str


_decode_tag = msgspec.msgpack.Decoder(_Tag).decode


class Sharing(ABC):
    """What one unit of work shares and claims: collected first, written when it commits.

    What was read here is not compared at the commit; what is withdrawn, dropped or claimed is.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._steps: list[Callable[[Writing], object]] = []
        self._waiting: dict[UUID, Shared | None] = {}
        self._freed: set[UUID] = set()
        self._touched: set[Touched] = set()
        self._shared: list[tuple[Action, str]] = []

    @abstractmethod
    def _link(self) -> Link:
        """Where this unit of work reads."""

    @abstractmethod
    def _check_open(self) -> None:
        """Raise RuntimeError once the unit of work is over."""

    # Slices and messages.

    def give(self, shared: Slice) -> None:
        """Seal a slice to its reader; one of the same id is replaced."""
        if not self._holds():
            raise errors.MayNotWrite

        def write(writing: "Writing") -> None:
            row = SharedKeys(writing.keyring).slice(shared.id, shared.to, _content(shared), self._store.now())
            slices.put(writing, row)

        self._later(write, Action.GRANTED, shared, shared.to)
        self._waiting[shared.id] = msgspec.structs.replace(shared, by=self._store.keyring.user.id)

    def slices(self, kind: type[S]) -> list[S]:
        """What was given to the user."""
        return self._found(kind, self._store.keyring.user.id, is_inbox=False)

    def withdraw(self, slice_: UUID) -> None:
        """Take a slice back."""
        self._take(slice_, is_message=False)

    def write_in(self, message: Message) -> None:
        """Seal a message to those who hold scheduling."""

        def write(writing: "Writing") -> None:
            keys, now = SharedKeys(writing.keyring), self._store.now()
            slices.put(writing, keys.message(self._store, message.id, _content(message), now))

        by = self._store.keyring.user.id
        self._later(write, Action.CREATED, message, by)
        self._waiting[message.id] = msgspec.structs.replace(message, by=by)

    def inbox(self, kind: type[M]) -> list[M]:
        """What others wrote, for who holds scheduling."""
        self._check_open()
        return self._found(kind, self._store.keyring.default_circle, is_inbox=True) if self._holds() else []

    def drop(self, message: UUID) -> None:
        """Remove a message that was taken over, or one of the user's own."""
        self._take(message, is_message=True)

    # Claims.

    def claim(self, booking: UUID, wanted: Iterable[Claim]) -> None:
        """Take times for a booking."""
        times = tuple(wanted)

        def write(writing: "Writing") -> None:
            if newest_epoch(writing.keyring) > ClaimKeys(writing.keyring).epoch:
                raise errors.MayNotWrite
            claim_table.insert(writing, booking, self.seal_claims(times))

        self._take_times(booking, self.seal_claims(times), write)

    def claim_sealed(self, booking: UUID, sealed: Iterable[SealedClaim]) -> None:
        """Take times that a colleague who holds scheduling had sealed."""
        times = tuple(sealed)

        def write(writing: "Writing") -> None:
            newest = newest_epoch(writing.keyring)
            if any(wanted.epoch != newest for wanted in times):
                raise OfferOutdated
            claim_table.insert(writing, booking, times)

        if any(wanted.epoch != newest_epoch(self._store.keyring) for wanted in times):
            raise OfferOutdated
        self._take_times(booking, times, write)

    def release(self, booking: UUID) -> None:
        """Give back every time of a booking."""
        self._check_open()
        self._freed.add(booking)
        self._steps.append(lambda writing: claim_table.release(writing, booking))

    def clear_claims(self, before: int, part: int = 0, parts: int = 1) -> None:
        """Remove the claims of slots that are over; they are looked for now, while others may write."""
        self._check_open()
        if not self._holds():
            raise errors.MayNotWrite
        past = claim_table.past(self._link(), ClaimKeys(self._store.keyring), before, (part, parts))
        if past:
            self._steps.append(lambda writing: claim_table.clear(writing, past))

    def seal_claims(self, wanted: Iterable[Claim]) -> tuple[SealedClaim, ...]:
        """Claims for somebody to store who cannot make them."""
        self._check_open()
        try:
            keys = ClaimKeys(self._store.keyring)
            return tuple(keys.seal(claim) for claim in wanted)
        except NoKey:
            raise errors.MayNotWrite from None

    # The end.

    def _share(self, writing: "Writing") -> None:
        """Write everything in the order it was asked for."""
        for step in self._steps:
            step(writing)
        keep_inbox(self._store, writing.keyring)

    def _holds(self) -> bool:
        keyring = self._store.keyring
        return keyring.may_read(Domain.SCHEDULING, keyring.default_circle)

    def _later(
        self, step: "Callable[[Writing], object]", action: Action, shared: Shared, subject: UUID
    ) -> None:
        self._check_open()
        self._steps.append(step)
        self._shared.append((action, str(type(shared).__struct_config__.tag)))
        self._touched.add(Touched(type(shared).__name__, shared.id, subject))

    def _take(self, id_: UUID, *, is_message: bool) -> None:
        """Remove a row that is there now; it must still be there at the commit."""
        row, own = slices.find(self._link(), id_), self._store.keyring.user.id
        if self._waiting.get(id_, row) is None or (row is not None and bool(row.epoch) is not is_message):
            raise NotFound
        if not self._holds() and not (is_message and (row is None or row.writer == own)):
            raise errors.MayNotWrite

        def write(writing: "Writing") -> None:
            if not slices.remove(writing, id_):
                raise RecordConflict

        self._steps.append(write)
        word = "message" if is_message else "slice"
        self._shared.append((Action.DELETED, word))
        self._touched.add(Touched(word.capitalize(), id_, row.reader if row is not None else own))
        self._waiting[id_] = None

    def _found(self, kind: type[T], reader: UUID, *, is_inbox: bool) -> list[T]:
        """The rows of a reader that open and are of this kind; what somebody forged is left out."""
        keys = SharedKeys(self._store.keyring)
        found: dict[UUID, T] = {}
        for row in slices.of_reader(self._link(), reader):
            opened = _opened(keys, row, kind)
            if opened is not None:
                found[row.id] = opened
        for id_, shared in self._waiting.items():
            found.pop(id_, None)
            if isinstance(shared, kind) and (is_inbox or getattr(shared, "to", None) == reader):
                found[id_] = shared
        return [found[id_] for id_ in sorted(found)]

    def _take_times(
        self, booking: UUID, sealed: tuple[SealedClaim, ...], step: "Callable[[Writing], object]"
    ) -> None:
        if not claim_table.is_free(self._link(), booking, sealed, self._freed):
            raise TimeTaken
        self._steps.append(step)


def keep_inbox(store: "Store", keyring: Keyring) -> None:
    """State where messages go, if the user can and nobody has; looked at once for each state of the keys."""
    circles = keyring.circle_keys
    if store.keys.inbox_kept is not circles and not state_inbox(keyring, store, store.now()):
        store.keys.inbox_kept = circles


def _content(shared: Shared) -> bytes:
    """What is sealed: everything but what the row and the signature say."""
    return _encode(msgspec.structs.replace(shared, by=NOBODY, at=None))


def _opened(keys: SharedKeys, row: SharedRow, kind: type[T]) -> T | None:
    """A row as the kind asked for, or one that is more special; None for any other and for what does not count."""
    try:
        opened = keys.open(row)
        wanted = _kinds(kind).get(_decode_tag(opened.content).kind)
        if wanted is None:
            return None
        shared = msgspec.msgpack.decode(opened.content, type=wanted)
    except (NoKey, Tampered, msgspec.DecodeError):
        return None
    if shared.id != row.id or getattr(shared, "to", row.reader) != row.reader:
        return None
    return msgspec.structs.replace(shared, by=opened.by, at=opened.at)


def _kinds(kind: type[T]) -> dict[str, type[T]]:
    """A kind and everything that descends from it, by tag."""
    found = {str(kind.__struct_config__.tag): kind}
    for child in cast("list[type[T]]", kind.__subclasses__()):
        found |= _kinds(child)
    return found
