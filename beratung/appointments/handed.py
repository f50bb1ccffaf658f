# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Appointments, absences and settings as objects that came from outside: the command line, a script."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import msgspec

from beratung.appointments import errors
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    CalendarSettings,
    ClosingDay,
    Frequency,
    OpeningTime,
    RemindBy,
    Repeat,
)
from beratung.domain.errors import N_
from beratung.domain.planning import Mode
from beratung.domain.reading import LONG, Fields, NotOneOf, OneMissing, OutOfRange, WrongShape

KEYS = (
    "id", "client", "case", "kind", "start", "end", "minutes", "zone", "title", "people", "rooms", "mode", "place",
    "link", "places", "note", "remind", "repeat",
)  # fmt: skip
REPEAT_KEYS = ("frequency", "every", "weekdays", "nth", "until", "count")
SETTING_KEYS = ("hours", "land", "zone", "closing", "video_link", "moves_up", "remind_days", "minutes")
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY = 24 * 60
EARLIEST, LATEST = 1990, 2200
KINDS = tuple(kind.value for kind in AppointmentKind if kind is not AppointmentKind.FOREIGN)


def read_moment(fields: Fields, key: str) -> datetime:
    """Read an instant with its zone.

    Raises:
        NoZone: it is no time, or does not say in which zone it is meant.
    """
    fields.needed(key)
    try:
        found = datetime.fromisoformat(fields.text(key))
    except ValueError:
        raise errors.NoZone(place=fields.at(key)) from None
    if found.tzinfo is None:
        raise errors.NoZone(place=fields.at(key))
    if not EARLIEST <= found.year <= LATEST:
        raise OutOfRange(place=fields.at(key), low=EARLIEST, high=LATEST)
    return found


def read_id(fields: Fields, key: str) -> UUID | None:
    """Read an id; None where it is absent."""
    text = fields.text(key)
    try:
        return UUID(text) if text else None
    except ValueError:
        raise WrongShape(place=fields.at(key), wanted=N_("an id")) from None


def read_names(fields: Fields, key: str, known: Mapping[str, UUID]) -> tuple[UUID, ...]:
    """Read names or ids of people or rooms; ``known`` are the names in small letters."""
    found = []
    for word in fields.words(key):
        own = known.get(word.strip().casefold())
        if own is None:
            own = next((id_ for id_ in known.values() if str(id_) == word.strip().lower()), None)
        if own is None:
            raise (errors.UnknownPerson if key == "people" else errors.UnknownRoom)(place=fields.at(key))
        found.append(own)
    return tuple(found)


def read_appointment(
    data: object, *, people: Mapping[str, UUID], rooms: Mapping[str, UUID], own: UUID, usual: CalendarSettings
) -> tuple[Appointment, Repeat | None]:
    """Read an appointment and how it repeats; who reads it takes part unless somebody else is named.

    Raises:
        BadInput: an unknown key, or what does not fit; the place names it.
    """
    fields = Fields(data, KEYS)
    start = read_moment(fields, "start")
    minutes = fields.whole("minutes", 5, DAY)
    if "end" in fields:
        end = read_moment(fields, "end")
    else:
        end = start + timedelta(minutes=minutes if minutes is not None else usual.minutes)
    id_, client = read_id(fields, "id") or uuid4(), read_id(fields, "client")
    kind = fields.word("kind", KINDS) or (AppointmentKind.SINGLE if client else AppointmentKind.OWN)
    taking_part = read_names(fields, "people", people)
    if "people" not in fields:
        taking_part = (own,)
    appointment = Appointment(
        id=id_,
        subject=client or id_,
        kind_of=AppointmentKind(kind),
        start=start,
        end=end,
        zone=fields.text("zone") or usual.zone,
        case=read_id(fields, "case"),
        title=fields.text("title"),
        people=taking_part,
        rooms=read_names(fields, "rooms", rooms),
        mode=fields.choice("mode", Mode) or Mode.SITE,
        place=fields.text("place"),
        link=fields.text("link"),
        places=fields.whole("places", 0, 999) or 0,
        note=fields.text("note", limit=LONG),
        remind=fields.choice("remind", RemindBy) or RemindBy.SLIP,
    )
    return appointment, read_repeat(fields)


def read_repeat(fields: Fields) -> Repeat | None:
    """Read the rule of a series; None where there is none."""
    if fields.raw("repeat") is None:
        return None
    inner = Fields(fields.raw("repeat"), REPEAT_KEYS, fields.at("repeat"))
    inner.needed("frequency")
    weekdays = []
    for word in inner.words("weekdays"):
        if word not in WEEKDAYS:
            raise NotOneOf(place=inner.at("weekdays"), known=", ".join(WEEKDAYS))
        weekdays.append(WEEKDAYS.index(word))
    frequency = inner.choice("frequency", Frequency)
    if frequency is None:
        raise OneMissing(place=inner.at("frequency"))
    every = inner.whole("every", 1, 366)
    return Repeat(
        frequency=frequency,
        every=every if every is not None else 1,
        weekdays=tuple(weekdays),
        nth=inner.whole("nth", -1, 4) or 0,
        until=inner.day("until"),
        count=inner.whole("count", 1, 400),
    )


def read_settings(data: object, before: CalendarSettings) -> CalendarSettings:
    """Read settings of a calendar; what is not named stays as it was."""
    fields = Fields(data, SETTING_KEYS)
    changes: dict[str, object] = {}
    for key in ("land", "zone", "video_link"):
        if key in fields:
            changes[key] = fields.text(key, limit=1000)
    if (flag := fields.flag("moves_up")) is not None:
        changes["moves_up"] = flag
    for key, low, high in (("remind_days", 0, 30), ("minutes", 5, DAY)):
        if (number := fields.whole(key, low, high)) is not None:
            changes[key] = number
    if "hours" in fields:
        changes["hours"] = tuple(
            _hours(entry) for entry in fields.entries("hours", ("weekday", "opens", "closes"))
        )
    if "closing" in fields:
        changes["closing"] = tuple(
            _closing(entry) for entry in fields.entries("closing", ("first", "last", "name"))
        )
    return msgspec.structs.replace(before, **changes)


def _hours(entry: Fields) -> OpeningTime:
    weekday = entry.word("weekday", WEEKDAYS)
    if weekday is None:
        raise OneMissing(place=entry.at("weekday"))
    return OpeningTime(
        weekday=WEEKDAYS.index(weekday), opens=_minutes(entry, "opens"), closes=_minutes(entry, "closes")
    )


def _minutes(entry: Fields, key: str) -> int:
    entry.needed(key)
    text = entry.text(key)
    if text == "24:00":
        return DAY
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        raise WrongShape(place=entry.at(key), wanted=N_("a time such as 08:30")) from None
    return clock.hour * 60 + clock.minute


def _closing(entry: Fields) -> ClosingDay:
    first = entry.day("first")
    if first is None:
        raise OneMissing(place=entry.at("first"))
    last = entry.day("last")
    return ClosingDay(first=first, last=last if last is not None else first, name=entry.text("name"))


def write_settings(settings: CalendarSettings) -> dict[str, object]:
    """Return settings as the object that would set them."""

    def clock(minutes: int) -> str:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    return {
        "hours": [
            {"weekday": WEEKDAYS[t.weekday], "opens": clock(t.opens), "closes": clock(t.closes)}
            for t in settings.hours
        ],
        "land": settings.land,
        "zone": settings.zone,
        "closing": [{"first": _iso(c.first), "last": _iso(c.last), "name": c.name} for c in settings.closing],
        "video_link": settings.video_link,
        "moves_up": settings.moves_up,
        "remind_days": settings.remind_days,
        "minutes": settings.minutes,
    }


def _iso(day: date) -> str:
    return day.isoformat()
