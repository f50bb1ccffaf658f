# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The letters that DIN 91379 allows in the names of natural persons, and their search form.

Source: DIN 91379:2022-08, data type A (Latin letters, single and as sequences, and non-letters N1). The
tests compare this file with the full list, character by character.
"""

import unicodedata
from functools import lru_cache

_RANGES = (
    "0041-005A 0061-007A 00C0-00D6 00D8-00F6 00F8-017E 0187-0188 018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC "
    "01DE-01DF 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213 0218-021B 021E-021F 0227-0233 0259 0268 0292 1E02-1E03 "
    "1E06-1E07 1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37 1E3A-1E3B 1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87 "
    "1E8C-1E97 1E9E 1EA0-1EF9"
)

_SEQUENCES = {
    "\u030b": "Aa",
    "\u0300": "CFGKMPSTZcfgkmpstz",
    "\u0304": "CFHKNPSTZcfhknpstzÛûḲḳṢṣṬṭỤụ",
    "\u0306": "CMNRZcmnrzÇç",
    "\u0308": "CTZczẠạỌọỤụ",
    "\u0315": "CKPTckptČč",
    "\u0323": "CPcpČč",
    "\u0326": "CHKLNchklnŽž",
    "\u0328\u0306": "Cc",
    "\u0302": "DKLMNdklmn",
    "\u0331": "HSs",
    "\u0301": "JjÿĪī",
    "\u030c": "J",
    "\u0307": "KUku",
    "\u031b": "KTkt",
    "\u035fH": "K",
    "\u035fh": "Kk",
    "\u0325": "LRlr",
    "\u0325\u0304": "LRlr",
    "\u0310": "Mm",
    "\u031b\u0304": "Ss",
    "\u0327": "ZzŽž",
    "\u030d": "ēō",
}

NON_LETTERS = frozenset(" ',-.`~¨´·ʹʺʾʿˈˌ’‡")
"""Group N1: what may stand between the letters of a name."""

_SEARCH = {
    "Æ": "AE",
    "Ð": "D",
    "Ø": "OE",
    "Þ": "TH",
    "Đ": "D",
    "Ħ": "H",
    "Ĳ": "IJ",
    "ĸ": "K",
    "Ŀ": "L",
    "Ł": "L",
    "ŉ": "N",
    "Ŋ": "N",
    "Œ": "OE",
    "Ŧ": "T",
    "Ƈ": "C",
    "Ə": "E",
    "Ɨ": "I",
    "Ʒ": "Z",
    "Ǥ": "G",
    "ẞ": "SS",
    "ß": "SS",
    "ı": "I",
}
"""Letters that no mark makes out of A to Z; the umlauts and the Å are made below from their marks."""

_UMLAUTS = {("A", "\u0308"): "AE", ("O", "\u0308"): "OE", ("U", "\u0308"): "UE", ("A", "\u030a"): "AA"}


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    found: set[str] = set()
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        found.update(chr(n) for n in range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


@lru_cache(maxsize=1)
def _sequences() -> frozenset[str]:
    return frozenset(base + marks for marks, bases in _SEQUENCES.items() for base in bases)


def first_foreign(text: str) -> str | None:
    """Return the first character (with its marks) that DIN 91379 does not allow in a name, or None.

    ``text`` must be NFC.
    """
    letters, sequences = _letters(), _sequences()
    at = 0
    while at < len(text):
        for length in (3, 2):
            if text[at : at + length] in sequences and len(text[at : at + length]) == length:
                at += length
                break
        else:
            if text[at] not in letters and text[at] not in NON_LETTERS:
                return text[at]
            at += 1
    return None


def search_form(text: str) -> str:
    """Return the search form of DIN 91379: capital letters A to Z; what is no Latin letter stays as it is."""
    out: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if out and (changed := _UMLAUTS.get((out[-1], character))):
                out[-1] = changed
            continue
        capital = character if character in _SEARCH else character.upper()
        out.append(_SEARCH.get(capital, capital))
    return "".join(out)
