# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The recovery sheet holds the code twice, for people and for cameras, on one page."""

from datetime import date
from uuid import UUID

import pytest
import segno

from beratung.letters import recovery_sheet
from beratung.letters.qr import QUIET
from beratung.letters.recovery import QR_SIZE, QR_X, checksum
from tests.letters.reading import MM, elements, find, opened, pages_of, picture, text_of

GROUPS = ("K7M2Q", "9XW4T", "0BCDF", "GHJK3", "1A2B3", "Z9Y8X", "W7V6T", "55QRS", "3MN0P", "7TR2A", "11ZXC")
CENTRE = UUID("0a0b0c0d-0000-4000-8000-000000000001")


def sheet(
    language: str = "de", name: str = "Beratungsstelle Musterstadt", groups: tuple[str, ...] = GROUPS
) -> bytes:
    return recovery_sheet(name, groups, CENTRE, "3F7A-91C2-04DE-8B16-AAAA", date(2026, 11, 23), language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sheet_is_one_page_with_all_that_matters(language: str) -> None:
    pdf = sheet(language)
    text = text_of(pdf)
    assert pages_of(pdf) == 1
    for words in (
        *GROUPS,
        "Beratungsstelle Musterstadt",
        str(CENTRE),
        "3F7A-91C2-04DE-8B16-AAAA",
        "23.11.2026",
    ):
        assert words in text
    assert checksum(GROUPS) in text
    for words in {"de": ("Umschlag", "neben dem Computer"), "en": ("envelope", "beside the computer")}[
        language
    ]:
        assert words in text


def test_the_code_is_large() -> None:
    box = find(sheet(), "K7M2Q")
    assert box.bottom - box.top >= 4.0


def test_the_qr_code_holds_the_same_code() -> None:
    """Every module on the page is that of the code's own matrix."""
    pdf = sheet()
    page = picture(pdf, dpi=300)
    matrix = segno.make("-".join(GROUPS), error="q", micro=False).matrix
    module = QR_SIZE / (len(matrix) + 2 * QUIET)
    document = opened(pdf)
    box = next(element for element in elements(document) if element.S == "/Figure").A.BBox
    top = 297 - float(box[3]) / MM + QUIET * module
    wrong = [
        (row, column)
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if page.dark(QR_X + (QUIET + column + 0.5) * module, top + (row + 0.5) * module) is not bool(is_dark)
    ]
    assert wrong == []


def test_the_qr_code_is_described_and_the_code_is_spoken() -> None:
    document = opened(sheet())
    figures = [element for element in elements(document) if element.S == "/Figure"]
    assert len(figures) == 1
    assert "QR-Code" in str(figures[0].Alt)
    assert len(figures[0].A.BBox) == 4
    assert "-".join(GROUPS) in [str(e.ActualText) for e in elements(document) if "/ActualText" in e]


def test_the_title_and_metadata_do_not_hold_the_code() -> None:
    document = opened(sheet())
    outside = str(dict(document.docinfo)) + bytes(document.Root.Metadata.read_bytes()).decode()
    assert str(document.docinfo.Title) == "Notfallblatt"
    assert not [group for group in GROUPS if group in outside]


@pytest.mark.parametrize("count", [1, 5, 8, 13, 16])
def test_any_length_of_code_and_name_fits_the_page(count: int) -> None:
    groups = tuple(f"{number:05d}" for number in range(count))
    assert pages_of(sheet(name="Beratungsstelle Musterstadt " * 4, groups=groups)) == 1


def test_the_checksum_tells_copies_apart() -> None:
    assert checksum(GROUPS) != checksum(("K7M2R", *GROUPS[1:]))
    assert checksum(GROUPS) == checksum(list(GROUPS))


def test_the_same_code_gives_the_same_sheet() -> None:
    assert sheet() == sheet()
