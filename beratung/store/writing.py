# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One write transaction: rows, and the heads that follow from them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from beratung.domain.base import Domain
from beratung.domain.kept import part_of
from beratung.store import errors, statements
from beratung.store.cache import Entry, Where
from beratung.store.digests import common_digest, place_digest
from beratung.store.engine import Link
from beratung.store.freshness import Freshness
from beratung.store.heads import (
    COMMON_PLACE,
    MODULUS,
    CommonTerms,
    Head,
    Heads,
    Meta,
    Place,
    key_term,
    row_term,
    signed,
    state,
)
from beratung.store.keys import SubjectKeys
from beratung.store.tables import snapshot
from beratung.vault import AuditRow, Keyring, WrappedKey
from beratung.vault.encoding import packed
from beratung.vault.repeating import NOT_REPEATED

_DESTROY = snapshot.delete().where(snapshot.c.name.like(bindparam("pattern")))


class Writing:
    """What a write transaction has changed so far; ``cached`` is what the cache learns once it is durable."""

    def __init__(
        self, link: Link, meta: Meta, heads: Heads, freshness: Freshness, keys: SubjectKeys | None
    ) -> None:
        self.link = link
        self.meta = meta
        self.heads = heads
        self.cached: dict[UUID, tuple[Where, Entry | None]] = {}
        self.is_dirty = False
        self.entered: AuditRow | None = None
        """The last entry that this transaction appends to a trail."""
        self.has_leftovers = False
        self.is_repeatable = False
        self.shredded: list[UUID] = []
        self.chains = dict(freshness.chains)
        self._terms = freshness.terms
        self._keys = keys
        self._storage_epoch = keys.keyring.storage_epoch if keys is not None else 1
        self._has_new_terms = False
        self._sums: defaultdict[Place, int] = defaultdict(int)

    @property
    def keys(self) -> SubjectKeys:
        """The keys of who writes."""
        if self._keys is None:
            raise errors.NotAttached
        return self._keys

    @property
    def keyring(self) -> Keyring:
        """The keyring of who writes."""
        return self.keys.keyring

    def put_item(self, item: UUID, kind: str, body: bytes) -> None:
        """Store or replace a vault item."""
        self.remove_item(item)
        self.is_repeatable |= kind not in NOT_REPEATED
        self.link.run(statements.INSERT_ITEM, {"id": item.bytes, "kind": kind, "body": body})
        self._count(COMMON_PLACE, self._terms.item(item, kind, body))

    def remove_item(self, item: UUID) -> None:
        """Remove a vault item if there is one."""
        old = self.link.row(statements.ITEM, {"id": item.bytes})
        if old is not None:
            self.is_repeatable |= old[0] not in NOT_REPEATED
            self.link.run(statements.DELETE_ITEM, {"id": item.bytes})
            self._count(COMMON_PLACE, -self._terms.item(item, old[0], bytes(old[1])))

    def append_audit(self, row: AuditRow) -> None:
        """Append an entry to its chain."""
        last = self.audit_head(row.chain)
        if row.seq != (last.seq if last else 0) + 1:
            raise ValueError("an audit chain has no gaps")
        self.link.run(statements.INSERT_AUDIT, {"chain": row.chain.bytes, "seq": row.seq, "entry": row.entry})
        if last is not None:
            self._count(COMMON_PLACE, -self._terms.chain_end(last.chain, last.seq, last.entry))
        self._count(COMMON_PLACE, self._terms.chain_end(row.chain, row.seq, row.entry))
        self.chains[row.chain] = row
        self.entered = row

    def audit_head(self, chain: UUID) -> AuditRow | None:
        """The last entry of a chain."""
        if chain not in self.chains:
            found = self.link.row(statements.AUDIT_HEAD, {"chain": chain.bytes})
            if found is None:
                return None
            self.chains[chain] = AuditRow(chain, found[1], bytes(found[2]))
        return self.chains[chain]

    def insert_key(self, row: WrappedKey) -> None:
        """Store a key that was made for a subject."""
        self.link.run(
            statements.INSERT_KEY,
            {
                "id": row.id.bytes,
                "subject": row.subject.bytes,
                "domain": row.domain.value,
                "circle": row.circle.bytes,
                "epoch": row.epoch,
                "wrapped": row.wrapped,
            },
        )
        self._count((row.circle, row.domain.value), key_term(self.keyring, row))
        self.keys.learn(row)

    def count_keys(self, rows: Iterable[WrappedKey]) -> None:
        """Add the terms of keys that were stored; what is kept of their subjects' keys in memory is forgotten."""
        for row in rows:
            self._count((row.circle, row.domain.value), key_term(self.keyring, row))
            self.keys.forget(row.subject)

    def renew(self, circle: UUID, domain: Domain) -> None:
        """Make the digest of a place anew under the key of an epoch that this transaction begins."""
        if (circle, domain.value) in self.heads:
            self._count((circle, domain.value), 0)

    def delete_keys(self, subject: UUID, rows: list[WrappedKey]) -> None:
        """Delete all keys of a subject."""
        self.link.run(statements.DELETE_KEYS, {"subject": subject.bytes})
        for row in rows:
            self._count((row.circle, row.domain.value), -key_term(self.keyring, row))

    def delete_some_keys(self, rows: Iterable[WrappedKey]) -> None:
        """Delete keys that seal nothing any more; what they leave behind in the file is overwritten soon."""
        for row in rows:
            self.link.run(statements.DELETE_KEY, {"id": row.id.bytes})
            self._count((row.circle, row.domain.value), -key_term(self.keyring, row))
            self.has_leftovers = True

    def insert_tombstone(self, subject: UUID, day: str) -> None:
        """Remember that a subject was shredded."""
        signature = self.keyring.sign("tombstone", tombstone_statement(self.meta.store, subject, day))
        self.take_tombstone(subject, day, self.keyring.user.id, signature)
        self.shredded.append(subject)
        self.has_leftovers = True

    def take_tombstone(self, subject: UUID, day: str, writer: UUID, signature: bytes) -> None:
        """Store what somebody signed who shredded a subject."""
        self.link.run(
            statements.INSERT_TOMBSTONE,
            {"subject": subject.bytes, "day": day, "writer": writer.bytes, "signature": signature},
        )
        self._count(COMMON_PLACE, self._terms.tombstone(subject, day, writer, signature))
        self.is_repeatable = True
        self.destroy_lists(subject)

    def destroy_lists(self, subject: UUID) -> None:
        """Delete every kept part of a list that a subject is in, in whatever circle: it must not outlive him."""
        self.link.run(_DESTROY, {"pattern": f"%-{part_of(subject):02d}"})

    @property
    def terms(self) -> CommonTerms:
        """What the common digest is made of."""
        return self._terms

    def change_terms(self, terms: CommonTerms, storage_epoch: int) -> None:
        """From here on the common digest belongs to another storage key: it is made anew from the tables."""
        self._terms, self._storage_epoch, self._has_new_terms = terms, storage_epoch, True
        self._count(COMMON_PLACE, 0)

    def count_common(self, term: int) -> None:
        """Add a term to the common digest, or take a negative one out."""
        self._count(COMMON_PLACE, term)

    def count_row(self, place: Place, record: UUID, version: int, mac: bytes, sign: int) -> None:
        """Add (1) or subtract (-1) a record's term in its circle's digest."""
        self._count(place, sign * row_term(self.keyring, place, record, version, mac))

    def finish(self) -> tuple[Meta, Heads]:
        """Write the heads of what changed; returns the state that the commit makes."""
        generation = self.meta.generation + 1
        changed = [self._moved(place, total, generation) for place, total in self._sums.items()]
        heads = dict(self.heads)
        updates: list[dict[str, Any]] = []
        every = (heads | {head.place: head for head in changed}).values()
        for head in signed(changed, every, self.meta.store, self._keys.keyring if self._keys else None):
            columns = head.columns()
            if head.place not in heads:
                self.link.run(statements.INSERT_HEAD, columns)
            else:
                columns["the_circle"], columns["the_domain"] = columns.pop("circle"), columns.pop("domain")
                updates.append(columns)
            heads[head.place] = head
        if updates:
            self.link.run_each(statements.UPDATE_HEAD, updates)
        store, previous = self.meta.store, self.meta.state
        meta = Meta(store, generation, state(store, generation, previous, heads.values()), previous)
        self.link.run(
            statements.WRITE_META,
            {"new_generation": generation, "new_state": meta.state, "new_previous": previous},
        )
        return meta, heads

    def _moved(self, place: Place, total: int, generation: int) -> Head:
        """The unsigned head of a place after this commit; under a new epoch's key all terms are made anew."""
        old = self.heads.get(place)
        if place == COMMON_PLACE:
            return self._moved_common(old, total, generation)
        epoch = self.keyring.epoch(Domain(place[1]), place[0])
        if old is not None and epoch < old.epoch:
            raise errors.MayNotWrite
        if old is not None and epoch > old.epoch:
            return Head.of(place, generation, place_digest(self.link, self.keyring, place), epoch)
        return Head.of(place, generation, ((old.digest if old else 0) + total) % MODULUS, epoch)

    def _moved_common(self, old: Head | None, total: int, generation: int) -> Head:
        """The unsigned head of the common tables; its epoch tells others of a change of the storage key."""
        epoch = max(self._storage_epoch - 1, old.epoch if old else 0)
        former = old.digest if old else 0
        if self._has_new_terms:
            former, total = 0, common_digest(self.link, self._terms)
        return Head.of(COMMON_PLACE, generation, (former + total) % MODULUS, epoch)

    def _count(self, place: Place, term: int) -> None:
        self.is_dirty = True
        self._sums[place] += term


def tombstone_statement(store: UUID, subject: UUID, day: str) -> bytes:
    """What the writer of a tombstone signs."""
    return packed(store, subject, day)
