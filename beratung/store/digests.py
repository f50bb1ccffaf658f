# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Digests computed anew from the tables: for checking, and when the key they are made with changes."""

from uuid import UUID

from beratung.store import claims, errors, slices, statements
from beratung.store.engine import Link
from beratung.store.heads import COMMON_PLACE, MODULUS, CommonTerms, Heads, Place, key_term, row_term
from beratung.store.keys import wrapped_key
from beratung.vault import Keyring


def common_digest(link: Link, terms: CommonTerms) -> int:
    """The sum over everything that every user keeps, as it lies in the tables."""
    total = 0
    for item, kind, body in link.stream(statements.ALL_ITEMS):
        total += terms.item(UUID(bytes=item), kind, bytes(body))
    for chain, seq, entry in link.rows(statements.AUDIT_HEADS):
        total += terms.chain_end(UUID(bytes=chain), seq, bytes(entry))
    for subject, day, writer, signature in link.stream(statements.TOMBSTONES):
        total += terms.tombstone(UUID(bytes=subject), day, UUID(bytes=writer), bytes(signature))
    return total + slices.digest(link, terms) + claims.digest(link, terms)


def check_common(link: Link, terms: CommonTerms, heads: Heads) -> None:
    """Raise Damaged where items, tombstones, slices, claims or the end of an audit chain are not the newest."""
    expected = heads[COMMON_PLACE].digest if COMMON_PLACE in heads else 0
    if (common_digest(link, terms) - expected) % MODULUS:
        raise errors.Damaged(place="vault_item")


def place_digest(link: Link, keyring: Keyring, place: Place) -> int:
    """The sum over the records and subject keys of one circle and domain, as they lie in the tables."""
    values = {"circle": place[0].bytes, "domain": place[1]}
    total = 0
    for record, version, mac in link.stream(statements.STAMPS_OF_PLACE, values):
        total += row_term(keyring, place, UUID(bytes=record), version, bytes(mac))
    for row in link.stream(statements.KEYS_OF_PLACE, values):
        total += key_term(keyring, wrapped_key(row))
    return total % MODULUS
