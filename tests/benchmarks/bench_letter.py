# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A referral letter, warm, beside reportlab alone that puts the same lines on a page without any layout."""

import io
import os
import statistics
import time
from collections.abc import Callable

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from beratung.domain.cases import ReleaseField
from beratung.letters.fonts import font_file
from tests.benchmarks import Row
from tests.letters.samples import CONCERN, OFFER, Desk, a_client

ROUNDS = 40
GOAL = "at most 15 ms"
TICKED = (
    ReleaseField.NAME,
    ReleaseField.BORN,
    ReleaseField.LANGUAGES,
    ReleaseField.INTERPRETER,
    ReleaseField.GERMAN,
    ReleaseField.CONCERN,
)


def letter_of(original: str) -> Callable[[], bytes]:
    """Return what makes one letter: plan, consent, PDF, and its entry in the Postbuch."""
    desk = Desk(a_client(original=original))
    desk.consent(language="ar")

    def make() -> bytes:
        plan = desk.service.plan_referral(
            desk.case.id, OFFER, concern=CONCERN, address=("Musterallee 12", "39104 Magdeburg")
        )
        return desk.service.issue(plan, TICKED).pdf

    return make


def bare_page(lines: list[str]) -> Callable[[], bytes]:
    """Return what puts the same lines on a page with reportlab alone, in the same two fonts."""
    for name, bold in (("Bare", False), ("BareBold", True)):
        pdfmetrics.registerFont(TTFont(name, str(font_file("", bold=bold))))

    def make() -> bytes:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=A4, initialFontName="Bare")
        for row, line in enumerate(lines):
            canvas.setFont("BareBold" if row == 0 else "Bare", 10)
            canvas.drawString(70, 800 - row * 14, line)
        canvas.showPage()
        canvas.save()
        return target.getvalue()

    return make


def lines_of(pdf: bytes) -> list[str]:
    """Return the lines of a letter."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return [line for line in text.splitlines() if line.strip()]


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def run() -> list[Row]:
    """Measure both in turns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    plain, arabic = letter_of(""), letter_of("أمل الشيخ")
    bare = bare_page(lines_of(plain()))
    works = (plain, arabic, bare)
    for work in works:
        work()
    times: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            taken.append(milliseconds(work))
    medians = [statistics.median(taken) for taken in times]
    against = "reportlab alone, the same lines on a page"
    return [
        Row("one letter, warm", medians[0], medians[2], GOAL, against),
        Row("one letter with an Arabic name, warm", medians[1], medians[2], GOAL, against),
    ]
