# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What other programs changed since this one last told its screens."""

from uuid import UUID

from beratung.domain.people import Client
from beratung.domain.work import Touched
from beratung.store.heads import NOBODY
from beratung.store.reader import Reader

PEOPLE = "User"
"""What is said to be touched when somebody was invited, granted something or suspended."""


class News:
    """Remembers the newest commit that was told of, the deleted subjects and what the vault states."""

    def __init__(self) -> None:
        self._told = 0
        self._people: frozenset[bytes] = frozenset()
        self._shredded: frozenset[bytes] = frozenset()

    def begin(self, reader: Reader) -> None:
        """Take the state of a reader as told."""
        self._told = reader.generation or 0
        self._people, self._shredded = reader.people(), reader.shredded()

    def own(self, before: int, after: int) -> None:
        """Take a save of one's own as told, unless others saved just before it."""
        if self._told == before:
            self._told = after

    def gather(self, reader: Reader) -> frozenset[Touched]:
        """What is new in the state of a reader, which counts as told from now on."""
        if reader.generation is None or reader.generation == self._told:
            return frozenset()
        touched = reader.news(self._told)
        people, shredded = reader.people(), reader.shredded()
        gone = [UUID(bytes=subject) for subject in shredded - self._shredded]
        touched |= {Touched(Client.__name__, subject, subject) for subject in gone}
        if people != self._people:
            touched.add(Touched(PEOPLE, NOBODY, NOBODY))
        self._told, self._people, self._shredded = reader.generation, people, shredded
        return frozenset(touched)
