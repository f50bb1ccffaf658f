# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The recovery sheet: the code in large groups and as QR code, and what to do with it, on one page."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from beratung.letters.flow import Column, Flow, drop
from beratung.letters.fonts import PRESS
from beratung.letters.qr import Square, draw_qr
from beratung.letters.sheet import About, Sheet
from beratung.letters.text import MM, MUTED, Line, Style, wrap
from beratung.letters.texts import RecoveryTexts, recovery_texts
from beratung.letters.wording import day

LEFT, RIGHT, TOP, BOTTOM = 25.0, 185.0, 22.0, 282.0
TITLE = Style(size=19, leading=25, bold=True)
CAPTION = Style(size=9, leading=13, colour=MUTED)
GROUP = Style(size=16, leading=25, bold=True)
NUMBER = Style(size=7, leading=25, colour=MUTED)
PER_ROW, STEP = 4, 28.0
QR_SIZE, QR_X = 38.0, 147.0


class Facts(NamedTuple):
    """What stands on the sheet besides the code."""

    centre_name: str
    centre_id: UUID
    fingerprint: str
    made_on: date


def recovery_sheet(  # noqa: PLR0917
    centre_name: str,
    code_groups: Sequence[str],
    centre_id: UUID,
    fingerprint: str,
    made_on: date,
    language: str = "de",
) -> bytes:
    """Return the sheet as PDF; it is made in memory and never kept.

    ``code_groups`` are printed as they are, the QR code holds them joined by hyphens. ``language`` is ``de``
    or ``en``.
    """
    texts = recovery_texts(language)
    facts = Facts(centre_name, centre_id, fingerprint, made_on)
    with PRESS:
        made_at = datetime.combine(made_on, time(), tzinfo=UTC)
        sheet = Sheet(About(texts.title, texts.language, made_at))
        sheet.new_page()
        flow = Flow(sheet, Column(LEFT, RIGHT - LEFT, TOP, BOTTOM), TOP, sheet.new_page)
        flow.paragraph(texts.title, TITLE, tag="H1")
        flow.space(1.0)
        flow.paragraph(texts.lead)
        flow.space(5.0)
        _code(flow, texts, code_groups)
        _facts(flow, texts, facts, checksum(code_groups))
        _advice(flow, texts)
        return sheet.finish()


def checksum(code_groups: Sequence[str]) -> str:
    """Return eight characters by which two copies of a code can be compared; they do not give it away."""
    digest = hashlib.sha256("-".join(code_groups).encode("utf-8")).hexdigest()[:8].upper()
    return f"{digest[:4]} {digest[4:]}"


def _code(flow: Flow, texts: RecoveryTexts, groups: Sequence[str]) -> None:
    """Draw the groups row by row, numbered, and the QR code beside them."""
    sheet, top = flow.sheet, flow.y
    with sheet.artifact():
        sheet.rule((LEFT, top), (RIGHT, top), 0.75, (0.09, 0.39, 0.42))
    flow.y = top + 3.0
    flow.paragraph(texts.code, CAPTION)
    flow.y += 3.0
    code = sheet.element("P")
    code.actual = "-".join(groups)
    for start in range(0, len(groups), PER_ROW):
        row = groups[start : start + PER_ROW]
        with sheet.artifact():
            for place in range(len(row)):
                _put(sheet, str(start + place + 1), NUMBER, LEFT + place * STEP, flow.y)
        with sheet.marked(code):
            for place, group in enumerate(row):
                _put(sheet, group, GROUP, LEFT + 5.0 + place * STEP, flow.y)
        flow.y += GROUP.leading / MM
    draw_qr(sheet, Square("-".join(groups), texts.qr_alt, QR_X, top + 2.0, QR_SIZE), error="q")
    flow.y = max(flow.y, top + QR_SIZE + 2.0) + 2.0
    with sheet.artifact():
        sheet.rule((LEFT, flow.y), (RIGHT, flow.y), 0.75, (0.09, 0.39, 0.42))
    flow.y += 3.0


def _put(sheet: Sheet, text: str, style: Style, x: float, y: float) -> None:
    line: Line = wrap(text, style, (RIGHT - LEFT) * MM)[0]
    sheet.text(line, style, x, y + drop(style))


def _facts(flow: Flow, texts: RecoveryTexts, facts: Facts, check: str) -> None:
    rows = (
        (texts.checksum, check),
        (texts.facts["centre"], facts.centre_name),
        (texts.facts["id"], str(facts.centre_id)),
        (texts.facts["fingerprint"], facts.fingerprint),
        (texts.facts["made_on"], day(facts.made_on)),
    )
    flow.table([(label, value) for label, value in rows if value])
    flow.space(5.0)


def _advice(flow: Flow, texts: RecoveryTexts) -> None:
    sections = (
        (texts.keep_heading, texts.keep),
        (texts.opens_heading, texts.opens),
        (texts.without_heading, texts.without),
        (texts.use_heading, texts.use),
    )
    for heading, entries in sections:
        flow.heading(heading)
        flow.items(entries)
        flow.space(3.0)
