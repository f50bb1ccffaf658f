# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The facts of a year as arrays, made from its pages."""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from beratung.domain.statistics import COLUMNS, NOTHING, FactPage

Codes = npt.NDArray[np.int32]


class Coded:
    """A column: the words that occur, and for each fact the place of its word."""

    def __init__(self, words: Sequence[str], codes: Codes) -> None:
        self.words = tuple(words)
        self.codes = codes


class Facts:
    """All facts of a year, in the order in which they were written within each month.

    ``people`` numbers the pseudonyms from 0; ``first`` is for each person the place of the first fact, from which the
    attributes of the person are taken, so that all periods of a year speak of the same people in the same cells.
    """

    def __init__(
        self,
        year: int,
        months: Codes,
        pseudonyms: npt.NDArray[np.uint64],
        columns: dict[str, Coded],
        late: int,
    ) -> None:
        self.year = year
        self.months = months
        self.columns = columns
        self.late = late
        """How many facts came after their month was frozen; they are not among these unless asked for."""
        self.pseudonyms, first, people = np.unique(pseudonyms, return_index=True, return_inverse=True)
        """By the number of the person."""
        self.first: Codes = first.astype(np.int32)
        self.people: Codes = people.astype(np.int32)

    def __len__(self) -> int:
        return len(self.months)

    def of_person(self, column: str) -> Codes:
        """For each fact the word of its person's first fact of the year."""
        return self.columns[column].codes[self.first][self.people]

    def digest(self) -> str:
        """The same for the same facts in the same order."""
        found = hashlib.blake2b(digest_size=16)
        for name, column in self.columns.items():
            found.update("\0".join((name, *column.words)).encode())
            found.update(column.codes.tobytes())
        for numbers in (self.months, self.people, self.pseudonyms):
            found.update(numbers.tobytes())
        return found.hexdigest()


def gather(year: int, pages: Iterable[FactPage], *, with_late: bool = False) -> Facts:
    """Put pages together; ``with_late`` counts what came after its month was frozen where it belongs."""
    every = [page for page in pages if len(page)]
    timely = sorted((page for page in every if not page.is_late), key=lambda page: page.month)
    late = [page for page in every if page.is_late]
    frames = timely + late if with_late else timely
    sizes = np.array([len(page) for page in frames], np.int64)
    months = np.repeat(np.array([int(page.month[5:]) for page in frames], np.int32), sizes)
    people = np.frombuffer(b"".join(page.people for page in frames), "<u8")
    columns = {name: _joined(frames, name, sizes) for name in COLUMNS}
    found = Facts(year, months, people, columns, sum(map(len, late)))
    if with_late and late:
        return _corrected(found, people, frames, sum(map(len, timely)))
    return found


def _joined(pages: Sequence[FactPage], name: str, sizes: npt.NDArray[np.int64]) -> Coded:
    words: dict[str, int] = {}
    lookup: list[int] = []
    begins: list[int] = []
    columns = [page.columns.get(name, NOTHING) for page in pages]
    for column in columns:
        begins.append(len(lookup))
        lookup += [words.setdefault(word, len(words)) for word in column.words]
    filled = (column.at or bytes(len(page)) for column, page in zip(columns, pages, strict=True))
    at = np.frombuffer(b"".join(filled), np.uint8)
    table = np.array(lookup, np.int32)
    return Coded(tuple(words), table[at + np.repeat(np.array(begins, np.int64), sizes)])


def _corrected(found: Facts, people: npt.NDArray[np.uint64], pages: Sequence[FactPage], timely: int) -> Facts:
    """Take back what late facts replace or take back, and sort the late ones in."""
    keys = np.frombuffer(b"".join(page.keys for page in pages), "<u8")
    is_nothing = np.array([not word for word in found.columns["kind"].words])[found.columns["kind"].codes]
    keep = ~is_nothing
    keep[:timely] &= ~np.isin(keys[:timely], keys[timely:])
    chosen = np.flatnonzero(keep)
    chosen = chosen[np.argsort(found.months[chosen], kind="stable")]
    columns = {name: Coded(c.words, c.codes[chosen]) for name, c in found.columns.items()}
    return Facts(found.year, found.months[chosen], people[chosen], columns, found.late)
