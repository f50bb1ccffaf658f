# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Characters that people read aloud and type: fingerprints and the recovery code.

Crockford's alphabet of 32 without I, L, O, U; what looks alike is read alike.
"""

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_GROUP = 4
_GROUPS = 5


def fingerprint(data: bytes) -> str:
    """100 bits of SHA-256 in five groups of four characters, for two people to compare."""
    number = int.from_bytes(hashlib.sha256(data).digest(), "big") >> (256 - 5 * _GROUP * _GROUPS)
    return grouped(characters(number, _GROUP * _GROUPS), _GROUP)


def characters(number: int, count: int) -> str:
    """A number in base 32, most significant first."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def grouped(text: str, size: int) -> str:
    """Groups joined by hyphens."""
    return "-".join(text[i : i + size] for i in range(0, len(text), size))


def typed(text: str) -> str:
    """What somebody typed, without blanks and hyphens and with the look-alikes resolved."""
    return "".join(c for c in text.upper() if c.isalnum()).translate(_ALIKE)


def is_same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints agree, however they are typed."""
    return typed(one) == typed(other) and bool(typed(one))
