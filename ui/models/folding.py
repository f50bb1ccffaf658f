# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes words comparable whatever their accents, case or script, for filtering lists as one types."""

import unicodedata
from functools import lru_cache

from anyascii import anyascii

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text in plain small Latin letters: "Müller" and "MULLER" both give "muller"."""
    small = text.casefold()
    if small.isascii():
        return small
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return bare if bare.isascii() else anyascii(bare).casefold()


def haystack(*texts: str) -> str:
    """Return what a search looks through: every text folded, and with German umlauts written out."""
    parts: list[str] = []
    for text in texts:
        folded = fold(text)
        parts.append(folded)
        if not text.isascii():
            small = unicodedata.normalize("NFC", text.casefold())
            written_out = fold(small.translate(_GERMAN))
            if written_out != folded:
                parts.append(written_out)
            if not small.isascii():
                parts.append(small)
    return " ".join(part for part in parts if part)


def needles(query: str) -> tuple[str, ...]:
    """Return the folded words of a query; all of them must be found, in any order."""
    return tuple(fold(query.replace(",", " ").replace(";", " ")).split())


def matches(words: tuple[str, ...], hay: str) -> bool:
    """Say whether every word of a query occurs in a haystack."""
    return all(word in hay for word in words)
