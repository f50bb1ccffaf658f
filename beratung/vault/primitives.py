# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The few cryptographic building blocks, each with the property that the rest relies on."""

import hmac
import os
from typing import NoReturn, Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from beratung.vault.encoding import packed
from beratung.vault.errors import Tampered

KEY = 32
SALT = 24
COMMIT = 16
TAG = 16
NONCE = bytes(12)
"""All zero: safe because every AES key here is derived for one message from a random salt of 192 bits."""

HPKE_PUBLIC = 1184 + 32
HPKE_PRIVATE = 64 + 32
SIGNATURE = 64

_SHA256 = SHA256()
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BOX = b"\x01"


class Secret:
    """The base of what holds a key: it shows nothing, is never copied to a file, never compared."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is never written anywhere")


def expand(key: bytes, info: bytes, length: int = KEY) -> bytes:
    """HKDF-Expand with SHA-256 (RFC 5869, 2.3) from a key that is uniformly random already."""
    return HKDFExpand(_SHA256, length, info).derive(key)


def extract(salt: bytes, material: bytes) -> bytes:
    """HKDF-Extract with SHA-256 (RFC 5869, 2.2)."""
    return hmac.digest(salt, material, "sha256")


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes."""
    return hmac.digest(key, message, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def box_seal(key: bytes, label: str, context: bytes, plaintext: bytes) -> bytes:
    """AES-256-GCM under a key of its own, with a commitment: no second key opens the box.

    Layout: 01 | salt 24 | commitment 16 | ciphertext | tag 16. ``label`` and ``context`` must be the same
    on opening.
    """
    salt = os.urandom(SALT)
    derived = expand(key, packed("box1", label, salt), KEY + COMMIT)
    sealed = AESGCM(derived[:KEY]).encrypt(NONCE, plaintext, packed("box1", label, context))
    return _BOX + salt + derived[KEY:] + sealed


def box_open(key: bytes, label: str, context: bytes, box: bytes, where: str) -> bytes:
    """Open what ``box_seal`` made; raises Tampered for a wrong key, label, context or any changed bit."""
    if box[:1] != _BOX or len(box) < 1 + SALT + COMMIT + TAG:
        raise Tampered(where)
    salt, commitment, sealed = box[1:25], box[25:41], box[41:]
    derived = expand(key, packed("box1", label, salt), KEY + COMMIT)
    if not same(derived[KEY:], commitment):
        raise Tampered(where)
    try:
        return AESGCM(derived[:KEY]).decrypt(NONCE, sealed, packed("box1", label, context))
    except InvalidTag:
        raise Tampered(where) from None


def seal_to(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """HPKE base mode, ML-KEM-768 with X25519: only the holder of the private half opens it.

    It proves no sender: whatever is sealed here must be signed as well.
    """
    mlkem = MLKEM768PublicKey.from_public_bytes(public[:1184])
    x25519 = X25519PublicKey.from_public_bytes(public[1184:])
    return _SUITE.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), info)


def is_hpke_public(public: bytes) -> bool:
    """Whether something can be sealed to these bytes."""
    try:
        seal_to(public, b"", b"")
    except ValueError:
        return False
    return True


class OpeningKey(Secret):
    """The private half of an HPKE key pair."""

    __slots__ = ("_private", "_raw", "public")

    def __init__(self, raw: bytes) -> None:
        mlkem, x25519 = (
            MLKEM768PrivateKey.from_seed_bytes(raw[:64]),
            X25519PrivateKey.from_private_bytes(raw[64:]),
        )
        self._raw = raw
        self._private = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Self:
        """A new pair."""
        return cls(os.urandom(HPKE_PRIVATE))

    def raw(self) -> bytes:
        """The 96 secret bytes (ML-KEM seed, X25519), to be sealed again."""
        return self._raw

    def open(self, info: bytes, sealed: bytes, where: str) -> bytes:
        """Open what was sealed to the public half; raises Tampered, also for another ``info``."""
        try:
            return _SUITE.decrypt(sealed, self._private, info)
        except InvalidTag:
            raise Tampered(where) from None


def _signing_input(centre: UUID, purpose: str, message: bytes) -> bytes:
    return packed("beratung-sign1", centre, purpose, message)


class SigningKey(Secret):
    """An Ed25519 private key that signs for one purpose at a time."""

    __slots__ = ("_private", "_raw", "public")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._private = Ed25519PrivateKey.from_private_bytes(raw)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Self:
        """A new key."""
        return cls(os.urandom(KEY))

    def raw(self) -> bytes:
        """The 32 secret bytes, to be sealed again."""
        return self._raw

    def sign(self, centre: UUID, purpose: str, message: bytes) -> bytes:
        """A signature of 64 bytes that verifies for this centre, purpose and message only."""
        return self._private.sign(_signing_input(centre, purpose, message))


def is_signed(public: bytes, centre: UUID, purpose: str, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this verify key signed this message for this purpose in this centre."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signing_input(centre, purpose, message))
    except (InvalidSignature, ValueError):
        return False
    return True
