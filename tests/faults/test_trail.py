# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The trail changed, cut, reordered, re-sealed, written in somebody else's name: the check finds each."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
import sqlalchemy as sa

from beratung.domain.work import Action
from beratung.store import Store, tables
from beratung.vault import AuditCheck, AuditEvent, AuditHead, AuditRow, ChainFault, Keyring
from beratung.vault.audit import AUDIT, _Entry, head_of
from beratung.vault.encoding import decode, encode, packed
from tests.faults.trying import Tries
from tests.store.keyrings import NOW, Centre

replace = msgspec.structs.replace
WRITERS = ("beraterin", "kollege", "leitung", "verwaltung")


class Written:
    """A trail of several users with some sessions each, the ends that are known of it, and everybody's keys."""

    def __init__(self, centre: Centre, store: Store) -> None:
        rings = [centre.user(name) for name in WRITERS for _ in range(2)]
        chance = random.Random(7)
        for _ in range(60):
            ring = chance.choice(rings)
            with store.writing() as writing:
                ring.append_audit(store, [AuditEvent(chance.choice(list(Action)), "case", b"")], NOW)
                assert writing.is_dirty
            ring.audit_committed()
        self.centre, self.rings = centre, rings
        self.rows = list(store.audit_rows())
        self.heads = [head_of(row) for row in store.audit_heads()]

    def faults(
        self, rows: list[AuditRow], known: list[AuditHead], *, as_supervisor: bool
    ) -> list[ChainFault]:
        """What a check says, by the supervisor or by anybody."""
        ring = self.centre.user("leitung" if as_supervisor else "verwaltung")
        reader = ring.audit_reader() if as_supervisor else None
        ordered = sorted(rows, key=lambda row: (row.chain, row.seq))
        return AuditCheck(ring.centre, ring.trust.verify, reader).run(ordered, known)


@pytest.fixture(scope="module")
def written(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """A trail to attack."""
    store = centre.open_store(tmp_path_factory.mktemp("trail") / "Beratung", create=True)
    yield Written(centre, store)
    store.close()


Rows = list[AuditRow]
Attack = Callable[[Written, Rows, random.Random], Rows]


def changed(_: Written, rows: Rows, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows))
    entry = bytearray(rows[at].entry)
    entry[chance.randrange(len(entry))] ^= 1 << chance.randrange(8)
    return [*rows[:at], replace(rows[at], entry=bytes(entry)), *rows[at + 1 :]]


def taken_out(_: Written, rows: Rows, chance: random.Random) -> Rows:
    at = chance.randrange(len(rows))
    return rows[:at] + rows[at + 1 :]


def closed_up(_: Written, rows: Rows, chance: random.Random) -> Rows:
    """Take one out and let the others of its chain move up."""
    gone = chance.choice(rows)
    return [
        replace(row, seq=row.seq - 1) if row.chain == gone.chain and row.seq > gone.seq else row
        for row in rows
        if row is not gone
    ]


def exchanged(_: Written, rows: Rows, chance: random.Random) -> Rows:
    one, other = chance.sample(range(len(rows)), 2)
    found = list(rows)
    found[one] = replace(rows[one], entry=rows[other].entry)
    found[other] = replace(rows[other], entry=rows[one].entry)
    return found


def doubled(_: Written, rows: Rows, chance: random.Random) -> Rows:
    """Append an old entry once more, to its own chain or to another one."""
    end = chance.choice(
        [row for row in rows if not any(r.chain == row.chain and r.seq > row.seq for r in rows)]
    )
    return [*rows, AuditRow(end.chain, end.seq + 1, chance.choice(rows).entry)]


def cut(_: Written, rows: Rows, chance: random.Random) -> Rows:
    """Cut off the end of a chain, or all of it."""
    chain = chance.choice(rows).chain
    length = max(row.seq for row in rows if row.chain == chain)
    kept = chance.randrange(length)
    return [row for row in rows if row.chain != chain or row.seq <= kept]


def signed_again(written: Written, rows: Rows, chance: random.Random) -> Rows:
    """Another user signs somebody's entry, changed or not, with his own key."""
    at = chance.randrange(len(rows))
    entry = decode(_Entry, rows[at].entry, AUDIT)
    ring = chance.choice([ring for ring in written.rings if ring.audit_chain != rows[at].chain])
    other = decode(_Entry, chance.choice(rows).entry, AUDIT)
    sealed = chance.choice([entry.sealed, other.sealed])
    forged = _Entry(entry.clear, sealed, ring.secret.sign(AUDIT, packed(entry.clear, sealed)))
    if ring.user.id == written_by(written, rows[at]).user.id and sealed == entry.sealed:
        return changed(written, rows, chance)
    return [*rows[:at], replace(rows[at], entry=encode(forged)), *rows[at + 1 :]]


def sealed_again(written: Written, rows: Rows, chance: random.Random) -> Rows:
    """The writer himself puts another content under one of his entries, with his own key."""
    at = chance.randrange(len(rows))
    ring, entry = written_by(written, rows[at]), decode(_Entry, rows[at].entry, AUDIT)
    sealed = chance.randbytes(len(entry.sealed))
    forged = _Entry(entry.clear, sealed, ring.secret.sign(AUDIT, packed(entry.clear, sealed)))
    return [*rows[:at], replace(rows[at], entry=encode(forged)), *rows[at + 1 :]]


def strange_chain(written: Written, rows: Rows, chance: random.Random) -> Rows:
    """A whole chain under another id."""
    chain, other = chance.choice(rows).chain, uuid4()
    return [replace(row, chain=other) if row.chain == chain else row for row in rows]


def written_by(written: Written, row: AuditRow) -> Keyring:
    return next(ring for ring in written.rings if ring.audit_chain == row.chain)


ATTACKS: dict[str, Attack] = {
    "changed": changed,
    "taken out": taken_out,
    "taken out and closed up": closed_up,
    "exchanged": exchanged,
    "doubled": doubled,
    "cut": cut,
    "signed by another": signed_again,
    "sealed anew by the writer": sealed_again,
    "moved to another chain": strange_chain,
}


def test_the_sound_trail_has_no_faults(written: Written) -> None:
    for as_supervisor in (True, False):
        assert written.faults(written.rows, written.heads, as_supervisor=as_supervisor) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_on_the_trail(written: Written, name: str) -> None:
    """Anybody's check finds it with the ends that the store's signed state knows."""
    tries = Tries(f"entries of the trail {name}", short=25, long=600)
    for number, chance in tries:
        rows = ATTACKS[name](written, written.rows, chance)
        if rows == written.rows:
            tries.saw("the same before and after")
            continue
        by_anybody = written.faults(rows, written.heads, as_supervisor=False)
        by_supervisor = written.faults(rows, written.heads, as_supervisor=True)
        assert by_supervisor, number
        assert by_anybody or name == "sealed anew by the writer", number
        tries.saw("found by anybody" if by_anybody else "found by the supervisor")


@pytest.mark.parametrize("name", ["the end cut", "an entry changed", "the last exchanged"])
def test_the_tables_changed_are_found_when_opened(
    centre: Centre, store: Store, location: str | Path, name: str
) -> None:
    for _ in range(3):
        store.append_trail([AuditEvent(Action.READ, "case", b"")])
    last = max(store.audit_rows(), key=lambda row: row.seq)
    here = tables.audit.c.chain == last.chain.bytes
    first, *_ = list(store.audit_rows())
    steps: dict[str, sa.UpdateBase] = {
        "the end cut": tables.audit.delete().where(here, tables.audit.c.seq == last.seq),
        "an entry changed": tables.audit.update().where(here).values(entry=b"x" * 200),
        "the last exchanged": tables.audit.update()
        .where(here, tables.audit.c.seq == last.seq)
        .values(entry=first.entry),
    }
    with store.database.schema() as connection:
        connection.execute(steps[name])
    assert store.verify().findings
    from beratung.store import errors

    with pytest.raises(errors.Damaged):
        Store.open(location, centre.storage)
