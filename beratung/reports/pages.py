# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Writes facts onto pages: appends, replaces and removes, whatever page a fact lies on."""

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

import msgspec

from beratung.domain.errors import NotFound
from beratung.domain.statistics import (
    COLUMNS,
    KEY_BYTES,
    MOST_FACTS,
    NOTHING,
    PERSON_BYTES,
    Column,
    FactBook,
    FactPage,
    PageLine,
    StatisticsLink,
    YearPerson,
)
from beratung.domain.work import Work

Words = Mapping[str, str]


class OpenPage:
    """A page while it is written on."""

    def __init__(self, page: FactPage) -> None:
        self.page = page
        self.is_changed = False
        self._people = bytearray(page.people)
        self._keys = bytearray(page.keys)
        columns = {name: page.columns.get(name, NOTHING) for name in COLUMNS}
        facts = len(page)
        self._words = {name: list(column.words) for name, column in columns.items()}
        self._at = {name: bytearray(column.at or facts) for name, column in columns.items()}

    def __len__(self) -> int:
        return len(self._keys) // KEY_BYTES

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes onto it."""
        return len(self) >= MOST_FACTS

    def place(self, key: bytes) -> int | None:
        """Where a fact stands, None if it does not stand here."""
        at = self._keys.find(key)
        while at >= 0 and at % KEY_BYTES:
            at = self._keys.find(key, at + 1)
        return at // KEY_BYTES if at >= 0 else None

    def of_person(self, person: bytes) -> list[int]:
        """Where the facts of a person stand."""
        step = len(person)
        return [n for n in range(len(self)) if self._people[n * step : (n + 1) * step] == person]

    def word(self, place: int, column: str) -> str:
        """What a fact says in a column."""
        return self._words[column][self._at[column][place]]

    def append(self, person: bytes, key: bytes, words: Words) -> None:
        """Write a fact at the end."""
        self._people += person
        self._keys += key
        for column in COLUMNS:
            self._at[column].append(self._number(column, words.get(column, "")))
        self.is_changed = True

    def set(self, place: int, words: Words) -> None:
        """Change some words of a fact; the others stay."""
        for column, word in words.items():
            if self.word(place, column) != word:
                self._at[column][place] = self._number(column, word)
                self.is_changed = True

    def remove(self, place: int) -> None:
        """Take a fact out."""
        self._people = self._people[: place * KEY_BYTES] + self._people[(place + 1) * KEY_BYTES :]
        del self._keys[place * KEY_BYTES : (place + 1) * KEY_BYTES]
        for column in COLUMNS:
            del self._at[column][place]
        self.is_changed = True

    def closed(self) -> FactPage:
        """The page as it is to be stored."""
        columns = {
            name: Column(words=tuple(words), at=bytes(self._at[name]) if len(words) > 1 else b"")
            for name, words in self._words.items()
        }
        return msgspec.structs.replace(
            self.page, people=bytes(self._people), keys=bytes(self._keys), columns=columns
        )

    def _number(self, column: str, word: str) -> int:
        words = self._words[column]
        if word in words:
            return words.index(word)
        if len(words) > MOST_FACTS:
            self._tidy(column)
            words = self._words[column]
        words.append(word)
        return len(words) - 1

    def _tidy(self, column: str) -> None:
        """Forget words that no fact uses any more."""
        words, at = self._words[column], self._at[column]
        used = sorted(set(at))
        new = {old: place for place, old in enumerate(used)}
        self._words[column] = [words[old] for old in used]
        self._at[column] = bytearray(new[old] for old in at)


def blank_page(month: str, *, is_late: bool) -> FactPage:
    """A page without facts."""
    own = uuid4()
    return FactPage(id=own, subject=own, month=month, is_late=is_late, columns={})


class OpenPages:
    """The pages that one unit of work writes on; `close` stores them with their books.

    ``hints`` outlives the unit of work: which page of a month had room last. It may be wrong.
    """

    def __init__(self, work: Work, hints: dict[tuple[str, bool], UUID]) -> None:
        self._work = work
        self._hints = hints
        self._open: dict[UUID, OpenPage] = {}
        self._books: dict[int, FactBook] = {}

    def page(self, page: UUID) -> OpenPage:
        """A page by its id; raises NotFound."""
        if page not in self._open:
            self._open[page] = OpenPage(self._work.get(FactPage, page))
        return self._open[page]

    def write(
        self, link: StatisticsLink, month: str, key: bytes, words: Words, *, is_late: bool
    ) -> StatisticsLink:
        """Write a fact of a person; returns the link as it must be from now on."""
        link = _named(link, int(month[:4]))
        person = link.person_of(int(month[:4]))
        for line in reversed(link.pages):
            if (line.month, line.is_late) == (month, is_late):
                own = self.page(line.page)
                if not own.is_full:
                    own.append(person, key, words)
                    return link
                break
        page = self._with_room(month, is_late=is_late)
        page.append(person, key, words)
        line = PageLine(month=month, page=page.page.id, is_late=is_late)
        if line in link.pages:
            return link
        return msgspec.structs.replace(link, pages=(*link.pages, line))

    def close(self) -> None:
        """Store what was written."""
        for opened in self._open.values():
            if opened.is_changed:
                self._work.put(opened.closed())
        for book in self._books.values():
            self._work.put(book)

    def _with_room(self, month: str, *, is_late: bool) -> OpenPage:
        hint = self._hints.get((month, is_late))
        if hint is not None and (found := self._fitting(hint, month, is_late=is_late)) is not None:
            return found
        book = self._book(int(month[:4]))
        for line in reversed(book.pages):
            if (line.month, line.is_late) == (month, is_late):
                found = self._fitting(line.page, month, is_late=is_late)
                if found is not None:
                    self._hints[month, is_late] = line.page
                    return found
                break
        page = blank_page(month, is_late=is_late)
        self._open[page.id] = OpenPage(page)
        line = PageLine(month=month, page=page.id, is_late=is_late)
        self._books[book.year] = msgspec.structs.replace(book, pages=(*book.pages, line))
        self._hints[month, is_late] = page.id
        return self._open[page.id]

    def _fitting(self, page: UUID, month: str, *, is_late: bool) -> OpenPage | None:
        try:
            found = self.page(page)
        except NotFound:
            return None
        fits = (found.page.month, found.page.is_late) == (month, is_late) and not found.is_full
        return found if fits else None

    def drop(self, year: int) -> None:
        """Count an entry about a closed year, and forget it."""
        book = self._book(year)
        self._books[year] = msgspec.structs.replace(book, dropped=book.dropped + 1)

    def _book(self, year: int) -> FactBook:
        return self._books.get(year) or book_of(self._work, year) or _new_book(year)


def book_of(work: Work, year: int) -> FactBook | None:
    """The book of a year, None where nothing was written yet."""
    return next((book for book in work.all(FactBook) if book.year == year), None)


def pages_in(work: Work, year: int) -> Iterable[FactPage]:
    """The pages of a year, in the order in which they were begun."""
    book = book_of(work, year)
    return [work.get(FactPage, line.page) for line in book.pages] if book is not None else []


def _named(link: StatisticsLink, year: int) -> StatisticsLink:
    """A link with a pseudonym for a year: pages of two years do not show that somebody is in both."""
    if link.person_of(year):
        return link
    own = YearPerson(year, secrets.token_bytes(PERSON_BYTES))
    return msgspec.structs.replace(link, people=(*link.people, own))


def _new_book(year: int) -> FactBook:
    own = uuid4()
    return FactBook(id=own, subject=own, year=year)
