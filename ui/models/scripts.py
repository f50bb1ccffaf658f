# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which script a name is written in, and which way it runs."""

import unicodedata
from collections import Counter

_PREFIXES = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "ETHIOPIC": "Ethi",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "THAI": "Thai",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Kore",
    "SYRIAC": "Syrc",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "SINHALA": "Sinh",
}
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc"})


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script most letters belong to; empty without letters."""
    counted: Counter[str] = Counter()
    for letter in text:
        if letter.isalpha():
            first = unicodedata.name(letter, "").split(" ", 1)[0].split("-", 1)[0]
            counted[_PREFIXES.get(first, "Zyyy")] += 1
    return counted.most_common(1)[0][0] if counted else ""


def is_right_to_left(text: str) -> bool:
    """Say whether a text is written from right to left."""
    return script_of(text) in _RIGHT_TO_LEFT
