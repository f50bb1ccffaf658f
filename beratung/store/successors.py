# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What follows from the new key of a circle's domain: digests, claims, lists, and a new key for each client.

The first part belongs into the transaction that states the key: from then on nothing is written that somebody
with the former key opens, because a client's key of an older epoch gets a successor when it would seal. The
keys of the clients whom nobody writes about follow in batches; what is left of them is what the table shows, so
a run that was interrupted simply goes on.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, func, select

from beratung.domain.base import Domain
from beratung.store import claims, statements
from beratung.store.tables import snapshot, subject_key
from beratung.vault import WrappedKey

if TYPE_CHECKING:
    from beratung.store.store import Store
    from beratung.store.writing import Writing

Of = tuple[UUID, Domain]
"""A circle and a domain."""

BATCH = 5000
"""So many keys are one transaction: a second or so in which nobody else can save."""

_LAGGING = (
    select(subject_key.c.subject)
    .where(subject_key.c.circle == bindparam("circle"), subject_key.c.domain == bindparam("domain"))
    .group_by(subject_key.c.subject)
    .having(func.max(subject_key.c.epoch) < bindparam("epoch"))
)
_SOME_LAGGING = _LAGGING.limit(bindparam("most")).offset(bindparam("skipped"))
_COUNT_LAGGING = select(func.count()).select_from(_LAGGING.subquery())
_DROP_LISTS = snapshot.delete().where(
    snapshot.c.circle == bindparam("circle"), snapshot.c.domain == bindparam("domain")
)


def follow(store: "Store", places: Iterable[Of]) -> None:
    """Make digests and claims anew under the keys that were stated in this transaction, and drop sealed lists."""
    with store.writing() as writing:
        for circle, domain in places:
            writing.renew(circle, domain)
            writing.link.run(_DROP_LISTS, {"circle": circle.bytes, "domain": domain.value})
            if domain is Domain.SCHEDULING and circle == writing.keyring.default_circle:
                claims.rekey(writing)


def lagging(store: "Store", places: Iterable[tuple[Of, int]]) -> dict[Of, int]:
    """How many clients have no key of this epoch yet, for each circle and domain where there are any."""
    found: dict[Of, int] = {}
    with store.link() as link:
        for (circle, domain), epoch in places:
            values = {"circle": circle.bytes, "domain": domain.value, "epoch": epoch}
            row = link.row(_COUNT_LAGGING, values)
            if row is not None and row[0]:
                found[circle, domain] = row[0]
    return found


def succeed(store: "Store", circle: UUID, domain: Domain, most: int = BATCH) -> int:
    """Make new keys for clients who have none of the newest epoch, at most so many; returns how many."""
    with store.writing() as writing:
        keyring = writing.keyring
        epoch = keyring.epoch(domain, circle)
        values = {"circle": circle.bytes, "domain": domain.value, "epoch": epoch, "most": most, "skipped": 0}
        subjects = [UUID(bytes=row[0]) for row in writing.link.rows(_SOME_LAGGING, values)]
        _insert(writing, [keyring.successor_key(subject, domain, circle) for subject in subjects])
    return len(subjects)


def _insert(writing: "Writing", rows: list[WrappedKey]) -> None:
    """Store many keys at once."""
    if not rows:
        return
    columns = [
        {
            "id": row.id.bytes,
            "subject": row.subject.bytes,
            "domain": row.domain.value,
            "circle": row.circle.bytes,
            "epoch": row.epoch,
            "wrapped": row.wrapped,
        }
        for row in rows
    ]
    writing.link.run_each(statements.INSERT_KEY, columns)
    writing.count_keys(rows)
