# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A subject moves from one circle to another: whole, under fresh keys, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select

from beratung.domain.base import Domain
from beratung.domain.cases import Case, Consultation, Letter
from beratung.domain.errors import NotFound
from beratung.domain.kept import part_of
from beratung.domain.people import Client
from beratung.domain.work import Action, Changes
from beratung.store import Store, errors, statements
from beratung.store.circles import circle_of_record, circle_of_subject, subjects_of
from beratung.store.keys import wrapped_key
from beratung.store.rows import Opener
from beratung.store.tables import record, snapshot
from beratung.vault import Accounts, Locked, Suspended, Tampered, WrappedKey
from beratung.vault.access import Circles
from beratung.vault.circle_members import CIRCLE_DOMAINS
from tests.store.keyrings import NOW, Centre
from tests.store.people import a_case, a_client, a_letter, a_note, save
from tests.store.test_store import trail

KINDS = (Client, Case, Consultation, Letter)


@pytest.fixture
def client(store: Store) -> Client:
    """A client with a record of each kind, one of them large, among others who are not touched."""
    client, other = a_client("Musterfrau"), a_client("Beispielmann")
    save(store, client, a_case(client.id), a_note(client.id), a_letter(client.id))
    save(store, other, a_case(other.id), a_note(other.id))
    return client


def new_circle(store: Store, *others: UUID) -> UUID:
    with store.together():
        return Circles(store.keyring, store).found(others, NOW)


def moved(store: Store, subject: UUID, circle: UUID) -> Changes:
    with store.work() as work:
        work.move_subject(subject, circle)
        return work.commit()


@contextmanager
def as_user(centre: Centre, location: str | Path, name: str) -> Iterator[Store]:
    """Another program at the same centre."""
    store = Store.open(location, centre.storage)
    store.attach(centre.user(name, store))
    yield store
    store.close()


def keys_of(store: Store, subject: UUID) -> list[WrappedKey]:
    with store.database.transaction(writes=False) as link:
        return [wrapped_key(row) for row in link.rows(statements.KEYS_OF_SUBJECT, {"subject": subject.bytes})]


def found(store: Store, subject: UUID) -> dict[str, int]:
    """How many records of each kind somebody reads of a subject, by asking for it and among all."""
    with store.work() as work:
        one = {kind.__name__: len(work.all(kind, subject)) for kind in KINDS}
        every = {kind.__name__: len([r for r in work.all(kind) if r.subject == subject]) for kind in KINDS}
    assert one == every
    return {kind: count for kind, count in one.items() if count}


WHOLE = {"Client": 1, "Case": 1, "Consultation": 1, "Letter": 1}


def test_a_subject_moves_whole_and_others_find_nothing(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    circle, default = new_circle(store), store.keyring.default_circle
    before = {row.id for row in keys_of(store, client.id)}
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == WHOLE
        changes = moved(store, client.id, circle)
        assert changes.kinds() == set(WHOLE)
        assert changes.subjects() == {client.id}
        assert found(colleague, client.id) == {}
        with colleague.work() as work, pytest.raises(NotFound):
            work.get(Client, client.id)
        with pytest.raises(errors.MayNotWrite):
            save(colleague, a_note(client.id))
        assert colleague.verify(full=True).findings == ()
        assert circle_of_record(colleague, client.id) == circle
        assert circle_of_subject(colleague, client.id) == circle
    assert found(store, client.id) == WHOLE
    assert store.verify(full=True).findings == ()
    after = keys_of(store, client.id)
    assert before.isdisjoint({row.id for row in after})
    assert {row.circle for row in after} == {circle}
    assert subjects_of(store, circle) == (client.id,)
    assert len(subjects_of(store, default)) == 1
    with as_user(centre, location, "beraterin") as again:
        assert found(again, client.id) == WHOLE
        assert again.verify(full=True).findings == ()


def test_back_again_everybody_finds_it(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    circle, default = new_circle(store), store.keyring.default_circle
    for target in (circle, default, circle, default):
        moved(store, client.id, target)
        assert store.verify(full=True).findings == ()
        assert {row.circle for row in keys_of(store, client.id)} == {target}
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == WHOLE
        assert circle_of_subject(colleague, client.id) == default
    with store.work() as work:
        assert work.get(Client, client.id).version == 1, "nobody's change is in conflict with a move"


def test_what_changes_in_the_same_work_moves_along(store: Store, client: Client) -> None:
    circle = new_circle(store)
    note = a_note(client.id, "Mit umgezogen")
    with store.work() as work:
        work.put(note)
        work.put(work.get(Client, client.id))
        work.move_subject(client.id, circle)
        work.commit()
    assert found(store, client.id) == WHOLE | {"Consultation": 2}
    assert circle_of_record(store, note.id) == circle
    assert store.verify(full=True).findings == ()


def test_what_is_written_later_stays_in_the_circle(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    """Also in a domain that had no key yet, although the statistics have one in the default circle."""
    made, _ = store.keyring.new_subject_key(client.id, Domain.STATISTICS)
    with store.writing() as writing:
        writing.insert_key(made)
    circle = new_circle(store)
    moved(store, client.id, circle)
    save(store, a_note(client.id))
    with store.writing() as writing:
        key, new = store.keys.for_sealing(writing.link, client.id, Domain.SCHEDULING)
        assert new is not None
        assert key.circle == circle
        statistics, _ = store.keys.for_sealing(writing.link, client.id, Domain.STATISTICS)
        assert (statistics.id, statistics.circle) == (made.id, store.keyring.default_circle)
        fresh, new = store.keys.for_sealing(writing.link, uuid4(), Domain.STATISTICS)
        assert fresh.circle == store.keyring.default_circle
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == {}
    assert store.verify(full=True).findings == ()


def test_what_lies_under_statistics_stays_there(store: Store, client: Client) -> None:
    made, _ = store.keyring.new_subject_key(client.id, Domain.STATISTICS)
    row = uuid4().bytes
    columns = {
        "id": row,
        "shelf": "entry",
        "subject": client.id.bytes,
        "key": made.id.bytes,
        "domain": "statistics",
        "circle": made.circle.bytes,
        "version": 1,
        "layout": 1,
        "epoch": 1,
        "week": None,
        "row_mac": bytes(32),
        "blob": b"x",
        "generation": 1,
    }
    with store.writing() as writing:
        writing.insert_key(made)
        writing.link.run(statements.INSERT_ROW, columns)
    moved(store, client.id, new_circle(store))
    with store.database.transaction(writes=False) as link:
        [after] = [found for found in link.rows(statements.ALL_ROWS) if bytes(found[0]) == row]
    assert (bytes(after[3]), bytes(after[5]), bytes(after[11])) == (made.id.bytes, made.circle.bytes, b"x")


def test_old_keys_open_nothing_of_what_lies_there_now(store: Store, client: Client) -> None:
    """With every key of the subject that somebody could have kept, and the rows as they are."""
    old = [store.keyring.unwrap(row) for row in keys_of(store, client.id)]
    moved(store, client.id, new_circle(store))
    with store.reading() as reader:
        rows = [row for row in reader.link.rows(statements.ALL_ROWS) if row[2] == client.id.bytes]
    assert len(rows) == 4
    opener = Opener(store.keyring, store.keys)
    for row in rows:
        sealed = opener.sealed(row)
        for key in old:
            with pytest.raises(Tampered):
                key.open(sealed.header, sealed.blob)


def test_a_new_epoch_of_the_same_circle_seals_everything_anew(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    colleague_id = centre.user("kollege").user.id
    circle = new_circle(store, colleague_id)
    moved(store, client.id, circle)
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == WHOLE
        kept = {
            (domain, key.epoch): key
            for domain in CIRCLE_DOMAINS
            if (key := colleague.keyring.circle_keys.newest(circle, domain)) is not None
        }
        assert len(kept) == 3
        with store.together():
            Circles(store.keyring, store).expel(circle, colleague_id, NOW)
            save(store, a_note(client.id))
            changes = moved(store, client.id, circle)
        assert changes.kinds() == set(WHOLE), "the note has the new key already, the others get one"
        rows = keys_of(store, client.id)
        assert {row.epoch for row in rows} == {2}
        for row in rows:
            for key in kept.values():
                with pytest.raises(Tampered):
                    key.unwrap(row)
        assert found(colleague, client.id) == {}
    assert found(store, client.id) == WHOLE | {"Consultation": 2}
    assert store.verify(full=True).findings == ()
    assert moved(store, client.id, circle) == Changes(), "it is there already"
    assert store.verify(full=True).findings == ()


def test_nobody_moves_what_he_cannot_open(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    circle = new_circle(store)
    with as_user(centre, location, "kollege") as colleague:
        own = new_circle(colleague)
        with pytest.raises(errors.MayNotWrite):
            moved(colleague, client.id, circle)
        assert found(colleague, client.id) == WHOLE
        moved(store, client.id, circle)
        for target in (own, colleague.keyring.default_circle, circle):
            with pytest.raises(errors.MayNotWrite):
                moved(colleague, client.id, target)
        with pytest.raises(NotFound):
            moved(colleague, uuid4(), own)
    with as_user(centre, location, "verwaltung") as admin, pytest.raises(errors.MayNotWrite):
        moved(admin, client.id, admin.keyring.default_circle)
    assert found(store, client.id) == WHOLE
    assert store.verify(full=True).findings == ()


def test_a_move_that_fails_leaves_all_as_it_was(
    store: Store, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle = new_circle(store)
    before = keys_of(store, client.id)
    generation = store.freshness.generation

    def fail(*args: object) -> None:
        raise errors.DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "append_trail", fail)
        with pytest.raises(errors.DiskFull):
            moved(store, client.id, circle)
    assert sorted(keys_of(store, client.id), key=lambda row: row.id) == sorted(before, key=lambda row: row.id)
    assert store.freshness.generation == generation
    assert found(store, client.id) == WHOLE
    assert store.verify(full=True).findings == ()


def test_the_trail_names_both_pseudonyms_side_by_side(store: Store, client: Client, centre: Centre) -> None:
    moved(store, client.id, new_circle(store))
    save(store, a_note(client.id))
    lines = trail(centre, store)
    first = next(line.subject for line in lines if line.kind == "client")
    [ends, begins] = [line for line in lines if line.kind == "circle"]
    assert {ends.action, begins.action} == {Action.CHANGED}
    assert ends.subject == first != begins.subject
    assert [line.subject for line in lines if line.kind == "consultation"][-1] == begins.subject


def test_kept_lists_that_name_the_subject_die_with_the_move(store: Store, client: Client) -> None:
    doomed = {
        "name": f"lists-{part_of(client.id):02d}",
        "circle": store.keyring.default_circle.bytes,
        "domain": "case",
        "epoch": 1,
        "generation": 1,
        "wrapped": b"x",
        "body": b"x",
    }
    with store.database.schema() as connection:
        connection.execute(snapshot.insert(), doomed)
    moved(store, client.id, new_circle(store))
    with store.database.transaction(writes=False) as link:
        assert link.rows(snapshot.select()) == []


def test_who_is_let_in_finds_it_without_unlocking_again(
    store: Store, client: Client, centre: Centre, location: str | Path
) -> None:
    circle = new_circle(store)
    moved(store, client.id, circle)
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == {}
        before = store.freshness.generation
        with store.together():
            Circles(store.keyring, store).admit(circle, colleague.keyring.user.id, NOW)
            assert moved(store, client.id, circle) == Changes()
        assert found(colleague, client.id) == WHOLE
        with colleague.reading() as reader:
            newer = select(record.c.subject).where(record.c.generation > bindparam("since"))
            written = {row[0] for row in reader.link.rows(newer, {"since": before})}
        assert written == {client.id.bytes}
        assert {touched.subject for touched in colleague.catch_up().touched} >= {client.id}
        save(colleague, a_note(client.id, "Von der Kollegin"))
    assert found(store, client.id) == WHOLE | {"Consultation": 2}


def test_who_is_suspended_while_his_program_runs_opens_nothing_more(
    store: Store, client: Client, centre: Centre, location: str | Path, tmp_path: Path
) -> None:
    with as_user(centre, location, "kollege") as colleague:
        assert found(colleague, client.id) == WHOLE
        user = colleague.keyring.user.id
        with store.together():
            Accounts(store.keyring, store, tmp_path).suspend(user, NOW)
        with pytest.raises(Suspended):
            found(colleague, client.id)
        with pytest.raises(Locked):
            save(colleague, a_client())


def test_an_emptied_circle_leaves_nothing(store: Store, client: Client, centre: Centre) -> None:
    """Also where its last subject is deleted; one with another subject in it stays."""
    circle, other = new_circle(store), a_client()
    save(store, other)
    for subject in (client.id, other.id):
        moved(store, subject, circle)
    moved(store, client.id, store.keyring.default_circle)
    assert centre.user(items=store).circle_members.circles() == {circle}
    assert store.verify(full=True).findings == ()
    with store.work() as work:
        work.shred(other.id)
        work.commit()
    assert centre.user(items=store).circle_members.circles() == frozenset()
    assert store.verify(full=True).findings == ()
    again = new_circle(store)
    moved(store, client.id, again)
    assert found(store, client.id) == WHOLE
    assert store.verify(full=True).findings == ()


def test_ids_that_are_nothing_have_no_circle(store: Store) -> None:
    assert circle_of_record(store, uuid4()) is None
    assert circle_of_subject(store, uuid4()) is None
    assert subjects_of(store, uuid4()) == ()
