# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Names in other scripts look as Qt itself draws them, and numbers beside them keep their order."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter, QTextLayout, QTextOption

from beratung.letters import fonts
from beratung.letters.fonts import iso
from beratung.letters.sheet import About, Sheet
from beratung.letters.text import MM, Line, Style, clean, needs_shaping, wrap
from tests.letters.reading import Picture, picture, squeezed, text_of

pytestmark = pytest.mark.usefixtures("qapp")

NAMES = {
    "Arabic": "أمل الشيخ محمّد",
    "Persian": "فرید تست‌زاده گ پ چ ژ",
    "Sorani": "ئەحمەد ڕۆژ ڵ",
    "Pashto": "احمد ښ ځ ړ",
    "Urdu": "احمد ٹ ڈ ہے",
    "Tigrinya": "ሰላም ተስፋይ",
    "Ukrainian": "Олександр Ґалаґан їжак",
    "Vietnamese": "Nguyễn Thị Ánh Ngọc",
    "Hebrew": "שָׁלוֹם לוי",
    "Bengali": "রহিম ক্ষমা বাংলা",
    "Hindi": "हिन्दी क्षत्रिय शर्मा",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Georgian": "შალვა",
    "Armenian": "Հայկ",
    "Sequences": "C̆ Ā̈ k̲ M̂",
}
SIZE = 24.0
"""Points: large enough for a dot to be some pixels."""


def sheet_of(text: str, style: Style) -> tuple[bytes, Line]:
    """A page with one line of text at 25 mm, 40 mm."""
    with fonts.PRESS:
        sheet = Sheet(About("Probe", "de-DE", datetime(2026, 11, 23, tzinfo=UTC)))
        sheet.new_page()
        line = wrap(text, style, 450)[0]
        with sheet.marked(sheet.element("P")):
            sheet.text(line, style, 25, 40)
        return sheet.finish(), line


def drawn_by_qt(text: str, like: Picture) -> set[tuple[int, int]]:
    """The dark pixels of the same line, drawn by Qt from the same fonts on a page of the same size."""
    from beratung.letters import shaping

    with fonts.PRESS:
        shaping.shape(text, bold=False, width=1e6, rtl=False)
    image = QImage(like.width, like.height, QImage.Format.Format_Grayscale8)
    image.fill(255)
    font = QFont(shaping._qt_font("", False))
    font.setKerning(needs_shaping(text, Style()))  # plain text is set letter by letter
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    if needs_shaping(text, Style()):
        layout.setFormats(shaping._formats(text, shaping._Utf16(text), False))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    layout.endLayout()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(25 * like.per_mm, 40 * like.per_mm)
    scale = SIZE / MM * like.per_mm / shaping.EM
    painter.scale(scale, scale)
    layout.draw(painter, QPointF(0, -line.ascent()))
    painter.end()
    row, pixels = image.bytesPerLine(), bytes(image.constBits())
    return {(x, y) for y in range(like.height) for x in range(like.width) if pixels[y * row + x] < 128}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_pdf_looks_as_qt_draws_it(name: str) -> None:
    pdf, _ = sheet_of(name, Style(size=SIZE, leading=30))
    page = picture(pdf, dpi=150)
    ours = {
        (x, y) for y in range(page.height) for x in range(page.width) if page.pixels[y * page.width + x] < 128
    }
    theirs = drawn_by_qt(name, page)
    assert len(ours) > 200
    assert _far_from(ours, theirs) < 0.01
    assert _far_from(theirs, ours) < 0.01


def _far_from(some: set[tuple[int, int]], others: set[tuple[int, int]]) -> float:
    """The share of pixels with no pixel of the others within one step."""
    near = {(x + dx, y + dy) for x, y in others for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return len(some - near) / len(some)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_every_word_can_be_read_back(name: str) -> None:
    pdf, _ = sheet_of(name, Style(size=SIZE, leading=30))
    found = text_of(pdf)
    letters = sorted(fonts.without_isolates(squeezed(name)))
    assert sorted(squeezed(found)) == letters
    if name in {NAMES["Arabic"], NAMES["Hebrew"]}:
        return  # vowel marks come before their letter when PDFium turns the line round
    for word in fonts.without_isolates(name).split():
        assert word in found


PLACES = {
    "time": ("ساعت {} در دفتر", "14:30"),
    "phone": ("شماره تلفن {} است", "0221 123456"),
    "date": ("في يوم {} صباحا", "24.11.2026"),
    "range": ("מ{} עד", "10:00–12:30"),
}


@pytest.mark.parametrize(("sentence", "number"), PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("rtl", [False, True])
def test_numbers_keep_their_order_beside_right_to_left_words(sentence: str, number: str, rtl: bool) -> None:
    """Read the digits off the page from left to right, by where their glyphs stand."""
    style = Style(size=12, leading=16, rtl=rtl)
    _, line = sheet_of(sentence.format(iso(number)), style)
    placed = [
        (x, run.font._texts.get(ord(code), code))
        for run in line.runs
        for code, x in zip(run.codes, run.xs, strict=True)
    ]
    signs = [text for _, text in sorted(placed) if text in set(number) - {" "}]
    assert "".join(signs) == number.replace(" ", "")


def test_persian_digits_stay_in_order_too() -> None:
    _, line = sheet_of("ساعت ۱۴:۳۰", Style(rtl=True))
    placed = sorted(
        (x, run.font._texts.get(ord(c), c))
        for run in line.runs
        for c, x in zip(run.codes, run.xs, strict=True)
    )
    assert "۱۴:۳۰" in "".join(text for _, text in placed)


def test_right_to_left_lines_read_from_the_right() -> None:
    """The first word of a right-to-left paragraph stands rightmost, its first line is the upper one."""
    with fonts.PRESS:
        lines = wrap("یک دو سه چهار پنج شش هفت هشت", Style(rtl=True), 80)
    assert len(lines) > 1
    assert lines[0].text.startswith("یک")
    assert lines[-1].text.endswith("هشت")
    first = [
        (x, run.font._texts.get(ord(c), c))
        for run in lines[0].runs
        for c, x in zip(run.codes, run.xs, strict=True)
    ]
    assert max(first)[1] == "ی"


def test_steering_characters_are_never_drawn() -> None:
    _, line = sheet_of(f"أمل {iso('0391')} تست\u200cزاده", Style())
    drawn = "".join(run.font._texts.get(ord(c), c) for run in line.runs for c in run.codes)
    assert not set(drawn) & fonts.INVISIBLE


@pytest.mark.parametrize(
    ("text", "wanted"), [("Müller, 14.03.", False), ("Олександр", False), ("أمل", True), ("C̆", True)]
)
def test_only_what_needs_it_goes_to_the_shaper(text: str, wanted: bool) -> None:
    assert needs_shaping(text, Style()) is wanted


WITHOUT_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "PySide6":
            raise ImportError("libEGL.so.1: cannot open shared object file")
sys.meta_path.insert(0, NoQt())
from beratung.letters.errors import ShapingMissing
from beratung.letters.text import Style, wrap
assert wrap("Größe und Тарас", Style(), 400)[0].text == "Größe und Тарас"
try:
    wrap("أمل", Style(), 400)
except ShapingMissing as error:
    print(error)
"""


def test_without_qt_plain_letters_work_and_the_rest_says_why() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT_QT], capture_output=True, text=True, check=True)
    assert "Qt" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_the_command_line_needs_no_display() -> None:
    """A process of its own, without any Qt setting, makes the application it needs by itself."""
    code = (
        "import os; os.environ.pop('QT_QPA_PLATFORM', None); os.environ.pop('DISPLAY', None)\n"
        "from beratung.letters.text import Style, wrap\n"
        "print(len(wrap('أمل', Style(), 400)[0].runs))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"


def test_threads_shape_beside_each_other() -> None:
    """Previews are made off the window's thread, several at once."""
    names = list(NAMES.values()) * 3
    alone = [sheet_of(name, Style())[0] for name in names]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: sheet_of(name, Style())[0], names))
    assert together == alone


SCRIPTS = (
    (0x41, 0x17F), (0x300, 0x36F), (0x391, 0x3CE), (0x410, 0x45F), (0x531, 0x556), (0x5D0, 0x5EA), (0x5B0, 0x5BD),
    (0x621, 0x655), (0x660, 0x669), (0x671, 0x6D3), (0x904, 0x94D), (0x985, 0x9CD), (0xA05, 0xA4D), (0x10D0, 0x10FA),
    (0x1200, 0x1248), (0x1EA0, 0x1EF9), (0x20, 0x40), (0x2010, 0x2026), (0x200B, 0x200F), (0x2066, 0x2069),
)  # fmt: skip
MIXED = st.text(
    alphabet=[
        chr(c)
        for first, last in SCRIPTS
        for c in range(first, last + 1)
        if fonts.family_of(chr(c)) is not None
    ],
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(MIXED, st.booleans(), st.booleans(), st.floats(min_value=80, max_value=500))
def test_whatever_is_typed_every_character_is_drawn_once(
    text: str, bold: bool, rtl: bool, width: float
) -> None:
    """Any mixture of scripts, marks and steering characters: nothing is lost, doubled or outside the line."""
    style = Style(bold=bold, rtl=rtl)
    with fonts.PRESS:
        lines = wrap(text, style, width)
    drawn = "".join(
        run.font._texts.get(ord(code), code) for line in lines for run in line.runs for code in run.codes
    )
    assert sorted(squeezed(drawn)) == sorted(squeezed(fonts.without_isolates(clean(text))))
    for line in lines:
        assert (
            line.width <= width * 1000 / style.size + 1
            or len(squeezed(fonts.without_isolates(line.text))) <= 2
        )
