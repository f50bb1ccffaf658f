# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From a password to a key: Argon2id with limits that a changed key file cannot get around."""

import time
import unicodedata
from collections.abc import Callable
from typing import ClassVar

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from beratung.vault.encoding import Statement
from beratung.vault.errors import CostRefused, WeakPassword
from beratung.vault.primitives import KEY
from beratung.vault.process import shield

SALT_BYTES = 16
LEAST_CHARACTERS = 12
LEAST_DIFFERENT = 4
MOST_CHARACTERS = 1024

_FREE_FAILURES = 3
_LONGEST_DELAY = 60.0


class KdfCost(Statement, frozen=True):
    """How much one derivation costs: memory in KiB, passes, lanes.

    ``FLOOR`` (64 MiB, RFC 9106's second choice) takes 0.14 s on a desktop of 2024 and 0.6 s on a slow one;
    it is what tests and demo centres use, and nothing weaker is ever derived.
    """

    memory_kib: int
    passes: int
    lanes: int

    FLOOR: ClassVar["KdfCost"]
    DEFAULT: ClassVar["KdfCost"]
    CEILING: ClassVar["KdfCost"]

    def __repr__(self) -> str:
        return f"<KdfCost {self.memory_kib >> 10} MiB, {self.passes} passes, {self.lanes} lanes>"

    def is_allowed(self) -> bool:
        """Whether each number lies between floor and ceiling."""
        low, high = KdfCost.FLOOR, KdfCost.CEILING
        return (
            low.memory_kib <= self.memory_kib <= high.memory_kib
            and low.passes <= self.passes <= high.passes
            and low.lanes <= self.lanes <= high.lanes
        )


KdfCost.FLOOR = KdfCost(64 << 10, 3, 4)
KdfCost.DEFAULT = KdfCost(128 << 10, 3, 4)
KdfCost.CEILING = KdfCost(1 << 20, 20, 16)


def derive(password: str, salt: bytes, cost: KdfCost, *, file: str = "") -> bytearray:
    """The key that a password opens, 32 bytes.

    Raises:
        CostRefused: the cost lies outside the limits, or the salt is not 16 bytes; checked first, so that a
            changed header can neither make guessing cheap nor exhaust the machine.
    """
    if not cost.is_allowed() or len(salt) != SALT_BYTES:
        raise CostRefused(file=file)
    shield()
    key = bytearray(KEY)
    Argon2id(
        salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive_into(_password_bytes(password), key)
    return key


def _password_bytes(password: str) -> bytes:
    """NFKC, so that the same keys on another keyboard or system give the same password."""
    return unicodedata.normalize("NFKC", password[:MOST_CHARACTERS]).encode("utf-8", "surrogatepass")


def _seconds(cost: KdfCost) -> float:
    start = time.perf_counter()
    derive("calibration", bytes(SALT_BYTES), cost)
    return time.perf_counter() - start


def calibrate(target: float = 1.0, measure: Callable[[KdfCost], float] = _seconds) -> KdfCost:
    """A cost that takes about ``target`` seconds on this machine, never below the floor.

    One derivation at the default cost is timed; then passes are added, or the memory is halved.
    """
    default = KdfCost.DEFAULT
    taken = measure(default)
    if taken > 1.5 * target:
        return KdfCost.FLOOR
    passes = round(default.passes * target / taken)
    return KdfCost(
        default.memory_kib, max(default.passes, min(passes, KdfCost.CEILING.passes)), default.lanes
    )


def check_new_password(password: str, *, place: str = "password") -> None:
    """Raises WeakPassword for a new password that is too short, too long or of too few characters."""
    normal = unicodedata.normalize("NFKC", password)
    if not LEAST_CHARACTERS <= len(normal) <= MOST_CHARACTERS or len(set(normal)) < LEAST_DIFFERENT:
        raise WeakPassword(place=place, least=LEAST_CHARACTERS)


def delay_after(failures: int) -> float:
    """Seconds to wait before the next try after so many wrong passwords: 0, 0, 0, 1, 2, 4 ... 60."""
    if failures < _FREE_FAILURES:
        return 0.0
    return min(_LONGEST_DELAY, 2.0 ** min(failures - _FREE_FAILURES, 10))
