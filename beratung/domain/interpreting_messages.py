# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What an interpreter tells the centre: answers, absences, times. A counsellor's program takes it over."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from beratung.domain.interpreting import Away, DeclineReason, SheetLine, WeeklyTime
from beratung.domain.sharing import Message


def answer_id(token: UUID, what: str) -> UUID:
    """The id of a message about a slice: who cannot read the slice cannot tell what it belongs to."""
    return uuid5(token, what)


class Verdict(StrEnum):
    """An answer to an offered request."""

    ACCEPT = "accept"
    DECLINE = "decline"
    PROPOSE = "propose"


class Answer(Message, frozen=True, kw_only=True, tag="answer"):
    """The answer to one slice; accepting carries the start, and its claims were taken in the same transaction."""

    slice: UUID
    verdict: Verdict
    start: datetime | None = None
    decline: DeclineReason | None = None
    words: str = ""
    proposed: tuple[datetime, ...] = ()


class AwayNotice(Message, frozen=True, kw_only=True, tag="away_notice"):
    """An interpreter's own absences and weekly times: whole, so that they replace what was known, or a part of it."""

    absences: tuple[Away, ...] = ()
    removed: tuple[UUID, ...] = ()
    """Of absences that are taken back, where it is a part."""
    is_whole: bool = True
    weekly: tuple[WeeklyTime, ...] | None = None
    """None leaves them as they are."""


class TimesNotice(Message, frozen=True, kw_only=True, tag="times_notice"):
    """Lines for the time sheet, each for one booking (by its slice)."""

    lines: tuple[tuple[UUID, SheetLine], ...]
