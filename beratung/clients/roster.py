# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Everybody of the centre in memory, one row a person, as lists, search and the palette need them."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from beratung.clients.folding import fold, sort_key
from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation, GermanSkill
from beratung.domain.kept import part_of, shape_of
from beratung.domain.people import Birth, Client, Gender, NameKind
from beratung.domain.views import PersonRow

NEAR = 0.86
"""Jaro-Winkler similarity from which two words may be one name."""


class NameOf(msgspec.Struct, frozen=True, array_like=True):
    """A name and what it is used for."""

    text: str
    kind: NameKind


class Likeness(msgspec.Struct, frozen=True, array_like=True):
    """What tells whether two records are of one person."""

    names: tuple[NameOf, ...] = ()
    born: Birth | None = None
    gender: Gender | None = None


class Person(msgspec.Struct, frozen=True, array_like=True):
    """What the roster keeps of a client; ``likeness`` is read when somebody asks."""

    row: PersonRow
    key: str
    """By what the list is sorted; no two are the same."""
    words: tuple[str, ...]
    """The folded words of all names."""
    family: tuple[UUID, ...]
    """Clients who are named as members of the family."""
    likeness: msgspec.Raw


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A part of the roster as it is kept: its people, and for each word the places of its bearers among them."""

    people: tuple[Person, ...]
    words: dict[str, tuple[int, ...]]


_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode = msgspec.msgpack.Decoder(Part).decode
_decode_likeness = msgspec.msgpack.Decoder(Likeness).decode


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

    name = "people"
    kinds: tuple[type[Record], ...] = (Client, Case, Consultation)

    def __init__(self) -> None:
        self.clear()

    @property
    def shape(self) -> str:
        """What a kept part looks like."""
        return shape_of(Part)

    def __len__(self) -> int:
        return len(self._people)

    def clear(self) -> None:
        """Forget everybody."""
        self._people: dict[UUID, Person] = {}
        self._keys: list[str] = []
        """The sorted keys, ``_rows`` in the same order; both wait until somebody asks."""
        self._rows: list[PersonRow] = []
        self._is_sorted = False
        self._words: dict[str, set[UUID]] = {}
        """The words of those who were learned; of those who were loaded, ``_parts`` knows them."""
        self._parts: dict[int, Part] = {}
        self._loaded: dict[str, list[tuple[Part, tuple[int, ...]]]] | None = None
        self._births: dict[date, set[UUID]] | None = None
        self._vocabulary: list[str] | None = None
        self._near: dict[str, tuple[str, ...]] = {}

    def clear_part(self, part: int) -> None:
        """Forget everybody of a part."""
        for client in [client for client in self._people if part_of(client) == part]:
            self._drop(client)
        self._parts.pop(part, None)
        self._loaded = None
        self._forget_spellings()

    def learn(self, subject: UUID, records: Sequence[Record]) -> None:
        """Take all records of a client in place of what was known; without a client, forget him."""
        self._drop(subject)
        client = next((record for record in records if isinstance(record, Client)), None)
        if client is None:
            return
        person = _person(client, records)
        if self._is_sorted:
            at = bisect_left(self._keys, person.key)
            self._keys.insert(at, person.key)
            self._rows.insert(at, person.row)
        self._people[subject] = person
        self._index(person)

    def dump(self, part: int, subjects: Collection[UUID]) -> bytes:
        """What is known of these clients of a part."""
        people = [person for client in subjects if (person := self._people.get(client)) is not None]
        people.sort(key=lambda person: person.key)  # so that the parts need only be merged
        words: dict[str, list[int]] = {}
        for place, person in enumerate(people):
            for word in person.words:
                words.setdefault(word, []).append(place)
        return _encode((people, words))

    def load(self, part: int, body: bytes) -> None:
        """Learn what `dump` told of a part."""
        found = self._parts[part] = _decode(body)
        self._loaded = None
        for person in found.people:
            self._people[person.row.client] = person
        self._is_sorted = False
        self._births = None
        self._forget_spellings()

    def likeness(self, client: UUID) -> Likeness | None:
        """Return what tells whether somebody is the same person."""
        person = self._people.get(client)
        return _decode_likeness(person.likeness) if person is not None else None

    def relatives(self, client: UUID) -> list[UUID]:
        """Return who names a client as a member of the family."""
        return [other for other, person in self._people.items() if client in person.family]

    def row(self, client: UUID) -> PersonRow | None:
        """Return a client's row."""
        person = self._people.get(client)
        return person.row if person is not None else None

    def rows(self) -> tuple[PersonRow, ...]:
        """Return all rows by name, those without a name last."""
        if not self._is_sorted:
            some = sorted(self._people.values(), key=lambda person: person.key)
            self._keys, self._rows = [person.key for person in some], [person.row for person in some]
            self._is_sorted = True
        return tuple(self._rows)

    def vocabulary(self) -> list[str]:
        """Return every folded word of every name, sorted; the caller must not change the list."""
        if self._vocabulary is None:
            self._vocabulary = sorted(self._words.keys() | self._spellings().keys())
        return self._vocabulary

    def near(self, word: str) -> tuple[str, ...]:
        """Return the words of the vocabulary that may be another spelling of a word."""
        if word not in self._near:
            found = process.extract(
                word,
                self.vocabulary(),
                scorer=JaroWinkler.similarity,
                processor=None,
                score_cutoff=NEAR,
                limit=60,
            )
            self._near[word] = tuple(spelling for spelling, _, _ in found)
        return self._near[word]

    def born_on(self, day: date) -> set[UUID]:
        """Return the clients with exactly this birth date."""
        return self._born().get(day, set())

    def born_in(self, year: int) -> set[UUID]:
        """Return the clients whose birth date lies in a year."""
        return {client for day, some in self._born().items() if day.year == year for client in some}

    def with_word(self, word: str) -> set[UUID]:
        """Return the clients who bear a folded word in a name."""
        found = set(self._words.get(word, ()))
        for part, places in self._spellings().get(word, ()):
            for place in places:
                person = part.people[place]
                if self._people.get(person.row.client) is person:  # else somebody has learned better since
                    found.add(person.row.client)
        return found

    def count(self, word: str) -> int:
        """Return about how many clients bear a folded word."""
        return len(self._words.get(word, ())) + sum(
            len(places) for _, places in self._spellings().get(word, ())
        )

    def words_of(self, client: UUID) -> tuple[str, ...]:
        """Return the folded words of all names of a client."""
        person = self._people.get(client)
        return person.words if person is not None else ()

    def _index(self, person: Person) -> None:
        client = person.row.client
        for word in person.words:
            if word not in self._words:
                self._words[word] = set()
                self._forget_spellings()
            self._words[word].add(client)
        if self._births is not None and person.row.born is not None:
            self._births.setdefault(person.row.born.on, set()).add(client)

    def _drop(self, client: UUID) -> None:
        person = self._people.pop(client, None)
        if person is None:
            return
        if self._is_sorted:
            at = bisect_left(self._keys, person.key)
            del self._keys[at], self._rows[at]
        if self._births is not None and person.row.born is not None:
            self._births[person.row.born.on].discard(client)
        for word in person.words:
            bearers = self._words.get(word, set())
            bearers.discard(client)
            if not bearers and self._words.pop(word, None) is not None:
                self._forget_spellings()

    def _born(self) -> dict[date, set[UUID]]:
        if self._births is None:
            self._births = {}
            for client, person in self._people.items():
                if person.row.born is not None:
                    self._births.setdefault(person.row.born.on, set()).add(client)
        return self._births

    def _spellings(self) -> dict[str, list[tuple[Part, tuple[int, ...]]]]:
        """The words of all loaded parts, with the places of their bearers."""
        if self._loaded is None:
            self._loaded = {}
            for part in self._parts.values():
                for word, places in part.words.items():
                    self._loaded.setdefault(word, []).append((part, places))
        return self._loaded

    def _forget_spellings(self) -> None:
        self._vocabulary = None
        self._near.clear()


def _person(client: Client, records: Iterable[Record]) -> Person:
    row = _row(client, records)
    family = " ".join(n.text for n in client.names if n.kind == "family")
    return Person(
        row=row,
        key="\0".join(
            ("0" if row.name else "1", sort_key(family or row.name), sort_key(row.name), client.id.hex)
        ),
        words=tuple(dict.fromkeys(word for name in client.names for word in fold(name.text))),
        family=tuple(member.client for member in client.family if member.client is not None),
        likeness=msgspec.Raw(
            _encode(
                Likeness(
                    names=tuple(NameOf(name.text, name.kind) for name in client.names),
                    born=client.born,
                    gender=client.gender,
                )
            )
        ),
    )


def _row(client: Client, records: Iterable[Record]) -> PersonRow:
    records = list(records)
    cases = [record for record in records if isinstance(record, Case)]
    case = max(cases, key=_order) if cases else None
    contacts = [
        record
        for record in records
        if isinstance(record, Consultation) and case is not None and record.case == case.id
    ]
    title = case.residence[0] if case is not None and case.residence else None
    due = [c.due for c in contacts if c.has_open_step and c.due is not None]
    return PersonRow(
        client=client.id,
        case=case.id if case is not None else None,
        name=client.display_name,
        other_names=tuple(n.text for n in client.names if n.kind not in ("given", "family")),
        born=client.born,
        nationalities=client.nationalities,
        languages=tuple(dict.fromkeys((*client.interpreter_languages, *(x.code for x in client.languages)))),
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
        has_next_step=any(c.has_open_step for c in contacts),
    )
