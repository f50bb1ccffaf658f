# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lists that are kept sealed, each under a random key of its own.

The random key is wrapped once under each domain whose content the list holds, one inside the other, so that it takes
all of them to open it. Only the newest epoch counts: who was left out of it can neither make nor change a list.
"""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beratung.domain.base import Domain
from beratung.vault.circles import DomainKey
from beratung.vault.encoding import packed
from beratung.vault.errors import NoKey, Tampered
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import KEY, NONCE, box_open, box_seal, expand

_LABEL = "list-key"
WHERE = "snapshot"


def seal_list(keyring: Keyring, domains: Sequence[Domain], name: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Seal a list of the default circle; returns the wrapped key and the sealed body.

    ``name`` says what it is and of which state, and must be the same on opening. Raises NoKey.
    """
    keys = _keys(keyring, domains)
    context = _context(keys, name)
    key = os.urandom(KEY)
    wrapped = key
    for domain_key in keys:
        wrapped = box_seal(expand(domain_key.raw, b"list"), _LABEL, context, wrapped)
    return wrapped, AESGCM(key).encrypt(NONCE, body, context)  # the key seals this one message only


def open_list(
    keyring: Keyring, domains: Sequence[Domain], name: bytes, wrapped: bytes, sealed: bytes
) -> bytes:
    """Open what `seal_list` made; raises Tampered for anything else, also for a list of a former epoch, or NoKey."""
    keys = _keys(keyring, domains)
    context = _context(keys, name)
    key = wrapped
    for domain_key in reversed(keys):
        key = box_open(expand(domain_key.raw, b"list"), _LABEL, context, key, WHERE)
    try:
        return AESGCM(key).decrypt(NONCE, sealed, context)
    except InvalidTag:
        raise Tampered(WHERE) from None


def _keys(keyring: Keyring, domains: Sequence[Domain]) -> list[DomainKey]:
    keys = [keyring.circle_keys.newest(keyring.default_circle, domain) for domain in domains]
    found = [key for key in keys if key is not None]
    if len(found) != len(keys):
        raise NoKey
    return found


def _context(keys: Sequence[DomainKey], name: bytes) -> bytes:
    epochs = [part for key in keys for part in (key.domain.value, key.epoch)]
    return packed("list1", keys[0].centre, keys[0].circle, *epochs, name)
