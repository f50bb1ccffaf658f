# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The recovery code: 160 random bits in eight groups of five characters, on paper.

Each group carries a check character over GF(32), so that a mistyped character, two exchanged neighbours, or
two exchanged groups are found at once and the group is named.
"""

import os
from uuid import UUID

from beratung.vault.encoding import derived_id
from beratung.vault.errors import RecoveryCodeLength, RecoveryCodeMistyped
from beratung.vault.fingerprints import ALPHABET, characters, grouped, typed
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import HPKE_PRIVATE, OpeningKey, Secret, SigningKey, expand, extract, mac
from beratung.vault.process import shield

GROUPS = 8
_DATA = 4
_SIZE = _DATA + 1
_BYTES = 20


def _times_alpha(value: int) -> int:
    """Multiply by the generator of GF(32), reduced by x**5 + x**2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def _check(values: list[int], group: int) -> int:
    """The check value of four data values in this group."""
    total = 0
    for value in values:
        total = _times_alpha(total ^ value)
    return total ^ group


def new_code() -> str:
    """A fresh code as it is printed."""
    return code_of(os.urandom(_BYTES))


def code_of(secret: bytes) -> str:
    """The code of 20 bytes."""
    data = characters(int.from_bytes(secret), GROUPS * _DATA)
    text = ""
    for group in range(GROUPS):
        part = data[group * _DATA : (group + 1) * _DATA]
        text += part + ALPHABET[_check([ALPHABET.index(c) for c in part], group)]
    return grouped(text, _SIZE)


def bytes_of(code: str, *, place: str = "code") -> bytes:
    """What was typed, back into 20 bytes.

    Raises:
        RecoveryCodeLength: not forty characters.
        RecoveryCodeMistyped: a group, counted from 1, does not fit its check character.
    """
    text = typed(code)
    if len(text) != GROUPS * _SIZE:
        raise RecoveryCodeLength(place=place, groups=GROUPS)
    number = 0
    for group in range(GROUPS):
        values = [ALPHABET.find(c) for c in text[group * _SIZE : (group + 1) * _SIZE]]
        if min(values) < 0 or _check(values[:_DATA], group) != values[_DATA]:
            raise RecoveryCodeMistyped(place=place, group=group + 1)
        for value in values[:_DATA]:
            number = number << 5 | value
    return number.to_bytes(_BYTES)


def judge(code: str) -> tuple[bool | None, ...]:
    """Whether each group that was typed fits its check character; None while it is not complete.

    Says nothing about whether the code belongs to a centre. What is typed beyond the last group makes one more
    group, which is wrong.
    """
    text = typed(code)
    groups = [text[at : at + _SIZE] for at in range(0, max(len(text), GROUPS * _SIZE), _SIZE)]
    return tuple(_judged(part, group) if len(part) == _SIZE else None for group, part in enumerate(groups))


def _judged(part: str, group: int) -> bool:
    values = [ALPHABET.find(c) for c in part]
    return group < GROUPS and min(values) >= 0 and _check(values[:_DATA], group) == values[_DATA]


class RecoveryKeys(Secret):
    """The recovery identity's keys, which follow from the code alone: no file can be lost but the sheet."""

    __slots__ = ("_pin", "opening", "signing", "user")

    def __init__(self, code: bytes) -> None:
        """Derive by HKDF; 160 bits need no slow function."""
        shield()
        root = extract(b"beratung recovery 1", code)
        self.opening = OpeningKey(expand(root, b"hpke", HPKE_PRIVATE))
        self.signing = SigningKey(expand(root, b"sign"))
        self.user: UUID = derived_id("recovery", self.signing.public)
        self._pin = expand(root, b"pin")

    def pin_mac(self, centre: UUID, pin: bytes) -> bytes:
        """Ties the centre's root to the code: who holds the sheet cannot be shown another root."""
        return mac(self._pin, centre.bytes + pin)

    def secret(self, centre: UUID, pin: bytes) -> UserSecret:
        """As a user of the centre."""
        return UserSecret(centre, self.user, self.opening, self.signing, pin)
