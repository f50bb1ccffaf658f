# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where a centre may lie, and what is said of places where it may not."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

import psycopg
import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlcipher3 import dbapi2

from beratung.store import Store, engine, errors, shares
from beratung.store.engine import CipherDatabase, check_version, checked_key
from beratung.store.location import Folder, Server, locate
from beratung.store.server import ServerDatabase
from tests.store import tamper
from tests.store.keyrings import Centre
from tests.store.people import a_client, save
from tests.store.postgres import free_port

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:40 / /home/amal/Netz\\040laufwerk rw shared:1 - cifs //server/share rw
31 27 0:41 / /srv rw - nfs4 server:/srv rw
32 31 8:1 / /srv/local rw - xfs /dev/sdb1 rw
33 27 0:42 / /mnt/c rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000,trans=fd
34 27 0:43 / /workspace rw - 9p none rw,trans=fd
35 27 0:44 / /mnt/ssh rw - fuse.sshfs me@server: rw
36 27 0:45 / /mnt/usb rw - fuseblk /dev/sdc1 rw
a line that is cut - nfs
half a line
37 27 8:2 / /mnt/ssh rw - ext4 /dev/sdd1 rw
"""


@pytest.mark.parametrize(
    ("folder", "is_remote"),
    [
        ("/home/amal/Beratung", False),
        ("/home/amal/Netz laufwerk", True),
        ("/home/amal/Netz laufwerk/Beratung/neu", True),
        ("/home/amal/Netz laufwerk 2", False),
        ("/srv/centre", True),
        ("/srv/local/centre", False),
        ("/mnt/c/Users/amal", True),
        ("/workspace/centre", False),
        ("/mnt/usb/centre", False),
        ("/mnt/ssh/centre", False),
    ],
)
def test_network_mounts_of_linux(folder: str, is_remote: bool) -> None:
    assert shares.is_remote_on_linux(PurePosixPath(folder), MOUNTS) is is_remote


@pytest.mark.parametrize(
    ("folder", "drive_type", "is_remote"),
    [
        ("C:\\Beratung", 3, False),
        ("Z:\\Beratung", 4, True),
        ("\\\\server\\share\\Beratung", 3, True),
        ("\\\\?\\UNC\\server\\share\\Beratung", 3, True),
        ("\\\\?\\C:\\Beratung", 3, False),
    ],
)
def test_network_drives_of_windows(folder: str, drive_type: int, is_remote: bool) -> None:
    asked: list[str] = []

    def answer(root: str) -> int:
        asked.append(root)
        return drive_type

    assert shares.is_remote_on_windows(PureWindowsPath(folder), answer) is is_remote
    assert all(root in {"C:\\", "Z:\\"} for root in asked)


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    assert not shares.is_network_folder(tmp_path / "not" / "there")


def test_a_network_folder_is_refused(centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    centre.open_store(folder, create=True).close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr("beratung.store.location.is_network_folder", lambda folder: True)
    with pytest.raises(errors.NetworkFolder):
        Store.open(folder, centre.storage)
    with pytest.raises(errors.NetworkFolder):
        Store.create(folder.with_name("other"), centre.storage)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(folder.with_name("other").iterdir()) == []


def test_without_a_list_of_mounts_a_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: "mountinfo" not in path.name and real(path))
    assert not shares.is_network_folder(tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u@localhost/db",
        "postgresql://u:p@127.0.0.1:5433/db",
        "postgres://u@[::1]/db",
        "postgresql:///db?host=/run/postgresql",
        "postgresql:///db",
        "postgresql://u@db.example/db?sslmode=verify-full",
        "postgresql://u@localhost,127.0.0.2/db",
    ],
)
def test_protected_servers_are_taken(address: str) -> None:
    assert locate(address) == Server(address)
    assert address not in repr(locate(address))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:geheim@db.example/db",
        "postgresql://u:geheim@db.example/db?sslmode=require",
        "postgresql://u:geheim@10.0.0.5/db?sslmode=verify-ca",
        "postgresql://u:geheim@localhost/db?hostaddr=10.0.0.5",
        "postgresql://u:geheim@localhost,db.example/db",
        "postgresql:///db?service=elsewhere",
        "postgresql://u:geheim",
        "postgresql://db.example/db?password=a@geheim",
    ],
)
def test_other_servers_are_refused_without_telling_the_password(address: str) -> None:
    with pytest.raises(errors.UnsafeServer) as caught:
        locate(address)
    assert "geheim" not in str(caught.value)
    assert "geheim" not in str(caught.value.details)


@pytest.mark.parametrize(
    ("variable", "value"), [("PGHOST", "db.example"), ("PGHOSTADDR", "10.1.1.1"), ("PGSERVICE", "x")]
)
def test_the_environment_cannot_lead_elsewhere(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(errors.UnsafeServer):
        locate("postgresql:///db")


def test_an_address_that_is_none(centre: Centre) -> None:
    with pytest.raises(errors.BadServerAddress) as caught:
        locate("postgresql://u:geheim@localhost/db?nonsense=1")
    assert "geheim" not in str(caught.value)


def test_a_folder_is_taken_as_it_is_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert locate("Beratung") == Folder(tmp_path / "Beratung")
    assert locate("~/B") == Folder(tmp_path / "home" / "B")


def test_there_is_no_centre(centre: Centre, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(errors.NoCentreHere):
            Store.open(place, centre.storage)
    assert list(tmp_path.glob("*.db*")) == []
    assert not (tmp_path / "missing").exists()


def test_a_centre_is_not_made_twice(centre: Centre, store: Store, location: str | Path) -> None:
    client = a_client()
    save(store, client)
    with pytest.raises(errors.CentreExists):
        Store.create(location, centre.storage)
    with store.work() as work:
        assert work.get(type(client), client.id)


def test_a_file_in_the_way(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(errors.StoreError):
        Store.create(tmp_path / "file", centre.storage)
    with pytest.raises(errors.StoreError):
        Store.create(tmp_path / "file" / "under", centre.storage)


@pytest.mark.parametrize("content", [b"", b"short", b"SQLite format 3\0" + bytes(5000), os.urandom(8192)])
def test_a_foreign_file_is_refused_and_left_alone(centre: Centre, folder: Path, content: bytes) -> None:
    centre.open_store(folder, create=True).close()
    file = folder / "beratung.db"
    file.write_bytes(content)
    with pytest.raises(errors.ForeignFile):
        Store.open(folder, centre.storage)
    assert file.read_bytes() == content


def test_an_encrypted_file_without_our_tables_is_no_centre(centre: Centre, folder: Path) -> None:
    centre.open_store(folder, create=True).close()
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("DROP TABLE alembic_version")
    with pytest.raises(errors.NoCentreHere):
        Store.open(folder, centre.storage)


def test_another_key_opens_nothing(centre: Centre, folder: Path) -> None:
    centre.open_store(folder, create=True).close()
    with pytest.raises(errors.ForeignFile):
        Store.open(folder, bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_never_becomes_a_passphrase(length: int, folder: Path) -> None:
    with pytest.raises(errors.BadStorageKey):
        Store.create(folder, b"k" * length)
    assert not (folder / "beratung.db").exists()
    with pytest.raises(errors.BadStorageKey):
        checked_key(b"k" * length)


def test_a_database_that_is_a_folder(centre: Centre, folder: Path) -> None:
    (folder / "beratung.db").mkdir(parents=True)
    with pytest.raises(errors.StoreError):
        Store.open(folder, centre.storage)


def test_the_file_is_encrypted_from_its_first_byte(centre: Centre, local: Store, folder: Path) -> None:
    save(local, a_client())
    for path in folder.glob("beratung.db*"):
        assert not path.read_bytes().startswith(b"SQLite format 3")
    local.close()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / "beratung.db").execute("SELECT * FROM sqlite_master").fetchall()
    keyless = dbapi2.connect(str(folder / "beratung.db"))
    keyless.execute("PRAGMA cipher_log_level=NONE")
    with pytest.raises(dbapi2.DatabaseError):
        keyless.execute("SELECT * FROM sqlite_master").fetchall()
    keyless.close()


def test_an_engine_that_damages_logs_is_refused() -> None:
    check_version((3, 51, 3))
    check_version((3, 53, 4))
    with pytest.raises(errors.EngineTooOld):
        check_version((3, 51, 2))


@pytest.mark.skipif(os.name == "nt", reason="files have other rights there")
def test_only_the_owner_reads_the_files(centre: Centre, tmp_path: Path) -> None:
    shared = tmp_path / "Beratung"
    shared.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        store = centre.open_store(shared, create=True)
    finally:
        os.umask(before)
    names = {file.name: file.stat().st_mode & 0o777 for file in shared.iterdir()}
    store.close()
    assert {"beratung.db", "beratung.db-wal", "beratung.db-shm", "beratung.anchor", "beratung.lock"} <= set(
        names
    )
    assert set(names.values()) == {0o600}


def test_a_new_file_never_takes_an_old_one_s_place(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_bytes(b"")
    with pytest.raises(errors.StoreError):
        CipherDatabase(there, bytes(32)).prepare_new()


def test_a_closed_store_holds_no_key_and_opens_no_more(local: Store, centre: Centre) -> None:
    local.close()
    assert centre.storage.hex() not in repr(vars(local.database))
    with pytest.raises(errors.NotAttached):
        local.items("user")


def test_the_settings_of_a_connection(local: Store) -> None:
    with local.database.schema() as connection:
        run = connection.exec_driver_sql
        settings = {
            name: run(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "trusted_schema",
                "temp_store",
                "secure_delete",
            )
        }
        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "temp_store": 2,
            "secure_delete": 1,
        }
        assert run("PRAGMA cipher_version").scalar()
        assert local.database.engine.hide_parameters
        assert not local.database.engine.echo


def test_a_server_that_is_not_there(centre: Centre) -> None:
    with pytest.raises(errors.ServerUnreachable):
        Store.open(f"postgresql://u@127.0.0.1:{free_port()}/db", centre.storage)


@pytest.mark.postgres
def test_a_server_without_a_centre(centre: Centre, server: str, new_database: Callable[[], str]) -> None:
    with pytest.raises(errors.NoCentreHere):
        Store.open(new_database(), centre.storage)
    with pytest.raises(errors.ServerUnreachable):
        Store.open(f"{server}/missing", centre.storage)


@pytest.mark.postgres
def test_a_server_where_one_may_not_write(centre: Centre, new_database: Callable[[], str]) -> None:
    address = new_database()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(errors.NoRights):
        Store.create(address.replace("beratung@", "guest@"), centre.storage)


def test_what_the_servers_faults_mean() -> None:
    database = ServerDatabase(Server("postgresql://u@localhost/db"))

    def fault(state: str) -> errors.StoreError:
        error = psycopg.Error()
        error.sqlstate = state
        return database.translated(error)

    assert isinstance(fault("53100"), errors.DiskFull)
    assert isinstance(fault("53300"), errors.Busy)
    assert isinstance(fault("55P03"), errors.Busy)
    assert isinstance(fault("40001"), errors.Busy)
    assert isinstance(fault("23505"), errors.Taken)
    assert isinstance(fault("42P01"), errors.NoCentreHere)
    assert isinstance(fault("58030"), errors.DiskTrouble)
    assert isinstance(fault("57P01"), errors.ServerUnreachable)
    assert fault("22003").details["code"] == "22003"
    database.close()


def test_what_the_files_faults_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = CipherDatabase(tmp_path / "x.db", bytes(32))

    def fault(code: int) -> errors.StoreError:
        error = dbapi2.OperationalError()
        error.sqlite_errorcode = code
        return database.translated(error)

    assert isinstance(fault(sqlite3.SQLITE_IOERR_FSYNC), errors.DiskTrouble)
    assert isinstance(fault(sqlite3.SQLITE_BUSY_SNAPSHOT), errors.Busy)
    assert isinstance(fault(sqlite3.SQLITE_READONLY), errors.NoRights)
    assert isinstance(fault(sqlite3.SQLITE_CORRUPT), errors.Damaged)
    assert type(fault(sqlite3.SQLITE_MISMATCH)) is errors.StoreError
    lost = dbapi2.OperationalError()
    lost.sqlite_errorcode = sqlite3.SQLITE_IOERR
    gone = CipherDatabase(tmp_path / "gone" / "x.db", bytes(32))
    assert isinstance(gone.translated(lost), errors.DiskTrouble)
    gone.close()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=0))
    assert isinstance(fault(sqlite3.SQLITE_IOERR_FSYNC), errors.DiskFull)
    assert isinstance(fault(sqlite3.SQLITE_BUSY_SNAPSHOT), errors.Busy)
    database.close()


READ_ONLY = """
import sys
import tempfile
from beratung.store import Store, errors
for action in (Store.open, Store.create):
    try:
        action(sys.argv[1], bytes.fromhex(sys.argv[2]))
    except errors.StoreError as error:
        print(type(error).__name__)
"""


def test_a_folder_that_may_not_be_written(
    centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.open_store(folder, create=True).close()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(errors.NoRights):
        Store.open(folder, centre.storage)


def test_tables_that_are_gone(centre: Centre, folder: Path) -> None:
    centre.open_store(folder, create=True).close()
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("DROP TABLE meta")
    with pytest.raises(errors.NoCentreHere):
        Store.open(folder, centre.storage)


def test_a_database_that_somebody_else_keeps_locked(
    centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.05)
    store = centre.open_store(folder, create=True)
    with tamper.opened(folder, centre.storage) as raw:
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Busy):
            save(store, a_client())
        raw.execute("ROLLBACK")
    save(store, a_client())
    store.close()


def test_no_connection_left(tmp_path: Path) -> None:
    database = CipherDatabase(tmp_path / "x.db", bytes(32))
    assert isinstance(database.translated(PoolTimeout()), errors.Busy)
    database.close()


def test_a_server_that_is_gone_cannot_be_tidied() -> None:
    database = ServerDatabase(Server(f"postgresql://u@127.0.0.1:{free_port()}/db"))
    with pytest.raises(errors.ServerUnreachable):
        database.tidy()
    with pytest.raises(errors.ServerUnreachable), database.transaction(writes=False):
        pass
    database.close()


def as_nobody() -> list[str]:
    """The words before a command that make it run without root's rights."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("without setpriv root cannot give up its rights")
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def test_a_folder_without_rights(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> None:

    with tempfile.TemporaryDirectory(dir="/tmp") as above:
        Path(above).chmod(0o755)
        folder = Path(above) / "Beratung"
        centre.open_store(folder, create=True).close()
        folder.chmod(0o555)
        empty = Path(above) / "empty"
        empty.mkdir(mode=0o555)
        for place, expected in (
            (folder, ["NoRights", "CentreExists"]),
            (empty, ["NoCentreHere", "NoRights"]),
        ):
            done = subprocess.run(
                [*as_nobody(), sys.executable, "-c", READ_ONLY, str(place), centre.storage.hex()],
                capture_output=True,
                text=True,
                check=False,
                cwd=Path(__file__).parents[2],
            )
            assert done.stdout.split() == expected, done.stderr
        assert list(empty.iterdir()) == []
