# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Understands what people write into lists: "Syrien", "syrisch", "w", "Halle", "ca. 1990", "§ 25 Abs. 2"."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from beratung.clients.errors import AmbiguousName, UnknownName
from beratung.clients.folding import fold
from beratung.domain.codes import Code, Codes
from beratung.domain.errors import BadInput
from beratung.domain.people import Birth, Gender, Precision
from beratung.domain.reading import MisspeltCode, NotOneOf, read_day

_BETWEEN = re.compile(r"[/,;|+&\n]| und | and ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ABOUT = re.compile(r"(?:ca\.?|circa|etwa|um|about|~|≈)\s*(.+)", re.IGNORECASE)

_GENDERS: Mapping[str, Gender] = {
    **dict.fromkeys(("f", "w", "weiblich", "frau", "female", "woman", "mrs", "ms"), Gender.F),
    **dict.fromkeys(("m", "maennlich", "mannlich", "herr", "male", "man", "mr"), Gender.M),
    **dict.fromkeys(("d", "divers", "diverse", "x"), Gender.D),
}

_PEOPLES: Mapping[str, str] = {
    "syrisch": "475", "syrer": "475", "syrerin": "475", "afghanisch": "423", "afghane": "423", "afghanin": "423",
    "ukrainisch": "166", "ukrainer": "166", "ukrainerin": "166", "irakisch": "438", "iraker": "438",
    "irakerin": "438", "iranisch": "439", "iraner": "439", "iranerin": "439", "eritreisch": "224",
    "eritreer": "224", "eritreerin": "224", "somalisch": "273", "somalier": "273", "somalierin": "273",
    "tuerkisch": "163", "tuerke": "163", "tuerkin": "163", "turkiye": "163", "georgisch": "430",
    "georgier": "430", "georgierin": "430", "rumaenisch": "154", "bulgarisch": "125", "polnisch": "152",
    "vietnamesisch": "432", "russisch": "160", "russland": "160", "albanisch": "121", "kosovarisch": "150",
    "serbisch": "170", "armenisch": "422", "aserbaidschanisch": "425", "indisch": "436", "pakistanisch": "461",
    "nigerianisch": "232", "aethiopisch": "225", "deutsch": "000", "tschetschenisch": "160", "staatenlos": "997",
    "ungeklaert": "998", "stateless": "997", "unbekannt": "998", "venezolanisch": "367", "libanesisch": "451",
    "marokkanisch": "252", "tunesisch": "285", "algerisch": "221", "aegyptisch": "287", "moldauisch": "146",
    "palaestinensisch": "459", "palaestina": "459", "belarus": "169", "belarussisch": "169",
}  # fmt: skip

_TONGUES: Mapping[str, str] = {
    "farsi": "fa", "persisch": "fa", "persian": "fa", "kurmandschi": "kmr", "kurmanji": "kmr", "sorani": "ckb",
    "pashto": "ps", "paschto": "ps", "tigrinya": "ti", "tigrigna": "ti", "romani": "rom", "mandinka": "man",
    "fula": "ff", "hausa": "ha", "swahili": "sw", "mandarin": "zh", "panjabi": "pa", "bengali": "bn",
    "somalisch": "so", "dgs": "gsg", "mazedonisch": "mk",
}  # fmt: skip


def _key(text: str) -> str:
    return " ".join(fold(text))


def _spellings(table: Mapping[str, Code], extra: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of a list by every folded spelling; a spelling of several codes gets none."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, entry in table.items():
        spelt = {code, entry.name, entry.name_en, getattr(entry, "autonym", "")}
        spelt |= {
            getattr(entry, "iso639_3", ""),
            getattr(entry, "iso", ""),
            getattr(entry, "legal_basis", ""),
        }
        spelt |= {re.sub(r"\s*\(.*?\)", "", name) for name in (entry.name, entry.name_en)}
        spelt |= {
            entry.name.split(",")[0],
            entry.name.removeprefix("Lutherstadt "),
            f"Lutherstadt {entry.name}",
            entry.name.split("/")[0],
        }
        for key in {_key(name) for name in spelt if name} - {""}:
            if found.setdefault(key, code) != code:
                twice.add(key)
    for name, code in extra.items():
        if code in table:
            found[_key(name)] = code
            twice.discard(_key(name))
    exact = {_key(code) for code in table}
    return {key: "" if key in twice and key not in exact else code for key, code in found.items()}


class Wording:
    """Turns words of a list into codes."""

    def __init__(self, codes: Codes) -> None:
        current = {code: n for code, n in codes.nationalities.items() if n.state != "historisch"}
        self._codes = codes
        self._tables = {
            "nationality": (codes.nationalities, _spellings(current, _PEOPLES)),
            "languages": (codes.languages, _spellings(codes.languages, _TONGUES)),
            "municipality": (codes.municipalities, _spellings(codes.municipalities, {})),
            "residence_status": (codes.statuses, _spellings(codes.statuses, {})),
        }

    def code(self, field: str, text: str) -> str:
        """Return the code of a word.

        Raises:
            UnknownName: no list knows it.
            AmbiguousName: it means several entries of the list.
            MisspeltCode: it is nearly one that is known.
        """
        table, spelt = self._tables[field]
        word = text.strip()
        if word in table:
            return word
        found = spelt.get(_key(word))
        if found:
            return found
        if found is not None:
            raise AmbiguousName(place=field)
        near = _nearest(_key(word), tuple(key for key, code in spelt.items() if code))
        if near is None or any(letter.isdigit() for letter in word):
            raise UnknownName(place=field)
        code = spelt[near]
        raise MisspeltCode(place=field, near=f"{code} ({table[code].name})")

    def codes(self, field: str, text: str) -> tuple[str, ...]:
        """Return the codes of one or several words in a cell."""
        try:
            return (self.code(field, text),)
        except BadInput:
            parts = [part for part in _BETWEEN.split(text) if part.strip()]
            if len(parts) < 2:
                raise
            return tuple(dict.fromkeys(self.code(field, part) for part in parts))

    def municipality(self, text: str) -> str:
        """Return the AGS of a place by its name; an AGS of another state is taken as it is."""
        word = text.strip()
        return word.zfill(8) if re.fullmatch(r"\d{7,8}", word) else self.code("municipality", word)


@lru_cache(maxsize=4096)
def _nearest(key: str, spelt: tuple[str, ...]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    found = process.extractOne(key, spelt, scorer=JaroWinkler.similarity, processor=None, score_cutoff=0.88)
    return found[0] if found else None


def gender(text: str) -> Gender | None:
    """Return a gender from a letter, a word or a form of address; None for a dash."""
    word = _key(text)
    if not word or word in ("unbekannt", "k a", "unknown"):
        return None
    if word not in _GENDERS:
        raise NotOneOf(place="gender", known="w, m, d")
    return _GENDERS[word]


def birth(text: str, today: date) -> Birth:
    """Return a birth date from ``12.3.92``, ``1992``, ``ca. 1990`` or an ISO date."""
    about = _ABOUT.fullmatch(text.strip())
    words = about.group(1).strip() if about else text.strip()
    if _YEAR.fullmatch(words):
        precision = Precision.ESTIMATED if about else Precision.YEAR
        return Birth(on=date(int(words), 1, 1), precision=precision)
    precision = Precision.ESTIMATED if about else Precision.EXACT
    return Birth(on=read_day(words, "born", today=today), precision=precision)


def yes_or_no(text: str, field: str) -> bool | None:
    """Return whether a cell says yes; None for an empty one."""
    word = _key(text)
    if word in ("ja", "j", "x", "yes", "y", "1", "true", "wahr"):
        return True
    if word in ("nein", "n", "no", "0", "false", "falsch"):
        return False
    if not word:
        return None
    raise NotOneOf(place=field, known="ja, nein")
