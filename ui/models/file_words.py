# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An interpreter's file in words: directions, reasons to keep somebody away, what a list says of it."""

from datetime import datetime, timedelta

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.interpreting import Direction, ExclusionReason, InterpreterFile, InterpreterKind
from beratung.i18n import _, ngettext
from ui.models.choices import Choice
from ui.models.folding import haystack
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.times import local
from ui.models.words import dotted, say_day, say_language

DIRECTIONS = {
    Direction.BOTH: N_("both ways"),
    Direction.INTO_GERMAN: N_("into German"),
    Direction.FROM_GERMAN: N_("from German"),
}
REASONS = {
    ExclusionReason.FAMILY: N_("same family"),
    ExclusionReason.COMMUNITY: N_("same community"),
    ExclusionReason.SHELTER: N_("same shelter"),
    ExclusionReason.WISH: N_("the client's wish"),
}
NO_PLEDGE = Sign("alert-triangle", "no", N_("no pledge"))
_NAMED = 3
"""So many languages are named in a list; more are counted."""


def districts(codes: Codes) -> list[Choice]:
    """Return the districts as entries that can be picked."""
    return [
        Choice(entry.code, entry.name, entry.type)
        for entry in sorted(codes.districts.values(), key=lambda e: e.name)
    ]


def say_languages(codes: Codes, file: InterpreterFile) -> str:
    """Name the languages of somebody, or say how many they are."""
    if len(file.languages) > _NAMED:
        return ngettext("%(n)d language", "%(n)d languages", len(file.languages)) % {"n": len(file.languages)}
    return ", ".join(say_language(codes, spoken.code) for spoken in file.languages)


def file_entry(codes: Codes, file: InterpreterFile) -> Entry:
    """Return a file as a row of the list; a sign stands where nothing can be booked."""
    is_person = file.kind_of is InterpreterKind.PERSON
    section = _("People") if is_person else _("Services")
    detail = dotted((say_languages(codes, file), file.phone))
    sign = NO_PLEDGE if file.pledged_on is None and file.is_active else None
    spoken = ", ".join(filter(None, (file.name, detail, sign.label if sign is not None else "")))
    hay = haystack(file.name, *(say_language(codes, one.code) for one in file.languages))
    return Entry(str(file.id), section, RowLook(file.name, detail, sign), spoken, hay)


def say_away(start: datetime, end: datetime, zone: str, *, is_whole_days: bool) -> str:
    """Say when somebody is not there."""
    begins, ends = local(start, zone), local(end, zone)
    if is_whole_days:
        first, last = begins.date(), (ends - timedelta(seconds=1)).date()
        return say_day(first) if first == last else f"{say_day(first)} – {say_day(last)}"
    if begins.date() == ends.date():
        return f"{say_day(begins.date())}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{say_day(begins.date())} {begins:%H:%M} – {say_day(ends.date())} {ends:%H:%M}"
