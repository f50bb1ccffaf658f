# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The job sheet for an interpreter without the program: what was shown to him, and room for what he reports."""

from datetime import datetime
from zoneinfo import ZoneInfo

from beratung.domain.interpreting_views import Shown
from beratung.domain.letters import Letterhead
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.letters.flow import Column, Flow, drop
from beratung.letters.fonts import PRESS
from beratung.letters.sheet import About, Sheet
from beratung.letters.text import MM, MUTED, Style, wrap
from beratung.letters.texts import slip_texts
from beratung.letters.wording import day

LEFT, RIGHT, TOP, BOTTOM = 25.0, 185.0, 22.0, 275.0
ACCENT, LINE = (0.09, 0.39, 0.42), (0.4, 0.4, 0.4)
AGENCY = Style(size=12, leading=16, bold=True)
TITLE = Style(size=20, leading=26, bold=True)
SMALL = Style(size=9, leading=13, colour=MUTED)
MODES = {Mode.SITE: "vor Ort", Mode.PHONE: "am Telefon", Mode.VIDEO: "per Video"}
WISHES = {Gender.F: "eine Frau", Gender.M: "ein Mann", Gender.D: "eine diverse Person"}
TO_FILL = ("Beginn", "Ende", "Wegzeit in Minuten", "Kilometer", "Auslagen in Euro", "Bemerkung")
SECRECY = (
    "Bitte behandeln Sie alles vertraulich, was Sie in diesem Gespräch erfahren; es fällt unter § 203 StGB. "
    "Wenn Sie die Person kennen oder mit ihr verwandt sind, sagen Sie bitte ab."
)


def compose_job(job: Shown, language: str, sender: Letterhead, made_at: datetime) -> bytes:
    """Return the sheet as PDF, A4; ``language`` is its name in words. It holds nothing but what was shown."""
    with PRESS:
        paper = Sheet(About("Einsatz", "de-DE", made_at))
        paper.new_page()
        flow = Flow(paper, Column(LEFT, RIGHT - LEFT, TOP, BOTTOM), TOP, paper.new_page)
        if sender.agency:
            flow.paragraph(sender.agency, AGENCY)
            flow.y += 2.0
        with paper.artifact():
            paper.rule((LEFT, flow.y), (RIGHT, flow.y), 0.75, ACCENT)
        flow.y += 6.0
        flow.paragraph(f"Einsatz {job.number}", TITLE, tag="H1")
        flow.space(4.0)
        flow.table(rows_of(job, language))
        flow.space(5.0)
        flow.paragraph(SECRECY)
        if sender.phone:
            flow.space(2.0)
            phone = sender.phone.replace(" ", "\xa0")
            flow.paragraph(f"Rückfragen und Absagen: Telefon {phone}. Bitte nennen Sie die Einsatznummer.")
        _to_fill(paper, flow)
        return paper.finish()


def rows_of(job: Shown, language: str) -> list[tuple[str, str]]:
    """Return what is told of a job, label by label; what is not known is left out."""
    rows = (
        (
            "Wann" if len(job.times) == 1 else "Mögliche Zeiten",
            "\n".join(_time(job, *span) for span in job.times),
        ),
        ("Sprache", ", ".join(part for part in (language, job.dialect) if part)),
        ("Wie", MODES[job.mode]),
        ("Wo", job.place if job.mode is Mode.SITE else ""),
        ("Rahmen", job.setting),
        ("Gewünscht", WISHES[job.gender] if job.gender is not None else ""),
    )
    return [(label, text) for label, text in rows if text]


def _time(job: Shown, start: datetime, end: datetime) -> str:
    zone = ZoneInfo(job.zone)
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    weekday = slip_texts("de").weekdays[begins.weekday()]
    return f"{weekday}, {day(begins.date())}, {begins:%H:%M} bis {ends:%H:%M} Uhr"


def _to_fill(paper: Sheet, flow: Flow) -> None:
    """Draw lines for what is reported after the job, and one to sign on."""
    flow.space(8.0)
    flow.heading("Nach dem Einsatz")
    flow.space(2.0)
    for words in (*TO_FILL, "Datum, Unterschrift"):
        flow.need(11.0)
        flow.y += 10.0
        with paper.marked(paper.element("P")):
            paper.text(wrap(words, SMALL, 60 * MM)[0], SMALL, LEFT, flow.y - 4.6 + drop(SMALL))
        with paper.artifact():
            paper.rule((LEFT + 45.0, flow.y), (RIGHT, flow.y), 0.4, LINE)
