# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Interpreting in words: what a request is about, when it is, how it was answered."""

from datetime import datetime

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.interpreting import DeclineReason
from beratung.domain.interpreting_messages import Verdict
from beratung.domain.interpreting_views import OpenRequest, OwnBooking
from beratung.domain.people import Gender
from beratung.i18n import _, pgettext
from ui.models.calendar_words import MODES, say_long, say_minutes
from ui.models.looks import Sign
from ui.models.times import local
from ui.models.words import dotted, say_language

DECLINES = {
    DeclineReason.NO_TIME: N_("I have no time"),
    DeclineReason.TOO_FAR: N_("It is too far"),
    DeclineReason.KNOWN: N_("I may know the person"),
    DeclineReason.LANGUAGE: N_("The language does not fit"),
    DeclineReason.TOPIC: N_("I do not take this kind of conversation"),
    DeclineReason.OTHER: N_("Another reason"),
}
ANSWERS = {
    Verdict.ACCEPT: Sign("circle-check", "yes", N_("accepted")),
    Verdict.DECLINE: Sign("circle-x", "no", N_("declined")),
    Verdict.PROPOSE: Sign("clock", "unknown", N_("another time proposed")),
}


def say_when(start: datetime, end: datetime, zone: str) -> str:
    """Say a time with its day: ``Dienstag, 24. November, 10:00–11:00``."""
    begins, ends = local(start, zone), local(end, zone)
    return f"{say_long(begins.date())}, {begins:%H:%M}–{ends:%H:%M}"


def say_talk(codes: Codes, found: OpenRequest | OwnBooking) -> str:
    """Say in which language: with its dialect."""
    return dotted((say_language(codes, found.language), found.dialect))


def say_wish(gender: Gender | None) -> str:
    """Say who is wished for."""
    if gender is Gender.F:
        return pgettext("interpreter wished for", "a woman")
    if gender is Gender.M:
        return pgettext("interpreter wished for", "a man")
    return pgettext("interpreter wished for", "no wish")


def say_details(codes: Codes, found: OpenRequest | OwnBooking) -> list[tuple[str, str]]:
    """Everything that an interpreter knows of a conversation, as label and words."""
    minutes = (
        int((found.end - found.start).total_seconds()) // 60
        if isinstance(found, OwnBooking)
        else found.minutes
    )
    lines = [
        (_("Number"), found.number),
        (_("Language"), say_talk(codes, found)),
        (_("How"), _(MODES[found.mode])),
        (_("Where"), found.place or "–"),
        (_("Length"), say_minutes(minutes)),
        (_("Setting"), found.setting or "–"),
    ]
    if isinstance(found, OpenRequest):
        lines.append((_("Wished for"), say_wish(found.gender)))
        if found.answer_by is not None:
            by = local(found.answer_by, found.zone)
            lines.append((_("Please answer by"), f"{say_long(by.date())}, {by:%H:%M}"))
    elif found.link:
        lines.append((_("Link"), found.link))
    return lines
