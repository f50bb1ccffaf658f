# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Form B of DIN 5008, measured on the finished page."""

from datetime import UTC, datetime

import pytest

from beratung.domain.letters import Letterhead
from beratung.letters.din5008 import FormB, Head, address_lines, return_line
from beratung.letters.errors import AddressTooLong
from beratung.letters.fonts import PRESS
from beratung.letters.sheet import About
from beratung.letters.text import Style
from tests.letters.reading import find, pages_of, picture, text_of
from tests.letters.samples import SENDER

ABOUT = About("Vermittlungsschreiben", "de-DE", datetime(2026, 11, 23, 10, tzinfo=UTC))
RECIPIENT = ("Hausverwaltung Beispiel", "Haus Musterallee 12", "HX 39104 Magdeburg")
INFO = (("Unser Zeichen", "17"), ("Datum", "23.11.2026"))
CLOSE = 0.5
"""Millimetres that a printed position may be off."""


def letter(
    *,
    paragraphs: int = 1,
    sender: Letterhead = SENDER,
    recipient: tuple[str, ...] = RECIPIENT,
    info: tuple[tuple[str, str], ...] = INFO,
    subject: str = "HXBetreff",
    words: str = "Ein Satz, der zu lesen ist und eine Zeile beinahe ganz füllt, damit Seiten entstehen. ",
) -> bytes:
    with PRESS:
        form = FormB(
            ABOUT,
            Head(
                sender=sender,
                remarks=("Vertraulich",),
                recipient=recipient,
                info=info,
                subject=subject,
                page_words="Seite %(page)d von %(count)d",
                later_head="Schreiben vom 23.11.2026",
                footer=(("Fuß links",), ("Fuß Mitte",), ("Fuß rechts",)),
            ),
        )
        for number in range(paragraphs):
            form.flow.paragraph(f"Absatz {number}. {words * 4}")
            form.flow.space(3)
        return form.finish()


def test_the_address_stands_in_the_window() -> None:
    pdf = letter()
    first, last = find(pdf, RECIPIENT[0]), find(pdf, RECIPIENT[2])
    assert first.left == pytest.approx(25.0 + 0.35, abs=CLOSE)  # an H begins a little right of its origin
    assert 62.7 <= first.top <= 62.7 + 2
    assert last.bottom <= 90.0
    assert first.right <= 105.0
    line, remark = find(pdf, "Migrationsberatung Musterstadt · Beispielweg"), find(pdf, "Vertraulich")
    assert 45.0 <= line.top < remark.top
    assert remark.bottom <= 62.7


def test_a_full_address_stays_in_its_zone() -> None:
    recipient = tuple(f"HX Zeile {number}" for number in range(1, 7))
    pdf = letter(recipient=recipient)
    assert find(pdf, "HX Zeile 6").bottom <= 90.0
    smaller = tuple(f"HX Zeile {number}" for number in range(1, 9))
    assert find(letter(recipient=smaller), "HX Zeile 8").bottom <= 90.0


def test_info_block_and_subject_stand_where_the_norm_has_them() -> None:
    pdf = letter()
    info = find(pdf, "Unser Zeichen")
    assert info.left == pytest.approx(125.0 + 0.2, abs=CLOSE)
    assert 50.0 <= info.top <= 50.0 + 2.5
    assert find(pdf, "17").right <= 200.0
    subject = find(pdf, "HXBetreff")
    assert subject.left == pytest.approx(25.0 + 0.35, abs=CLOSE)
    assert 98.46 <= subject.top <= 98.46 + 1.5


def test_a_long_info_block_pushes_the_subject_down() -> None:
    info = tuple((f"Wort {number}", "Angabe") for number in range(14))
    pdf = letter(info=info)
    end = 50.0 + 14 * 13 / 72 * 25.4
    assert find(pdf, "HXBetreff").top == pytest.approx(end + 8.46 + 1.0, abs=1.0)


def test_fold_and_hole_marks_are_printed_at_their_heights() -> None:
    rows = picture(letter(), dpi=600).dark_rows(6.5)
    for height in (105.0, 148.5, 210.0):
        assert min(abs(row - height) for row in rows) <= 0.1
    assert all(min(abs(row - height) for height in (105.0, 148.5, 210.0)) <= 0.2 for row in rows)


def test_margins_are_kept() -> None:
    page = picture(letter(paragraphs=12), dpi=150)
    for y in range(60, 290):
        for x in (12.0, 16.0, 20.0, 23.5, 191.5, 195.0, 205.0):
            assert not page.dark(x, float(y)), (x, y)


def test_later_pages_continue_and_all_are_numbered() -> None:
    pdf = letter(paragraphs=30)
    count = pages_of(pdf)
    assert count >= 3
    text = text_of(pdf)
    for page in range(1, count + 1):
        assert f"Seite {page} von {count}" in text
    assert [f"Absatz {n}." in text for n in range(30)] == [True] * 30
    assert find(pdf, f"Seite 2 von {count}").page == 1
    assert text.count("Schreiben vom 23.11.2026") == count - 1
    assert text.count("Fuß Mitte") == count
    assert len(picture(pdf, page=1).dark_rows(6.5)) == 0


def test_no_line_stands_alone_and_none_runs_into_the_footer() -> None:
    for count in range(6, 14):
        pdf = letter(paragraphs=count)
        for number in range(count):
            box = find(pdf, f"Absatz {number}.")
            assert box.bottom < 268.0
            assert box.top >= 32.0


def test_an_empty_letterhead_invents_nothing() -> None:
    text = text_of(letter(sender=Letterhead()))
    assert "Muster" not in text.replace("Musterallee", "")
    assert text.startswith("Vertraulich")
    assert return_line(Letterhead()) == ""


def test_a_missing_address_leaves_the_name_alone() -> None:
    pdf = letter(recipient=("HX Stelle", "", "  "))
    assert find(pdf, "HX Stelle").top == pytest.approx(62.7 + 1.2, abs=1.2)


def test_a_long_name_is_broken_and_a_long_address_refused() -> None:
    lines, _ = address_lines(
        ("Landesverband der Beratungsstellen für Zuwanderung und Teilhabe Sachsen-Anhalt e. V.",)
    )
    assert 2 <= len(lines) <= 3
    assert lines[-1].text.endswith("e.\xa0V.")
    with pytest.raises(AddressTooLong) as caught:
        address_lines(tuple(f"Zeile {number}" for number in range(60)))
    assert caught.value.details == {"place": "Anschrift", "most": 8}


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter(paragraphs=3) == letter(paragraphs=3)
    assert letter(subject="Ein anderer") != letter()


def test_a_long_sender_stays_above_the_split_and_in_the_window() -> None:
    sender = Letterhead(
        agency="Landesverband der Beratungsstellen für Zuwanderung und Teilhabe",
        street="Musterallee 120",
        town="Halle",
    )
    pdf = letter(sender=sender)
    box = find(pdf, "Musterallee 120")
    assert box.top >= 45.0
    assert box.bottom <= 62.7
    assert box.right <= 105.0


def test_right_to_left_paragraphs_end_at_the_right_edge(qapp: object) -> None:
    with PRESS:
        form = FormB(
            ABOUT,
            Head(
                sender=SENDER, recipient=RECIPIENT, info=INFO, subject="HX", page_words="%(page)d %(count)d"
            ),
        )
        form.flow.paragraph("ساعت ده", Style(rtl=True))
        pdf = form.finish()
    assert find(pdf, "ساعت").right == pytest.approx(190.0, abs=CLOSE)
    assert "Fuß" not in text_of(pdf)
