# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The newest state that each user's program has seen, signed by him.

On a server it stands in a table that all check, and beside the user's own keys (``marks``): a server that
shows an older state than one of them has seen, or another past, is found out by the next program that asks.
"""

from uuid import UUID

import msgspec
import sqlalchemy as sa

from beratung.store import errors
from beratung.store.engine import Link
from beratung.store.heads import Meta
from beratung.store.server import TELL
from beratung.store.tables import seen
from beratung.vault import Keyring
from beratung.vault.encoding import packed

PURPOSE = "seen"
SERVER = "PostgreSQL"
"""What errors name as the place."""

READ = sa.select(
    seen.c.user, seen.c.device, seen.c.incarnation, seen.c.generation, seen.c.state, seen.c.signature
)
KEPT = sa.select(seen.c.generation, seen.c.state).where(
    seen.c.user == sa.bindparam("user"), seen.c.device == sa.bindparam("device")
)
_WRITE = (
    'INSERT INTO seen ("user", device, incarnation, generation, state, signature)'
    " VALUES (:user, :device, :incarnation, :generation, :state, :signature)"
    ' ON CONFLICT ("user", device) DO UPDATE SET incarnation = EXCLUDED.incarnation,'
    " generation = EXCLUDED.generation, state = EXCLUDED.state, signature = EXCLUDED.signature"
)
WRITE = sa.text(" RETURNING ".join((_WRITE, TELL)))


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """One user's word for a state: this database, in this life of the centre, had come this far."""

    user: UUID
    device: UUID
    incarnation: int
    generation: int
    state: bytes
    signature: bytes

    def columns(self) -> dict[str, object]:
        """The row of the table ``seen``."""
        return {
            "user": self.user.bytes,
            "device": self.device.bytes,
            "incarnation": self.incarnation,
            "generation": self.generation,
            "state": self.state,
            "signature": self.signature,
        }

    def is_by(self, keyring: Keyring, store: UUID) -> bool:
        """Whether the user named really signed it."""
        return keyring.verify(self.user, PURPOSE, _message(store, self), self.signature)

    def contradicts(self, meta: Meta, incarnation: int) -> bool:
        """Whether a database in this state is older than what was seen, or has another past.

        A word from an earlier life of the centre does not count: somebody who may has said that an older
        state is meant.
        """
        if self.incarnation < incarnation:
            return False
        if self.incarnation > incarnation or self.generation > meta.generation:
            return True
        expected = {meta.generation: meta.state, meta.generation - 1: meta.previous}.get(self.generation)
        return expected is not None and expected != self.state


def _message(store: UUID, word: Seen) -> bytes:
    return packed(store, word.device, word.incarnation, word.generation, word.state)


def signed(keyring: Keyring, meta: Meta) -> Seen:
    """State that one's own program has seen this state."""
    word = Seen(keyring.user.id, keyring.device, keyring.incarnation, meta.generation, meta.state, b"")
    signature = keyring.sign(PURPOSE, _message(meta.store, word))
    return msgspec.structs.replace(word, signature=signature)


def check_all(link: Link, keyring: Keyring, meta: Meta) -> None:
    """Compare the database with what all users' programs have seen of it.

    Raises:
        RolledBack: it is older than what somebody has seen, or has another past.
        Damaged: a word that would say so was not signed by the user it names.
    """
    for user, device, incarnation, generation, state, signature in link.rows(READ):
        word = Seen(
            UUID(bytes=user), UUID(bytes=device), incarnation, generation, bytes(state), bytes(signature)
        )
        if not word.contradicts(meta, keyring.incarnation):
            continue
        if not word.is_by(keyring, meta.store):
            raise errors.Damaged(place="seen")
        raise errors.RolledBack(place=SERVER, found=meta.generation, expected=generation)


def is_kept(link: Link, word: Seen) -> bool:
    """Whether exactly this word is in the table."""
    found = link.row(KEPT, {"user": word.user.bytes, "device": word.device.bytes})
    return found is not None and (found[0], bytes(found[1])) == (word.generation, word.state)
