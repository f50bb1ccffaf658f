# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices, messages and claims as they lie in the tables: what they show, and what forging them brings."""

import os
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import sqlalchemy as sa

from beratung.domain.base import Domain
from beratung.domain.errors import OfferOutdated, TimeTaken
from beratung.domain.sharing import Claim, claims
from beratung.store import Store, errors, slices, tables
from beratung.store import claims as claim_table
from beratung.vault import ClaimKeys, NoInbox, NoKey, SharedKeys, SharedRow, newest_epoch
from beratung.vault.circles import make_grant, new_key, state_key
from beratung.vault.slices import inbox_id
from beratung.vault.statements import CIRCLE, GRANT
from tests.store.keyrings import NOW, Centre
from tests.store.people import a_client, save
from tests.store.test_sharing import HOUR, NINE, PERSON, ROOM, Answer, Request, beside

MARKER = "Schweigetext"


@pytest.fixture
def interpreter(centre: Centre, store: Store, location: str | Path) -> Iterator[Store]:
    """The centre as a Sprachmittler's program opens it."""
    other = beside(centre, location, "sprachmittler")
    yield other
    other.close()


def id_of(store: Store, name: str) -> UUID:
    return next(user.id for user in store.keyring.users() if user.name == name)


def give(store: Store, words: str = MARKER) -> Request:
    asked = Request(id=uuid4(), to=id_of(store, "sprachmittler"), words=words)
    with store.work() as work:
        work.give(asked)
        work.commit()
    return asked


def write_in(store: Store, words: str = MARKER) -> Answer:
    said = Answer(id=uuid4(), words=words)
    with store.work() as work:
        work.write_in(said)
        work.commit()
    return said


def claim(store: Store, *wanted: Claim) -> UUID:
    booking = uuid4()
    with store.work() as work:
        work.claim(booking, wanted or claims(ROOM, NINE, NINE + HOUR))
        work.commit()
    return booking


def rows(store: Store, table: sa.Table) -> list[dict[str, Any]]:
    with store.database.schema() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(table))]


def change(store: Store, statement: sa.Executable) -> None:
    """Change tables behind the program's back."""
    with store.database.schema() as connection:
        connection.execute(statement)


def in_passing(store: Store, statement: sa.UpdateBase) -> None:
    """Change tables as somebody with the storage key and a program of his own: with a digest that fits."""
    from beratung.store.digests import common_digest
    from beratung.store.heads import COMMON_PLACE, MODULUS

    with store.writing() as writing:
        before = common_digest(writing.link, writing.terms)
        writing.link.run(statement, statement.compile().params)
        after = common_digest(writing.link, writing.terms)
        assert COMMON_PLACE in writing.heads
        writing.count_common((after - before) % MODULUS)


def test_the_tables_show_no_content_and_no_time(store: Store, interpreter: Store) -> None:
    give(store)
    write_in(interpreter)
    claim(store)
    clear = repr([rows(store, table) for table in (tables.slice_, tables.claim)])
    assert MARKER not in clear
    for resource in (ROOM, PERSON):
        assert repr(resource.bytes)[2:-1] not in clear


@pytest.mark.parametrize("name", ["sprachmittler", "leitung", "verwaltung", "kollege", "beraterin"])
def test_with_every_raw_row_in_hand_a_role_opens_what_is_its_own(
    centre: Centre, store: Store, interpreter: Store, name: str
) -> None:
    give(store)
    write_in(interpreter)
    claim(store)
    save(store, a_client())
    ring = centre.user(name, store)
    keys, opened = SharedKeys(ring), set()
    for row in rows(store, tables.slice_):
        shared = SharedRow(
            UUID(bytes=row["id"]),
            UUID(bytes=row["reader"]),
            UUID(bytes=row["writer"]),
            row["epoch"],
            row["body"],
        )
        try:
            keys.open(shared)
            opened.add(shared.purpose)
        except NoKey:
            pass
    claimed = 0
    with store.database.transaction(writes=False) as link:
        for raw in link.rows(claim_table.CLAIMS):
            try:
                ClaimKeys(ring).open(claim_table._row(raw).claim)
                claimed += 1
            except NoKey:
                pass
    holds = name in {"beraterin", "kollege"}
    assert opened == ({"slice"} if name == "sprachmittler" else {"message"} if holds else set())
    assert claimed == (12 if holds else 0)
    if name == "sprachmittler":
        assert not any(ring.may_read(domain) for domain in Domain)
        assert [raw for _, raw in ring.circle_keys.all_raw()] == []
        for row in rows(store, tables.subject_key):
            with pytest.raises(NoKey):
                ring.unwrap(store.keys.rows(link, UUID(bytes=row["subject"]))[0])


def findings(store: Store) -> set[str]:
    return {finding.where.split()[0].rstrip(",") for finding in store.verify(full=True).findings}


def test_a_sound_centre_has_no_findings(store: Store, interpreter: Store) -> None:
    give(store)
    write_in(interpreter)
    claim(store)
    for who in (store, interpreter):
        assert who.verify(full=True).findings == ()


CHANGES: dict[str, sa.UpdateBase] = {
    "a slice removed": tables.slice_.delete(),
    "a claim removed": tables.claim.delete(),
    "another reader": tables.slice_.update().values(reader=uuid4().bytes),
    "another writer": tables.slice_.update().values(writer=uuid4().bytes),
    "another epoch": tables.slice_.update().values(epoch=1),
    "a strange epoch": tables.slice_.update().values(epoch=-3),
    "another body": tables.slice_.update().values(body=b"x"),
    "another booking": tables.claim.update().values(booking=uuid4().bytes),
    "another seal": tables.claim.update().values(sealed=b"x"),
    "another claim's epoch": tables.claim.update().values(epoch=2),
    "a strange claim": tables.claim.insert().values(
        value=bytes(32), booking=uuid4().bytes, epoch=1, sealed=b"x"
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_behind_the_program_s_back_is_found(
    centre: Centre, store: Store, location: str | Path, name: str
) -> None:
    give(store)
    claim(store)
    change(store, CHANGES[name])
    assert "vault_item" in findings(store)
    with pytest.raises(errors.Damaged):
        Store.open(location, centre.storage)


FORGED = {
    "another reader": "slice",
    "another writer": "slice",
    "another body": "slice",
    "another epoch": "slice",
    "another seal": "claim",
    "a strange claim": "claim",
}


@pytest.mark.parametrize("name", FORGED)
def test_who_holds_the_storage_key_forges_nothing(store: Store, interpreter: Store, name: str) -> None:
    """With digests and heads that fit: the row itself says that nobody who could has made it."""
    give(store)
    claim(store)
    in_passing(store, CHANGES[name])
    assert findings(store) == {FORGED[name]}
    with interpreter.work() as work:
        assert len(work.slices(Request)) == (0 if FORGED[name] == "slice" else 1)
        assert len(work.inbox(Answer)) == 0
    with store.work() as work:
        assert work.inbox(Answer) == []


def test_no_exchange_of_two_slices_is_accepted(store: Store, interpreter: Store) -> None:
    asked = [give(store, str(number)) for number in range(5)]
    bodies = {row["id"]: row["body"] for row in rows(store, tables.slice_)}
    for one, other in permutations(asked, 2):
        where = tables.slice_.c.id == one.id.bytes
        in_passing(store, tables.slice_.update().where(where).values(body=bodies[other.id.bytes]))
        with interpreter.work() as work:
            assert one.id not in {found.id for found in work.slices(Request)}
        in_passing(store, tables.slice_.update().where(where).values(body=bodies[one.id.bytes]))
    with interpreter.work() as work:
        assert len(work.slices(Request)) == 5


def shared_as(store: Store, to: UUID, content: bytes) -> None:
    """A slice with any content, rightly signed."""
    with store.writing() as writing:
        slices.put(writing, SharedKeys(store.keyring).slice(uuid4(), to, content, NOW))


def test_content_of_another_kind_or_place_is_left_out(store: Store, interpreter: Store) -> None:
    reader = id_of(store, "sprachmittler")
    encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
    wrong = Request(id=uuid4(), to=reader, words="x")
    for content in (b"", b"\xc1", encode(["list"]), encode({"kind": "unknown"}), encode(wrong)):
        shared_as(store, reader, content)
    shared_as(store, reader, encode({"kind": "probe-request", "id": 7}))
    with interpreter.work() as work:
        assert work.slices(Request) == []
    assert findings(store) == set()


def test_the_reader_stands_in_the_seal_too(store: Store, interpreter: Store) -> None:
    reader, id_ = id_of(store, "sprachmittler"), uuid4()
    encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
    with store.writing() as writing:
        content = encode(Request(id=id_, to=id_of(store, "leitung"), words="x"))
        slices.put(writing, SharedKeys(store.keyring).slice(id_, reader, content, NOW))
    with interpreter.work() as work:
        assert work.slices(Request) == []


def test_the_database_itself_refuses_a_second_booking(store: Store) -> None:
    claim(store)
    [row, *_] = rows(store, tables.claim)
    with pytest.raises((errors.StoreError, sa.exc.IntegrityError)):
        change(store, tables.claim.insert().values(**(row | {"booking": uuid4().bytes})))


def test_the_trail_tells_what_was_given_and_written(store: Store, interpreter: Store) -> None:
    asked = give(store)
    said = write_in(interpreter)
    with store.work() as work:
        work.drop(said.id)
        work.withdraw(asked.id)
        work.commit()
    lines = list(store.keyring.audit_reader().lines(store.audit_rows()))
    assert {("granted", "probe-request"), ("created", "probe-answer")} <= {
        (line.action.value, line.kind) for line in lines
    }
    assert {line.kind for line in lines if line.action.value == "deleted"} == {"slice", "message"}


def test_what_a_user_wrote_is_named_when_he_is_suspended(store: Store, interpreter: Store) -> None:
    give(store)
    write_in(interpreter)
    assert [len(store.items(kind)) for kind in ("slice", "message", "root")] == [1, 1, 1]


def test_slices_of_who_has_left_are_removed(store: Store, interpreter: Store) -> None:
    give(store)
    give(store)
    write_in(interpreter)
    with store.together(), store.writing() as writing:
        assert slices.remove_all_of(writing, id_of(store, "sprachmittler")) == 2
        assert slices.remove_all_of(writing, id_of(store, "sprachmittler")) == 0
    assert len(rows(store, tables.slice_)) == 1
    assert findings(store) == set()


# A new key.


def renew(centre: Centre, store: Store, *to: str) -> None:
    """State a new scheduling key and grant it to some; nothing else is made anew."""
    ring = store.keyring
    circle, secret = ring.default_circle, ring.secret
    epoch = newest_epoch(ring) + 1
    former = ring.circle_keys.newest(circle, Domain.SCHEDULING)
    assert former is not None
    raw = new_key(Domain.SCHEDULING)
    slot = (circle, Domain.SCHEDULING, epoch)
    with store.together():
        store.put_item(CIRCLE, *state_key(secret, slot, raw, NOW, former=former.raw))
        for name in to:
            keys = ring.trust.keys_of(id_of(store, name))
            assert keys is not None
            grant = make_grant(secret, keys, Domain.SCHEDULING, raw, circle=circle, epoch=epoch, now=NOW)
            store.put_item(GRANT, *grant)
    ring.refresh(store, NOW)


def test_a_new_key_makes_claims_anew_and_bookings_stay(
    centre: Centre, store: Store, interpreter: Store
) -> None:
    booking = claim(store)
    before = {row["value"] for row in rows(store, tables.claim)}
    with store.work() as work:
        offered = work.seal_claims(claims(PERSON, NINE, NINE + HOUR))
    renew(centre, store, "beraterin", "kollege")
    with store.writing() as writing:
        assert claim_table.rekey(writing) == 12
        assert claim_table.rekey(writing) == 0
    after = rows(store, tables.claim)
    assert len(after) == 12
    assert {row["epoch"] for row in after} == {2}
    assert {row["booking"] for row in after} == {booking.bytes}
    assert not before & {row["value"] for row in after}
    assert findings(store) == set()
    with store.work() as work, pytest.raises(TimeTaken):
        work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR))
    with interpreter.work() as work:
        work.claim_sealed(uuid4(), offered)
        with pytest.raises(OfferOutdated):
            work.commit()
    with interpreter.work() as work, pytest.raises(OfferOutdated):
        work.claim_sealed(uuid4(), offered)


def test_a_forged_claim_does_not_stop_a_new_key(centre: Centre, store: Store) -> None:
    claim(store, Claim(resource=ROOM, slot=1))
    in_passing(store, CHANGES["a strange claim"])
    in_passing(
        store,
        tables.claim.insert().values(value=os.urandom(32), booking=uuid4().bytes, epoch=7, sealed=b"x"),
    )
    renew(centre, store, "beraterin")
    with store.writing() as writing:
        assert claim_table.rekey(writing) == 1
        keys = ClaimKeys(writing.keyring)
        assert claim_table.clear(writing, claim_table.past(writing.link, keys, 1)) == 0
        assert claim_table.clear(writing, claim_table.past(writing.link, keys, 2)) == 1
    assert [row["epoch"] for row in rows(store, tables.claim)] == [7], "nobody can tell what it was"


def test_the_same_time_of_two_keys_is_one_claim_again(centre: Centre, store: Store) -> None:
    """A program that had not heard of the new key wrote a time that was taken under it already."""
    first = claim(store, Claim(resource=ROOM, slot=1))
    [old] = rows(store, tables.claim)
    renew(centre, store, "beraterin")
    with store.writing() as writing:
        claim_table.rekey(writing)
    in_passing(store, tables.claim.insert().values(**(old | {"booking": uuid4().bytes})))
    with store.writing() as writing:
        assert claim_table.rekey(writing) == 0
    assert [row["booking"] for row in rows(store, tables.claim)] == [first.bytes]


def test_a_program_that_has_not_heard_of_a_new_key_asks_before_it_claims(
    centre: Centre, store: Store, location: str | Path
) -> None:
    colleague = beside(centre, location, "kollege")
    with colleague.work() as work:
        work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR))
        renew(centre, store, "beraterin", "kollege")
        work.commit()
    assert {row["epoch"] for row in rows(store, tables.claim)} == {2}
    with colleague.work() as work:
        work.claim(uuid4(), claims(PERSON, NINE, NINE + HOUR))
        renew(centre, store, "beraterin")
        with pytest.raises(errors.MayNotWrite):
            work.commit()
    assert len(rows(store, tables.claim)) == 12
    colleague.close()


def test_messages_wait_until_a_holder_has_opened_the_new_inbox(
    centre: Centre, store: Store, interpreter: Store
) -> None:
    renew(centre, store, "beraterin")
    with pytest.raises(NoInbox):
        write_in(interpreter)
    save(store, a_client())
    said = write_in(interpreter)
    with store.work() as work:
        assert [found.id for found in work.inbox(Answer)] == [said.id]
    assert [row["epoch"] for row in rows(store, tables.slice_)] == [2]


def test_an_older_centre_gets_its_inbox_with_the_next_save_of_a_holder(
    centre: Centre, store: Store, interpreter: Store
) -> None:
    store.remove_item(inbox_id(1))
    with pytest.raises(NoInbox):
        write_in(interpreter)
    give(store)
    write_in(interpreter)
    with store.work() as work:
        assert len(work.inbox(Answer)) == 1


def test_a_rolled_back_save_has_stated_no_inbox(
    centre: Centre, store: Store, interpreter: Store, location: str | Path
) -> None:
    store.remove_item(inbox_id(1))
    claim(store, Claim(resource=ROOM, slot=1))
    store.remove_item(inbox_id(1))
    other = beside(centre, location, "kollege")
    with other.work() as work:
        work.put(a_client())
        work.claim(uuid4(), [Claim(resource=PERSON, slot=1)])
        claim(store, Claim(resource=PERSON, slot=1))
        with pytest.raises(TimeTaken):
            work.commit()
    save(other, a_client())
    other.close()
    write_in(interpreter)
