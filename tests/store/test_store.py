# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the store does beside records: items, the trail, one transaction for many, lists kept in step, keys."""

import gc
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from beratung.domain.base import Domain, Record, Shelf
from beratung.domain.cases import Case, Consultation, Draft, Letter
from beratung.domain.errors import RecordConflict
from beratung.domain.people import Client
from beratung.domain.work import Action, Change, Changes, Follower, Touched, Work
from beratung.store import Store, codec, errors, keys, statements
from beratung.store.rows import week_of
from beratung.store.tables import subject_key
from beratung.store.work import StoreWork
from beratung.vault import AuditCheck, AuditLine, Keyring, Locked, WrappedKey
from beratung.vault.circles import make_grant, new_key, state_key
from beratung.vault.statements import CIRCLE, GRANT, circle_of
from tests.store.keyrings import NOW, Box, Centre
from tests.store.people import DAY, a_case, a_client, a_letter, a_note, save


def reopened(centre: Centre, location: str | Path, user: str = "beraterin") -> Store:
    store = Store.open(location, centre.storage)
    store.attach(centre.user(user))
    return store


def trail(centre: Centre, store: Store) -> list[AuditLine]:
    """Every line of the audit trail, checked."""
    keyring = centre.user()
    reader = keyring.audit_reader()
    assert AuditCheck(keyring.centre, keyring.trust.verify, reader).run(store.audit_rows()) == []
    return list(reader.lines(store.audit_rows()))


def test_items_are_kept_replaced_and_removed(store: Store, centre: Centre, location: str | Path) -> None:
    one, two = uuid4(), uuid4()
    store.put_item("test", one, b"first")
    store.put_item("test", two, b"second")
    store.put_item("test", one, b"third")
    assert sorted(store.items("test")) == sorted([(one, b"third"), (two, b"second")])
    store.remove_item(two)
    store.remove_item(uuid4())
    other = reopened(centre, location)
    assert other.items("test") == [(one, b"third")]
    assert other.items("nothing") == []
    other.close()


def test_together_is_one_transaction(store: Store) -> None:
    before = store.freshness.generation
    client = a_client()

    def fail() -> None:
        with store.together():
            store.put_item("test", uuid4(), b"x")
            save(store, client)
            with store.work() as work:
                assert work.get(Client, client.id)
            assert store.items("test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.items("test") == []
    with store.work() as work:
        assert work.all(Client) == []
    assert store.freshness.generation == before
    with store.together() as same:
        same.put_item("test", uuid4(), b"x")
        save(same, client)
        save(same, a_note(client.id), a_note(client.id))
        [note, _] = all_of(same, Consultation)
        with same.work() as work:
            work.put(note)
            work.commit()
    assert store.freshness.generation == before + 1
    assert [found.version for found in all_of(store, Consultation)] == [2, 1]
    assert store.verify(full=True).findings == ()


def all_of(store: Store, kind: type[Record]) -> list[Record]:
    with store.work() as work:
        return work.all(kind)


def test_a_transaction_in_which_nothing_happens_is_no_commit(store: Store) -> None:
    before = store.freshness.generation
    with store.together():
        pass
    assert store.freshness.generation == before


def test_every_commit_writes_its_trail(store: Store, centre: Centre) -> None:
    client = a_client()
    save(store, client, a_note(client.id), a_note(client.id))
    with store.work() as work:
        work.put(work.get(Client, client.id))
        work.note(Action.PRINTED, client.id, "letter")
        work.note(Action.UNLOCKED, None, "centre")
        work.commit()
    with store.work() as work:
        work.shred(client.id)
        work.commit()
    lines = [(line.action, line.kind) for line in trail(centre, store)]
    assert lines[:5] == [
        (Action.CREATED, "client"),
        (Action.CREATED, "consultation"),
        (Action.CHANGED, "client"),
        (Action.PRINTED, "letter"),
        (Action.UNLOCKED, "centre"),
    ]
    assert sorted(lines[5:]) == [(Action.DELETED, "client"), (Action.DELETED, "consultation")]
    pseudonyms = {line.subject for line in trail(centre, store) if line.kind != "centre"}
    assert len(pseudonyms) == 1
    assert client.id.bytes not in pseudonyms


def test_what_is_typed_leaves_no_trail(store: Store, centre: Centre) -> None:
    draft = Draft(id=uuid4(), subject=uuid4(), form="note", content=b"", typed_at=NOW)
    save(store, draft)
    assert trail(centre, store) == []
    assert store.audit_heads() == []


def test_a_note_on_somebody_without_records_has_no_pseudonym(store: Store, centre: Centre) -> None:
    with store.work() as work:
        work.note(Action.REFUSED, uuid4(), "case")
        work.commit()
    [line] = trail(centre, store)
    assert line.subject == b""


def test_audit_rows_are_chains(store: Store, centre: Centre) -> None:
    chain = uuid4()
    assert store.audit_head(chain) is None
    with store.together():
        assert store.audit_head(chain) is None
        store.append_audit(chain, 1, b"one")
        head = store.audit_head(chain)
        assert head is not None
        assert head.entry == b"one"
    store.append_audit(chain, 2, b"two")
    for wrong in (1, 2, 4):
        with pytest.raises(ValueError, match="gaps"):
            store.append_audit(chain, wrong, b"x")
    save(store, a_client())
    head = store.audit_head(chain)
    assert head is not None
    assert head.seq == 2
    assert len(store.audit_heads()) == 2
    assert [row.entry for row in store.audit_rows(chain)] == [b"one", b"two"]
    assert [row.entry for row in store.audit_rows(chain, since=1)] == [b"two"]
    assert [(row.chain, row.seq) for row in store.audit_rows()] == sorted(
        [(chain, 1), (chain, 2), (store.keyring.audit_chain, 1)]
    )
    assert [row.seq for row in store.audit_rows(since=1)] == [2]
    assert store.verify(full=True).findings == ()


def test_two_programs_of_one_user_have_chains_of_their_own(
    store: Store, centre: Centre, location: str | Path
) -> None:
    other = reopened(centre, location)
    for one in (store, other, store, other):
        save(one, a_client())
    assert sorted(head.seq for head in store.audit_heads()) == [2, 2]
    assert len(trail(centre, other)) == 4
    other.close()


def test_lists_learn_what_other_programs_did(store: Store, centre: Centre, location: str | Path) -> None:
    changed, removed = a_client(), a_client()
    letter = a_letter(changed.id)
    save(store, changed, removed, letter)
    with store.work() as work:
        work.all(Client)
        work.all(Letter)
    assert store.catch_up() == Changes()
    other = reopened(centre, location)
    new, moved = a_client(), a_letter(changed.id)
    save(other, new, moved)
    with other.work() as work:
        work.put(work.get(Client, changed.id))
        work.remove(work.get(Client, removed.id))
        work.remove(work.get(Letter, letter.id))
        work.commit()
    assert store.catch_up().touched == {
        Touched("Client", new.id, new.id),
        Touched("Client", changed.id, changed.id),
        Touched("Client", removed.id, removed.id),
        Touched("Letter", letter.id, changed.id),
        Touched("Letter", moved.id, changed.id),
    }
    assert store.catch_up() == Changes()
    save(store, a_client())
    assert store.catch_up() == Changes()
    other.close()


def test_lists_in_memory_follow_long_changes_of_others(
    store: Store, centre: Centre, location: str | Path
) -> None:
    save(store, *[a_client() for _ in range(3)])
    assert len(all_of(store, Client)) == 3
    other = reopened(centre, location)
    save(other, *[a_client() for _ in range(250)])
    assert len(all_of(store, Client)) == 253
    assert all_of(store, Client) == all_of(other, Client)
    other.close()


def test_an_opened_list_is_not_decrypted_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    client = a_client()
    save(store, *[a_client() for _ in range(20)], client)
    all_of(store, Client)
    opened: list[UUID] = []
    real = Keyring.open

    def counted(keyring: Keyring, key: object, header: object, blob: bytes) -> bytes:
        opened.append(header.id)  # type: ignore[attr-defined]
        return real(keyring, key, header, blob)  # type: ignore[arg-type]

    monkeypatch.setattr(Keyring, "open", counted)
    save(store, a_client(), a_note(client.id))
    assert len(all_of(store, Client)) == 22
    with store.work() as work:
        assert work.get(Client, client.id)
        assert work.all(Client, client.id)
        assert work.put(work.get(Client, client.id)).version == 2
        work.commit()
    assert len(all_of(store, Client)) == 22
    assert opened == []
    store.detach()
    store.attach(store_user(store))
    assert len(all_of(store, Client)) == 22
    assert len(opened) == 22


def store_user(store: Store) -> Keyring:
    return KEYRINGS[0].user()


KEYRINGS: list[Centre] = []


@pytest.fixture(autouse=True)
def _remember(centre: Centre) -> None:
    KEYRINGS[:] = [centre]


def test_nothing_is_read_or_written_before_somebody_unlocks(centre: Centre, location: str | Path) -> None:
    store = centre.open_store(location, create=True)
    save(store, a_client())
    store.detach()
    assert not store.may_read(Domain.IDENTITY)
    with store.work() as work, pytest.raises(errors.NotAttached):
        work.all(Client)
    with store.work() as work, pytest.raises(errors.NotAttached):
        work.put(a_client())
    for use in (lambda: store.put_item("test", uuid4(), b"x"), store.verify, lambda: store.keys):
        with pytest.raises(errors.NotAttached):
            use()
    assert store.items("user")
    store.close()
    store.close()


def test_after_locking_the_keys_nothing_opens(store: Store, centre: Centre) -> None:
    save(store, a_client())
    store.keyring.forget()
    with store.work() as work, pytest.raises(Locked):
        work.all(Client)
    with pytest.raises(Locked):
        save(store, a_client())
    store.detach()
    store.attach(centre.user())
    assert len(all_of(store, Client)) == 1


def test_a_head_signed_by_nobody_is_refused_at_the_door(
    store: Store, centre: Centre, location: str | Path
) -> None:
    save(store, a_client())
    with store.database.schema() as connection:
        connection.exec_driver_sql("UPDATE head SET signature = leaves WHERE domain = 'identity'")
    stranger = Store.open(location, centre.storage)
    with pytest.raises(errors.Damaged):
        stranger.attach(centre.user())
    assert not stranger.may_read(Domain.IDENTITY)
    stranger.close()
    assert [finding.where.split()[:2] for finding in store.verify().findings] == [["head", "identity"]]


def test_each_role_reads_what_it_holds(store: Store, centre: Centre, location: str | Path) -> None:
    client = a_client()
    save(store, client, a_case(client.id))
    for user, readable in {"kollege": 1, "leitung": 0, "verwaltung": 0}.items():
        other = reopened(centre, location, user)
        assert len(all_of(other, Client)) == len(all_of(other, Case)) == readable
        checked = other.verify(full=True)
        assert checked.findings == ()
        assert ("identity" in checked.covered) == bool(readable)
        assert set(checked.covered) | set(checked.not_covered) == {domain.value for domain in Domain}
        with other.work() as work:
            work.note(Action.READ, None, "statistics")
            work.commit()
        other.close()
    colleague = reopened(centre, location, "kollege")
    with colleague.work() as work:
        work.put(work.get(Client, client.id))
        work.commit()
    colleague.close()
    with store.work() as work:
        assert work.get(Client, client.id).version == 2
    assert store.verify(full=True).findings == ()


def new_circle(store: Store, *domains: Domain) -> UUID:
    """A circle of the founder alone."""
    nonce = os.urandom(16)
    circle = circle_of(store.keyring.user.id, nonce)
    for domain in domains:
        next_epoch(store, domain, circle, nonce)
    return circle


def next_epoch(store: Store, domain: Domain, circle: UUID | None = None, nonce: bytes = b"") -> None:
    """Make the next key of a circle's domain, or the first of a new circle, and grant it to the founder."""
    keyring = store.keyring
    own = keyring.default_circle if circle is None else circle
    former = keyring.circle_keys.newest(own, domain)
    epoch = former.epoch + 1 if former else 1
    raw = new_key(domain)
    secret = keyring.secret
    with store.together():
        slot = (own, domain, epoch)
        stated = state_key(secret, slot, raw, NOW, former=former.raw if former else b"", nonce=nonce)
        store.put_item(CIRCLE, *stated)
        acceptance = keyring.trust.entry(keyring.user.id).keys
        store.put_item(GRANT, *make_grant(secret, acceptance, domain, raw, circle=own, epoch=epoch, now=NOW))
    keyring.refresh(store, NOW)
    assert keyring.epoch(domain, own) == epoch


def test_a_new_epoch_seals_under_successors_and_keeps_the_digest(
    store: Store, centre: Centre, location: str | Path
) -> None:
    client, other = a_client(), a_client()
    save(store, client, other)
    next_epoch(store, Domain.IDENTITY)
    assert store.verify(full=True).findings == ()
    with store.work() as work:
        work.put(work.get(Client, client.id))
        work.commit()
    assert store.verify(full=True).findings == ()
    with store.database.transaction(writes=False) as link:
        epochs = sorted(row[4] for row in link.rows(statements.ALL_KEYS))
    assert epochs == [1, 1, 2]
    assert len(all_of(store, Client)) == 2
    with store.work() as work:
        work.shred(client.id)
        work.commit()
    assert store.verify(full=True).findings == ()
    again = Store.open(location, centre.storage)
    again.attach(centre.user(items=again))
    assert [found.id for found in all_of(again, Client)] == [other.id]
    again.close()


def test_who_has_not_got_the_new_key_does_not_spoil_the_digest(
    store: Store, centre: Centre, location: str | Path
) -> None:
    client = a_client()
    save(store, client)
    colleague = reopened(centre, location, "kollege")
    next_epoch(store, Domain.IDENTITY)
    save(store, a_client())
    with pytest.raises(errors.MayNotWrite):
        save(colleague, a_client())
    colleague.close()
    assert store.verify(full=True).findings == ()


def test_a_restricted_circle_is_kept_and_hidden(store: Store, centre: Centre, location: str | Path) -> None:
    circle = new_circle(store, Domain.IDENTITY, Domain.CASE)
    client = a_client()
    made, _ = store.keyring.new_subject_key(client.id, Domain.IDENTITY, circle)
    with store.writing() as writing:
        writing.insert_key(made)
    save(store, client, a_case(client.id))
    assert {row[1] for row in heads(store)} >= {"identity", "case"}
    assert {row[0] for row in heads(store)} >= {circle.bytes}
    assert store.verify(full=True).findings == ()
    colleague = reopened(centre, location, "kollege")
    assert all_of(colleague, Client) == all_of(colleague, Case) == []
    with colleague.work() as work:
        assert work.all(Client, client.id) == []
        with pytest.raises(RecordConflict):
            work.put(msgspec.structs.replace(client, version=1))
    for what in (a_note(client.id), client):
        with pytest.raises((errors.MayNotWrite, RecordConflict)):
            save(colleague, what)
    with colleague.work() as work:
        work.shred(client.id)
        with pytest.raises(errors.MayNotShred):
            work.commit()
    assert colleague.verify(full=True).findings == ()
    colleague.close()
    assert len(all_of(store, Client)) == 1


def heads(store: Store) -> list[tuple[object, ...]]:
    with store.database.transaction(writes=False) as link:
        return link.rows(statements.READ_HEADS)


def test_a_subject_with_parts_elsewhere_is_not_shredded(
    store: Store, centre: Centre, location: str | Path
) -> None:
    """The keys are the colleague's, one record is not: nothing at all is deleted."""
    client = a_client()
    save(store, client)
    circle = new_circle(store, Domain.CASE)
    made, _ = store.keyring.new_subject_key(client.id, Domain.CASE, circle)
    with store.writing() as writing:
        writing.insert_key(made)
    save(store, a_case(client.id))
    own_circle = store.keyring.default_circle.bytes
    with store.database.schema() as connection:
        connection.execute(
            subject_key.update().where(subject_key.c.domain == "case").values(circle=own_circle)
        )
    colleague = reopened(centre, location, "kollege")
    with colleague.work() as work:
        work.shred(client.id)
        with pytest.raises(errors.StoreError):
            work.commit()
    colleague.close()
    assert len(all_of(store, Client)) == 1


def test_shredded_keys_that_came_back_are_found(store: Store) -> None:
    doomed = a_client()
    save(store, doomed)
    with store.database.transaction(writes=False) as link:
        [key] = [row for row in link.rows(statements.ALL_KEYS) if row[1] == doomed.id.bytes]
    with store.work() as work:
        work.shred(doomed.id)
        work.commit()
    names = ("id", "subject", "domain", "circle", "epoch", "wrapped")
    with store.database.schema() as connection:
        connection.execute(statements.INSERT_KEY, dict(zip(names, key, strict=True)))
    assert any(finding.where.startswith("subject_key") for finding in store.verify().findings)


def test_a_follower_reads_what_is_being_committed(store: Store) -> None:
    counts: list[int] = []

    def follow(changes: Iterable[Change], work: Work) -> None:
        counts.append(len(work.all(Client)))

    store.followers.append(follow)
    save(store, a_client())
    save(store, a_client(), a_client())
    assert counts == [1, 3]


def test_only_appointments_show_their_week() -> None:
    class Booking(Record, frozen=True, kw_only=True, tag="booking"):
        domain: ClassVar[Domain] = Domain.SCHEDULING
        shelf: ClassVar[Shelf] = Shelf.APPOINTMENT

        @property
        def week(self) -> str:
            return "2026-W45"

    assert week_of(Booking(id=uuid4(), subject=uuid4())) == "2026-W45"
    assert week_of(a_note(uuid4())) is None


def test_the_day_of_a_tombstone_comes_from_the_clock(store: Store) -> None:
    doomed = a_client()
    save(store, doomed)
    store.now = lambda: NOW
    with store.work() as work:
        work.shred(doomed.id)
        work.commit()
    with store.database.transaction(writes=False) as link:
        [row] = link.rows(statements.TOMBSTONES)
    assert row[1] == DAY.isoformat()
    assert store.verify(full=True).findings == ()


def test_a_state_read_before_never_spoils_a_newer_list(local: Store) -> None:
    save(local, a_client())
    with local.work() as old:
        assert old.all(Consultation) == []
        save(local, a_client())
        assert len(all_of(local, Client)) == 2
        assert len(old.all(Client)) == 1
    assert len(all_of(local, Client)) == 2


def test_own_saves_after_those_of_others_leave_the_lists_right(
    store: Store, centre: Centre, location: str | Path
) -> None:
    save(store, a_client())
    all_of(store, Client)
    other = reopened(centre, location)
    save(other, a_client())
    save(store, a_client())
    assert len(all_of(store, Client)) == 3
    other.close()


def test_a_seal_around_another_record_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    note = a_note(uuid4())
    with monkeypatch.context() as patch:
        real = codec.encode
        patch.setattr(codec, "encode", lambda record: real(msgspec.structs.replace(record, version=9)))
        save(store, note)
    store.cache.clear()
    with store.work() as work, pytest.raises(errors.Damaged):
        work.get(Consultation, note.id)
    assert [finding.where for finding in store.verify(full=True).findings] == [f"record {note.id}"]


def test_a_user_who_joined_meanwhile_is_learnt_of(store: Store, centre: Centre, location: str | Path) -> None:
    before = Box()
    before.content = {id_: item for id_, item in centre.box.content.items() if item.kind != "user"}
    store.detach()
    store.attach(centre.user(items=before))
    assert [user.name for user in store.keyring.users()] == ["beraterin"]
    other = reopened(centre, location, "kollege")
    save(other, a_client())
    other.close()
    assert len(all_of(store, Client)) == 1
    assert len(store.keyring.users()) > 1


def test_a_check_of_a_running_program_finds_what_changed_beneath_it(store: Store) -> None:
    doomed = a_client()
    save(store, doomed, a_client())
    with store.work() as work:
        work.shred(doomed.id)
        work.commit()
    for change, where in (
        ("UPDATE tombstone SET day = '2020-01-01'", "tombstone"),
        ("UPDATE head SET digest = writer WHERE domain = 'identity'", "meta"),
        ("DELETE FROM meta", "meta"),
    ):
        with store.database.schema() as connection:
            connection.exec_driver_sql(change)
        assert any(finding.where.startswith(where) for finding in store.verify().findings), change


def test_only_items_are_written_before_the_first_user(centre: Centre, location: str | Path) -> None:
    store = Store.create(location, centre.storage)
    with store.writing() as writing:
        writing.put_item(uuid4(), "test", b"x")
        with pytest.raises(errors.NotAttached):
            _ = writing.keyring
    assert len(store.items("test")) == 1
    store.close()


def put_and_be_cut(store: Store, cut: Follower) -> None:
    with store.database.transaction(writes=True) as link:
        link.run(statements.DELETE_ITEM, {"id": b"x"})
        cut((), StoreWork(store))


@pytest.mark.postgres
def test_a_server_that_cuts_the_connection(centre: Centre, new_database: Callable[[], str]) -> None:
    address = new_database()
    store = centre.open_store(address, create=True)

    def cut(changes: Iterable[Change], work: Work) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    store.followers.append(cut)
    with pytest.raises(errors.ServerUnreachable):
        save(store, a_client())
    store.followers.clear()
    with pytest.raises(errors.ServerUnreachable):
        put_and_be_cut(store, cut)
    assert all_of(store, Client) == []
    save(store, a_client())
    assert len(all_of(store, Client)) == 1
    store.close()


def test_a_key_is_given_once(store: Store) -> None:
    subject = uuid4()
    made, _ = store.keyring.new_subject_key(subject, Domain.CASE)
    with store.writing() as writing:
        writing.insert_key(made)
    with pytest.raises(errors.Taken):
        insert_again(store, made)
    save(store, a_note(subject))
    assert store.verify(full=True).findings == ()


def insert_again(store: Store, made: WrappedKey) -> None:
    with store.writing() as writing:
        writing.insert_key(made)


def test_the_trail_is_right_however_many_lines_are_remembered(
    store: Store, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_EVENTS", 2)
    clients = [a_client() for _ in range(3)]
    for client in [*clients, clients[0]]:
        save(store, msgspec.structs.replace(client, id=uuid4()))
    lines = trail(centre, store)
    assert len({line.subject for line in lines}) == 3
    assert lines[0].subject == lines[3].subject


def test_reading_a_list_leaves_the_garbage_collector_as_it_was(local: Store) -> None:
    save(local, a_client())
    for is_enabled in (True, False):
        local.cache.clear()
        (gc.enable if is_enabled else gc.disable)()
        try:
            assert len(all_of(local, Client)) == 1
            assert gc.isenabled() is is_enabled
        finally:
            gc.enable()


def test_one_record_of_others_is_seen_without_reading_the_list_again(
    store: Store, centre: Centre, location: str | Path
) -> None:
    client = a_client()
    save(store, client)
    all_of(store, Client)
    other = reopened(centre, location)
    with other.work() as work:
        work.put(work.get(Client, client.id))
        work.commit()
    for _ in range(2):
        with store.work() as work:
            assert work.get(Client, client.id).version == 2
    assert store.catch_up().kinds() == {"Client"}
    other.close()
