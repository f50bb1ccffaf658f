# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Breaking text into lines loses nothing and keeps within the column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.letters.text import Style, clean, isolated, natural_width, wrap

GERMAN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßABCXYZ 0123456789.,-/@_–", max_size=200)


@given(GERMAN, st.floats(min_value=30, max_value=470))
def test_no_letter_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrap(text, Style(), width)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())
    assert all(line.width * 10 / 1000 <= width + 0.01 for line in lines)


def test_lines_end_at_blanks_and_dates_stay_whole() -> None:
    lines = [
        line.text for line in wrap("Termin am 24.11.2026 um 14:30 Uhr in der Beratungsstelle", Style(), 100)
    ]
    assert any("24.11.2026" in line for line in lines)
    assert "Beratungsstelle" in " ".join(lines)


def test_a_word_wider_than_the_line_is_broken_inside() -> None:
    lines = wrap("Donaudampfschifffahrtsgesellschaft" * 3, Style(), 100)
    assert len(lines) > 3


def test_the_paragraph_sign_stays_with_its_number() -> None:
    assert clean("§ 44 Abs. 1 AufenthG") == "§\xa044 Abs.\xa01 AufenthG"
    lines = [
        line.text
        for line in wrap("Anspruch nach § 44 Abs. 1", Style(), natural_width("Anspruch nach §", Style()) + 1)
    ]
    assert lines[0] == "Anspruch nach"


def test_line_ends_are_kept_and_controls_dropped() -> None:
    assert [line.text for line in wrap("eins\r\nzwei\x00\tdrei", Style(), 400)] == ["eins", "zwei drei"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Amal (أمل الشيخ), 14.03.1992", "Amal (\u2068أمل الشيخ\u2069), 14.03.1992"),
        ("Musterfrau", "Musterfrau"),
        ("שלום 0391 000", "\u2068שלום\u2069 0391 000"),
        ("\u2068أمل\u2069 schon", "\u2068أمل\u2069 schon"),
    ],
)
def test_right_to_left_words_are_isolated(text: str, wanted: str) -> None:
    assert isolated(text) == wanted
