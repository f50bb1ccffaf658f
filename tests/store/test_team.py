# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A server that is put back, forked or cut off; programs that hear of each other; a copy of a whole centre."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from beratung.domain.people import Client
from beratung.store import Store, copying, errors, listening, server, statements
from beratung.store.anchor import Anchor
from beratung.store.engine import Link
from beratung.store.heads import Meta
from beratung.store.listening import Listener, ServerListener
from beratung.store.location import Server, without_password
from beratung.store.marks import SLOT, LocalMark
from beratung.store.seen import Seen
from beratung.store.server import Patience, ServerDatabase, ServerLink
from beratung.store.tables import metadata
from beratung.store.team import Ticket
from tests.store.keyrings import Centre
from tests.store.people import a_client, a_letter, a_note, save
from tests.store.postgres import free_port
from tests.store.test_sharing import Answer, Request

ORDER = [table.name for table in metadata.sorted_tables]


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """An empty database."""
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


@pytest.fixture
def away(centre: Centre, address: str) -> Iterator[Store]:
    """A store on a server that waits a while for it."""
    store = centre.open_store(address, create=True)
    store.patience.seconds = 10.0
    yield store
    store.close()


def another(centre: Centre, address: str, user: str = "beraterin", marks: Path | None = None) -> Store:
    """Another program at the same server."""
    store = Store.open(address, centre.storage)
    try:
        store.attach(centre.user(user), marks=marks)
    except BaseException:
        store.close()
        raise
    return store


def kept(address: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows there are."""
    with psycopg.connect(address) as connection:
        query = sql.SQL("SELECT * FROM {}")
        return {name: connection.execute(query.format(sql.Identifier(name))).fetchall() for name in ORDER}


def put_back(address: str, rows: dict[str, list[tuple[object, ...]]], *, but: str = "") -> None:
    """Let the server show these rows again."""
    with psycopg.connect(address) as connection:
        for name in reversed(ORDER):
            if name != but:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name in ORDER:
            for row in rows[name] if name != but else ():
                places = sql.SQL(",").join([sql.Placeholder()] * len(row))
                connection.execute(
                    sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(name), places), row
                )


def wait_for(is_so: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether something comes about in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


# A server that does not show the newest state.


@pytest.mark.postgres
def test_a_server_put_back_stands_behind_what_somebody_saw(centre: Centre, away: Store, address: str) -> None:
    save(away, a_client())
    before = kept(address)
    save(away, a_client())
    save(away, a_client())
    put_back(address, before, but="seen")
    with pytest.raises(errors.RolledBack) as told:
        another(centre, address, "kollege")
    assert told.value.details["found"] == told.value.details["expected"] - 2  # type: ignore[operator]
    with pytest.raises(errors.RolledBack):
        save(away, a_client())


@pytest.mark.postgres
def test_a_server_put_back_whole_stands_behind_the_users_own_mark(
    centre: Centre, away: Store, address: str, tmp_path: Path
) -> None:
    save(away, a_client())
    before = kept(address)
    marked = another(centre, address, "kollege", marks=tmp_path)
    save(marked, a_client())
    marked.close()
    another(centre, address, "kollege", marks=tmp_path).close()
    put_back(address, before)
    with pytest.raises(errors.RolledBack):
        another(centre, address, "kollege", marks=tmp_path)
    another(centre, address, "verwaltung", marks=tmp_path).close()  # who has seen nothing newer cannot know
    look = Store.look(address, centre.storage)
    look.attach(centre.user("kollege"), marks=tmp_path)  # to see what it is, before somebody accepts it
    look.close()


@pytest.mark.postgres
def test_a_forked_server_is_found_by_who_saw_the_other_past(
    centre: Centre, away: Store, address: str, tmp_path: Path
) -> None:
    before = kept(address)
    marked = another(centre, address, "kollege", marks=tmp_path)
    save(marked, a_client())
    put_back(address, before)
    other = another(centre, address, "beraterin")
    save(other, a_client())
    with pytest.raises(errors.RolledBack):
        another(centre, address, "kollege", marks=tmp_path)
    with pytest.raises(errors.Damaged):
        marked.catch_up()
    save(other, a_client())
    with pytest.raises(errors.RolledBack):
        marked.catch_up()
    other.close()
    marked.close()


@pytest.mark.postgres
def test_nobody_can_say_for_another_what_he_saw(centre: Centre, away: Store, address: str) -> None:
    save(away, a_client())
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE seen SET generation = generation + 1000")
    with pytest.raises(errors.Damaged, match="seen"):
        another(centre, address, "kollege")


@pytest.mark.parametrize(
    ("incarnation", "generation", "state", "is_wrong"),
    [
        (1, 10, b"a", False),
        (1, 10, b"x", True),
        (1, 9, b"p", False),
        (1, 9, b"x", True),
        (1, 3, b"x", False),
        (1, 11, b"a", True),
        (0, 11, b"x", False),  # an earlier life of the centre
        (2, 1, b"x", True),
    ],
)
def test_what_contradicts_a_state(incarnation: int, generation: int, state: bytes, is_wrong: bool) -> None:
    meta = Meta(UUID(int=1), 10, b"a", b"p")
    word = Seen(uuid4(), uuid4(), incarnation, generation, state, b"")
    assert word.contradicts(meta, 1) is is_wrong


def test_a_mark_that_cannot_be_read_is_said_and_one_that_cannot_be_written_is_not(
    centre: Centre, local: Store, tmp_path: Path
) -> None:
    keyring, meta = local.keyring, local.freshness.meta
    mark = LocalMark(tmp_path, keyring, local.freshness.store)
    mark.check(meta)  # none yet
    word = msgspec.structs.replace(_word(local), generation=meta.generation)
    mark.write(word)
    mark.check(meta)
    raw = mark.path.read_bytes()
    for spoilt in (b"", raw[:40], raw.replace(raw[20:30], bytes(10)), raw[:17] + b"\xff" * (SLOT - 17)):
        mark.path.write_bytes(spoilt)
        with pytest.raises(errors.AnchorMissing):
            mark.check(meta)
    mark.path.unlink()
    mark.path.mkdir()
    with pytest.raises(errors.StoreError):
        mark.check(meta)
    mark.write(word)  # the disk refuses: no reason to stop


def _word(store: Store) -> Seen:
    from beratung.store.seen import signed

    return signed(store.keyring, store.freshness.meta)


# A connection that breaks.


@pytest.mark.postgres
def test_a_save_whose_confirmation_is_lost_has_arrived_once(
    away: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = ServerLink.commit
    lost: list[int] = []

    def lose(link: ServerLink) -> None:
        commit(link)
        if not lost:
            lost.append(1)
            raise errors.CommitLost

    monkeypatch.setattr(ServerLink, "commit", lose)
    client = a_client()
    save(away, client)
    assert lost
    with away.work() as work:
        assert [found.id for found in work.all(Client)] == [client.id]


@pytest.mark.postgres
def test_a_save_that_did_not_arrive_is_tried_again(away: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = ServerLink.commit
    lost: list[int] = []

    def lose(link: ServerLink) -> None:
        if len(lost) < 2:
            lost.append(1)
            link.give_back()
            raise errors.CommitLost
        commit(link)

    monkeypatch.setattr(ServerLink, "commit", lose)
    client = a_client()
    save(away, client)
    with away.work() as work:
        assert [found.id for found in work.all(Client)] == [client.id]
    lost.clear()
    away.patience.seconds = 0.0
    with pytest.raises(errors.ServerUnreachable):
        save(away, a_client())


@pytest.mark.postgres
def test_a_save_of_which_nobody_knows_is_said(
    away: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = away.database
    assert isinstance(database, ServerDatabase)
    away.patience.seconds = 0.0
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT CAST(pg_current_xact_id() AS text)").fetchone()
        assert row is not None
        with pytest.raises(errors.CommitLost):
            database.has_arrived(row[0], _is_ours)  # still under way
    assert database.has_arrived(row[0], _is_ours)

    def refuse(_link: ServerLink) -> None:
        raise errors.CommitLost

    def gone(_database: ServerDatabase, *, writes: bool) -> None:
        raise errors.ServerUnreachable

    with monkeypatch.context() as patch:
        patch.setattr(ServerLink, "commit", refuse)
        with pytest.raises(errors.CommitLost), away.writing():
            pass  # nothing was written that could be looked up
        with pytest.raises(errors.ServerUnreachable):
            save(away, a_client())
    with monkeypatch.context() as patch:
        patch.setattr(ServerDatabase, "transaction", gone)
        with pytest.raises(errors.CommitLost):
            database.has_arrived(row[0], _is_ours)
    monkeypatch.setattr(ServerDatabase, "has_arrived", lambda _database, _number, _is_ours: refuse)
    with pytest.raises(errors.CommitLost):
        _lose_and_not_know(away, monkeypatch)


def _is_ours(_link: Link) -> bool:
    return True


def _said_to_be_committed(
    database: ServerDatabase, _number: str, is_ours: Callable[[Link], bool | None]
) -> bool:
    with database.transaction(writes=False) as link:
        return bool(is_ours(link))


def _lose_and_not_know(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise errors.CommitLost

    monkeypatch.setattr(ServerDatabase, "has_arrived", refuse)
    monkeypatch.setattr(ServerLink, "commit", refuse)
    save(store, a_client())


def cut_off(address: str) -> None:
    """End all connections to a database, and wait until they are gone."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}".encode())
        while connection.execute(f"SELECT 1 {others}".encode()).fetchone():
            time.sleep(0.01)


@pytest.mark.postgres
def test_a_connection_that_was_cut_between_two_saves_is_made_anew(away: Store, address: str) -> None:
    away.patience.seconds = 0.0
    save(away, a_client())
    cut_off(address)
    save(away, a_client())
    with away.database.transaction(writes=True) as link:
        pass
    link.driver.close()
    save(away, a_client())
    with away.work() as work:
        assert len(work.all(Client)) == 3


@pytest.mark.postgres
def test_a_save_of_much_is_sent_in_parts_and_is_one(away: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_KEPT", 2)
    clients = [a_client() for _ in range(5)]
    save(away, *clients)
    with pytest.raises(errors.Taken):
        put_what_is_taken(away)
    with away.work() as work:
        assert len(work.all(Client)) == 5
    assert away.items("test") == []
    assert away.verify(full=True).findings == ()


def put_what_is_taken(store: Store) -> None:
    """Write items, and then the same row twice, in one transaction."""
    row = {"subject": bytes(16), "day": "", "writer": b"", "signature": b""}
    with store.writing() as writing:
        writing.put_item(uuid4(), "test", b"x")
        writing.put_item(uuid4(), "test", b"x")
        writing.link.run_each(statements.INSERT_TOMBSTONE, [row, row])


@pytest.mark.postgres
def test_what_the_server_refuses_only_at_the_commit_is_said_as_it_is(away: Store) -> None:
    with pytest.raises(errors.Taken):
        put_slowly_what_is_taken(away)
    save(away, a_client())


def put_slowly_what_is_taken(store: Store) -> None:
    """Write the same row twice, so slowly that the answer comes behind the commit."""
    row = {"subject": bytes(16), "day": "", "writer": b"", "signature": b""}
    with store.writing() as writing:
        writing.link.run(sa.text("SELECT pg_sleep(0.2)"))
        writing.link.run_each(statements.INSERT_TOMBSTONE, [row, row])


@pytest.mark.postgres
def test_a_new_connection_that_breaks_at_once_is_said(away: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []

    def gone(_link: ServerLink, *, writes: bool) -> None:
        begun.append(writes)
        raise errors.ServerUnreachable

    away.patience.seconds = 0.0
    save(away, a_client())
    monkeypatch.setattr(ServerLink, "begin", gone)
    with pytest.raises(errors.ServerUnreachable):
        save(away, a_client())
    assert begun == [True, True]  # the one that was kept, and one anew


@pytest.mark.postgres
@pytest.mark.parametrize("is_sent", [False, True])
def test_a_save_that_is_cut_off_at_the_commit_is_tried_again(
    away: Store, address: str, monkeypatch: pytest.MonkeyPatch, *, is_sent: bool
) -> None:
    commit = ServerLink.commit
    cuts: list[int] = []

    def lose(link: ServerLink) -> None:
        if not cuts:
            cuts.append(1)
            if is_sent:
                link.rows(statements.READ_META)
            cut_off(address)
        commit(link)

    save(away, a_client())
    monkeypatch.setattr(ServerLink, "commit", lose)
    save(away, a_client())
    assert cuts
    with away.work() as work:
        assert len(work.all(Client)) == 2
    assert away.verify().findings == ()


@pytest.mark.postgres
def test_a_save_whose_number_went_to_another_program_of_the_same_user_is_made_again(
    centre: Centre, away: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that crashes gives the number of what it lost to the next who saves."""
    commit = ServerLink.commit
    other = Store.open(address, centre.storage)
    other.attach(centre.user(device=away.keyring.device))
    lost: list[int] = []

    def lose(link: ServerLink) -> None:
        if lost:
            commit(link)
            return
        lost.append(1)
        link.give_back()
        save(other, a_client())
        save(other, a_client())
        raise errors.CommitLost

    monkeypatch.setattr(ServerDatabase, "has_arrived", _said_to_be_committed)
    monkeypatch.setattr(ServerLink, "commit", lose)
    client = a_client()
    save(away, client)
    with other.work() as work:
        found = [each.id for each in work.all(Client)]
    assert client.id in found
    assert len(found) == 3
    assert other.verify(full=True).ok
    other.close()


@pytest.mark.postgres
def test_a_save_is_known_by_its_entry_in_the_trail_or_by_its_word(
    away: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, team = away.database, away.team
    assert isinstance(database, ServerDatabase)
    assert team is not None
    save(away, a_client())
    word, entry = _word(away), away.audit_heads()[0]
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT CAST(pg_current_xact_id() AS text)").fetchone()
        assert row is not None
    older = msgspec.structs.replace(word, generation=word.generation - 1)
    assert team.has_arrived(Ticket(row[0], None, None))
    assert team.has_arrived(Ticket(row[0], older, entry))  # another program of this user has saved since
    assert not team.has_arrived(Ticket(row[0], word, msgspec.structs.replace(entry, entry=b"another")))
    assert not team.has_arrived(Ticket(row[0], word, msgspec.structs.replace(entry, seq=entry.seq + 1)))
    assert team.has_arrived(Ticket(row[0], word, None))
    for other in (older, msgspec.structs.replace(word, state=bytes(32)), _of_another(word)):
        with pytest.raises(errors.CommitLost):
            team.has_arrived(Ticket(row[0], other, None))
    number = str(int(row[0]) + 1000)
    assert not database.has_arrived(number, _is_ours)  # lost with the server's memory
    assert not team.has_arrived(Ticket(number, word, entry))
    away.patience.seconds = 0.0
    monkeypatch.setattr(ServerDatabase, "transaction", unreachable)
    with pytest.raises(errors.CommitLost):
        team.has_arrived(Ticket(row[0], word, entry))


def _of_another(word: Seen) -> Seen:
    return msgspec.structs.replace(word, user=uuid4())


def unreachable(_database: ServerDatabase, *, writes: bool) -> None:
    """Stands in for a server that is away."""
    raise errors.ServerUnreachable


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PAUSE", 0.001)
    patience = Patience(60.0)
    turns = patience.turns()
    assert [next(turns), next(turns)] == [None, None]
    with patience.none():
        assert len(list(patience.turns())) == 1
    patience.give_up()
    assert list(turns) == []
    assert len(list(Patience(0.01).turns())) > 1
    window = Patience(60.0)
    window.spares_main = True
    assert len(list(window.turns())) == 1


def test_a_server_that_stays_away_is_said_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PAUSE", 0.001)
    database = ServerDatabase(Server(f"postgresql://u@127.0.0.1:{free_port()}/db"))
    database.patience.seconds = 0.05
    with pytest.raises(errors.ServerUnreachable), database.transaction(writes=False):
        pass
    with pytest.raises(errors.ServerUnreachable):
        database.listener()
    database.close()


# Hearing of others.


class Ears:
    """What a listener told."""

    def __init__(self) -> None:
        self.news = 0
        self.links: list[bool] = []

    def hear(self) -> None:
        self.news += 1


@pytest.mark.postgres
def test_a_listener_is_told_loses_its_way_and_finds_it_again(
    centre: Centre, away: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HEARTBEAT", 0.3)
    ears = Ears()
    listener = away.listen(ears.hear, ears.links.append)
    assert wait_for(lambda: ears.links == [True])
    other = another(centre, address, "kollege")
    time.sleep(0.7)  # silence: the server is asked whether it is there
    before = ears.news
    save(other, a_client())
    assert wait_for(lambda: ears.news > before)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert wait_for(lambda: ears.links[-2:] == [False, True])
    listener.stop()
    listener.join()
    other.close()


def test_a_listener_without_a_server_says_so_and_can_be_stopped_from_within() -> None:
    database = ServerDatabase(Server(f"postgresql://u@127.0.0.1:{free_port()}/db"))
    told = threading.Event()
    holder: list[Listener] = []

    def on_link(is_there: bool) -> None:
        assert not is_there
        if holder:
            holder[0].stop()
            holder[0].join()  # from its own thread: no use, and no harm
            told.set()

    holder.append(ServerListener(database, lambda: None, on_link))
    assert told.wait(10)
    holder[0].join()
    database.close()


def test_two_programs_at_one_file_hear_of_each_other(centre: Centre, local: Store, folder: Path) -> None:
    ears = Ears()
    other = centre.open_store(folder)
    listener = other.listen(ears.hear, ears.links.append)
    time.sleep(0.6)
    assert ears.news == 0
    client = a_client()
    save(local, client)
    assert wait_for(lambda: ears.news)
    assert client.id in other.catch_up().subjects()
    (folder / "beratung.anchor").rename(folder / "weg")
    before = ears.news
    assert wait_for(lambda: ears.news > before)
    (folder / "weg").rename(folder / "beratung.anchor")
    listener.stop()
    listener.join()
    other.close()


def test_what_others_deleted_changed_or_added_is_told_once(
    store: Store, centre: Centre, location: str | Path
) -> None:
    clients = [a_client() for _ in range(3)]
    letter = a_letter(clients[0].id)
    save(store, *clients, letter)
    other = centre.open_store(location)
    with other.work() as work:  # single records in memory, no lists
        for client in clients:
            work.get(Client, client.id)
    other.catch_up()
    with store.work() as work:
        work.put(work.get(Client, clients[0].id))
        work.remove(work.get(Client, clients[1].id))
        work.shred(clients[2].id)
        work.put(a_note(clients[0].id))
        work.commit()
    told = other.catch_up()
    assert {touched.id for touched in told.touched} >= {client.id for client in clients}
    assert told.kinds() >= {"Client", "Consultation"}
    assert other.catch_up().touched == frozenset()
    save(other, a_client())
    assert other.catch_up().touched == frozenset()
    with other.work() as work:
        assert len(work.all(Client)) == 2
    store.put_item("user", uuid4(), b"")
    assert other.catch_up().kinds() == {"User"}
    save(store, a_client())
    save(other, a_client())  # just after somebody else's
    assert "Client" in other.catch_up().kinds()
    other.close()


def test_somebody_without_keys_hears_nothing_of_records(
    store: Store, centre: Centre, location: str | Path
) -> None:
    save(store, a_client())
    admin = Store.open(location, centre.storage)
    admin.attach(centre.user("verwaltung"))
    save(store, a_client())
    assert admin.catch_up().touched == frozenset()
    admin.close()


def test_mail_is_told_to_whom_it_is_for(store: Store, centre: Centre, location: str | Path) -> None:
    opened = {name: centre.open_store(location) for name in ("beraterin",)}
    for name in ("sprachmittler", "leitung"):
        opened[name] = Store.open(location, centre.storage)
        opened[name].attach(centre.user(name))
    ids = {user.name: user.id for user in store.keyring.users()}
    shown = Request(id=uuid4(), to=ids["sprachmittler"], words="Donnerstag?")
    with store.work() as work:
        work.give(shown)
        work.commit()
    kinds = {name: other.catch_up().kinds() for name, other in opened.items()}
    assert kinds == {"beraterin": frozenset(), "sprachmittler": {"Slice"}, "leitung": frozenset()}
    with opened["sprachmittler"].work() as work:
        work.write_in(Answer(id=uuid4(), words="ja"))
        work.commit()
    assert opened["beraterin"].catch_up().kinds() == {"Message"}
    assert opened["leitung"].catch_up().kinds() == opened["beraterin"].catch_up().kinds() == frozenset()
    with store.work() as work:
        work.withdraw(shown.id)
        work.commit()
    assert opened["sprachmittler"].catch_up().kinds() == {"Slice"}
    for other in opened.values():
        other.close()


# A copy of a whole centre.


@pytest.mark.postgres
def test_a_centre_is_copied_and_what_nobody_used_can_be_taken_back(
    centre: Centre, local: Store, address: str
) -> None:
    save(local, *(a_client() for _ in range(5)), a_letter(uuid4()))
    steps: list[tuple[int, int]] = []
    copied = copying.copy_to(local, address, centre.storage, lambda done, all_: steps.append((done, all_)))
    assert steps[-1][0] == steps[-1][1]
    copying.check_copy(local, address, copied)
    copying.check_there(address)
    again = copying.copy_to(local, address, centre.storage)  # a copy left over is replaced
    assert again == copied
    with pytest.raises(errors.Damaged):
        copying.check_copy(local, address, msgspec.structs.replace(copied, generation=1))
    assert not copying.discard(address, uuid4())  # another centre's
    used = another(centre, address)
    save(used, a_client())
    used.close()
    assert not copying.discard(address, local.freshness.store)
    with pytest.raises(errors.DatabaseTaken):
        copying.copy_to(local, address, centre.storage)
    with pytest.raises(errors.BadServerAddress):
        copying.checked_server("/etc")


@pytest.mark.postgres
def test_where_nothing_is_there_is_nothing_to_take_back(address: str) -> None:
    assert not copying.discard(address, uuid4())
    with pytest.raises(errors.NoCentreHere):
        copying.check_there(address)


def test_a_source_that_is_marked_as_moved_is_refused(
    centre: Centre, local: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor = local.freshness.anchor
    assert anchor is not None
    where = "postgresql://db.example.org/zentrum"
    with pytest.raises(errors.BadServerAddress):
        anchor.mark_moved("x" * 5000)
    with monkeypatch.context() as patch:
        patch.setattr("os.write", lambda _file, _body: 3)
        with pytest.raises(OSError, match="short"):
            anchor.mark_moved(where)
    with local.standing_still():
        anchor.mark_moved(where)
    for refused in (lambda: save(local, a_client()), local.catch_up, anchor.check_here):
        with pytest.raises(errors.Moved, match=r"db\.example\.org"):
            refused()
    with pytest.raises(errors.Moved):
        Store.open(folder, centre.storage)
    with pytest.raises(errors.Moved):
        Store.open(folder, centre.storage, accept_state=True)
    with pytest.raises(errors.Moved):
        Store.look(folder, centre.storage)
    raw = anchor.path.read_bytes()
    assert not _says_moved(folder, raw[:30] + b"X" + raw[31:], centre)  # forged: the MAC is wrong


def _says_moved(folder: Path, raw: bytes, centre: Centre) -> bool:
    anchor = Anchor(folder / "beratung.anchor", centre.storage)
    anchor.path.write_bytes(raw)
    try:
        anchor.check_here()
    except errors.Moved:
        return True
    finally:
        anchor.close()
    return False


def test_an_address_without_its_password() -> None:
    assert without_password("postgresql://a:b@h/d?password=x&sslmode=require") == (
        "postgresql://a@h/d?sslmode=require"
    )
    assert without_password("postgresql:///d?host=/run/pg") == "postgresql:///d?host=/run/pg"
    assert without_password("postgresql://h/d") == "postgresql://h/d"
