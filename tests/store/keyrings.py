# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre's real keys for tests: made once, because deriving a key from a password takes its time."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from beratung.domain.base import Role
from beratung.store import Store
from beratung.vault import Accounts, KdfCost, Keyring, VaultItems, accept, found, unlock
from beratung.vault.statements import FOUNDER_ROLES
from beratung.vault.unlocking import Unlocked

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
PASSWORD = "korrekt Pferd Batterie 7"


class Item(NamedTuple):
    """One vault item."""

    kind: str
    body: bytes


class Box:
    """`VaultItems` in memory."""

    def __init__(self) -> None:
        self.content: dict[UUID, Item] = {}

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        return [(id_, item.body) for id_, item in self.content.items() if item.kind == kind]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        self.content[id] = Item(kind, body)

    def remove_item(self, id: UUID) -> None:  # noqa: A002
        self.content.pop(id, None)


class Centre:
    """Keys of a centre with a founder of all roles; with ``everyone`` also one user of each other role."""

    def __init__(self, folder: Path, *, everyone: bool = False) -> None:
        self.keys = folder / "keys"
        self.box = Box()
        founded = found(user="beraterin", password=PASSWORD, roles=FOUNDER_ROLES, now=NOW, cost=KdfCost.FLOOR)
        founded.write(self.box, self.keys)
        self.storage = founded.storage_key
        self._founded = founded
        self._founder = founded.open(self.box, uuid4())
        self._others: dict[str, Unlocked] = {}
        for name in ROLES if everyone else ():
            self._others[name] = self._invited(name, frozenset({ROLES[name]}))

    def user(
        self, name: str = "beraterin", items: VaultItems | None = None, device: UUID | None = None
    ) -> Keyring:
        """A fresh keyring of a user, on a computer of his own if none is named."""
        box = self.box if items is None else items
        if name == "beraterin":
            return self._founded.open(box, device or uuid4())
        return self._others[name].keyring(box, device or uuid4())

    def open_store(self, location: str | Path, *, create: bool = False) -> Store:
        """A store with these keys, attached to the founder."""
        store = Store.create(location, self.storage) if create else Store.open(location, self.storage)
        if create:
            self.write_items(store)
        store.attach(self.user())
        return store

    def write_items(self, store: Store) -> None:
        """Put everything the vault wants stored into a new store."""
        with store.together():
            for id_, item in self.box.content.items():
                store.put_item(item.kind, id_, item.body)

    def _invited(self, name: str, roles: frozenset[Role]) -> Unlocked:
        accounts = Accounts(self._founder, self.box, self.keys)
        invited = accounts.invite(name, roles, NOW)
        accepted = accept(invited.file, self.keys, PASSWORD, KdfCost.FLOOR)
        accounts.grant(accepted.user, accepted.fingerprint, NOW)
        return unlock(self.keys, name, PASSWORD, NOW)


ROLES = {
    "kollege": Role.COUNSELLOR,
    "sprachmittler": Role.SPRACHMITTLER,
    "leitung": Role.SUPERVISOR,
    "verwaltung": Role.ADMIN,
}
