# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Names: DIN 91379 letter by letter, other scripts, and what is refused."""

import unicodedata
from pathlib import Path

import pytest

from beratung.clients.characters import NON_LETTERS, first_foreign, search_form
from beratung.clients.errors import EmptyName, ForeignCharacter, MixedScripts, OtherScript
from beratung.clients.folding import fold
from beratung.clients.names import check_name, tidy
from beratung.domain.people import NameKind
from beratung.domain.reading import TooLong

LISTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "din91379"


def _rows(name: str) -> list[list[str]]:
    file = LISTS / name
    if not file.is_file():
        pytest.skip("the DIN 91379 lists do not lie beside the project, under ../shared/data")
    return [[part.strip(" ") for part in line.split(";")] for line in file.read_text("utf-8").splitlines()]


def _text(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def test_every_letter_of_din_91379_stands_in_a_name_unchanged() -> None:
    letters = [_text(row[2]) for row in _rows("latin_list_1.3.txt") if row[0] == "bll"]
    assert len(letters) == 649
    for letter in letters:
        name = check_name(f"Test{letter}mann", NameKind.FAMILY, "family_name")
        assert name.text == unicodedata.normalize("NFC", f"Test{letter}mann")
        assert name.script == "Latn"


def test_non_letters_are_the_group_n1() -> None:
    rows = _rows("latin_list_1.3.txt")
    assert {_text(row[2]) for row in rows if row[0] == "bnlreq"} == NON_LETTERS


def test_nothing_else_of_the_lists_stands_in_a_name() -> None:
    others = [_text(row[2]) for row in _rows("latin_list_1.3.txt") if row[0] not in ("bll", "bnlreq")]
    assert others
    assert all(first_foreign(f"X{other}st") for other in others)


def test_search_form_is_that_of_din_91379() -> None:
    wrong = [
        row[2] for row in _rows("latin_list_search_form_1.3.txt") if search_form(row[4] or " ") != row[6]
    ]
    assert wrong == []


def test_no_other_latin_letter_is_allowed() -> None:
    listed = {_text(row[2]) for row in _rows("latin_list_1.3.txt") if row[0] in ("bll", "bnlreq")}
    letters = [chr(n) for n in range(0x20, 0x3000) if unicodedata.name(chr(n), "").startswith("LATIN")]
    for letter in letters:
        nfc = unicodedata.normalize("NFC", letter)
        assert (first_foreign(nfc) is None) == (nfc in listed), f"U+{ord(letter):04X}"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("أمل", "Arab"),
        ("ተስፋይ ገብረ", "Ethi"),
        ("Оксана-Ірина", "Cyrl"),
        ("გიორგი", "Geor"),
        ("阮文", "Hani"),
        ("Παπαδοπούλου", "Grek"),
        ("علی‌رضا", "Arab"),
        ("ヤマダ 太郎", "Jpan"),
        ("Amal", "Latn"),
    ],
)
def test_other_scripts_are_recognised(text: str, script: str) -> None:
    name = check_name(text, NameKind.ORIGINAL_SCRIPT, "other_names 1.text")
    assert (name.text, name.script) == (unicodedata.normalize("NFC", text), script)


def test_a_decomposed_name_becomes_nfc() -> None:
    assert check_name("Mu\u0308ller", NameKind.FAMILY, "family_name").text == "Müller"


def test_blanks_hyphens_and_apostrophes_are_tidied() -> None:
    assert tidy("  Anna\u00a0 Lena\t-Testmann ") == "Anna Lena -Testmann"
    assert tidy("O\u2018Probe\u2011Test") == "O’Probe-Test"


@pytest.mark.parametrize(
    ("text", "kind", "fault", "says"),
    [
        ("أمل", NameKind.GIVEN, OtherScript, "other names"),
        ("Test5", NameKind.FAMILY, ForeignCharacter, "5 (U+0035)"),
        ("Test\u202emann", NameKind.FAMILY, ForeignCharacter, "U+202E"),
        ("Test\u202eأمل", NameKind.ORIGINAL_SCRIPT, MixedScripts, "two alphabets"),
        ("أمل\u202e", NameKind.ORIGINAL_SCRIPT, ForeignCharacter, "U+202E"),
        ("Оlga", NameKind.ALIAS, MixedScripts, "l (U+006C)"),
        ("-", NameKind.GIVEN, EmptyName, "at least one letter"),
        ("12", NameKind.ALIAS, EmptyName, "at least one letter"),
        ("x" * 201, NameKind.GIVEN, TooLong, "200"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_its_place(
    text: str, kind: NameKind, fault: type[Exception], says: str
) -> None:
    with pytest.raises(fault) as caught:
        check_name(text, kind, "given_name")
    assert str(caught.value).startswith("given_name: ")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Müller", "Muller"),
        ("Nguyễn", "Nguyen"),
        ("René", "rene"),
        ("O’Probe", "O'Probe"),
        ("Strauß", "STRAUSS"),
        ("Łukasz", "Lukasz"),
        ("Yağmur", "Yagmur"),
        ("Оксана", "Oksana"),
        ("Öztürk", "Oeztuerk"),
        ("Çelik", "celik"),
        ("ʿAbd al-Probe", "Abd al Probe"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ()
