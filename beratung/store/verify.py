# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checking a centre: everything that can be checked without a key, and what the user's keys open."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.errors import N_, BeratungError
from beratung.domain.views import Finding, Verification
from beratung.store import claims, slices, statements
from beratung.store.digests import common_digest
from beratung.store.engine import Link
from beratung.store.errors import StoreError
from beratung.store.freshness import Freshness, is_unsigned, read_heads, read_meta
from beratung.store.heads import COMMON, COMMON_PLACE, MODULUS, Heads, Place, is_signed, key_term, row_term
from beratung.store.keys import wrapped_key
from beratung.store.rows import Opener
from beratung.store.writing import tombstone_statement
from beratung.vault import Keyring, Tampered

NOT_NEWEST = N_("is not what was last saved")
NOT_SIGNED = N_("was not signed by who is named as its writer")
CHANGED = N_("was changed outside the program")
UNREADABLE = N_("cannot be opened")
SHREDDED = N_("belongs to somebody who was deleted")
ENGINE = N_("the database file has a fault: %(fault)s")


class Verifier:
    """One run over the tables, in one transaction. Findings name tables and row ids, never content."""

    def __init__(self, link: Link, freshness: Freshness, keyring: Keyring, opener: Opener) -> None:
        self._link = link
        self._freshness = freshness
        self._keyring = keyring
        self._opener = opener
        self._findings: list[Finding] = []
        self._sums: defaultdict[Place, int] = defaultdict(int)

    def run(self, *, full: bool) -> Verification:
        """Check everything; ``full`` also opens every envelope and every subject key."""
        heads = self._heads()
        steps: list[Callable[[], None]] = [
            partial(self._common, heads),
            self._shared,
            partial(self._keys, full=full),
            partial(self._rows, full=full),
            partial(self._digests, heads),
        ]
        for step in steps:
            try:
                step()
            except StoreError as error:  # the engine cannot read on: say so, and check the other tables
                self._found("database", error.message, **error.details)
        held = [domain for domain in Domain if self._keyring.may_read(domain)]
        return Verification(
            findings=tuple(self._findings),
            covered=tuple(domain.value for domain in held),
            not_covered=tuple(domain.value for domain in Domain if domain not in held),
        )

    def _found(self, where: str, what: str, **details: str | int) -> None:
        self._findings.append(Finding(where=where, what=what, details=details))

    def _heads(self) -> Heads:
        try:
            meta = read_meta(self._link)
            heads = read_heads(self._link, meta)
            self._freshness.check_anchor(meta)
        except StoreError as error:
            self._found("meta", error.message, **error.details)
            return self._freshness.heads
        for head in heads.values():
            if not is_signed(head, meta.store, self._keyring) and not is_unsigned(heads):
                self._found(f"head {head.domain} {head.circle}", NOT_SIGNED)
        return heads

    def _common(self, heads: Heads) -> None:
        expected = heads[COMMON_PLACE].digest if COMMON_PLACE in heads else 0
        if (common_digest(self._link, self._freshness.terms) - expected) % MODULUS:
            self._found("vault_item, audit, tombstone, slice, claim", NOT_NEWEST)
        for subject, day, writer, signature in self._link.rows(statements.TOMBSTONES):
            statement = tombstone_statement(self._freshness.store, UUID(bytes=subject), day)
            if not self._keyring.verify(UUID(bytes=writer), "tombstone", statement, bytes(signature)):
                self._found(f"tombstone {UUID(bytes=subject)}", NOT_SIGNED)

    def _shared(self) -> None:
        for id_ in slices.forged(self._link, self._keyring):
            self._found(f"slice {id_}", NOT_SIGNED)
        for booking in claims.forged(self._link, self._keyring):
            self._found(f"claim of {booking}", CHANGED)

    def _keys(self, *, full: bool) -> None:
        shredded = {bytes(row[0]) for row in self._link.rows(statements.TOMBSTONES)}
        for raw in self._link.stream(statements.ALL_KEYS):
            try:
                row = wrapped_key(raw)
            except ValueError:
                self._found(f"subject_key {bytes(raw[0]).hex()}", CHANGED)
                continue
            if bytes(raw[1]) in shredded:
                self._found(f"subject_key {row.id}", SHREDDED)
            if not self._keyring.may_read(row.domain, row.circle):
                continue
            self._sums[row.circle, row.domain.value] += key_term(self._keyring, row)
            if full:
                try:
                    self._keyring.unwrap(row)
                except Tampered:
                    self._found(f"subject_key {row.id}", UNREADABLE)

    def _rows(self, *, full: bool) -> None:
        for raw in self._link.stream(statements.ALL_ROWS):
            try:
                row = self._opener.sealed(raw)
            except StoreError:
                self._found(f"record {bytes(raw[0]).hex()}", CHANGED)
                continue
            header = row.header
            if not self._opener.may_read(raw[4], raw[5]):
                continue
            place = (header.circle, header.domain.value)
            self._sums[place] += row_term(self._keyring, place, header.id, header.version, row.mac)
            try:
                self._keyring.check_row_mac(header, row.blob, row.mac)
                if full:
                    self._opener.open(row)
            except BeratungError as error:
                self._found(f"record {header.id}", CHANGED if isinstance(error, Tampered) else UNREADABLE)

    def _digests(self, heads: Heads) -> None:
        for place in self._sums.keys() | heads.keys():
            circle, domain = place
            if domain == COMMON or not self._keyring.may_read(Domain(domain), circle):
                continue
            head = heads.get(place)
            if head is not None and head.epoch != self._keyring.epoch(Domain(domain), circle):
                continue  # the next save under the new key makes the digest anew
            if (self._sums[place] - (head.digest if head else 0)) % MODULUS:
                self._found(f"record, subject_key: {domain} {circle}", NOT_NEWEST)


def with_engine(checked: Verification, faults: list[str]) -> Verification:
    """Add what the engine's own checks complain of, a few lines of it."""
    found = [Finding(where="database", what=ENGINE, details={"fault": fault}) for fault in faults[:10]]
    return Verification(
        findings=(*checked.findings, *found), covered=checked.covered, not_covered=checked.not_covered
    )
