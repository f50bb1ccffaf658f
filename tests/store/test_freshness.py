# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Old states put back, rows and links changed: everything is noticed, and what a crash leaves is not."""

import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from beratung.domain.cases import Consultation, Letter
from beratung.domain.people import Client
from beratung.store import Store, errors, freshness
from beratung.store.anchor import SLOT, Anchor, Mark
from beratung.store.engine import Link, Row
from beratung.store.heads import Head, Heads, Meta, state
from tests.store import tamper
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_note, save


def reopened(centre: Centre, folder: Path, *, accept_state: bool = False) -> Store:
    store = Store.open(folder, centre.storage, accept_state=accept_state)
    store.attach(centre.user())
    return store


def findings(centre: Centre, folder: Path, *, full: bool = False) -> list[str]:
    """What a check complains of, also where opening already refuses."""
    try:
        store = reopened(centre, folder)
    except errors.StoreError as error:
        return [error.message]
    try:
        return [finding.where for finding in store.verify(full=full).findings]
    finally:
        store.close()


@pytest.fixture
def filled(centre: Centre, folder: Path) -> Path:
    """A closed centre with a few records."""
    store = centre.open_store(folder, create=True)
    clients = [a_client() for _ in range(30)]
    save(store, *clients, *[a_note(client.id, "Text " * 100) for client in clients])
    store.close()
    return folder


def test_a_sound_centre_has_no_findings(centre: Centre, filled: Path) -> None:
    assert findings(centre, filled) == []
    assert findings(centre, filled, full=True) == []


def test_the_whole_file_put_back_is_noticed(centre: Centre, filled: Path) -> None:
    old = tamper.copied(filled, "old")
    store = reopened(centre, filled)
    save(store, a_client())
    store.close()
    tamper.put_back(filled, old)
    with pytest.raises(errors.RolledBack) as caught:
        Store.open(filled, centre.storage)
    assert caught.value.details["expected"] == int(caught.value.details["found"]) + 1
    assert str(filled) not in str(caught.value)


def test_who_put_a_backup_back_himself_can_say_so(centre: Centre, filled: Path) -> None:
    old = tamper.copied(filled, "old")
    store = reopened(centre, filled)
    save(store, a_client(), a_client())
    store.close()
    tamper.put_back(filled, old)
    store = reopened(centre, filled, accept_state=True)
    with store.work() as work:
        assert len(work.all(Client)) == 30
    save(store, a_client())
    store.close()
    assert findings(centre, filled) == []


def test_an_old_state_can_be_looked_at_and_nothing_is_written_before_it_is_accepted(
    centre: Centre, filled: Path
) -> None:
    old = tamper.copied(filled, "old")
    store = reopened(centre, filled)
    save(store, a_client())
    store.close()
    tamper.put_back(filled, old)
    anchor = (filled / "beratung.anchor").read_bytes()
    store = Store.look(filled, centre.storage)
    store.attach(centre.user())
    with store.work() as work:
        assert len(work.all(Client)) == 30
    with pytest.raises(errors.RolledBack):
        save(store, a_client())
    assert (filled / "beratung.anchor").read_bytes() == anchor
    store.accept_state()
    assert (filled / "beratung.anchor").read_bytes() == anchor, "nothing by halves"
    save(store, a_client())
    save(store, a_client())
    store.close()
    assert findings(centre, filled) == []


def test_the_file_put_back_while_the_program_runs_is_noticed(centre: Centre, filled: Path) -> None:
    store = reopened(centre, filled)
    before = store.freshness.generation
    save(store, a_client())
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute("UPDATE meta SET generation = ?", (before,))
    with store.work() as work, pytest.raises(errors.RolledBack):
        work.all(Client)
    with pytest.raises(errors.RolledBack):
        save(store, a_client())
    store.close()


def test_every_old_page_put_back_is_noticed(centre: Centre, filled: Path) -> None:
    old = tamper.copied(filled, "old")
    store = reopened(centre, filled)
    with store.work() as work:
        for record in [*work.all(Client)[:5], *work.all(Consultation)[:5]]:
            work.put(record)
        work.commit()
    save(store, a_client())
    store.close()
    new = tamper.copied(filled, "new")
    pages = tamper.changed_pages(filled / "beratung.db", old / "beratung.db")
    assert len(pages) > 10
    for page in pages:
        tamper.put_back(filled, new)
        tamper.put_back_page(filled / "beratung.db", old / "beratung.db", page)
        assert findings(centre, filled, full=True), f"page {page}"


def test_a_cut_log_is_noticed(centre: Centre, filled: Path) -> None:
    store = reopened(centre, filled)
    for _ in range(5):
        save(store, a_client())
    wal = filled / "beratung.db-wal"
    size = wal.stat().st_size
    while_open = tamper.copied(filled, "copy")
    store.close()
    for kept in (0, 32, size // 2, size - 1):
        tamper.put_back(filled, while_open)
        (filled / "beratung.db-shm").unlink(missing_ok=True)
        with wal.open("r+b") as file:
            file.truncate(kept)
        with pytest.raises(errors.RolledBack):
            Store.open(filled, centre.storage)
    tamper.put_back(filled, while_open)
    wal.unlink()
    with pytest.raises(errors.RolledBack):
        Store.open(filled, centre.storage)
    tamper.put_back(filled, while_open)
    assert findings(centre, filled) == []


def test_one_flipped_bit_in_the_log_is_noticed(centre: Centre, filled: Path) -> None:
    store = reopened(centre, filled)
    save(store, a_client())
    while_open = tamper.copied(filled, "copy")
    store.close()
    content = bytearray((while_open / "beratung.db-wal").read_bytes())
    for at in range(32 + 24, len(content), len(content) // 20):
        flipped = bytearray(content)
        flipped[at] ^= 1
        tamper.put_back(filled, while_open)
        (filled / "beratung.db-shm").unlink(missing_ok=True)
        (filled / "beratung.db-wal").write_bytes(flipped)
        with pytest.raises(errors.StoreError):
            Store.open(filled, centre.storage)


def test_flipped_bits_in_the_file_are_never_silent(centre: Centre, filled: Path) -> None:
    good = tamper.copied(filled, "good")
    size = (filled / "beratung.db").stat().st_size
    for at in range(5, size, size // 60):
        tamper.put_back(filled, good)
        with (filled / "beratung.db").open("r+b") as file:
            file.seek(at)
            byte = file.read(1)
            file.seek(at)
            file.write(bytes([byte[0] ^ 1]))
        assert findings(centre, filled, full=True), f"byte {at}"


CHANGES = {
    "another subject": ("UPDATE record SET subject = ? WHERE shelf = 'client'", "record"),
    "another key": (
        """UPDATE record SET key = (SELECT id FROM subject_key WHERE subject <> record.subject LIMIT 1)
        WHERE shelf = 'entry' AND ? IS NOT NULL""",
        "record",
    ),
    "another shelf": (
        "UPDATE record SET shelf = 'document' WHERE shelf = 'entry' AND ? IS NOT NULL",
        "record",
    ),
    "another week": ("UPDATE record SET week = '2026-W48' WHERE ? IS NOT NULL", "record"),
    "another version": ("UPDATE record SET version = version + 1 WHERE ? IS NOT NULL", "record"),
    "another layout": ("UPDATE record SET layout = layout + 1 WHERE ? IS NOT NULL", "record"),
    "another domain": (
        "UPDATE record SET domain = 'case' WHERE domain = 'identity' AND ? IS NOT NULL",
        "record",
    ),
    "another circle": ("UPDATE record SET circle = ?", "record"),
    "no known domain": ("UPDATE record SET domain = 'x' WHERE ? IS NOT NULL", "record"),
    "another MAC": ("UPDATE record SET row_mac = zeroblob(32) WHERE ? IS NOT NULL", "record"),
    "another blob": ("UPDATE record SET blob = zeroblob(300) WHERE ? IS NOT NULL", "record"),
    "one row less": (
        "DELETE FROM record WHERE id = (SELECT id FROM record LIMIT 1) AND ? IS NOT NULL",
        "record",
    ),
    "a key of another subject": (
        "UPDATE subject_key SET subject = ? WHERE id = (SELECT key FROM record WHERE domain = 'case' LIMIT 1)",
        "subject_key",
    ),
    "a key of no known domain": (
        "UPDATE subject_key SET domain = 'x' WHERE domain = 'case' AND ? IS NOT NULL",
        "subject_key",
    ),
    "another wrapped key": (
        "UPDATE subject_key SET wrapped = zeroblob(60) WHERE ? IS NOT NULL",
        "subject_key",
    ),
    "an item less": ("DELETE FROM vault_item WHERE kind = 'grant' AND ? IS NOT NULL", "item"),
    "another item": (
        "UPDATE vault_item SET body = zeroblob(9) WHERE kind = 'circle' AND ? IS NOT NULL",
        "item",
    ),
    "an audit entry less": (
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit) AND ? IS NOT NULL",
        "item",
    ),
    "a forged tombstone": (
        "INSERT INTO tombstone VALUES (?, '2026-01-01', zeroblob(16), zeroblob(64))",
        "item",
    ),
    "another digest": (
        "UPDATE head SET digest = zeroblob(32) WHERE domain = 'case' AND ? IS NOT NULL",
        "head",
    ),
    "a head less": ("DELETE FROM head WHERE domain = 'case' AND ? IS NOT NULL", "head"),
    "another state": ("UPDATE meta SET state = zeroblob(32) WHERE ? IS NOT NULL", "head"),
    "no meta": ("DELETE FROM meta WHERE ? IS NOT NULL", "meta"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_behind_the_programs_back_is_found(centre: Centre, filled: Path, name: str) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        cursor = raw.execute(CHANGES[name][0], (uuid4().bytes,))
        assert cursor.rowcount > 0
    assert findings(centre, filled, full=True)


@pytest.mark.parametrize(
    "name", [name for name, (_, where) in CHANGES.items() if where in {"record", "subject_key"}]
)
def test_a_quick_check_finds_changed_rows_too(centre: Centre, filled: Path, name: str) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute(CHANGES[name][0], (uuid4().bytes,))
    assert findings(centre, filled)


@pytest.mark.parametrize("name", ["another subject", "another key", "another version", "another blob"])
def test_a_changed_row_is_refused_on_reading(centre: Centre, filled: Path, name: str) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute(CHANGES[name][0], (uuid4().bytes,))
    store = reopened(centre, filled)
    with store.work() as work, pytest.raises(errors.Damaged) as caught:
        work.all(Consultation if name == "another key" else Client)
    assert "record" in str(caught.value.details["place"])
    store.close()


def test_a_row_moved_to_another_shelf_is_refused_there(centre: Centre, filled: Path) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute(CHANGES["another shelf"][0], (uuid4().bytes,))
    store = reopened(centre, filled)
    with store.work() as work, pytest.raises(errors.Damaged):
        work.all(Letter)
    store.close()


def test_a_record_whose_key_is_gone_is_not_left_out(centre: Centre, filled: Path) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM subject_key WHERE domain = 'identity'")
    store = reopened(centre, filled)
    with store.work() as work, pytest.raises(errors.Damaged):
        work.all(Client)
    store.close()


def test_what_a_crash_between_commit_and_anchor_leaves_is_accepted(centre: Centre, filled: Path) -> None:
    store = reopened(centre, filled)
    before = tamper.copied(filled, "before")
    save(store, a_client())
    store.close()
    tamper.put_back(filled, before, "beratung.anchor")
    store = reopened(centre, filled)
    with store.work() as work:
        assert len(work.all(Client)) == 31
    store.close()
    assert (filled / "beratung.anchor").read_bytes() != (before / "beratung.anchor").read_bytes()


def test_an_anchor_two_saves_behind_is_noticed(centre: Centre, filled: Path) -> None:
    store = reopened(centre, filled)
    before = tamper.copied(filled, "before")
    save(store, a_client())
    save(store, a_client())
    store.close()
    tamper.put_back(filled, before, "beratung.anchor")
    with pytest.raises(errors.AnchorForeign):
        Store.open(filled, centre.storage)


def test_another_past_of_the_same_length_is_noticed(centre: Centre, filled: Path) -> None:
    other = tamper.copied(filled, "other")
    for place in (filled, other):
        store = reopened(centre, place)
        save(store, a_client())
        store.close()
    tamper.put_back(filled, other)
    with pytest.raises(errors.AnchorForeign):
        Store.open(filled, centre.storage)


@pytest.mark.parametrize("content", [None, b"", b"x" * 100, bytes(2 * SLOT)])
def test_a_lost_anchor_is_said(centre: Centre, filled: Path, content: bytes | None) -> None:
    anchor = filled / "beratung.anchor"
    anchor.unlink()
    if content is not None:
        anchor.write_bytes(content)
    with pytest.raises(errors.AnchorMissing):
        Store.open(filled, centre.storage)
    reopened(centre, filled, accept_state=True).close()
    assert findings(centre, filled) == []


def test_one_spoiled_slot_is_survived(centre: Centre, filled: Path) -> None:
    anchor = filled / "beratung.anchor"
    good = anchor.read_bytes()
    answers = []
    for at in (0, SLOT):
        anchor.write_bytes(good[:at] + bytes(SLOT) + good[at + SLOT :])
        answers.append(findings(centre, filled))
    assert [] in answers
    assert answers.count([]) == 2 or answers.count([errors.AnchorForeign.message]) == 1


def test_an_anchor_is_forged_with_the_storage_key_only(tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    Anchor(path, bytes(32)).renew(Mark(7, b"s" * 32))
    assert Anchor(path, bytes(32)).read() == Mark(7, b"s" * 32)
    with pytest.raises(errors.AnchorMissing):
        Anchor(path, bytes(31) + b"\1").read()


def test_an_anchor_that_is_no_file(tmp_path: Path) -> None:
    anchor = Anchor(tmp_path, bytes(32))
    with pytest.raises(errors.StoreError):
        anchor.renew(Mark(1, b"s" * 32))
    with pytest.raises(errors.StoreError):
        anchor.read()
    anchor.close()


def test_an_anchor_is_written_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anchor = Anchor(tmp_path / "anchor", bytes(32))
    anchor.renew(Mark(1, b"1" * 32))
    anchor.write(Mark(2, b"2" * 32))
    anchor.write(Mark(3, b"3" * 32))
    assert anchor.read() == Mark(3, b"3" * 32)
    anchor.write(Mark(4, b"4" * 32))
    assert anchor.read() == Mark(4, b"4" * 32)
    monkeypatch.setattr(os, "write", lambda file, body: len(body) - 1)
    with pytest.raises(OSError, match="short"):
        anchor.write(Mark(5, b"5" * 32))
    anchor.close()
    assert Anchor(tmp_path / "anchor", bytes(32)).read() == Mark(4, b"4" * 32)


def test_a_running_program_notices_a_head_that_nobody_signed(
    centre: Centre, local: Store, folder: Path
) -> None:
    case = a_case(uuid4())
    save(local, case)
    other = Store.open(folder, centre.storage)
    other.attach(centre.user())
    save(other, a_note(case.subject))
    other.close()
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("UPDATE head SET signature = zeroblob(64) WHERE domain = 'case'")
    with local.work() as work, pytest.raises(errors.Damaged):
        work.all(Consultation)
    assert findings(centre, folder) == [errors.Damaged.message]


def test_a_running_program_notices_another_state_of_the_same_number(
    centre: Centre, local: Store, folder: Path
) -> None:
    save(local, a_client())
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("UPDATE meta SET state = zeroblob(32)")
    with local.work() as work, pytest.raises(errors.Damaged):
        work.all(Client)


def test_one_domain_put_back_by_who_holds_the_storage_key_is_noticed(centre: Centre, filled: Path) -> None:
    """Old rows, the old head that a counsellor signed, state and anchor made anew: the newest head names all."""
    old = tamper.copied(filled, "old")
    store = reopened(centre, filled)
    save(store, a_client("Neumann"))
    save(store, a_case(uuid4()))
    store.close()
    with tamper.opened(old, centre.storage) as raw:
        rows = raw.execute("SELECT * FROM record WHERE domain = 'identity'").fetchall()
        keys = raw.execute("SELECT * FROM subject_key WHERE domain = 'identity'").fetchall()
        heads = raw.execute("SELECT * FROM head WHERE domain = 'identity'").fetchall()
    with tamper.opened(filled, centre.storage) as raw:
        for table, old_rows in (("record", rows), ("subject_key", keys), ("head", heads)):
            raw.execute(f"DELETE FROM {table} WHERE domain = 'identity'")
            places = ", ".join("?" * len(old_rows[0]))
            raw.executemany(f"INSERT INTO {table} VALUES ({places})", old_rows)
    _make_state_fit(centre, filled)
    assert findings(centre, filled) == [errors.Damaged.message]


@pytest.mark.parametrize("step", [-1, 1])
def test_another_number_than_that_of_the_newest_head_is_noticed(
    centre: Centre, filled: Path, step: int
) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute("UPDATE meta SET generation = generation + ?", (step,))
    _make_state_fit(centre, filled)
    assert findings(centre, filled) == [errors.Damaged.message]


def _make_state_fit(centre: Centre, folder: Path) -> None:
    """Compute what needs no key of a domain, and nobody's signature."""
    with tamper.opened(folder, centre.storage) as raw:
        number, id_, previous = raw.execute("SELECT generation, store, previous FROM meta").fetchone()
        heads = [
            Head.of((UUID(bytes=circle), domain), generation, int.from_bytes(digest), epoch)
            for circle, domain, generation, digest, epoch in raw.execute(
                "SELECT circle, domain, generation, digest, epoch FROM head"
            )
        ]
        fitting = state(UUID(bytes=id_), number, previous, heads)
        raw.execute("UPDATE meta SET state = ?", (fitting,))
    Anchor(folder / "beratung.anchor", centre.storage).renew(Mark(number, fitting))


def test_what_was_signed_once_is_not_taken_unsigned(centre: Centre, filled: Path) -> None:
    with tamper.opened(filled, centre.storage) as raw:
        raw.execute("UPDATE head SET signature = x'', leaves = x'', writer = zeroblob(16)")
    assert findings(centre, filled) == [errors.Damaged.message]


def test_two_threads_may_meet_a_strange_commit_at_once(centre: Centre, local: Store, folder: Path) -> None:
    other = reopened(centre, folder)
    save(other, a_client())
    real = freshness.read_heads
    met: list[int] = []

    def slow(link: Link, meta: Meta) -> Heads:
        heads = real(link, meta)
        if not met:
            met.append(1)
            with local.work() as work:
                assert len(work.all(Client)) == 1
        return heads

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freshness, "read_heads", slow)
        with local.work() as work:
            assert len(work.all(Client)) == 1
    assert met
    other.close()


def test_a_state_that_is_overtaken_while_it_is_looked_at(centre: Centre, local: Store, folder: Path) -> None:
    other = reopened(centre, folder)
    save(other, a_client())
    other.close()
    real = freshness.meta_of
    met: list[int] = []

    def slow(row: Row | None) -> Meta:
        if not met:
            met.append(1)
            save(local, a_client())
        return real(row)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freshness, "meta_of", slow)
        with local.work() as work:
            assert len(work.all(Client)) == 1
    with local.work() as work:
        assert len(work.all(Client)) == 2
