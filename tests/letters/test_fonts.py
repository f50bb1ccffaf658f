# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The fonts are the ones that were built, and have what names need."""

import hashlib
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beratung.letters import fonts
from beratung.letters.errors import NoGlyph
from beratung.letters.sheet import About, Sheet
from beratung.letters.text import Style, wrap
from beratung.offers.codes import load_codes
from beratung.resources import path
from tests.letters.reading import squeezed, text_of

DIN_91379 = Path(__file__).resolve().parents[3] / "shared" / "data" / "din91379" / "latin_list_1.3.txt"
CONTROLS = {"\t", "\n", "\r"}
IN_NO_FONT = {"Hans", "Zxxx"}
"""Chinese would be larger than everything else together; a sign language is not written."""


def din_91379() -> list[str]:
    """Every character and sequence that a German authority must accept."""
    entries = [line.split(";") for line in DIN_91379.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = ["".join(chr(int(code, 16)) for code in entry[2].replace("+", " ").split()) for entry in entries]
    return [text for text in texts if text not in CONTROLS]


def printed(texts: list[str]) -> str:
    """What can be read back from a PDF that holds one text a line."""
    with fonts.PRESS:
        sheet = Sheet(About("Probe", "de-DE", datetime(2026, 11, 23, tzinfo=UTC)))
        for start in range(0, len(texts), 40):
            sheet.new_page()
            with sheet.marked(sheet.element("P")):
                for row, text in enumerate(texts[start : start + 40]):
                    sheet.text(wrap(text, Style(), 400)[0], Style(), 25, 20 + row * 6)
        return text_of(sheet.finish())


def test_every_font_is_the_one_that_was_built() -> None:
    lines = path("fonts", "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {file.name: file for file in path("fonts").glob("*.ttf")}
    assert listed.keys() == files.keys()
    for name, file in files.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[name], name
    assert "SIL OPEN FONT LICENSE Version 1.1" in path("fonts", "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not DIN_91379.is_file(), reason="the list of DIN 91379 does not stand beside the project")
@pytest.mark.usefixtures("qapp")
def test_all_of_din_91379_is_printed_and_found_again() -> None:
    texts = din_91379()
    assert len(texts) > 900
    assert not [f"U+{ord(c):04X}" for text in texts for c in text if fonts.missing(c)]
    marked = [f"<{number}>{text}</{number}>" for number, text in enumerate(texts)]
    found = squeezed(printed(marked))
    lost = [
        text
        for number, text in enumerate(texts)
        if squeezed(f"<{number}>{unicodedata.normalize('NFC', text)}</{number}>") not in found
    ]
    assert lost == []


def test_every_language_of_the_list_can_write_its_own_name() -> None:
    for language in load_codes().languages.values():
        if language.script not in IN_NO_FONT:
            assert fonts.missing(language.autonym) == "", language.code


@pytest.mark.parametrize("text", ["李小龙", "🙂", "Müller ☎"])
def test_what_no_font_has_is_refused_and_named(text: str) -> None:
    with pytest.raises(NoGlyph) as caught:
        wrap(text, Style(), 400, "Name")
    character = next(c for c in text if fonts.family_of(c) is None)
    assert caught.value.details == {"place": "Name", "character": f"U+{ord(character):04X}"}


@pytest.mark.parametrize("bold", [False, True])
def test_both_weights_have_the_same_characters(bold: bool) -> None:
    for family in fonts.FAMILIES:
        assert fonts.font(family, bold=bold).characters == fonts.font(family).characters
