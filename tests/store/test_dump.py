# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""All tables written out and read back, from each engine into each, with every signature and digest still right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import sqlalchemy as sa

from beratung.store import Store, dump, errors, statements
from beratung.store.freshness import read_meta
from beratung.store.layout import LAYOUTS
from beratung.store.tables import metadata
from beratung.store.writing import tombstone_statement
from beratung.vault import Keyring
from beratung.vault.statements import SUSPENSION
from tests.store import tamper
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_letter, a_note, save


def filled(store: Store, people: int = 3) -> list[UUID]:
    """Some people, one of whom is deleted again; the ids of those who are left."""
    kept = []
    for _ in range(people):
        client = a_client()
        save(store, client, a_case(client.id), a_note(client.id), a_letter(client.id))
        kept.append(client.id)
    gone = a_client()
    save(store, gone)
    with store.work() as work:
        work.shred(gone.id)
        work.commit()
    return kept


def written(store: Store) -> list[dump.Part]:
    with dump.one_commit(store) as whole:
        return list(dump.parts(whole.link, whole.database))


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """A second place without a centre."""
    if request.param == "sqlcipher":
        folder = tmp_path / "wieder"
        folder.mkdir()
        return folder
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


def test_what_was_written_is_read_back_with_every_signature_and_digest(
    centre: Centre, store: Store, elsewhere: str | Path
) -> None:
    people = filled(store)
    found = written(store)
    seen: list[int] = []
    meta = dump.load(elsewhere, centre.storage, LAYOUTS[-1], found, seen.append)
    assert meta == store.freshness.meta
    with store.database.transaction(writes=False) as link:
        assert seen[-1] == sum(part[1] for part in found) == dump.size_of(link)
        assert dump.size_of(link, {"meta"}) == 1
    again = Store.open(elsewhere, centre.storage)
    again.attach(centre.user())
    try:
        verified = again.verify(full=True)
        assert verified.ok, verified.findings
        with again.work() as work:
            assert {client.id for client in work.all(type(a_client()))} == set(people)
        save(again, a_note(people[0]))
        assert again.verify(full=True).ok
        with dump.one_commit(again) as whole:
            assert sum(dump.envelopes(whole.link).values()) == 4 * len(people) + 1
            assert {domain for _, domain in whole.places} == {"identity", "case"}
            assert set(dump.circles_of_subjects(whole.link).values()) == {centre.user().default_circle}
    finally:
        again.close()
    with pytest.raises(errors.CentreExists):
        dump.load(elsewhere, centre.storage, LAYOUTS[-1], found)


def test_large_tables_come_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store)
    monkeypatch.setattr(dump, "PART_ROWS", 4)
    assert max(part[1] for part in written(store)) == 4
    monkeypatch.setattr(dump, "PART_ROWS", 2000)
    monkeypatch.setattr(dump, "PART_BYTES", 100)
    found = written(store)
    assert {part[1] for part in found} == {1}
    with dump.one_commit(store) as whole:
        names = {part[0] for part in dump.parts(whole.link, whole.database, dump.ADDENDUM)}
    assert names == {"meta", "vault_item", "tombstone"}


def test_a_state_behind_what_was_seen_is_not_written_out(
    local: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        dump,
        "read_meta",
        lambda link: msgspec.structs.replace(read_meta(link), generation=local.freshness.generation - 1),
    )
    monkeypatch.setattr(dump, "read_heads", lambda *_: {})
    with pytest.raises(errors.RolledBack), dump.one_commit(local):
        pass


def part(table: str, columns: tuple[str, ...], *rows: tuple[Any, ...], count: int | None = None) -> dump.Part:
    content = msgspec.msgpack.encode([columns, rows])
    return table, len(rows) if count is None else count, content


GOOD = part("vault_item", ("id", "kind", "body"), (b"i" * 16, "user", b"b"))


@pytest.mark.parametrize(
    "bad",
    [
        ("vault_item", 1, b"\xff\xff"),
        part("nothing", ("id",), (b"i" * 16,)),
        part("vault_item", ("id", "kind", "body")),
        part("snapshot", ("name",), ("roster",)),
        part("vault_item", ("id", "name"), (b"i" * 16, "x")),
        part("vault_item", ("id", "id"), (b"i" * 16, b"j" * 16)),
        part("vault_item", ("id", "kind", "body"), (b"i" * 16, "user", b"b"), count=2),
        part("vault_item", ("id", "kind", "body"), (b"i" * 16, "user")),
    ],
)
def test_what_are_no_rows_of_ours_is_refused(bad: dump.Part) -> None:
    assert dump.rows_of(GOOD) == [{"id": b"i" * 16, "kind": "user", "body": b"b"}]
    with pytest.raises(errors.Damaged):
        dump.rows_of(bad)


def test_nothing_stays_of_a_dump_that_no_table_can_hold(
    centre: Centre, store: Store, elsewhere: str | Path
) -> None:
    filled(store, 1)
    found = written(store)
    homeless = part(
        "record",
        tuple(str(column.name) for column in metadata.tables["record"].columns),
        tuple(
            b"x" * 16 if column.name in {"id", "subject", "key", "circle"} else _value(column.name)
            for column in metadata.tables["record"].columns
        ),
    )
    twice = [*found, found[0]]
    for wrong in ([*found, homeless], twice):
        with pytest.raises(errors.Damaged):
            dump.load(elsewhere, centre.storage, LAYOUTS[-1], wrong)
        if isinstance(elsewhere, Path):
            for left in elsewhere.iterdir():
                left.unlink()
    dump.load(elsewhere, centre.storage, LAYOUTS[-1], found)


def _value(name: str) -> object:
    if name in {"row_mac", "blob"}:
        return b"m" * 32
    if name in {"version", "layout", "epoch", "generation"}:
        return 1
    return None if name == "week" else "case"


def test_a_dump_of_a_newer_layout_is_not_read(centre: Centre, tmp_path: Path) -> None:
    with pytest.raises(errors.NewerLayout):
        dump.load(tmp_path, centre.storage, "9999", [])


def test_subjects_that_came_back_are_found_and_signed_deletions_taken(
    store: Store, centre: Centre, elsewhere: str | Path
) -> None:
    people = filled(store)
    older = written(store)
    with store.work() as work:
        work.shred(people[0])
        work.shred(people[1])
        work.commit()
    rows = [row for one in written(store) if one[0] == "tombstone" for row in dump.rows_of(one)]
    dump.load(elsewhere, centre.storage, LAYOUTS[-1], older)
    again = Store.open(elsewhere, centre.storage)
    again.attach(centre.user())
    try:
        assert dump.doomed(again) == []
        forged = [rows[-1] | {"subject": people[2].bytes}, rows[-1] | {"writer": uuid4().bytes}]
        assert dump.take_tombstones(again, [*forged, *rows, *rows]) == 2
        assert dump.doomed(again) == sorted(people[:2])
        for subject in people[:2]:
            with again.work() as work:
                work.shred(subject)
                work.commit()
        assert dump.doomed(again) == []
        assert again.verify(full=True).ok
    finally:
        again.close()


def test_the_rests_of_a_damaged_centre_still_tell_of_accounts_and_deletions(
    centre: Centre, local: Store, folder: Path, tmp_path: Path
) -> None:
    people = filled(local)
    local.put_item(SUSPENSION, uuid4(), b"word")
    local.close()
    found = dict.fromkeys(one[0] for one in dump.rests(folder, centre.storage))
    assert set(found) == dump.ADDENDUM
    assert set(dump.circles_of(folder, centre.storage)) == set(people)
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("DROP TABLE tombstone")
        raw.execute("DROP TABLE record")
        raw.execute("DROP TABLE subject_key")
    assert {one[0] for one in dump.rests(folder, centre.storage)} == {"meta", "vault_item"}
    assert dump.circles_of(folder, centre.storage) == {}
    assert list(dump.rests(folder, b"k" * 32)) == []
    assert list(dump.rests(tmp_path / "nichts", centre.storage)) == []


def test_what_was_loaded_on_a_server_can_be_taken_away_by_its_mark_alone(
    centre: Centre, store: Store, elsewhere: str | Path
) -> None:
    filled(store, 1)
    found, mark = written(store), uuid4()
    dump.load(elsewhere, centre.storage, LAYOUTS[-1], found, mark=mark)
    dump.undo_load(elsewhere, centre.storage, str(uuid4()))
    Store.open(elsewhere, centre.storage).close()
    dump.undo_load(elsewhere, centre.storage, str(mark))
    if isinstance(elsewhere, Path):
        Store.open(elsewhere, centre.storage).close()
        return
    with pytest.raises(errors.NoCentreHere):
        Store.open(elsewhere, centre.storage)
    dump.undo_load(elsewhere, centre.storage, str(mark))
    dump.load(elsewhere, centre.storage, LAYOUTS[-1], found)
    dump.undo_load(elsewhere, centre.storage, str(mark))
    Store.open(elsewhere, centre.storage).close()


def test_whoever_keeps_the_file_of_repeats_is_told_after_each_commit_that_matters(local: Store) -> None:
    told: list[int] = []
    local.after_repeatable.append(lambda: told.append(local.freshness.generation))
    save(local, a_client())
    local.put_item("setting", uuid4(), b"x")
    assert told == []
    item = uuid4()
    local.put_item(SUSPENSION, item, b"x")
    local.remove_item(item)
    local.remove_item(item)
    assert len(told) == 2
    client = a_client()
    save(local, client)
    with local.work() as work:
        work.shred(client.id)
        work.commit()
    assert told[-1] == local.freshness.generation
    assert len(told) == 3


def test_the_oldest_layout_is_read_and_brought_up_to_date(
    centre: Centre, local: Store, tmp_path: Path
) -> None:
    filled(local, 1)
    target = tmp_path / "alt"
    target.mkdir()
    older = []
    for one in written(local):
        rows = [
            {k: v for k, v in row.items() if k != "generation" or one[0] != "record"}
            for row in dump.rows_of(one)
        ]
        older.append(part(one[0], tuple(rows[0]), *(tuple(row.values()) for row in rows)))
    dump.load(target, centre.storage, LAYOUTS[0], older)
    again = Store.open(target, centre.storage)
    again.attach(centre.user())
    assert again.verify(full=True).ok
    with again.database.transaction(writes=False) as link:
        assert link.rows(statements.READ_META)
    again.close()


def test_a_user_of_another_centre_signs_no_deletion(local: Store, tmp_path: Path) -> None:
    stranger: Keyring = Centre(tmp_path / "fremd").user()
    subject = uuid4()
    statement = tombstone_statement(local.freshness.store, subject, "2026-11-02")
    row = {
        "subject": subject.bytes,
        "writer": stranger.user.id.bytes,
        "day": "2026-11-02",
        "signature": stranger.sign("tombstone", statement),
    }
    assert dump.take_tombstones(local, [row]) == 0


@pytest.mark.parametrize("name", ["sprachmittler", "verwaltung", "leitung"])
def test_nobody_has_others_delete_whom_he_could_not_delete(store: Store, centre: Centre, name: str) -> None:
    """Whoever has the storage key can write a row; a colleague's program deletes nobody for it."""
    [client, *_] = filled(store)
    ring = centre.user(name, store)
    statement = tombstone_statement(store.freshness.store, client, "2026-11-02")
    signature = ring.sign("tombstone", statement)
    row = {"subject": client.bytes, "day": "2026-11-02", "writer": ring.user.id.bytes, "signature": signature}
    assert dump.take_tombstones(store, [row]) == 0
    with store.writing() as writing:
        writing.take_tombstone(client, "2026-11-02", ring.user.id, signature)
    assert dump.doomed(store) == []


def test_numbers_beyond_every_column_and_faults_of_the_disk(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("eins", "zwei"):
        (tmp_path / name).mkdir()
    monstrous = part("audit", ("chain", "seq", "entry"), (b"c" * 16, 2**63 + 5, b"e"))
    with pytest.raises(errors.Damaged):
        dump.load(tmp_path / "eins", centre.storage, LAYOUTS[-1], [monstrous])
    monkeypatch.setattr(dump, "_insert", lambda *_: sa.text("INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(errors.NoCentreHere):
        dump.load(tmp_path / "zwei", centre.storage, LAYOUTS[-1], [GOOD])
