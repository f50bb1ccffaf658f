# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Finds a person by what somebody typed: names in any order and spelling, their beginnings, a birth year."""

import re
from bisect import bisect_left
from datetime import date
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from beratung.clients.folding import fold
from beratung.clients.roster import Roster
from beratung.domain.people import Birth, Precision
from beratung.domain.reading import NoSuchDay, read_day
from beratung.domain.views import Hit

_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR = 0.84
"""Jaro-Winkler similarity below which two words are not the same name misspelt."""
_WORST = 40.0


def _word_scores(word: str, vocabulary: list[str]) -> dict[str, float]:
    """Return the words of the vocabulary that may be meant by a typed word, each with 0 to 100."""
    scores: dict[str, float] = {}
    if len(word) >= 3:
        near = process.extract(
            word, vocabulary, scorer=JaroWinkler.similarity, processor=None, score_cutoff=_NEAR, limit=400
        )
        scores.update((found, similarity * 88) for found, similarity, _ in near)
    at = bisect_left(vocabulary, word)
    while at < len(vocabulary) and vocabulary[at].startswith(word):
        found = vocabulary[at]
        scores[found] = 100.0 if found == word else 90 + 8 * len(word) / len(found)
        at += 1
    return scores


def _split(text: str) -> tuple[list[str], date | None, int | None]:
    """Return the folded words of a query, a birth date and a birth year where they stand in it."""
    words: list[str] = []
    born: date | None = None
    year: int | None = None
    for part in text.split():
        if _YEAR.fullmatch(part):
            year = int(part)
            continue
        try:
            born = read_day(part, "")
        except NoSuchDay:
            words.extend(fold(part))
    return words, born, year


def _birth_factor(birth: Birth | None, born: date | None, year: int | None) -> float:
    """Return how far a birth date speaks for or against somebody, around 1."""
    wanted = born.year if born is not None else year
    if wanted is None:
        return 1.0
    if birth is None:
        return 0.85
    if born is not None and birth.on == born and birth.precision is Precision.EXACT:
        return 1.1
    if birth.on.year == wanted:
        return 1.0
    slack = 5 if birth.precision is Precision.ESTIMATED else 1
    return 0.8 if abs(birth.on.year - wanted) <= slack else 0.5


def find(roster: Roster, text: str, limit: int) -> tuple[Hit, ...]:
    """Return the people that may be meant, best first.

    Every typed word must resemble a word of a name; a birth year or date alone finds all who were born then.
    """
    words, born, year = _split(text)
    scores: dict[UUID, float] = {}
    if words:
        vocabulary = roster.vocabulary()
        for n, word in enumerate(words):
            found: dict[UUID, float] = {}
            for bearer_word, score in _word_scores(word, vocabulary).items():
                for client in roster.with_word(bearer_word):
                    if score > found.get(client, 0.0):
                        found[client] = score
            if n > 0:
                found = {c: total + found[c] for c, total in scores.items() if c in found}
            scores = found
        scores = {client: total / len(words) for client, total in scores.items()}
    elif born is not None or year is not None:
        scores = dict.fromkeys((client for client, _ in roster.births()), 80.0)
    return _best(roster, scores, (born, year), len(words), limit)


def _best(
    roster: Roster,
    scores: dict[UUID, float],
    birth: tuple[date | None, int | None],
    words: int,
    limit: int,
) -> tuple[Hit, ...]:
    floor = _WORST if words else 79.0
    ranked: list[tuple[float, int, UUID]] = []
    for client, score in scores.items():
        known = roster.row(client)
        if known is None:
            continue
        total = min(100.0, score * _birth_factor(known.born, *birth))
        if total >= floor:
            ranked.append((-total, len(roster.words_of(client)) - words, client))
    ranked.sort()
    hits: list[Hit] = []
    for score, _, client in ranked[: max(limit, 0) * 3]:
        row = roster.row(client)
        if row is not None:
            hits.append(Hit(row=row, score=round(-score, 1)))
    hits.sort(key=lambda hit: (-hit.score, not hit.row.is_open, len(hit.row.name), hit.row.name))
    return tuple(hits[:limit])
