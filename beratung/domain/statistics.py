# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Facts for statistics: coarse, by month, under a pseudonym of their own. Sealed under the domain ``statistics``.

A fact says that somebody was counselled in a month, with a few coarse attributes and no name, no text and no day. Facts
lie in pages by month that belong to nobody; which pseudonym is whose stands in the `StatisticsLink`, under ``identity``,
and goes with the client. Counts stay. A year that is closed folds into a `ClosedYear`: its pages go, and what links
anybody to them.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Record, Shelf, Value

PERSON_BYTES = 8
KEY_BYTES = 8
MOST_FACTS = 128
"""Of a page; then the next one is begun."""


class Unmet(StrEnum):
    """What could not be had."""

    NO_PLACE = "no_place"
    WAITING_WEEKS = "waiting_weeks"
    """There is a place, but only after so many weeks."""
    NO_OFFER_DISTRICT = "no_offer_district"
    NO_INTERPRETER = "no_interpreter"


class UnmetNeed(Value, frozen=True, kw_only=True):
    """A need that was not met, as a counsellor noted it with a consultation."""

    need: Unmet
    weeks: int | None = None
    """Only of `Unmet.WAITING_WEEKS`; None is not known."""


class FactKind(StrEnum):
    """What a fact tells of."""

    CONSULTATION = "consultation"
    REFERRAL = "referral"
    CLOSING = "closing"
    INTERPRETING = "interpreting"
    """A request for an interpreter, served or not."""
    APPOINTMENT = "appointment"
    """An appointment of a client that is over: held, missed or called off."""
    UNMET = "unmet"


PERSON_COLUMNS = (
    "gender", "age", "nationality", "status", "district", "programme", "stay", "german", "employment",
    "qualification", "children", "phase",
)  # fmt: skip
"""What is said of the person, as known when the fact was written; an empty word is unknown."""
EVENT_COLUMNS = (
    "kind", "topics", "querschnitt", "channel", "interpreter", "offer", "outcome", "reason", "german_start",
    "german_end", "language", "mode", "unmet",
)  # fmt: skip
"""What is said of the event; an empty word says that there is nothing to say."""
COLUMNS = (*EVENT_COLUMNS, *PERSON_COLUMNS)
SEVERAL = "+"
"""Between the words of a column that holds several: topics, querschnitt."""
SEVERAL_COLUMNS = frozenset({"topics", "querschnitt"})
LASTING_COLUMNS = ("gender", "age", "nationality")
"""What does not change: a correction is one of the record, and of the facts of the months that are open."""

AGE_BANDS = (
    0, 6, 12, 14, 16, 18, 21, 25, 27, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75,
)  # fmt: skip
"""Where bands of age begin; every grouping of a report is made of these. The word of a band is its first year."""
STAY_BANDS = (0, 1, 2, 3, 4, 6, 8, 10, 15)
"""Whole years since the entry, likewise."""
WAITING_BANDS = (0, 5, 9, 13, 27)
"""Weeks of waiting, likewise: up to 4, 8, 12, 26, more."""


def band(bands: tuple[int, ...], number: int) -> str:
    """The word of the band that a number lies in: where it begins."""
    return str(max((start for start in bands if start <= number), default=bands[0]))


class Column(Value, frozen=True, array_like=True):
    """One attribute of all facts of a page: the words that occur, and for each fact the place of its word.

    Where all facts share one word, ``at`` is empty.
    """

    words: tuple[str, ...]
    at: bytes


NOTHING = Column(words=("",), at=b"")
"""A column that a page does not have: nothing was said there when it was written."""


class FactPage(Record, frozen=True, kw_only=True, tag="fact_page"):
    """Facts of one month; ``subject`` equals ``id``.

    ``people`` and ``keys`` hold eight bytes for each fact: the pseudonym, and what finds the fact again from the link.
    """

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.PAPER
    is_lone: ClassVar[bool] = True

    month: str
    """``2026-03``."""
    is_late: bool = False
    """Written after the month was frozen: counted apart. An empty word for its kind takes a fact back."""
    people: bytes = b""
    keys: bytes = b""
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.keys) // KEY_BYTES


class PageLine(Value, frozen=True, array_like=True):
    """Where facts of a month lie."""

    month: str
    page: UUID
    is_late: bool = False


class FactBook(Record, frozen=True, kw_only=True, tag="fact_book"):
    """Which pages a year has; ``subject`` equals ``id``."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    year: int
    pages: tuple[PageLine, ...] = ()
    dropped: int = 0
    """Entries about the year that came after it was closed, and are counted nowhere but here."""


class ClosedYear(Record, frozen=True, kw_only=True, tag="closed_year"):
    """What a year that is closed was counted as; ``subject`` equals ``id``. Its facts are gone."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.PAPER

    year: int
    at: datetime
    by: str
    """Name of the account; it stays in the house."""
    body: bytes
    """Definitions, tables and what follows from them, compressed."""


class FillMark(Record, frozen=True, kw_only=True, tag="fill_mark"):
    """How far the facts of what was there before were written, for one circle; ``subject`` equals ``id``."""

    domain: ClassVar[Domain] = Domain.STATISTICS
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    circle: UUID
    upto: UUID | None = None
    """The last subject that was looked at, in the order of the ids."""
    is_done: bool = False
    cut: tuple[int, ...] = ()
    """Closed years to which nobody of the circle is linked any more."""


class YearPerson(Value, frozen=True, array_like=True):
    """The statistics pseudonym of a client in a year."""

    year: int
    person: bytes


class StatisticsLink(Record, frozen=True, kw_only=True, tag="statistics_link"):
    """Whose facts are whose; ``subject`` is the client, or an anonymous consultation. Goes when the client goes."""

    domain: ClassVar[Domain] = Domain.IDENTITY
    shelf: ClassVar[Shelf] = Shelf.ENTRY

    person: bytes = b""
    """The statistics pseudonym of years before each had one of its own."""
    secret: bytes
    """From which the keys of the client's facts are made."""
    pages: tuple[PageLine, ...] = ()
    """Where the client's facts lie, oldest first."""
    people: tuple[YearPerson, ...] = ()

    def person_of(self, year: int) -> bytes:
        """The pseudonym of a year; empty where the client has none yet."""
        own = next((one.person for one in self.people if one.year == year), b"")
        is_old = not own and any(int(line.month[:4]) == year for line in self.pages)
        return self.person if is_old else own

    def without(self, years: Iterable[int]) -> "StatisticsLink":
        """The link cut from some years."""
        gone = frozenset(years)
        pages = tuple(line for line in self.pages if int(line.month[:4]) not in gone)
        people = tuple(one for one in self.people if one.year not in gone)
        if (pages, people) == (self.pages, self.people):
            return self
        named = {one.year for one in people}
        is_old = any(int(line.month[:4]) not in named for line in pages)
        return msgspec.structs.replace(
            self, pages=pages, people=people, person=self.person if is_old else b""
        )
