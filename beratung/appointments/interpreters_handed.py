# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Interpreters' files and requests as objects that came from outside or go out: the command line, a script."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

import msgspec

from beratung.appointments import errors
from beratung.appointments.handed import WEEKDAYS
from beratung.domain.errors import N_
from beratung.domain.interpreting import (
    Certificate,
    Direction,
    FeeModel,
    InterpreterFile,
    InterpreterKind,
    InterpreterRequest,
    SheetLine,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.interpreting_views import Candidate, TimeSheet
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from beratung.domain.reading import LONG, Fields, NotOneOf, OneMissing, WrongShape

FILE_KEYS = (
    "name", "kind", "phone", "email", "gender", "languages", "modes", "municipality", "regions", "travel_minutes",
    "weekly", "max_hours", "lead_days", "video_lead_days", "topics_refused", "certificates", "is_sworn", "pledged_on",
    "born_year", "serves_psychiatric", "fee", "note", "source", "active",
)  # fmt: skip
REQUEST_KEYS = (
    "language", "dialect", "min_level", "gender", "mode", "direction", "needs_sworn", "place", "municipality",
    "setting", "topics", "is_psychiatric", "priority", "same_person", "starts",
)  # fmt: skip
_LANGUAGE_KEYS = ("code", "dialects", "level", "direction", "may_read")
_FEE_KEYS = ("cents", "unit_minutes", "job_cents", "km_cents", "note")
_TEXTS = ("name", "phone", "email", "source")
_WHOLE = {"travel_minutes": (0, 600), "max_hours": (1, 80), "lead_days": (0, 60), "video_lead_days": (0, 60),
          "born_year": (1900, 2100)}  # fmt: skip
_MOST_CENTS = 1_000_000
replace = msgspec.structs.replace


def read_file(data: Mapping[str, object], file: InterpreterFile) -> InterpreterFile:
    """Return a file with what an object names changed; lists are replaced whole.

    Raises:
        BadInput: the place of the first fault.
    """
    fields = Fields(data, FILE_KEYS)
    found: dict[str, Any] = {key: fields.text(key) for key in _TEXTS if key in fields}
    if "note" in fields:
        found["note"] = fields.text("note", limit=LONG)
    for key, (low, high) in _WHOLE.items():
        if key in fields:
            found[key] = fields.whole(key, low, high)
    if found.get("lead_days", 0) is None:
        found["lead_days"] = 0
    if "kind" in fields:
        found["kind_of"] = fields.choice("kind", InterpreterKind) or InterpreterKind.PERSON
    readers: dict[str, Callable[[], object]] = {
        "gender": lambda: fields.choice("gender", Gender),
        "languages": lambda: tuple(map(_language, fields.entries("languages", _LANGUAGE_KEYS))),
        "modes": lambda: _modes(fields),
        "municipality": lambda: fields.text("municipality") or None,
        "regions": lambda: tuple(fields.words("regions")),
        "weekly": lambda: tuple(map(_weekly, fields.entries("weekly", ("weekday", "start", "end")))),
        "topics_refused": lambda: tuple(fields.words("topics_refused")),
        "certificates": lambda: tuple(
            Certificate(name=entry.text("name"), on=entry.day("on"))
            for entry in fields.entries("certificates", ("name", "on"))
        ),
        "is_sworn": lambda: fields.flag("is_sworn"),
        "pledged_on": lambda: fields.day("pledged_on"),
        "serves_psychiatric": lambda: fields.flag("serves_psychiatric") is not False,
        "fee": lambda: _fee(fields),
    }
    found |= {key: read() for key, read in readers.items() if key in fields}
    if "active" in fields:
        found["is_active"] = fields.flag("active") is not False
    changed: InterpreterFile = replace(file, **found)
    return changed


def write_file(file: InterpreterFile) -> dict[str, object]:
    """Return a file as the object that would make it."""
    return {
        "name": file.name,
        "kind": file.kind_of.value,
        "phone": file.phone,
        "email": file.email,
        "gender": file.gender.value if file.gender is not None else None,
        "languages": [
            {
                "code": entry.code,
                "dialects": list(entry.dialects),
                "level": entry.level or None,
                "direction": entry.direction.value,
                "may_read": entry.may_read,
            }
            for entry in file.languages
        ],
        "modes": [mode.value for mode in file.modes],
        "municipality": file.municipality,
        "regions": list(file.regions),
        "travel_minutes": file.travel_minutes,
        "weekly": write_weekly(file.weekly),
        "max_hours": file.max_hours,
        "lead_days": file.lead_days,
        "video_lead_days": file.video_lead_days,
        "topics_refused": list(file.topics_refused),
        "certificates": [
            {"name": entry.name, "on": entry.on.isoformat() if entry.on else None} for entry in file.certificates
        ],
        "is_sworn": file.is_sworn,
        "pledged_on": file.pledged_on.isoformat() if file.pledged_on else None,
        "born_year": file.born_year,
        "serves_psychiatric": file.serves_psychiatric,
        "fee": {key: getattr(file.fee, key) for key in _FEE_KEYS},
        "note": file.note,
        "source": file.source,
        "active": file.is_active,
    }  # fmt: skip


def read_wishes(data: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a request that an object names."""
    fields = Fields(data, REQUEST_KEYS)
    found: dict[str, object] = {
        key: fields.text(key)
        for key in ("language", "dialect", "min_level", "place", "setting")
        if key in fields
    }
    readers: dict[str, Callable[[], object]] = {
        "gender": lambda: fields.choice("gender", Gender),
        "mode": lambda: fields.choice("mode", Mode) or Mode.SITE,
        "direction": lambda: fields.choice("direction", Direction) or Direction.BOTH,
        "municipality": lambda: fields.text("municipality") or None,
        "topics": lambda: tuple(fields.words("topics")),
        "starts": lambda: tuple(moment_of(word, "starts") for word in fields.words("starts")),
        "priority": lambda: fields.whole("priority", 1, 3) or 2,
    }
    for key in ("needs_sworn", "is_psychiatric", "same_person"):
        readers[key] = lambda key=key: bool(fields.flag(key))  # type: ignore[misc]
    return found | {key: read() for key, read in readers.items() if key in fields}


def write_request(request: InterpreterRequest) -> dict[str, object]:
    """Return a request as plain values, for those who script the product."""
    return {
        "request": str(request.id),
        "appointment": str(request.appointment),
        "language": request.language,
        "dialect": request.dialect,
        "min_level": request.min_level,
        "gender": request.gender.value if request.gender is not None else None,
        "mode": request.mode.value,
        "place": request.place,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
        "starts": [start.isoformat() for start in request.starts],
        "setting": request.setting,
        "topics": list(request.topics),
        "priority": request.priority,
        "state": request.state.value,
        "interpreter": str(request.interpreter) if request.interpreter is not None else None,
        "cost_cents": request.cost_cents,
        "offers": [
            {
                "interpreter": str(offer.interpreter),
                "number": offer.number,
                "state": offer.state.value,
                "by_phone": offer.is_by_phone,
                "starts": [start.isoformat() for start in offer.starts],
                "reason": offer.decline.value if offer.decline is not None else None,
                "words": offer.words,
                "proposed": [start.isoformat() for start in offer.proposed],
            }
            for offer in request.offers
        ],
    }


def write_candidate(one: Candidate) -> dict[str, object]:
    """Return a candidate with every rule and weight; words are message ids filled with their details."""
    return {
        "interpreter": str(one.interpreter.id),
        "name": one.interpreter.name,
        "kind": one.interpreter.kind_of.value,
        "fit": one.fit.value,
        "weight": one.weight,
        "starts": [start.isoformat() for start in one.starts],
        "travel_minutes": one.travel_minutes,
        "cost_cents": one.cost_cents,
        "asked": one.is_asked,
        "rules": [{"rule": check.rule.value, "ok": check.ok} for check in one.checks],
        "weights": [{"kind": weight.kind.value, "points": weight.points} for weight in one.weights],
    }


def write_sheet(sheet: TimeSheet) -> dict[str, object]:
    """Return a time sheet as plain values."""
    keys = ("number", "minutes", "travel_minutes", "km", "time_cents", "job_cents", "km_cents", "other_cents",
            "cents", "words")  # fmt: skip
    return {
        "interpreter": str(sheet.interpreter),
        "name": sheet.name,
        "month": f"{sheet.year:04d}-{sheet.month:02d}",
        "lines": [
            {
                "id": str(line.id),
                "start": line.start.isoformat(),
                "end": line.end.isoformat(),
                "confirmed": line.is_confirmed,
                **{key: getattr(line, key) for key in keys},
            }
            for line in sheet.lines
        ],
        "minutes": sheet.minutes,
        "travel_minutes": sheet.travel_minutes,
        "km": sheet.km,
        "cents": sheet.cents,
        "fee_known": sheet.is_fee_known,
        "open_lines": sheet.open_lines,
    }


def read_line(data: Mapping[str, object]) -> SheetLine:
    """Return a line of a time sheet: ``start``, ``end``, ``travel_minutes``, ``km``, ``other_cents``, ``words``."""
    fields = Fields(data, ("start", "end", "travel_minutes", "km", "other_cents", "words"))
    for key in ("start", "end"):
        fields.needed(key)
    return SheetLine(
        number="",
        start=moment_of(fields.text("start"), "start"),
        end=moment_of(fields.text("end"), "end"),
        travel_minutes=fields.whole("travel_minutes", 0, 1440) or 0,
        km=fields.whole("km", 0, 2000) or 0,
        other_cents=fields.whole("other_cents", 0, 100_000) or 0,
        words=fields.text("words"),
    )


def read_weekly(data: Mapping[str, object]) -> tuple[WeeklyTime, ...]:
    """Return weekly times from an object with one key, ``weekly``."""
    fields = Fields(data, ("weekly",))
    return tuple(map(_weekly, fields.entries("weekly", ("weekday", "start", "end"))))


def write_weekly(weekly: tuple[WeeklyTime, ...]) -> list[dict[str, str]]:
    """Return weekly times as plain values."""
    return [
        {"weekday": WEEKDAYS[entry.weekday], "start": _clock(entry.start), "end": _clock(entry.end)}
        for entry in weekly
    ]


def moment_of(text: str, place: str) -> datetime:
    """Read an instant with its zone; raises NoZone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise errors.NoZone(place=place) from None
    if found.tzinfo is None:
        raise errors.NoZone(place=place)
    return found


def _language(entry: Fields) -> SpokenLanguage:
    entry.needed("code")
    return SpokenLanguage(
        code=entry.text("code"),
        dialects=tuple(entry.words("dialects")),
        level=entry.text("level"),
        direction=entry.choice("direction", Direction) or Direction.BOTH,
        may_read=entry.flag("may_read"),
    )


def _modes(fields: Fields) -> tuple[Mode, ...]:
    try:
        return tuple(dict.fromkeys(Mode(word) for word in fields.words("modes")))
    except ValueError:
        raise NotOneOf(place=fields.at("modes"), known=", ".join(Mode)) from None


def _fee(fields: Fields) -> FeeModel:
    value = fields.raw("fee")
    if value is None:
        return FeeModel()
    entry = Fields(value, _FEE_KEYS, "fee")
    unit = entry.whole("unit_minutes", 0, 1440)
    return FeeModel(
        cents=entry.whole("cents", 0, _MOST_CENTS) or 0,
        unit_minutes=60 if unit is None else unit,
        job_cents=entry.whole("job_cents", 0, _MOST_CENTS) or 0,
        km_cents=entry.whole("km_cents", 0, _MOST_CENTS) or 0,
        note=entry.text("note"),
    )


def _weekly(entry: Fields) -> WeeklyTime:
    weekday = entry.word("weekday", WEEKDAYS)
    if weekday is None:
        raise OneMissing(place=entry.at("weekday"))
    return WeeklyTime(
        weekday=WEEKDAYS.index(weekday), start=_minutes(entry, "start"), end=_minutes(entry, "end")
    )


def _minutes(entry: Fields, key: str) -> int:
    entry.needed(key)
    text = entry.text(key)
    if text == "24:00":
        return 24 * 60
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        raise WrongShape(place=entry.at(key), wanted=N_("a time such as 08:30")) from None
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
