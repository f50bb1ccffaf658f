# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whether the database is the newest state: what this program last saw of it, and the anchor beside it."""

import threading
from collections.abc import Callable, Iterable
from uuid import UUID

import msgspec

from beratung.store import errors, statements
from beratung.store.anchor import Anchor, Mark
from beratung.store.engine import Link, Row
from beratung.store.heads import (
    COMMON_PLACE,
    CommonTerms,
    Head,
    Heads,
    Meta,
    Place,
    is_signed,
    is_whole,
    state,
)
from beratung.vault import AuditRow, Keyring


class Freshness:
    """The state this program last saw; commits of others are noticed and checked when they are met."""

    def __init__(
        self, place: str, terms: CommonTerms, anchor: Anchor | None, meta: Meta, heads: Heads
    ) -> None:
        self.terms = terms
        self.anchor = anchor
        self._place = place
        self._guard = threading.Lock()
        self._meta = meta
        self._row = _row_of(meta)
        self._heads = heads
        self.chains: dict[UUID, AuditRow] = {}
        self._is_accepting = False
        self._keyring: Keyring | None = None
        self._refresh: Callable[[], None] | None = None

    @property
    def generation(self) -> int:
        """The number of the newest commit that was seen."""
        return self._meta.generation

    @property
    def meta(self) -> Meta:
        """The row of the newest commit that was seen."""
        return self._meta

    @property
    def heads(self) -> Heads:
        """The heads of the newest commit that was seen."""
        return self._heads

    @property
    def store(self) -> UUID:
        """The database's own id."""
        return self._meta.store

    @property
    def is_being_made(self) -> bool:
        """Whether no user has written yet: only then may items be written without one."""
        return is_unsigned(self._heads)

    def attach(self, keyring: Keyring, refresh: Callable[[], None]) -> None:
        """From now on check signatures; ``refresh`` makes the keyring learn of new users."""
        self._keyring, self._refresh = keyring, refresh
        self.check_signatures(self._heads, self._heads.values())

    def hand_over(self, other: "Freshness") -> None:
        """Let another database's freshness go on with the same user; raises Damaged as `attach`."""
        if self._keyring is not None and self._refresh is not None:
            other.attach(self._keyring, self._refresh)

    def check_newest(self, link: Link) -> None:
        """Make sure that nothing was saved which this program has not seen and checked; raises as `begin`."""
        self.check_anchor(self.observe(link, link.row(statements.READ_META), self.generation, _nothing))

    def close(self) -> None:
        """Close the anchor."""
        if self.anchor is not None:
            self.anchor.close()

    def detach(self) -> None:
        """Forget the user."""
        self._keyring = self._refresh = None

    def observe(self, link: Link, row: Row | None, floor: int, on_change: Callable[[], None]) -> Meta:
        """The state of a transaction that began when ``floor`` had been seen already, by its row of ``meta``.

        Raises:
            RolledBack: it is older than that, or its newest commit follows upon another past.
            Damaged: heads, signatures and the chained hash do not fit together.
        """
        if row is not None and row[1:] == self._row:
            return self._meta
        meta = meta_of(row)
        if meta.generation < floor:
            raise errors.RolledBack(place=self._place, found=meta.generation, expected=floor)
        if meta.generation == self.generation and meta != self._meta:
            raise errors.Damaged(place="meta")
        if meta.generation == self.generation + 1 and meta.previous != self._meta.state:
            raise errors.RolledBack(place=self._place, found=self.generation, expected=self.generation)
        if meta.generation > self.generation:
            heads = read_heads(link, meta)
            self.check_signatures(
                heads, [head for place, head in heads.items() if self._heads.get(place) != head]
            )
            self._keep_up(heads)
            with self._guard:
                if meta.generation > self.generation:
                    self._meta, self._heads, self.chains = meta, heads, {}
                    self._row = _row_of(meta)
                    on_change()
        return meta

    def begin(self, link: Link, on_change: Callable[[], None]) -> tuple[Meta, Heads]:
        """Lock and check the state at the begin of a write transaction; mend the anchor after a crash."""
        meta = self.observe(link, link.locked(), self.generation, on_change)
        self.check_anchor(meta)
        return meta, self._heads

    def saved(self, meta: Meta, heads: Heads, chains: dict[UUID, AuditRow]) -> None:
        """Remember a commit of our own, and the ends of the audit chains it wrote."""
        with self._guard:
            self._meta, self._heads, self.chains = meta, heads, chains
            self._row = _row_of(meta)

    def confirm(self, meta: Meta) -> None:
        """Write the anchor for a commit; raises SaveUnconfirmed."""
        if self.anchor is None:
            return
        if self._is_accepting:
            self.anchor.renew(Mark(meta.generation, meta.state))
            self._is_accepting = False
            return
        try:
            self.anchor.write(Mark(meta.generation, meta.state))
        except OSError as error:
            raise errors.SaveUnconfirmed(place=self.anchor.path.name) from error

    def accept(self) -> None:
        """Take the state that was found as the newest: somebody who may has said so.

        The anchor is made anew when the next state is confirmed, so that whatever is written with it, or nothing,
        becomes durable.
        """
        self._is_accepting = True

    def check_anchor(self, meta: Meta) -> None:
        """Compare the database with its anchor; call it while the commit lock is held."""
        if self.anchor is None or self._is_accepting:
            return
        mark = self.anchor.read()
        if meta.generation < mark.generation:
            raise errors.RolledBack(place=self._place, found=meta.generation, expected=mark.generation)
        if meta.generation == mark.generation + 1 and meta.previous == mark.state:
            self.confirm(meta)
        elif (meta.generation, meta.state) != (mark.generation, mark.state):
            raise errors.AnchorForeign(place=self.anchor.path.name)

    def _keep_up(self, heads: Heads) -> None:
        """Learn the keys of epochs that others have begun: what is sealed under former ones would be refused."""
        former = self._heads
        is_new = any(head.epoch > former[place].epoch for place, head in heads.items() if place in former)
        if is_new and self._refresh is not None:
            self._refresh()

    def check_signatures(self, heads: Heads, among: Iterable[Head]) -> None:
        """Raise Damaged unless each of some heads was signed by the writer it names.

        Before the first user writes nothing is signed; what was signed once stays so.
        """
        keyring, refresh = self._keyring, self._refresh
        if keyring is None or refresh is None or (self.is_being_made and is_unsigned(heads)):
            return
        for head in among:
            if not is_signed(head, self.store, keyring):
                refresh()
                if not is_signed(head, self.store, keyring):
                    raise errors.Damaged(place="head")


def _nothing() -> None:
    """Nobody has to be told."""


def is_unsigned(heads: Heads) -> bool:
    """Whether there are items only, and no user has written yet."""
    return set(heads) <= {COMMON_PLACE} and not any(head.signature for head in heads.values())


def _row_of(meta: Meta) -> Row:
    return (meta.generation, meta.state, meta.previous)


def read_meta(link: Link) -> Meta:
    """The one row of ``meta``."""
    return meta_of(link.row(statements.READ_META))


def meta_of(row: Row | None) -> Meta:
    """The row with its types; raises Damaged where it is missing."""
    if row is None:
        raise errors.Damaged(place="meta")
    return Meta(UUID(bytes=row[0]), row[1], bytes(row[2]), bytes(row[3]))


def read_heads(link: Link, meta: Meta) -> Heads:
    """All heads; raises Damaged unless they make the state that ``meta`` names, all of one commit."""
    heads: dict[Place, Head] = {}
    for circle, domain, generation, digest, epoch, writer, leaves, signature in link.rows(
        statements.READ_HEADS
    ):
        place = (UUID(bytes=circle), domain)
        heads[place] = msgspec.structs.replace(
            Head.of(place, generation, int.from_bytes(digest, "big"), epoch),
            writer=UUID(bytes=writer),
            leaves=bytes(leaves),
            signature=bytes(signature),
        )
    is_right = state(meta.store, meta.generation, meta.previous, heads.values()) == meta.state
    if not is_right or not is_whole(heads, meta.generation):
        raise errors.Damaged(place="head")
    return heads
