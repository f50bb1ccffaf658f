# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Letters are shown and saved whole or not at all, under names that name nobody."""

import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from beratung.domain.cases import ReleaseField
from beratung.letters import LetterService
from beratung.letters.errors import CannotSave, NotAPdf
from tests.letters.samples import CONCERN, OFFER, Desk


@pytest.fixture
def pdf(desk: Desk) -> bytes:
    """A letter of two pages."""
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern=CONCERN * 90)
    return desk.service.preview(plan, (ReleaseField.NAME, ReleaseField.CONCERN))


@pytest.mark.parametrize("width", [200, 801, 1199])
def test_a_page_is_a_picture_that_the_window_reads(pdf: bytes, width: int) -> None:
    image = QImage.fromData(LetterService.render_page(pdf, 0, width))
    assert abs(image.width() - width) <= 1
    assert image.height() == pytest.approx(width * 297 / 210, abs=2)
    assert image.pixelColor(2, 2).name() == "#ffffff"
    middle = image.width() // 2
    footer = range(round(image.height() * 270 / 297), round(image.height() * 274 / 297))
    rule = [image.pixelColor(middle, y) for y in footer if image.pixelColor(middle, y).lightness() < 240]
    assert rule
    assert all(
        colour.red() < colour.blue() for colour in rule
    )  # the accent is a green-blue: no channel is swapped


def test_pages_are_counted_and_drawn_from_many_threads(pdf: bytes) -> None:
    count = LetterService.page_count(pdf)
    assert count >= 2
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda n: LetterService.render_page(pdf, n % count, 300), range(12)))
    assert len(set(pictures)) == count


def test_what_is_no_pdf_gets_a_clear_word() -> None:
    with pytest.raises(NotAPdf):
        LetterService.render_page(b"not a pdf", 0, 100)


def test_the_suggested_name_is_a_number() -> None:
    assert LetterService.suggested_name(17) == "Brief-17.pdf"


def test_saving_replaces_the_whole_file(tmp_path: Path, pdf: bytes) -> None:
    target = tmp_path / "Brief-1.pdf"
    target.write_bytes(b"older")
    LetterService.save(pdf, target)
    assert target.read_bytes() == pdf
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["Brief-1.pdf"]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_disk_that_is_full_leaves_what_was_there(
    tmp_path: Path, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "Brief-1.pdf"
    target.write_bytes(b"older")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotSave) as caught:
        LetterService.save(pdf, target)
    assert caught.value.details == {"reason": "the disk is full"}
    assert target.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["Brief-1.pdf"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, pdf: bytes) -> None:
    with pytest.raises(CannotSave):
        LetterService.save(pdf, tmp_path / "nowhere" / "Brief-1.pdf")


def test_drawing_pdfs_is_loaded_late() -> None:
    """Unlocking must not wait for it."""
    import subprocess

    code = (
        "import sys, beratung.letters; "
        "print({m.split('.')[0] for m in sys.modules} & {'reportlab', 'pypdfium2', 'segno', 'PySide6', 'PIL'})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
