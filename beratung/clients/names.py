# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks names: Latin ones as DIN 91379 allows them, other scripts as they are written, all NFC."""

import unicodedata

from beratung.clients.characters import NON_LETTERS, first_foreign
from beratung.clients.errors import EmptyName, ForeignCharacter, MixedScripts, OtherScript
from beratung.domain.people import Client, Name, NameKind
from beratung.domain.reading import SHORT, TooLong

_PREFIXES = {
    "LATIN": "Latn", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr",
    "ETHIOPIC": "Ethi", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "DEVANAGARI": "Deva", "BENGALI": "Beng",
    "GURMUKHI": "Guru", "GUJARATI": "Gujr", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo", "MYANMAR": "Mymr", "KHMER": "Khmr",
    "TIBETAN": "Tibt", "MONGOLIAN": "Mong", "CJK": "Hani", "HIRAGANA": "Jpan", "KATAKANA": "Jpan",
    "HANGUL": "Kore", "SYRIAC": "Syrc", "THAANA": "Thaa", "TIFINAGH": "Tfng", "NKO": "Nkoo", "ADLAM": "Adlm",
}  # fmt: skip
"""First word of a letter's Unicode name, to ISO 15924."""

_TOGETHER = {frozenset({"Hani", "Jpan"}): "Jpan", frozenset({"Hani", "Kore"}): "Kore"}
"""Scripts that one name may mix."""

_JOINERS = frozenset("\u200c\u200d")
_ELSEWHERE = frozenset("\u05be\u05f3\u05f4\u1361\u30fb\u30fc\u0640\u02bb") | NON_LETTERS
_BLANKS = dict.fromkeys("\t\n\r\xa0\u2007\u202f\u2009\u3000", " ")
_LIKE = {"\u2010": "-", "\u2011": "-", "\u2018": "’", "\u02bc": "’", "\ufeff": ""}
_TIDY = str.maketrans(_BLANKS | _LIKE)

LATIN_ONLY = frozenset({NameKind.GIVEN, NameKind.FAMILY})
"""Kinds of names that stand in letters to authorities and so must be in Latin letters."""


def tidy(text: str) -> str:
    """Return a name as NFC with single plain blanks, plain hyphens and typographic apostrophes."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TIDY).split())


def script_of(letter: str) -> str:
    """Return the ISO 15924 code of a letter's script, ``Zyyy`` for what belongs to none."""
    if not letter.isalpha():
        return "Zyyy"
    first = unicodedata.name(letter, "").split(" ", 1)[0].split("-", 1)[0]
    return _PREFIXES.get(first, "Zyyy")


def show_character(character: str) -> str:
    """Return a character as an error may show it: itself where it prints, and its code point."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if unicodedata.category(character)[0] in "LNPS" else code


def _script(text: str, place: str) -> str:
    """Return the script of a name; a second script in it is refused."""
    found = ""
    for letter in text:
        script = script_of(letter)
        if script in ("Zyyy", found):
            continue
        if found and not (merged := _TOGETHER.get(frozenset({found, script}), "")):
            raise MixedScripts(place=place, character=show_character(letter))
        found = merged if found else script
    if not found:
        if any(letter.isalpha() for letter in text):
            return "Zyyy"
        raise EmptyName(place=place)
    return found


def _check_other_script(text: str, place: str) -> None:
    for character in text:
        is_written = unicodedata.category(character)[0] in "LM" or character in _JOINERS
        if not is_written and character not in _ELSEWHERE:
            raise ForeignCharacter(place=place, character=show_character(character))


def check_name(text: str, kind: NameKind, place: str) -> Name:
    """Return a name, tidied, with its script.

    Raises:
        ForeignCharacter: a character that no name has, or that DIN 91379 does not allow.
        OtherScript: a given or family name that is not in Latin letters.
        MixedScripts: letters of two alphabets in one name.
        EmptyName: no letter at all.
        TooLong: more than a name can have.
    """
    name = tidy(text)
    if len(name) > SHORT:
        raise TooLong(place=place, limit=SHORT)
    foreign = first_foreign(name)
    if foreign is None:
        if not any(letter.isalpha() for letter in name):
            raise EmptyName(place=place)
        return Name(text=name, kind=kind, script="Latn")
    is_other = script_of(foreign) not in ("Latn", "Zyyy")
    if kind in LATIN_ONLY:
        fault = OtherScript if is_other else ForeignCharacter
        raise fault(place=place, character=show_character(foreign))
    script = _script(name, place)
    if script == "Latn":
        raise ForeignCharacter(place=place, character=show_character(foreign))
    _check_other_script(name, place)
    return Name(text=name, kind=kind, script=script)


def check_names(client: Client) -> tuple[Name, ...]:
    """Return all names of a client, checked; the place is the kind of the name."""
    places = {NameKind.GIVEN: "given_name", NameKind.FAMILY: "family_name"}
    return tuple(check_name(n.text, n.kind, places.get(n.kind, "other_names")) for n in client.names)
