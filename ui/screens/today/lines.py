# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Turns what waits into lines with a sign and a word, sorted by how soon it is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from beratung.domain.cases import Draft
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.views import Deadline, DeadlineKind, TodayView
from beratung.i18n import _, ngettext
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.models.words import DOT, say_day, say_days, say_status
from ui.session import DRAFT, Place

PRESSING = {DeadlineKind.RESIDENCE: 14, DeadlineKind.NEXT_STEP: 0, DeadlineKind.CONSENT: 0}
"""Days before the end at which a line is urgent."""
NEAR = {DeadlineKind.RESIDENCE: 42, DeadlineKind.NEXT_STEP: 7, DeadlineKind.CONSENT: 14}
"""Days before the end at which a line is marked."""
WEEK = 7

_FORMS = {
    "consultation": N_("Consultation"),
    "client": N_("Person"),
    "person": N_("Person"),
    "letter": N_("Letter"),
    "consent": N_("Consent"),
    "appointment": N_("Appointment"),
}
_ENTRY = N_("Entry")
_TABS = {
    DeadlineKind.RESIDENCE: "person",
    DeadlineKind.NEXT_STEP: "consultations",
    DeadlineKind.CONSENT: "consents",
}


@dataclass(frozen=True)
class Waiting:
    """One line of the page: what it is, how it looks and where it leads."""

    key: str
    entry: Entry
    place: Place
    step: UUID | None = None
    """The consultation whose next step this is, where it is one."""
    is_urgent: bool = False
    on: date | None = None
    """The day on which it is due."""


def is_urgent(line: Deadline) -> bool:
    """Say whether something must be done today."""
    return line.days is not None and line.days <= PRESSING.get(line.kind, -1)


def sign_of(line: Deadline) -> Sign | None:
    """Return sign, colour and word for how soon something is due."""
    if line.days is None:
        return None
    word = say_since(line.days)
    if line.days < 0 or (is_urgent(line) and line.kind is DeadlineKind.RESIDENCE):
        return Sign("alert-triangle", "no", word)
    if line.days <= NEAR.get(line.kind, 0):
        return Sign("clock", "unknown", word)
    return Sign("calendar-due", "accent", word)


def say_since(days: int) -> str:
    """Say how far away a day is; what is past is said as how long it has been waiting."""
    if days >= -1:
        return say_days(days)

    return ngettext("for %(n)d day", "for %(n)d days", -days) % {"n": -days}


def section_of(days: int) -> str:
    """Return the title under which a line stands."""
    if days < 0:
        return _("Overdue")
    if days == 0:
        return _("Today")
    return _("In the next seven days") if days <= WEEK else _("Later")


def detail_of(line: Deadline, codes: Codes) -> str:
    """Say what runs out or is due."""
    when = say_day(line.on)
    has_ended = line.days is not None and line.days < 0
    if line.kind is DeadlineKind.RESIDENCE:
        words = _("%(status)s ended on %(day)s") if has_ended else _("%(status)s ends on %(day)s")
        return words % {"status": say_status(codes, line.detail) or _("Residence title"), "day": when}
    if line.kind is DeadlineKind.CONSENT:
        words = (
            _("Consent for %(recipient)s ended on %(day)s")
            if has_ended
            else _("Consent for %(recipient)s ends on %(day)s")
        )
        return words % {"recipient": line.detail, "day": when}
    return line.detail or _("Next step without a text")


def deadlines(view: TodayView, codes: Codes) -> list[Waiting]:
    """Return everything with a day, most pressing first."""
    lines = [line for line in (*view.residence, *view.next_steps, *view.consents) if line.days is not None]
    lines.sort(key=lambda line: (line.days if line.days is not None else 0, line.kind, line.name))
    return [waiting(line, codes, view.on) for line in lines]


def waiting(line: Deadline, codes: Codes, today: date) -> Waiting:
    """Return the line for a deadline as it is seen from a day."""
    days = (line.on - today).days if line.on is not None else 0
    line = msgspec.structs.replace(line, days=days)
    name, detail, sign = line.name or _("Anonymous client"), detail_of(line, codes), sign_of(line)
    key = f"{line.kind}:{line.record or line.case}"
    section = section_of(days)
    spoken = ", ".join((section, name, detail, sign.label if sign else ""))
    step = line.record if line.kind is DeadlineKind.NEXT_STEP else None
    tab = _TABS.get(line.kind)
    place = Place("cases", case=line.case, tab=tab, record=line.record)
    entry = Entry(key, section, RowLook(name, detail, sign), spoken)
    return Waiting(key, entry, place, step, is_urgent(line), line.on)


def without_step(lines: Iterable[Deadline]) -> list[Waiting]:
    """Return the cases that nobody has planned anything for."""
    result = []
    for line in lines:
        name = line.name or _("Anonymous client")
        last = _("Last contact on %(day)s") % {"day": say_day(line.on)} if line.on else _("No contact yet")
        key = f"{line.kind}:{line.case}"
        entry = Entry(key, "", RowLook(name, last), f"{name}, {last}")
        result.append(Waiting(key, entry, Place("cases", case=line.case, tab="consultations")))
    return result


def drafts(found: Iterable[Draft], names: Mapping[UUID, str]) -> list[Waiting]:
    """Return what was typed and not saved, newest first."""
    result = []
    for draft in sorted(found, key=lambda d: d.typed_at, reverse=True):
        form = _(_FORMS.get(draft.form.split(":")[0], _ENTRY))
        name = names.get(draft.case, "") if draft.case else ""
        typed = draft.typed_at.astimezone()
        when = f"{typed:%d.%m.%Y %H:%M}"
        title = name or form
        detail = DOT.join((form, when)) if name else when
        entry = Entry(f"draft:{draft.id}", "", RowLook(title, detail, Sign("pencil", "unknown", N_("draft"))),
                      f"{title}, {detail}")  # fmt: skip
        place = Place("cases", case=draft.case, tab="draft", record=draft.id)
        if draft.form == "letter":
            place = Place("letters", case=draft.case)
        elif draft.form == "appointment":
            place = Place("calendar", tab=DRAFT, record=draft.id)
        result.append(Waiting(entry.key, entry, place))
    return result
