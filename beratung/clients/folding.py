# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Folds names so that spellings of one name meet: Müller, Mueller and Muller; Nguyễn and Nguyen."""

import re
from functools import lru_cache

from anyascii import anyascii

from beratung.clients.characters import search_form

_GERMAN = {"AE": "A", "OE": "O", "UE": "U", "AA": "A", "SS": "S"}
_PAIRS = re.compile("|".join(_GERMAN))
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'`´’ʹʺʾʿˈˌ·‘ʼ")


@lru_cache(maxsize=200_000)
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a name in a form in which spellings and scripts meet; for comparing only.

    The search form of DIN 91379 first, then anyascii for other scripts, then AE, OE, UE, AA and SS to one
    letter each, because a Müller is also typed Mueller and Muller.
    """
    latin = anyascii(search_form(text.translate(_APOSTROPHES))).upper().translate(_APOSTROPHES)
    return tuple(_WORD.findall(_PAIRS.sub(lambda pair: _GERMAN[pair.group()], latin).lower()))


def sort_key(text: str) -> str:
    """Return what names are sorted by: without marks, capitals and apostrophes."""
    return " ".join(fold(text))
