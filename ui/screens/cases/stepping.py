# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Consultations as entries of a timeline, and next steps that are marked as done."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject

from beratung.domain.cases import Consultation
from beratung.domain.codes import Codes
from beratung.domain.work import Changes
from beratung.i18n import _, current
from ui import jobs
from ui.models.words import CHANNELS, dotted, say_day, say_days, say_language
from ui.screens.cases.saying import say_minutes
from ui.session import Session
from ui.widgets.date_field import weekday
from ui.widgets.timeline import Entry


def timeline_entry(codes: Codes, entry: Consultation, today: date) -> Entry:
    """Return a consultation as the timeline shows it."""
    tongue = say_language(codes, entry.language) if entry.language else ""
    if entry.interpreter:
        tongue = (
            _("%(language)s with interpreter") % {"language": tongue} if tongue else _("with interpreter")
        )
    topics = (codes.topics[t].label(current().language) if t in codes.topics else t for t in entry.topics)
    step_note, role = say_step(entry, today)
    return Entry(
        id=entry.id,
        title=f"{weekday(entry.on)} {say_day(entry.on)}",
        detail=dotted((_(CHANNELS[entry.channel]), say_minutes(entry), tongue, entry.author)),
        chips=tuple(topics),
        text=entry.text,
        step=entry.next_step,
        step_note=step_note,
        step_role=role,
        is_step_open=entry.has_open_step,
        role="accent" if entry.has_open_step else "control_border",
    )


def say_step(entry: Consultation, today: date) -> tuple[str, str]:
    """Say when a step is due or was done, and the colour's role for it."""
    if not (entry.next_step or entry.due):
        return "", "muted"
    if entry.done_on is not None:
        return _("done on %(day)s") % {"day": say_day(entry.done_on)}, "yes"
    if entry.due is None:
        return _("no date agreed"), "muted"
    days = (entry.due - today).days
    role = "no" if days < 0 else "unknown" if days <= 7 else "muted"
    return f"{say_day(entry.due)}, {say_days(days)}", role


def take_step(session: Session, owner: QObject, entry: UUID) -> None:
    """Mark a next step as done, with a way back."""
    cases = session.centre.cases

    def undo() -> None:
        jobs.run(owner, lambda: cases.mark_undone(entry), _nothing)

    def done(_changes: Changes) -> None:
        session.toast(_("Step done."), undo)

    jobs.run(owner, lambda: cases.mark_done(entry), done)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
