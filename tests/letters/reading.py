# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads PDFs back with tools that had no part in making them: PDFium for text and pixels, pikepdf for structure."""

import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pikepdf
import pypdfium2

MM = 72 / 25.4


class Box(NamedTuple):
    """Where something stands on its page, in millimetres from the top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def text_of(pdf: bytes) -> str:
    """All text, pages joined, blanks unified."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).replace("\xa0", " ").split())


def squeezed(text: str) -> str:
    """Text without any blanks, to find what a line end cut in two."""
    return "".join(text.replace("\xa0", " ").split())


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def find(pdf: bytes, words: str) -> Box:
    """The box around the first place where the words stand, all on one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(document):
            height = page.get_height()
            sheet = page.get_textpage()
            found = sheet.search(words).get_next()
            if found is None:
                continue
            boxes = [sheet.get_charbox(i) for i in range(found[0], found[0] + found[1])]
            left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
            right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
            return Box(number, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
    finally:
        document.close()
    raise AssertionError(f"{words!r} does not stand in the PDF")


class Picture(NamedTuple):
    """A page in grey: one byte a pixel, 0 is black."""

    width: int
    height: int
    pixels: bytes
    per_mm: float

    def dark(self, x_mm: float, y_mm: float) -> bool:
        """Whether the page is dark at a place."""
        x, y = round(x_mm * self.per_mm), round(y_mm * self.per_mm)
        return self.pixels[y * self.width + x] < 200

    def dark_rows(self, x_mm: float) -> list[float]:
        """The millimetres from the top at which a vertical line meets something dark."""
        x = round(x_mm * self.per_mm)
        return [y / self.per_mm for y in range(self.height) if self.pixels[y * self.width + x] < 200]


def picture(pdf: bytes, page: int = 0, dpi: int = 300) -> Picture:
    """A page as pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page].render(scale=dpi / 72).to_pil().convert("L")
        return Picture(image.width, image.height, image.tobytes(), dpi / 25.4)
    finally:
        document.close()


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF as objects."""
    return pikepdf.open(io.BytesIO(pdf))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All structure elements in reading order."""
    yield from _walk(pdf.Root.StructTreeRoot.K)


def _walk(kids: Iterable[Any]) -> Iterator[Any]:
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield kid
            yield from _walk(kid.get("/K", []))


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    """All font dictionaries of all pages."""
    return [font for page in pdf.pages for font in page.Resources.Font.values()]
