# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How strong a new password is, in words. Length is what counts; no rule asks for special characters."""

import unicodedata
from dataclasses import dataclass

from beratung.i18n import _

LEAST = 12
"""The vault's own minimum; it has the last word."""
GOOD, STRONG = 16, 20
LEAST_DIFFERENT = 4


@dataclass(frozen=True)
class Strength:
    """A word for a password, its tone, and how full the bar is (0 to 3)."""

    word: str
    tone: str
    level: int

    @property
    def is_enough(self) -> bool:
        """Whether it may be taken."""
        return self.level > 0


def strength_of(password: str) -> Strength:
    """Judge a password by its length and by how many different characters it has."""
    normal = unicodedata.normalize("NFKC", password)
    missing = LEAST - len(normal)
    if missing > 0:
        return Strength(_("Too short: %(n)d more characters") % {"n": missing}, "unknown", 0)
    if len(set(normal)) < LEAST_DIFFERENT:
        return Strength(_("Too uniform: please use different characters"), "unknown", 0)
    if len(normal) < GOOD:
        return Strength(_("Sufficient; four words would be better"), "unknown", 1)
    if len(normal) < STRONG:
        return Strength(_("Good"), "yes", 2)
    return Strength(_("Very good"), "yes", 3)
