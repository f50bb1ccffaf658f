# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What other programs changed since this one last told its screens."""

from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.people import Client
from beratung.domain.work import Touched
from beratung.store import slices
from beratung.store.heads import NOBODY
from beratung.store.reader import Reader
from beratung.vault import Keyring

PEOPLE = "User"
"""What is said to be touched when somebody was invited, granted something or suspended."""


MAIL = ("Slice", "Message")
"""What is said to be touched when something was shown to the user, or lies in the inbox that he opens."""


class News:
    """Remembers the newest commit that was told of, the deleted subjects, what the vault states, and the mail."""

    def __init__(self) -> None:
        self._told = 0
        self._people: frozenset[bytes] = frozenset()
        self._shredded: frozenset[bytes] = frozenset()
        self._mail: dict[str, frozenset[bytes]] = {}

    def begin(self, reader: Reader, keyring: Keyring) -> None:
        """Take the state of a reader as told."""
        self._told = reader.generation or 0
        self._people, self._shredded = reader.people(), reader.shredded()
        self._mail = mail(reader, keyring)

    def own(self, before: int, after: int) -> None:
        """Take a save of one's own as told, unless others saved just before it."""
        if self._told == before:
            self._told = after

    def gather(self, reader: Reader, keyring: Keyring) -> frozenset[Touched]:
        """What is new in the state of a reader, which counts as told from now on."""
        if reader.generation is None or reader.generation == self._told:
            return frozenset()
        touched = reader.news(self._told)
        people, shredded = reader.people(), reader.shredded()
        gone = [UUID(bytes=subject) for subject in shredded - self._shredded]
        touched |= {Touched(Client.__name__, subject, subject) for subject in gone}
        if people != self._people:
            touched.add(Touched(PEOPLE, NOBODY, NOBODY))
        came = mail(reader, keyring)
        touched |= {Touched(word, NOBODY, NOBODY) for word in came if came[word] != self._mail.get(word)}
        self._mail = came
        self._told, self._people, self._shredded = reader.generation, people, shredded
        return frozenset(touched)


def mail(reader: Reader, keyring: Keyring) -> dict[str, frozenset[bytes]]:
    """What was shown to the user, and what lies in the inbox, where he opens it."""
    found = {MAIL[0]: slices.marks(reader.link, keyring.user.id)}
    if keyring.may_read(Domain.SCHEDULING, keyring.default_circle):
        found[MAIL[1]] = slices.marks(reader.link, keyring.default_circle)
    return found
