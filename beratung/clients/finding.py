# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Finds a person by what somebody typed: names in any order and spelling, their beginnings, a birth year."""

import heapq
import re
from bisect import bisect_left
from datetime import date
from operator import itemgetter
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from beratung.clients.folding import fold
from beratung.clients.roster import Roster
from beratung.domain.people import Birth, Precision
from beratung.domain.reading import NoSuchDay, read_day
from beratung.domain.views import Hit, PersonRow

_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR = 0.84
"""Jaro-Winkler similarity below which two words are not the same name misspelt."""
_WORST = 40.0
_PLENTY = 2000
"""Nobody who types one letter wants to choose among more."""


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
    if words:
        meant = [_word_scores(word, roster.vocabulary()) for word in words]
        enough = max(limit, 0) * 3 if born is None and year is None else None
        scores = _alone(roster, meant[0], enough) if len(meant) == 1 else _together(roster, meant)
    else:
        wanted = born.year if born is not None else year
        scores = dict.fromkeys(roster.born_in(wanted), 80.0) if wanted is not None else {}
    return _best(roster, scores, (born, year), len(words), limit)


def _alone(roster: Roster, meant: dict[str, float], enough: int | None) -> dict[UUID, float]:
    """Return the bearers of what one word may mean, best first; so many are enough where nothing else counts."""
    scores: dict[UUID, float] = {}
    last = 0.0
    for word, score in sorted(meant.items(), key=lambda found: -found[1]):
        if enough is not None and len(scores) >= enough and (score < last or len(scores) >= _PLENTY):
            break
        last = score
        for client in roster.with_word(word):
            scores.setdefault(client, score)
    return scores


def _together(roster: Roster, meant: list[dict[str, float]]) -> dict[UUID, float]:
    """Return who bears something that each of several words may mean: the bearers of the rarest are looked at."""
    rarest = min(meant, key=lambda words: sum(roster.count(word) for word in words))
    scores: dict[UUID, float] = {}
    for word in rarest:
        for candidate in roster.with_word(word):
            if candidate not in scores:
                scores[candidate] = _agreement(roster.words_of(candidate), meant)
    return {candidate: score for candidate, score in scores.items() if score}


def _agreement(own: tuple[str, ...], meant: list[dict[str, float]]) -> float:
    """Return the mean of what each typed word finds best among somebody's own; nothing where one finds none."""
    total = 0.0
    for words in meant:
        best = 0.0
        for word in own:
            score = words.get(word, 0.0)
            if score > best:  # noqa: PLR1730 - faster than max, and this runs for every candidate at every key
                best = score
        if not best:
            return 0.0
        total += best
    return total / len(meant)


def _best(
    roster: Roster,
    scores: dict[UUID, float],
    birth: tuple[date | None, int | None],
    words: int,
    limit: int,
) -> tuple[Hit, ...]:
    floor = _WORST if words else 79.0
    ranked: list[tuple[float, int, int, PersonRow]] = []
    for client, score in scores.items():
        row = roster.row(client)
        if row is None:
            continue
        total = min(100.0, score * _birth_factor(row.born, *birth))
        if total >= floor:
            ranked.append((-total, len(roster.words_of(client)) - words, client.int, row))
    found = heapq.nsmallest(max(limit, 0) * 3, ranked, key=itemgetter(0, 1, 2))
    hits = [Hit(row=row, score=round(-score, 1)) for score, _, _, row in found]
    hits.sort(key=lambda hit: (-hit.score, not hit.row.is_open, len(hit.row.name), hit.row.name))
    return tuple(hits[:limit])
