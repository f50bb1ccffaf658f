# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The interpreters of the demo, none of whom exists: the same for the same seed."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from beratung.appointments.pools import pool_named
from beratung.demo.chance import Chance
from beratung.domain.interpreting import (
    Certificate,
    FeeModel,
    InterpreterFile,
    InterpreterKind,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.known_places import KnownPlace
from beratung.domain.people import Gender
from beratung.domain.planning import Mode

replace = msgspec.structs.replace
PLACES = (
    KnownPlace(name="Magdeburg", municipality="15003000", latitude=52.13, longitude=11.63, is_centre=True),
    KnownPlace(name="Halle (Saale)", municipality="15002000", latitude=51.48, longitude=11.97),
    KnownPlace(name="Dessau-Roßlau", municipality="15001000", latitude=51.84, longitude=12.24),
)
"""Town halls, to two decimals."""
_FEE = FeeModel(cents=2500, unit_minutes=30, km_cents=30)
_F, _M = Gender.F, Gender.M
_PEOPLE: tuple[tuple[str, Gender, tuple[tuple[str, str, str], ...], str], ...] = (
    ("Hala Musterstimme", _F, (("ar", "C2", "Levantinisch"), ("en", "C1", ""), ("fr", "B2", "")), "15003000"),
    ("Nader Beispielmund", _M, (("ar", "C1", "Irakisch"), ("kmr", "B2", "Badinani")), "15003000"),
    ("Oksana Probesatz", _F, (("uk", "C2", ""), ("ru", "C2", "")), "15003000"),
    ("Pavlo Testwort", _M, (("uk", "C1", ""), ("ru", "C1", ""), ("pl", "B1", "")), "15002000"),
    ("Shirin Musterklang", _F, (("fa", "C2", ""), ("fa-AF", "C1", "Herati")), "15003000"),
    ("Jawid Beispielton", _M, (("fa-AF", "C1", "Kabuli"), ("ps", "B2", "")), "15001000"),
    ("Tesfay Probelaut", _M, (("ti", "C2", ""), ("am", "B2", "")), "15002000"),
    ("Elif Testklang", _F, (("tr", "C2", ""), ("kmr", "C1", "Kurmandschi")), "15003000"),
    ("Linh Mustersilbe", _F, (("vi", "C1", ""),), "15003000"),
    ("Fadumo Beispielreim", _F, (("so", "C1", ""), ("en", "C1", "")), "15002000"),
    ("Mariam Probevers", _F, (("ka", "C1", ""), ("ru", "B2", "")), "15003000"),
    ("Amadou Teststrophe", _M, (("fr", "C2", ""), ("ff", "C1", "")), "15003000"),
)


def interpreters(seed: int, on: date, account: UUID | None) -> tuple[InterpreterFile, ...]:
    """Return twelve people, the first of whom has the demo's account, and two outside services."""
    chance = Chance("interpreters", seed)
    people = tuple(_person(chance, number, on) for number in range(len(_PEOPLE)))
    return (replace(people[0], user=account), *people[1:], *_services(chance, on))


def _person(chance: Chance, number: int, on: date) -> InterpreterFile:
    name, gender, languages, town = _PEOPLE[number]
    own = chance.id()
    modes = (Mode.SITE, Mode.PHONE, Mode.VIDEO) if chance.happens(60) else (Mode.SITE, Mode.PHONE)
    return InterpreterFile(
        id=own,
        subject=own,
        name=name,
        phone=f"0391 0000{number:02d}",
        email=f"dolmetschen{number:02d}@example.org",
        gender=gender,
        languages=tuple(
            SpokenLanguage(code=code, level=level, dialects=(dialect,) if dialect else ())
            for code, level, dialect in languages
        ),
        modes=modes,
        municipality=town,
        travel_minutes=chance.between(2, 6) * 5 if town == "15003000" else None,
        weekly=_weekly(chance, whole=number == 0),
        max_hours=chance.between(8, 20),
        lead_days=chance.one((0, 1, 1, 2)) if number else 0,
        topics_refused=("gewalt",) if chance.happens(15) else (),
        certificates=(
            (Certificate(name="Schulung Sprachmittlung (Übung)", on=on - timedelta(days=chance.between(90, 900))),)
            if chance.happens(70)
            else ()
        ),
        is_sworn=chance.happens(20),
        pledged_on=None if number == len(_PEOPLE) - 1 else on - timedelta(days=chance.between(60, 700)),
        born_year=on.year - chance.between(24, 63),
        fee=_FEE if chance.happens(70) else FeeModel(note="ehrenamtlich"),
    )  # fmt: skip


def _weekly(chance: Chance, *, whole: bool) -> tuple[WeeklyTime, ...]:
    """Some half days; whole days for the one who is shown."""
    found = []
    for day in range(5):
        if whole or chance.happens(35):
            found.append(WeeklyTime(weekday=day, start=8 * 60, end=17 * 60))
        elif chance.happens(60):
            morning = chance.happens(55)
            start, end = (8 * 60, 13 * 60) if morning else (12 * 60, 18 * 60)
            found.append(WeeklyTime(weekday=day, start=start, end=end))
    return tuple(found)


def _services(chance: Chance, on: date) -> tuple[InterpreterFile, ...]:
    """The phone service with what is known of it, and a paid agency that does not exist."""
    agency = chance.id()
    paid = InterpreterFile(
        id=agency,
        subject=agency,
        kind_of=InterpreterKind.POOL,
        name="Musteragentur Sprachen (erfunden)",
        phone="0391 000099",
        modes=(Mode.SITE, Mode.PHONE, Mode.VIDEO),
        lead_days=2,
        pledged_on=on - timedelta(days=300),
        fee=FeeModel(cents=8500, unit_minutes=60, job_cents=3000),
        source="erfunden für die Übung",
    )
    phone = pool_named("sisa")
    known = (replace(phone, pledged_on=on - timedelta(days=200)),) if phone is not None else ()
    return (*known, paid)
