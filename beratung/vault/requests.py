# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asking the members of a circle to be let in, and their answer: sealed to who shall read it, signed by who wrote it.

The database shows who asked whom when, and who answered; neither which case is meant, nor the reason, nor the answer.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from beratung.domain.base import Domain
from beratung.vault.encoding import Instant, Statement, Versioned, decode, derived_id, digest, encode, packed
from beratung.vault.errors import Tampered, VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import KEY, box_open, box_seal, seal_to
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import Acceptance, Signed, holders_of, keys_digest, read

REQUEST = "request"
ANSWER = "answer"


class Envelope(Statement, frozen=True):
    """A key sealed to one reader; ``keys`` is the digest of his public keys."""

    reader: UUID
    keys: bytes
    sealed: bytes


class Request(Versioned, frozen=True):
    """Somebody asks those who are in a circle to be let in."""

    centre: UUID
    id: UUID
    by: UUID
    readers: tuple[Envelope, ...]
    sealed: bytes
    made_at: Instant


class Wish(Versioned, frozen=True):
    """What only those read who can fulfil it, and who asked: the circle, the record that is meant, and why."""

    circle: UUID
    record: UUID
    reason: str


class Answer(Versioned, frozen=True):
    """What became of a request; ``request`` is the digest of what was asked."""

    centre: UUID
    id: UUID
    request: bytes
    reader: UUID
    keys: bytes
    sealed: bytes
    made_at: Instant


class Verdict(Versioned, frozen=True):
    """What only who asked reads."""

    is_granted: bool
    words: str


class Asked(Statement, frozen=True):
    """A request that is for this user, or by him, open."""

    id: UUID
    by: UUID
    wish: Wish
    readers: frozenset[UUID]
    fingerprint: bytes
    at: Instant


class Answered(Statement, frozen=True):
    """An answer; ``verdict`` is None for everybody but who asked."""

    by: UUID
    at: Instant
    verdict: Verdict | None


def request_id(request: UUID) -> UUID:
    """Where a request lies."""
    return derived_id(REQUEST, request)


def answer_id(request: UUID, by: UUID) -> UUID:
    """Where somebody's answer to a request lies."""
    return derived_id(ANSWER, request, by)


class Requests:
    """Requests and answers as one unlocked user makes and reads them."""

    def __init__(self, keyring: Keyring, items: VaultItems) -> None:
        self._keyring = keyring
        self._items = items

    def ask(self, circle: UUID, record: UUID, reason: str, readers: Iterable[UUID], now: datetime) -> UUID:
        """Ask these users to be let into a circle; returns the request's id. The user himself can read it again."""
        secret, trust = self._keyring.secret, self._keyring.trust
        id_, key = uuid4(), os.urandom(KEY)
        context = packed(secret.centre, id_, secret.user)
        envelopes = tuple(
            Envelope(reader, keys_digest(keys), seal_to(keys.hpke_public, _info(REQUEST, context, keys), key))
            for reader in sorted({*readers, secret.user})
            if (keys := trust.keys_of(reader)) is not None
        )
        sealed = box_seal(key, REQUEST, context, encode(Wish(1, circle, record, reason)))
        body = encode(Request(1, secret.centre, id_, secret.user, envelopes, sealed, now))
        signed = Signed(body, secret.user, secret.sign(REQUEST, body))
        self._items.put_item(REQUEST, request_id(id_), encode(signed))
        return id_

    def asked(self) -> tuple[Asked, ...]:
        """Every request that this user can read and that counts, oldest first."""
        found = []
        for id_, raw in self._items.items(REQUEST):
            try:
                found.append(self._read(id_, raw))
            except VaultError:
                continue
        return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id)))

    def answer(self, asked: Asked, verdict: Verdict, now: datetime) -> None:
        """Answer a request."""
        secret = self._keyring.secret
        keys = self._keyring.trust.entry(asked.by).keys
        context = packed(secret.centre, asked.id, asked.fingerprint, secret.user)
        sealed = seal_to(keys.hpke_public, _info(ANSWER, context, keys), encode(verdict))
        digest_ = keys_digest(keys)
        body = encode(Answer(1, secret.centre, asked.id, asked.fingerprint, asked.by, digest_, sealed, now))
        signed = Signed(body, secret.user, secret.sign(ANSWER, body))
        self._items.put_item(ANSWER, answer_id(asked.id, secret.user), encode(signed))

    def answered(self, asked: Asked) -> Answered | None:
        """The first answer to a request by somebody who was asked, None while it waits."""
        found = []
        for reader in asked.readers - {asked.by}:
            wanted = answer_id(asked.id, reader)
            for id_, raw in self._items.items(ANSWER):
                if id_ == wanted:
                    try:
                        found.append(self._read_answer(asked, reader, raw))
                    except VaultError:
                        continue
        return min(found, key=lambda answer: (answer.at, answer.by), default=None)

    def remove(self, asked: Asked) -> None:
        """Remove a request with its answers."""
        self._items.remove_item(request_id(asked.id))
        for reader in asked.readers:
            self._items.remove_item(answer_id(asked.id, reader))

    def _read(self, id_: UUID, raw: bytes) -> Asked | None:
        """Open a request, None where it is for others; raises Tampered."""
        keyring, secret = self._keyring, self._keyring.secret
        signed = decode(Signed, raw, REQUEST)
        request = read(Request, signed, REQUEST)
        is_right = (
            request.centre == keyring.centre
            and request_id(request.id) == id_
            and request.by == signed.by
            and keyring.trust.counts(signed, REQUEST, holders_of(Domain.CASE))
        )
        if not is_right:
            raise Tampered(REQUEST)
        mine = keyring.trust.entry(secret.user).keys
        own = [one for one in request.readers if (one.reader, one.keys) == (secret.user, keys_digest(mine))]
        if not own:
            return None
        context = packed(secret.centre, request.id, request.by)
        key = secret.opening.open(_info(REQUEST, context, mine), own[0].sealed, REQUEST)
        wish = decode(Wish, box_open(key, REQUEST, context, request.sealed, REQUEST), REQUEST)
        readers = frozenset(one.reader for one in request.readers)
        return Asked(request.id, request.by, wish, readers, digest(signed.body), request.made_at)

    def _read_answer(self, asked: Asked, by: UUID, raw: bytes) -> Answered:
        """Open an answer as far as one can; one by somebody who left since then stays, one that he makes then does not count."""
        keyring, secret = self._keyring, self._keyring.secret
        signed = decode(Signed, raw, ANSWER)
        answer = read(Answer, signed, ANSWER)
        is_right = (
            answer.centre == keyring.centre
            and (answer.id, answer.request, answer.reader) == (asked.id, asked.fingerprint, asked.by)
            and signed.by == by
            and keyring.trust.counts(signed, ANSWER, holders_of(Domain.CASE))
        )
        if not is_right:
            raise Tampered(ANSWER)
        if asked.by != secret.user:
            return Answered(by, answer.made_at, None)
        mine = keyring.trust.entry(secret.user).keys
        context = packed(secret.centre, asked.id, asked.fingerprint, by)
        opened = secret.opening.open(_info(ANSWER, context, mine), answer.sealed, ANSWER)
        return Answered(by, answer.made_at, decode(Verdict, opened, ANSWER))


def _info(purpose: str, context: bytes, keys: Acceptance) -> bytes:
    return packed(f"{purpose}1", context, keys_digest(keys))
