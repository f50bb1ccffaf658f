# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Made-up weeks to plan, the same for the same seed, as the JSON objects that the command line takes."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
LANGUAGES = {"ar": 26, "uk": 16, "fa": 14, "ru": 10, "ku": 9, "ti": 7, "so": 6, "tr": 5, "fr": 4, "vi": 3}


def week(requests: int, interpreters: int, seed: int) -> dict[str, Any]:
    """A week with so many requests and interpreters."""
    chance = random.Random(f"week {seed}")
    people = [_interpreter(chance, number) for number in range(interpreters)]
    wanted = [_request(chance, number, people) for number in range(requests)]
    return {"slot_minutes": 15, "speed_kmh": 50, "interpreters": people, "requests": wanted}


def _language(chance: random.Random) -> str:
    return chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]


def _place(chance: random.Random) -> list[float]:
    return [round(chance.uniform(0, 40), 1), round(chance.uniform(0, 40), 1)]


def _at(day: int, minutes: int) -> datetime:
    return MONDAY + timedelta(days=day, minutes=minutes)


def _interpreter(chance: random.Random, number: int) -> dict[str, Any]:
    codes = {_language(chance) for _ in range(chance.choice((1, 1, 2, 3)))}
    available = []
    for day in range(5):
        if chance.random() < 0.75:
            start = chance.choice((8, 8, 9, 12)) * 60
            end = start + chance.choice((4, 6, 8)) * 60
            available.append([_at(day, start).isoformat(), _at(day, end).isoformat()])
    return {
        "id": f"i{number}",
        "languages": [{"code": code, "level": chance.choice((3, 4, 4, 5, 5, 6))} for code in sorted(codes)],
        "gender": chance.choice(("f", "f", "m")),
        "modes": sorted({"site", *chance.sample(("phone", "video"), chance.randint(0, 2))}),
        "place": _place(chance),
        "available": available,
        "max_hours": chance.choice((4, 6, 8, 10, 12)),
        "pledge": chance.random() < 0.95,
        "excluded_clients": [f"c{chance.randrange(150)}" for _ in range(chance.choice((0, 0, 1)))],
    }


def _request(chance: random.Random, number: int, people: list[dict[str, Any]]) -> dict[str, Any]:
    day, first = chance.randrange(5), chance.randrange(8 * 4, 16 * 4) * 15
    starts = [_at(day, first + 15 * step) for step in range(chance.choice((4, 8, 12)))]
    if chance.random() < 0.5:
        other = chance.randrange(5)
        starts += [_at(other, first + 15 * step) for step in range(4)]
    language = _language(chance)
    known = [person["id"] for person in people if any(own["code"] == language for own in person["languages"])]
    return {
        "id": f"r{number}",
        "client": f"c{chance.randrange(150)}",
        "language": language,
        "min_level": chance.choice((2, 3, 3, 4)),
        "gender": chance.choice((None, None, None, "f", "m")),
        "mode": chance.choice(("site", "site", "site", "phone", "video")),
        "place": _place(chance),
        "minutes": chance.choice((30, 45, 60, 60, 90)),
        "starts": sorted({start.isoformat() for start in starts}),
        "priority": chance.choice((1, 1, 2, 2, 3)),
        "previous": chance.choice(known) if known and chance.random() < 0.4 else None,
    }
