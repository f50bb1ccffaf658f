# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The lock, the layouts of records and tables, and the small parts."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import msgspec
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from beratung.domain.base import Domain, Record, Shelf
from beratung.domain.cases import Case, Consultation
from beratung.domain.people import Client
from beratung.domain.statistics import FactPage
from beratung.store import Store, codec, errors, layout, statements, upgrades
from beratung.store.lock import CommitLock, FlockGuard, PortableGuard
from beratung.store.tables import metadata
from tests.store.keyrings import Centre
from tests.store.people import a_client, a_letter, a_note, save


@pytest.fixture(params=[FlockGuard, PortableGuard])
def guards(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[CommitLock]]:
    """Two programs' locks on one file."""
    locks = [CommitLock(tmp_path / "lock", wait=0.05) for _ in range(2)]
    for lock in locks:
        lock.close()
        lock._programs = request.param(tmp_path / "lock")
    yield locks
    for lock in locks:
        lock.close()


def test_one_program_at_a_time(guards: list[CommitLock]) -> None:
    first, second = guards
    with first.held(), pytest.raises(errors.Busy), second.held():
        pass
    with second.held(), pytest.raises(errors.Busy), first.held():
        pass
    with first.held():
        pass


def test_one_thread_at_a_time() -> None:
    lock = CommitLock(None, wait=0.05)
    answers: list[type[Exception]] = []

    def other() -> None:
        try:
            with lock.held():
                pass
        except errors.Busy as error:
            answers.append(type(error))

    with lock.held():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert answers == [errors.Busy]
    with lock.held():
        pass
    lock.close()


def test_a_lock_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    lock = CommitLock(tmp_path / "gone" / "lock")
    with pytest.raises(errors.NoCentreHere), lock.held():
        pass
    (tmp_path / "gone").mkdir()
    with lock.held():
        pass
    lock.close()


def test_what_the_systems_errors_mean(tmp_path: Path) -> None:
    import errno

    meanings = {
        errno.ENOSPC: errors.DiskFull,
        errno.EROFS: errors.NoRights,
        errno.ENOTDIR: errors.NoCentreHere,
        errno.EIO: errors.DiskTrouble,
    }
    for number, kind in meanings.items():
        assert type(errors.translated_os(OSError(number, ""), tmp_path)) is kind
    assert str(errors.translated_os(OSError("?"), tmp_path))


class Elsewhere(Record, frozen=True, kw_only=True, tag="elsewhere"):
    """A kind that is not the domain's."""

    domain: ClassVar[Domain] = Domain.CASE
    shelf: ClassVar[Shelf] = Shelf.ENTRY


def test_every_kind_of_the_domain_is_known() -> None:
    codec.kinds.cache_clear()
    assert "elsewhere" not in codec.kinds()
    assert codec.kinds() == {codec.tag_of(kind): kind for kind in codec.kinds().values()}
    assert {Client, Case, Consultation} <= set(codec.kinds().values())
    assert all(kind.layout >= 1 for kind in codec.kinds().values())


def test_records_survive_encoding() -> None:
    for record in (a_client(), a_note(uuid4()), a_letter(uuid4())):
        assert codec.decode(codec.encode(record), type(record).layout) == record


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in which a consultation has the third layout: `text` was once `body`, minutes were hours."""

    class Newer(Record, frozen=True, kw_only=True, tag="consultation"):
        domain: ClassVar[Domain] = Domain.CASE
        shelf: ClassVar[Shelf] = Shelf.ENTRY
        layout: ClassVar[int] = 3

        on: str
        text: str
        hours: float | None = None

    monkeypatch.setattr(codec, "UPGRADES", {})
    monkeypatch.setattr(codec, "kinds", lambda: {"consultation": Newer})
    monkeypatch.setattr(codec, "_decoder", lambda: msgspec.msgpack.Decoder(Newer))


def rename(raw: codec.Raw) -> codec.Raw:
    raw["text"] = raw.pop("body")
    return raw


def to_hours(raw: codec.Raw) -> codec.Raw:
    raw["hours"] = raw.pop("minutes", 0) / 60
    return raw


def old_note(**fields: object) -> bytes:
    start = {
        "kind": "consultation",
        "id": uuid4().bytes,
        "subject": uuid4().bytes,
        "version": 4,
        "on": "2026-11-02",
    }
    return msgspec.msgpack.encode(start | fields)


@pytest.mark.usefixtures("newer")
def test_old_layouts_are_upgraded_step_by_step() -> None:
    upgrades("consultation", 1)(rename)
    upgrades("consultation", 2)(to_hours)
    upgrades("consultation", 2)(to_hours)
    found = codec.decode(old_note(body="text", minutes=45), 1)
    assert (found.text, found.hours, found.version) == ("text", 0.75, 4)  # type: ignore[attr-defined]
    found = codec.decode(old_note(text="text", minutes=90), 2)
    assert found.hours == 1.5  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="already"):
        upgrades("consultation", 2)(rename)


@pytest.mark.usefixtures("newer")
def test_layouts_that_cannot_be_read_are_said() -> None:
    with pytest.raises(errors.NewerLayout):
        codec.decode(old_note(text="x"), 4)
    with pytest.raises(errors.NewerLayout):
        codec.decode(msgspec.msgpack.encode({"kind": "unheard of"}), 1)
    with pytest.raises(errors.Damaged):
        codec.decode(old_note(body="x"), 1)
    upgrades("consultation", 1)(lambda raw: raw)
    upgrades("consultation", 2)(lambda raw: raw)
    for body in (old_note(body="no text"), b"\x93\x01", b"", msgspec.msgpack.encode([1])):
        with pytest.raises(errors.Damaged):
            codec.decode(body, 1)


def test_the_tables_are_what_the_scripts_make(store: Store) -> None:
    with store.database.schema() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_script_is_listed() -> None:
    scripts = ScriptDirectory(str(layout.SCRIPTS))
    found = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(found) == layout.LAYOUTS
    assert scripts.get_current_head() == layout.LAYOUTS[-1]


def test_tables_of_a_newer_program_are_left_alone(centre: Centre, location: str | Path) -> None:
    store = centre.open_store(location, create=True)
    save(store, a_client())
    with store.database.schema() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    for _ in range(2):
        with pytest.raises(errors.NewerLayout):
            Store.open(location, centre.storage)


def test_a_records_newer_layout_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    note = a_note(uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(Consultation, "layout", 2)
        save(store, note)
    store.cache.clear()
    with store.work() as work, pytest.raises(errors.NewerLayout):
        work.get(Consultation, note.id)


SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "further"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("further", sa.Column("id", sa.Integer, primary_key=True))
    {more}
"""


@pytest.fixture
def next_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A program that knows a second layout of the tables."""

    def make(more: str) -> None:
        scripts = tmp_path / "100 % scripts"
        shutil.copytree(layout.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        (scripts / "versions" / "further.py").write_text(SECOND.format(more=more, newest=layout.LAYOUTS[-1]))
        monkeypatch.setattr(layout, "SCRIPTS", scripts)
        monkeypatch.setattr(layout, "LAYOUTS", (*layout.LAYOUTS, "further"))

    return make


def tables(store: Store) -> set[str]:
    with store.database.schema() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_older_tables_are_brought_up_to_date(
    centre: Centre, location: str | Path, next_layout: Callable[[str], None]
) -> None:
    store = centre.open_store(location, create=True)
    client = a_client()
    save(store, client)
    store.close()
    next_layout("pass")
    for _ in range(2):
        store = Store.open(location, centre.storage)
        store.attach(centre.user())
        assert "further" in tables(store)
        with store.work() as work:
            assert work.get(Client, client.id)
        assert store.verify(full=True).findings == ()
        store.close()


def test_an_upgrade_that_fails_changes_nothing(
    centre: Centre, location: str | Path, next_layout: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.open_store(location, create=True).close()
    with monkeypatch.context() as patch:
        next_layout("raise ZeroDivisionError")
        with pytest.raises(ZeroDivisionError):
            Store.open(location, centre.storage)
        patch.undo()
    monkeypatch.undo()
    store = Store.open(location, centre.storage)
    assert "further" not in tables(store)
    store.close()


def test_a_centre_that_could_not_be_made_leaves_nothing(
    centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sa.Connection) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(layout, "upgrade", fail)
        with pytest.raises(ZeroDivisionError):
            Store.create(folder, centre.storage)
    assert list(folder.iterdir()) == []
    Store.create(folder, centre.storage).close()


def test_nothing_of_an_unfinished_centre_is_in_the_way(centre: Centre, folder: Path) -> None:
    folder.mkdir()
    (folder / "beratung.new").write_bytes(b"half")
    (folder / "beratung.anchor").write_bytes(b"half")
    Store.create(folder, centre.storage).close()
    assert not (folder / "beratung.new").exists()
    assert (folder / "beratung.anchor").read_bytes() != b"half"
    Store.open(folder, centre.storage).close()


def test_moving_the_finished_file_fails(
    centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, target: Path) -> Path:
        raise PermissionError(13, "")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(errors.NoRights):
            Store.create(folder, centre.storage)
    assert list(folder.iterdir()) == []


FIXTURES = Path(__file__).with_name("fixtures")


@pytest.mark.parametrize("folder", sorted(FIXTURES.iterdir()), ids=lambda folder: folder.name)
def test_centres_of_every_layout_open_for_ever(folder: Path, tmp_path: Path) -> None:
    from beratung.vault import unlock
    from tests.store.fixtures_made import CLIENT, expected
    from tests.store.keyrings import NOW, PASSWORD

    copy = tmp_path / "old"
    shutil.copytree(folder, copy)
    unlocked = unlock(copy / "keys", "beraterin", PASSWORD, NOW)
    store = Store.open(copy, unlocked.storage_key)
    store.attach(unlocked.keyring(store, UUID(int=1)))
    with store.work() as work:
        for record in expected(folder.name):
            assert work.get(type(record), record.id) == record
        work.put(work.get(Client, CLIENT))
        work.commit()
    assert store.verify(full=True).findings == ()
    store.close()


def test_the_records_of_a_key_are_found_without_looking_through_all(store: Store) -> None:
    """Deleting a key asks whether it seals anything; that took seconds in a centre of 100,000."""
    with store.database.schema() as connection:
        found = sa.inspect(connection).get_indexes("record")
    assert ["key"] in [index["column_names"] for index in found]


def a_page(subject: UUID | None = None) -> FactPage:
    own = uuid4()
    return FactPage(id=own, subject=subject or own, month="2026-03", columns={})


def key_rows(store: Store, subject: UUID) -> int:
    with store.reading() as reader:
        return len(list(reader.link.rows(statements.KEYS_OF_SUBJECT, {"subject": subject.bytes})))


@pytest.mark.parametrize("others", [0, 1])
def test_the_key_of_a_page_goes_with_the_last_record_that_it_seals(store: Store, others: int) -> None:
    page = a_page()
    save(store, page, *(a_page(page.subject) for _ in range(others)))
    assert key_rows(store, page.subject) == 1
    with store.work() as work:
        work.remove(work.get(FactPage, page.id))
        work.commit()
    assert key_rows(store, page.subject) == others
    with store.work() as work:
        assert len(work.all(FactPage)) == others
    again = a_page(page.subject)
    save(store, again)
    with store.work() as work:
        assert work.get(FactPage, again.id).month == "2026-03"
