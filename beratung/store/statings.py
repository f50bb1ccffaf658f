# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What others state in the vault while this program runs, learnt before anything is read or written by what was known.

So who was suspended opens nothing more at once, and who was let into a circle or shut out of it finds what he holds
keys for now.
"""

from sqlalchemy import select

from beratung.store.engine import Link
from beratung.store.tables import vault_item

Ids = frozenset[bytes]

_IDS = select(vault_item.c.id)


class Statings:
    """Remembers which items there were at the newest commit that was met: one comes with whatever is stated."""

    def __init__(self) -> None:
        self._met = -1
        self._ids: Ids = frozenset()

    def begin(self, link: Link) -> None:
        """Take the items there are as known: the keyring was just made of them."""
        self._met, self._ids = -1, _ids(link)

    def unknown(self, link: Link, generation: int) -> Ids | None:
        """The items of a state that has others than the one before, None where nothing was stated since then."""
        if generation == self._met:
            return None
        ids = _ids(link)
        if ids == self._ids:
            self._met = generation
            return None
        return ids

    def learnt(self, generation: int, ids: Ids) -> None:
        """Take these items as known."""
        self._met, self._ids = generation, ids

    def own(self, before: int, after: int) -> None:
        """Take a save of one's own as met; what it stated is known already."""
        if self._met == before:
            self._met = after


def _ids(link: Link) -> Ids:
    return frozenset(bytes(row[0]) for row in link.rows(_IDS))
