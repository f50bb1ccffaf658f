# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Everybody of the centre in memory, one row a person, as lists, search and the palette need them."""

from bisect import bisect_left, insort
from datetime import date
from uuid import UUID

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from beratung.clients.folding import fold, sort_key
from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation, GermanSkill
from beratung.domain.people import Client
from beratung.domain.views import PersonRow

NEAR = 0.86
"""Jaro-Winkler similarity from which two words may be one name."""


class Contact(msgspec.Struct, frozen=True):
    """What a row needs of a consultation."""

    on: date
    due: date | None
    is_open: bool


def german_overall(case: Case) -> str:
    """Return the latest level of German overall; empty where none was recorded."""
    levels = [entry for entry in case.german if entry.skill is GermanSkill.OVERALL]
    return max(levels, key=lambda entry: entry.on or date.min).level if levels else ""


def _order(case: Case) -> tuple[bool, date, UUID]:
    return (case.is_open, case.opened, case.id)


class Roster:
    """One row for each client, made from the client, the case that counts and its consultations.

    The case that counts is the one that was opened last among the open ones, else the last closed one.
    """

    kinds: tuple[type[Record], ...] = (Client, Case, Consultation)

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everybody."""
        self._clients: dict[UUID, Client] = {}
        self._cases: dict[UUID, dict[UUID, Case]] = {}
        self._contacts: dict[UUID, dict[UUID, Contact]] = {}
        self._rows: dict[UUID, PersonRow] = {}
        self._births: dict[date, set[UUID]] = {}
        self._words: dict[str, set[UUID]] = {}
        self._words_of: dict[UUID, tuple[str, ...]] = {}
        self._sorted: tuple[PersonRow, ...] | None = None
        self._vocabulary: list[str] = []
        self._near: dict[str, tuple[str, ...]] = {}

    def take(self, record: Record) -> None:
        """Learn a client, a case or a consultation, or its newer version."""
        match record:
            case Client():
                self._forget_birth(record.id)
                self._clients[record.id] = record
                self._index_words(record)
                if record.born is not None:
                    self._births.setdefault(record.born.on, set()).add(record.id)
            case Case():
                self._cases.setdefault(record.subject, {})[record.id] = record
            case Consultation() if record.case is not None:
                contact = Contact(record.on, record.due, record.has_open_step)
                self._contacts.setdefault(record.case, {})[record.id] = contact
        self._stale(record.subject)

    def drop(self, record: Record) -> None:
        """Unlearn a client, a case or a consultation."""
        match record:
            case Client():
                self._forget_birth(record.id)
                self._clients.pop(record.id, None)
                self._forget_words(record.id)
            case Case():
                self._cases.get(record.subject, {}).pop(record.id, None)
                self._contacts.pop(record.id, None)
            case Consultation() if record.case is not None:
                self._contacts.get(record.case, {}).pop(record.id, None)
        self._stale(record.subject)

    def client(self, client: UUID) -> Client | None:
        """Return a client as the roster knows him."""
        return self._clients.get(client)

    def clients(self) -> tuple[Client, ...]:
        """Return all clients, in no order."""
        return tuple(self._clients.values())

    def case_of(self, client: UUID) -> Case | None:
        """Return the case of a client that counts."""
        cases = self._cases.get(client)
        return max(cases.values(), key=_order) if cases else None

    def row(self, client: UUID) -> PersonRow | None:
        """Return a client's row."""
        if client not in self._rows and client in self._clients:
            self._rows[client] = self._make(self._clients[client])
        return self._rows.get(client)

    def rows(self) -> tuple[PersonRow, ...]:
        """Return all rows by name, those without a name last."""
        if self._sorted is None:
            rows = [row for client in self._clients if (row := self.row(client)) is not None]
            self._sorted = tuple(sorted(rows, key=self._sort_key))
        return self._sorted

    def vocabulary(self) -> list[str]:
        """Return every folded word of every name, sorted; the caller must not change the list."""
        return self._vocabulary

    def near(self, word: str) -> tuple[str, ...]:
        """Return the words of the vocabulary that may be another spelling of a word."""
        if word not in self._near:
            found = process.extract(
                word,
                self._vocabulary,
                scorer=JaroWinkler.similarity,
                processor=None,
                score_cutoff=NEAR,
                limit=60,
            )
            self._near[word] = tuple(spelling for spelling, _, _ in found)
        return self._near[word]

    def born_on(self, day: date) -> set[UUID]:
        """Return the clients with exactly this birth date."""
        return self._births.get(day, set())

    def with_word(self, word: str) -> set[UUID]:
        """Return the clients who bear a folded word in a name."""
        return self._words.get(word, set())

    def words_of(self, client: UUID) -> tuple[str, ...]:
        """Return the folded words of all names of a client."""
        return self._words_of.get(client, ())

    def _sort_key(self, row: PersonRow) -> tuple[bool, str, str, UUID]:
        client = self._clients[row.client]
        family = " ".join(n.text for n in client.names if n.kind == "family")
        return (not row.name, sort_key(family or row.name), sort_key(row.name), row.client)

    def _stale(self, client: UUID) -> None:
        self._rows.pop(client, None)
        self._sorted = None

    def _index_words(self, client: Client) -> None:
        words = tuple(dict.fromkeys(word for name in client.names for word in fold(name.text)))
        if words == self._words_of.get(client.id):
            return
        self._forget_words(client.id)
        self._words_of[client.id] = words
        for word in words:
            if word not in self._words:
                self._words[word] = set()
                insort(self._vocabulary, word)
                self._near.clear()
            self._words[word].add(client.id)

    def _forget_birth(self, client: UUID) -> None:
        known = self._clients.get(client)
        if known is not None and known.born is not None:
            self._births.get(known.born.on, set()).discard(client)

    def _forget_words(self, client: UUID) -> None:
        for word in self._words_of.pop(client, ()):
            bearers = self._words[word]
            bearers.discard(client)
            if not bearers:
                del self._words[word]
                del self._vocabulary[bisect_left(self._vocabulary, word)]
                self._near.clear()

    def _make(self, client: Client) -> PersonRow:
        name = client.display_name
        case = self.case_of(client.id)
        contacts = self._contacts.get(case.id, {}).values() if case is not None else ()
        title = case.residence[0] if case is not None and case.residence else None
        due = [c.due for c in contacts if c.is_open and c.due is not None]
        return PersonRow(
            client=client.id,
            case=case.id if case is not None else None,
            name=name,
            other_names=tuple(n.text for n in client.names if n.kind not in ("given", "family")),
            born=client.born,
            nationalities=client.nationalities,
            languages=tuple(
                dict.fromkeys((*client.interpreter_languages, *(x.code for x in client.languages)))
            ),
            needs_interpreter=bool(client.interpreter_languages),
            municipality=client.address.municipality,
            programme=case.programme if case is not None else None,
            status=title.status if title is not None else None,
            status_until=title.until if title is not None else None,
            german=german_overall(case) if case is not None else "",
            is_open=case is not None and case.is_open,
            counsellor=case.counsellor if case is not None else "",
            last_contact=max((c.on for c in contacts), default=None),
            next_due=min(due, default=None),
            has_next_step=any(c.is_open for c in contacts),
        )
