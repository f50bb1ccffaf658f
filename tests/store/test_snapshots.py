# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Kept lists on both databases: read in place of the records, newer records on top, destroyed with every deletion."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from beratung.cases.agenda import Agenda, Horizon
from beratung.clients.finding import find
from beratung.clients.roster import Roster
from beratung.domain import following
from beratung.domain.base import Domain, Record
from beratung.domain.cases import Case, Draft, Referral
from beratung.domain.following import Memory
from beratung.domain.kept import PARTS, Kinds, part_of
from beratung.domain.people import Client, Name, NameKind
from beratung.store import Store
from beratung.store import comparing as comparing_of_rows
from beratung.store.comparing import Comparing
from beratung.store.snapshots import Snapshots, StoreLook
from beratung.store.tables import snapshot
from beratung.vault.access import Circles
from beratung.vault.rotation import renew
from tests.store.keyrings import NOW, Centre
from tests.store.people import a_case, a_client, a_letter, save

DAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep lists of small centres too."""
    monkeypatch.setattr(following, "FEW_SUBJECTS", 1)


class Desk:
    """What a program holds in memory of a centre."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.people, self.agenda = Roster(), Agenda()
        self.keeper = Snapshots(store)
        self.memory = Memory(store, keeper=self.keeper)
        self.memory.add(self.people)
        self.memory.add(self.agenda)
        store.followers.append(self.memory.follow)

    def save(self, *records: Client | Case | Draft) -> None:
        """Save as a centre does it."""
        save(self.store, *records)
        self.memory.agree()

    def names(self) -> list[str]:
        """Everybody, by name."""
        self.memory.ready()
        return [row.name for row in self.people.rows()]

    def waiting(self) -> list[str]:
        """Whose case has no next step."""
        self.memory.ready()
        return sorted(line.name for line in self.agenda.today(DAY, Horizon()).without_next_step)

    def kept(self) -> dict[str, int]:
        """The parts that lie in the database."""
        with self.keeper.look() as look:
            return dict(look.kept())

    def compare(self) -> Comparing:
        """Compare all rows, as a program does behind the first screen."""
        comparing = Comparing(self.store, self.memory.kinds, self.memory.begin_check())
        while comparing.step():
            pass
        return comparing


@contextmanager
def another(centre: Centre, location: str | Path, name: str = "kollege") -> Iterator[Desk]:
    """Another program at the same centre."""
    store = Store.open(location, centre.storage)
    store.attach(centre.user(name, store))
    yield Desk(store)
    store.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[UUID | int | None]:
    """What was read record by record: a part, a subject, or None for everything."""
    found: list[UUID | int | None] = []
    every, one = StoreLook.all, StoreLook.of_subject

    def all_(self: StoreLook, kinds: Kinds, part: int | None = None) -> Iterator[Record]:
        found.append(part)
        return every(self, kinds, part)

    def of_subject(self: StoreLook, kinds: Kinds, subject: UUID) -> list[Record]:
        found.append(subject)
        return one(self, kinds, subject)

    monkeypatch.setattr(StoreLook, "all", all_)
    monkeypatch.setattr(StoreLook, "of_subject", of_subject)
    return found


def run(store: Store, statement: str) -> None:
    """Change the tables behind the program's back."""
    with store.database.schema() as connection:
        connection.exec_driver_sql(statement)


def rows_of(store: Store, part: int) -> list[dict[str, object]]:
    """The rows of a part."""
    names = [f"people-{part:02d}", f"waiting-{part:02d}"]
    with store.database.schema() as connection:
        found = connection.execute(select(snapshot).where(snapshot.c.name.in_(names)))
        return [dict(row) for row in found.mappings()]


def people(store: Store, count: int = 12) -> list[Client]:
    clients = [a_client(f"Musterfrau {chr(65 + n)}") for n in range(count)]
    save(store, *clients, *(a_case(client.id) for client in clients))
    return clients


def renamed(client: Client, name: str, version: int = 1) -> Client:
    names = (Name(text=name, kind=NameKind.FAMILY),)
    return Client(id=client.id, subject=client.id, version=version, names=names)


def test_what_is_kept_is_read_in_place_of_the_records(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None]
) -> None:
    desk = Desk(store)
    people(store)
    assert len(desk.names()) == len(desk.waiting()) == 12
    assert reads == [None]
    assert desk.memory.keep()
    assert len(desk.kept()) == 2 * PARTS
    reads.clear()
    with another(centre, location) as second:
        assert second.names() == desk.names()
        assert second.waiting() == desk.waiting()
        assert find(second.people, "musterfrau c", 20)[0].row.name == "Musterfrau C"
        assert reads == []


def test_what_was_written_since_is_read_on_top(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None]
) -> None:
    desk = Desk(store)
    first, *_ = people(store)
    desk.names()
    desk.memory.keep()
    newcomer = a_client("Neu")
    desk.save(renamed(first, "Anders"))
    desk.save(newcomer, a_case(newcomer.id))
    reads.clear()
    with another(centre, location) as second:
        assert {"Anders", "Neu"} < set(second.names())
        assert "Musterfrau A" not in second.names()
        assert set(reads) == {first.id, newcomer.id}
        assert set(second.waiting()) >= {"Anders", "Neu"}


def test_the_others_are_followed_without_reading_everything(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None]
) -> None:
    desk = Desk(store)
    first, other, *_ = people(store)
    desk.names()
    desk.memory.keep()
    with another(centre, location) as second:
        second.names()
        desk.save(renamed(first, "Anders"))
        reads.clear()
        assert "Anders" in second.names()
        assert reads == [first.id]
        second.save(renamed(other, "Auch"))
        reads.clear()
        assert {"Anders", "Auch"} < set(desk.names())
        assert set(reads) == {first.id, other.id}


@pytest.mark.parametrize("is_shredded", [True, False])
def test_a_list_dies_with_what_it_contains(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None], is_shredded: bool
) -> None:
    desk = Desk(store)
    clients = people(store)
    desk.names()
    desk.memory.keep()
    with another(centre, location) as second:
        second.names()
        with store.work() as work:
            if is_shredded:
                work.shred(clients[0].id)
            else:
                work.remove(work.get(Client, clients[0].id))
            work.commit()
        desk.memory.agree()
        part = part_of(clients[0].id)
        gone = {f"people-{part:02d}", f"waiting-{part:02d}"}
        assert not gone & desk.kept().keys()
        assert len(desk.kept()) == 2 * PARTS - 2
        reads.clear()
        assert len(second.names()) == 11
        assert reads == [part]
        assert len(desk.names()) == 11
    assert desk.memory.keep()
    assert len(desk.kept()) == 2 * PARTS
    with another(centre, location) as third:
        assert len(third.names()) == 11


def test_drafts_come_and_go_without_costing_a_list(
    centre: Centre, store: Store, location: str | Path
) -> None:
    desk = Desk(store)
    first, *_ = people(store)
    typed_at = datetime(2026, 11, 2, 10, tzinfo=UTC)
    draft = Draft(
        id=uuid4(), subject=first.id, form="note", content=b"x", typed_at=typed_at, author="kollege"
    )
    desk.names()
    desk.save(draft)
    desk.names()
    desk.memory.keep()
    with another(centre, location) as second:
        second.names()
        assert [found.id for found in second.agenda.drafts("kollege")] == [draft.id]
        with store.work() as work:
            work.remove(work.get(Draft, draft.id))
            work.commit()
        desk.memory.agree()
        assert len(desk.kept()) == 2 * PARTS
    with another(centre, location) as third:
        assert len(third.names()) == 12
        assert third.agenda.drafts("kollege") == ()
        comparing = third.compare()
        assert not comparing.findings
        assert not third.memory.end_check(comparing.differing, comparing.prints)


def test_no_list_contains_a_restricted_case(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None]
) -> None:
    desk = Desk(store)
    first, *_ = people(store)
    desk.names()
    desk.memory.keep()
    with another(centre, location) as second:
        assert len(second.names()) == 12
        with store.together():
            circle = Circles(store.keyring, store).found((), NOW)
        with store.work() as work:
            work.move_subject(first.id, circle)
            work.commit()
        assert f"people-{part_of(first.id):02d}" not in desk.kept()
        assert len(desk.names()) == 12
        desk.memory.keep()
        assert len(second.names()) == 11
    with another(centre, location) as third:
        assert len(third.names()) == 11
    with another(centre, location, "beraterin") as own:
        reads.clear()
        assert len(own.names()) == 12
        assert reads == [first.id]
        comparing = own.compare()
        assert first.id not in comparing.prints
        own.memory.end_check(comparing.differing, comparing.prints)
        own.save(renamed(first, "Geschuetzt", own_version(own.store, first.id)))
        own.memory._kept_at.pop(part_of(first.id))
        assert own.memory.keep()
    with another(centre, location) as third:
        assert len(third.names()) == 11


def own_version(store: Store, client: UUID) -> int:
    with store.work() as work:
        return work.get(Client, client).version


def test_a_commit_that_fails_is_read_anew(store: Store) -> None:
    desk = Desk(store)
    first, *_ = people(store)
    desk.names()

    def refuse(*_: object) -> None:
        raise OSError("full")

    store.followers.append(refuse)
    with pytest.raises(OSError, match="full"):
        save(store, renamed(first, "Anders"), newcomer := a_client("Neu"))
    store.followers.remove(refuse)
    assert newcomer.id is not None
    desk.memory.distrust()
    assert "Anders" not in desk.names()
    assert "Neu" not in desk.names()


def test_nobody_without_the_keys_makes_or_reads_a_list(
    centre: Centre, store: Store, location: str | Path
) -> None:
    desk = Desk(store)
    people(store)
    desk.names()
    desk.memory.keep()
    with another(centre, location, "verwaltung") as admin:
        assert admin.names() == []
        assert admin.memory.keep()
        with admin.keeper.look() as look:
            assert look.open("people-00") is None
            assert not list(look.all(admin.memory.kinds, 3))
        with admin.keeper.keeping(admin.memory.kinds, admin.keeper.generation()) as keeping:
            assert keeping is None
        comparing = admin.compare()
        assert (comparing.findings, comparing.prints) == ([], {})
    with desk.keeper.keeping(desk.memory.kinds, desk.keeper.generation() - 1) as keeping:
        assert keeping is None  # not the newest state


def test_a_list_that_does_not_open_is_made_from_the_records(
    centre: Centre, store: Store, location: str | Path, reads: list[UUID | int | None]
) -> None:
    desk = Desk(store)
    people(store)
    desk.names()
    desk.memory.keep()
    run(store, "UPDATE snapshot SET body = wrapped WHERE name = 'people-05'")
    reads.clear()
    with another(centre, location) as second:
        assert len(second.names()) == 12
        assert reads == [5]
        assert second.memory.keep()
    reads.clear()
    with another(centre, location) as third:
        assert len(third.names()) == 12
        assert reads == []


def test_an_old_list_put_back_is_found_and_made_anew(
    centre: Centre, store: Store, location: str | Path
) -> None:
    """Whoever keeps a copy of a list brings nobody back who was deleted: the comparison finds it."""
    desk = Desk(store)
    clients = people(store)
    desk.names()
    desk.memory.keep()
    part = part_of(clients[0].id)
    old = rows_of(store, part)
    with store.work() as work:
        work.shred(clients[0].id)
        work.commit()
    with store.database.schema() as connection:
        connection.execute(snapshot.insert(), old)
    with another(centre, location) as second:
        assert len(second.names()) == 12
        comparing = second.compare()
        assert comparing.differing == {clients[0].id}
        assert second.memory.end_check(comparing.differing, comparing.prints)
        assert len(second.names()) == 11
        assert second.memory.keep()
    with another(centre, location) as third:
        assert len(third.names()) == 11
        assert not third.compare().differing


def test_a_change_that_is_hidden_from_the_list_is_found(
    centre: Centre, store: Store, location: str | Path
) -> None:
    """The number of the commit is no part of what is sealed; setting it back deceives the list for a moment."""
    desk = Desk(store)
    first, *_ = people(store)
    desk.names()
    desk.memory.keep()
    desk.save(renamed(first, "Anders"))
    run(store, "UPDATE record SET generation = 0")
    with another(centre, location) as second:
        assert "Anders" not in second.names()
        comparing = second.compare()
        assert comparing.differing == {first.id}
        assert second.memory.end_check(comparing.differing, comparing.prints)
        assert "Anders" in second.names()


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM record WHERE id = (SELECT id FROM record LIMIT 1)",
        "UPDATE record SET version = version + 1",
    ],
)
def test_rows_that_are_not_the_newest_are_found(local: Store, fault: str) -> None:
    desk = Desk(local)
    people(local)
    desk.names()
    assert not desk.compare().findings
    run(local, fault)
    found = desk.compare().findings
    assert found
    assert all(str(Domain.IDENTITY) in one.where or str(Domain.CASE) in one.where for one in found)


def test_a_comparison_says_when_it_cannot_read_on(local: Store) -> None:
    desk = Desk(local)
    people(local)
    run(local, "UPDATE head SET generation = generation + 1")
    [finding] = desk.compare().findings
    assert finding.where == "database"
    comparing = Comparing(local, (Client,), {})
    comparing.stop()
    assert not comparing.step()


def test_rows_of_no_known_domain_are_left_to_the_full_check(local: Store) -> None:
    desk = Desk(local)
    people(local)
    desk.names()
    run(local, "UPDATE record SET domain = 'unheard of' WHERE domain = 'case'")
    assert any("case" in finding.where for finding in desk.compare().findings)


def test_keeping_goes_by_what_the_comparison_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, location: str | Path, centre: Centre
) -> None:
    desk = Desk(store)
    first, second, *_ = people(store)
    desk.names()
    comparing = desk.compare()
    desk.save(renamed(first, "Anders"))
    desk.memory.end_check(comparing.differing, comparing.prints)
    with store.work() as work:
        work.shred(second.id)
        work.commit()
    desk.memory.agree()
    monkeypatch.setattr("beratung.store.snapshots.StoreKeeping.prints", None)
    assert desk.memory.keep()
    with another(centre, location) as other:
        assert len(other.names()) == 11
        assert "Anders" in other.names()
        comparing = other.compare()
        assert not comparing.differing


def test_parts_are_kept_anew_when_much_has_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_CHANGED", 3)
    desk = Desk(store)
    clients = people(store)
    desk.names()
    desk.memory.keep()
    before = desk.kept()
    desk.save(renamed(clients[0], "Eins"))
    assert desk.memory.keep()
    assert desk.kept() == before
    desk.save(renamed(clients[1], "Zwei"))
    desk.save(renamed(clients[2], "Drei"))
    assert desk.memory.keep()
    newer = {name for name, generation in desk.kept().items() if generation > before[name]}
    parts = {part_of(client.id) for client in clients[:3]}
    assert newer == {f"{index}-{part:02d}" for index in ("people", "waiting") for part in parts}


def test_keeping_stops_in_time_and_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "SLICE", 0.0)
    desk = Desk(store)
    people(store)
    desk.names()
    assert not desk.memory.keep(0)
    assert len(desk.kept()) == 2
    assert desk.memory.keep()
    assert len(desk.kept()) == 2 * PARTS


def test_a_comparison_takes_its_rows_in_steps(local: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_of_rows, "BATCH", 5)
    desk = Desk(local)
    people(local)
    desk.names()
    comparing = Comparing(local, desk.memory.kinds, desk.memory.begin_check())
    steps = 0
    while comparing.step():
        steps += 1
    assert steps == 1 + 2 * (24 // 5)  # the heads, the rows, the keys
    assert not comparing.findings
    assert len(comparing.prints) == 12


def test_who_holds_other_keys_compares_what_they_open(centre: Centre, local: Store, folder: Path) -> None:
    people(local)
    with another(centre, folder, "leitung") as leader:
        comparing = leader.compare()
        assert (comparing.findings, comparing.prints) == ([], {})


def test_under_a_new_key_the_next_save_makes_the_digest_anew(local: Store) -> None:
    desk = Desk(local)
    people(local)
    desk.names()
    with local.together():
        renew(local.keyring, local, local.keyring.default_circle, Domain.CASE, NOW)
    local.keyring.refresh(local, NOW)
    assert not desk.compare().findings


def test_kinds_of_no_list_stay_out_of_it(centre: Centre, local: Store, folder: Path) -> None:
    first, *_ = people(local)
    referral = Referral(id=uuid4(), subject=first.id, case=uuid4(), offer="musterangebot", on=DAY)
    save(local, referral, a_letter(first.id))
    desk = Desk(local)
    assert len(desk.names()) == 12
    assert desk.memory.keep()
    with another(centre, folder) as second:
        assert second.names() == desk.names()
        assert not second.compare().differing
        desk.save(renamed(first, "Anders"))
        assert "Anders" in second.names()
