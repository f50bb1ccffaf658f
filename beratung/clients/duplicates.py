# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says who may be recorded already: names folded, given and family name swapped, birth dates compared.

The weights follow Fellegi and Sunter in spirit: a match on a rare property says much, one on a common
property little. 1 January is what authorities write where the day is not known, so it says little.
"""

from collections import Counter
from datetime import date
from uuid import UUID

from rapidfuzz.distance import JaroWinkler

from beratung.clients.folding import fold
from beratung.clients.roster import NEAR, Likeness, Roster
from beratung.domain.people import Birth, Client, NameKind, Precision
from beratung.domain.views import Duplicate

_SAME, _ALIKE = 0.93, NEAR
_SHOWN = 60.0
"""Score from which somebody is worth a look."""
_MOST = 8

_GIVEN = (NameKind.GIVEN,)
_FAMILY = (NameKind.FAMILY, NameKind.BIRTH, NameKind.FORMER)


def _words(client: Client | Likeness, kinds: tuple[NameKind, ...]) -> tuple[str, ...]:
    return tuple(word for name in client.names if name.kind in kinds for word in fold(name.text))


def _alike(some: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Return how far two names agree, 0 to 1: the mean over the words of the shorter one."""
    if not some or not others:
        return 0.0
    short, long = sorted((some, others), key=len)
    best = [max(JaroWinkler.similarity(word, other) for other in long) for word in short]
    joined = JaroWinkler.similarity("".join(some), "".join(others))
    return max(sum(best) / len(best), joined)


def _names(one: Client, other: Likeness) -> tuple[float, list[str]]:
    """Return 0 to 60 for the names, and why."""
    given, family = _words(one, _GIVEN), _words(one, _FAMILY)
    straight = (_alike(given, _words(other, _GIVEN)), _alike(family, _words(other, _FAMILY)))
    swapped = (_alike(given, _words(other, _FAMILY)), _alike(family, _words(other, _GIVEN)))
    if min(straight) >= _ALIKE:
        return 60 * sum(straight) / 2, ["name"]
    if min(swapped) >= _ALIKE:
        return 57 * sum(swapped) / 2, ["swapped_names"]
    everything = tuple(NameKind)
    every = _alike(_words(one, everything), _words(other, everything))
    if every >= _SAME and (not family or not given):
        return 48 * every, ["name"]
    if straight[0] >= _SAME or straight[1] >= _SAME:
        return 26 * max(straight), ["given_name" if straight[0] > straight[1] else "family_name"]
    if every >= _SAME:
        return 40 * every, ["other_name"]
    return 0.0, []


def _is_unknown_day(birth: Birth) -> bool:
    return birth.precision is not Precision.EXACT or (birth.on.month, birth.on.day) == (1, 1)


def _vague_births(one: Birth, other: Birth) -> tuple[float, list[str]]:
    """Compare two birth dates of which at least one is only a year, or 1 January."""
    if one.on == other.on:
        return 24.0, ["birth_year"]
    apart = abs(one.on.year - other.on.year)
    if apart == 0:
        return 18.0, ["birth_year"]
    slack = 3 if Precision.ESTIMATED in (one.precision, other.precision) else 0
    return (10.0, ["birth_near"]) if apart <= slack else (-25.0, [])


def _births(one: Birth | None, other: Birth | None) -> tuple[float, list[str]]:
    """Return -25 to 40 for the birth dates, and why."""
    if one is None or other is None:
        return 5.0, []
    if _is_unknown_day(one) or _is_unknown_day(other):
        return _vague_births(one, other)
    if one.on == other.on:
        return 40.0, ["birth"]
    if (one.on.year, one.on.day, one.on.month) == (other.on.year, other.on.month, other.on.day):
        return 32.0, ["swapped_day_month"]
    wrong_digits = sum(a != b for a, b in zip(one.on.isoformat(), other.on.isoformat(), strict=True))
    return (22.0, ["birth_near"]) if wrong_digits == 1 else (-25.0, [])


def _days_meant(birth: Birth) -> set[date]:
    """Return a birth date and the ones it may be mistaken for: day and month swapped."""
    days = {birth.on}
    if birth.on.day <= 12:
        days.add(date(birth.on.year, birth.on.day, birth.on.month))
    return days


def _candidates(roster: Roster, client: Client) -> set[UUID]:
    """Return who shares two words of a name, or one and the birth date; a single word must do for itself."""
    words = list(dict.fromkeys(word for name in client.names for word in fold(name.text)))
    shared: Counter[UUID] = Counter()
    for word in words:
        bearers: set[UUID] = set()
        for spelling in roster.near(word):
            bearers |= roster.with_word(spelling)
        shared.update(bearers)
    found = {candidate for candidate, count in shared.items() if count >= min(2, len(words))}
    if client.born is not None:
        for day in _days_meant(client.born):
            found |= roster.born_on(day) & shared.keys()
    found.discard(client.id)
    return found


def possible_duplicates(roster: Roster, client: Client) -> tuple[Duplicate, ...]:
    """Return who may be the same person, best first; a person merges, never the program."""
    found: list[Duplicate] = []
    for candidate in _candidates(roster, client):
        other = roster.likeness(candidate)
        if other is None:
            continue
        births, when = _births(client.born, other.born)
        if births < 0:
            continue  # the best of names could not outweigh it
        names, why = _names(client, other)
        score = names + births
        if client.gender is not None and other.gender is not None and client.gender is not other.gender:
            score -= 12
        row = roster.row(candidate)
        if names and score >= _SHOWN and row is not None:
            found.append(
                Duplicate(
                    client=candidate,
                    case=row.case,
                    name=row.name,
                    born=other.born,
                    score=round(min(score, 100.0), 1),
                    reasons=(*why, *when),
                )
            )
    found.sort(key=lambda duplicate: (-duplicate.score, duplicate.name, duplicate.client))
    return tuple(found[:_MOST])
