# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What every kind of records promises: in memory, in a file, and on a server."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Record
from beratung.domain.cases import Case, Consultation
from beratung.domain.errors import NotFound, RecordConflict, Refused
from beratung.domain.people import Client
from beratung.domain.work import Action, Change, Changes, Follower, Records, Touched, Work
from beratung.store import Store
from tests.fakes.records import FakeRecords
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_letter, a_note

T = TypeVar("T")


@dataclass
class Place:
    """One centre's records, as its founder, as the supervisor and as another program see them."""

    records: Records
    followers: list[Follower]
    for_supervisor: Callable[[], Records]
    another: Callable[[], Records]


@pytest.fixture(params=["memory", "sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "memory":
        yield memory()
        return
    centre: Centre = request.getfixturevalue("centre")
    location: str | Path = tmp_path / "Beratung"
    if request.param == "postgresql":
        location = request.getfixturevalue("new_database")()
    first = centre.open_store(location, create=True)
    opened = [first]

    def another(user: str = "beraterin") -> Store:
        store = Store.open(location, centre.storage)
        store.attach(centre.user(user))
        opened.append(store)
        return store

    yield Place(first, first.followers, lambda: another("leitung"), another)
    for store in opened:
        store.close()


def memory() -> Place:
    records = FakeRecords()

    def for_supervisor() -> FakeRecords:
        other = FakeRecords(readable=[Domain.STATISTICS, Domain.AUDIT])
        other.stored = records.stored
        return other

    return Place(records, records.followers, for_supervisor, lambda: records)


def saved(records: Records, *new: Record) -> Changes:
    with records.work() as work:
        for record in new:
            work.put(record)
        return work.commit()


def committed(work: Work, action: Callable[[T], object], subject: T) -> None:
    """Do one thing and commit: a conflict may show at either."""
    action(subject)
    work.commit()


def kept(records: Records, kind: type[Record]) -> list[Record]:
    with records.work() as work:
        return work.all(kind)


def test_a_new_record_gets_version_one_and_is_read_back_as_it_was(place: Place) -> None:
    client = a_client()
    with place.records.work() as work:
        stored = work.put(client)
        assert stored == msgspec.structs.replace(client, version=1)
        work.commit()
    with place.another().work() as work:
        assert work.get(Client, client.id) == stored


def test_commit_says_what_was_touched(place: Place) -> None:
    client, case = a_client(), a_client()
    note = a_note(case.id)
    changes = saved(place.records, client, note)
    assert changes.touched == {
        Touched("Client", client.id, client.id),
        Touched("Consultation", note.id, case.id),
    }


def test_nothing_is_kept_without_commit(place: Place) -> None:
    client = a_client()
    with place.records.work() as work:
        work.put(client)
        assert work.all(Client)
    assert kept(place.records, Client) == []
    with place.records.work() as work, pytest.raises(NotFound):
        work.get(Client, client.id)


def test_nothing_is_kept_when_the_block_fails(place: Place) -> None:
    def fail() -> None:
        with place.records.work() as work:
            work.put(a_client())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert kept(place.records, Client) == []


def test_a_work_sees_its_own_changes(place: Place) -> None:
    client, other = a_client(), a_client()
    saved(place.records, client, other)
    with place.records.work() as work:
        changed = work.put(work.get(Client, client.id))
        work.remove(work.get(Client, other.id))
        new = work.put(a_client())
        assert work.get(Client, client.id) == changed
        assert work.all(Client) == sorted([changed, new], key=lambda record: record.id)
        with pytest.raises(NotFound):
            work.get(Client, other.id)


def test_a_work_that_is_over_does_nothing_any_more(place: Place) -> None:
    with place.records.work() as work:
        work.put(a_client())
        work.commit()
        for use in (
            lambda: work.all(Client),
            lambda: work.put(a_client()),
            lambda: work.get(Client, uuid4()),
            lambda: work.note(Action.READ, None, "case"),
            work.commit,
        ):
            with pytest.raises(RuntimeError):
                use()


def test_versions_count_up(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    for expected in (2, 3):
        with place.records.work() as work:
            assert work.put(work.get(Client, client.id)).version == expected
            work.commit()
    [found] = kept(place.records, Client)
    assert found.version == 3


def test_several_puts_in_one_work_count_each(place: Place) -> None:
    with place.records.work() as work:
        once = work.put(a_client())
        twice = work.put(once)
        assert (once.version, twice.version) == (1, 2)
        work.commit()
    assert kept(place.records, Client) == [twice]


def test_who_holds_an_old_version_is_told(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work:
        old = work.get(Client, client.id)
    saved(place.another(), old)
    with place.records.work() as work, pytest.raises(RecordConflict):
        committed(work, work.put, old)
    with place.records.work() as work, pytest.raises(RecordConflict):
        committed(work, work.remove, old)


def test_who_saves_second_is_told_even_if_both_had_read_before(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work:
        mine = work.put(work.get(Client, client.id))
        with place.another().work() as other:
            theirs = other.put(other.get(Client, client.id))
            other.commit()
        with pytest.raises(RecordConflict):
            work.commit()
    assert kept(place.records, Client) == [theirs] == [mine]


def test_who_put_what_he_had_from_before_is_told_as_well(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    [known] = kept(place.records, Client)
    with place.records.work() as work:
        work.put(known)
        saved(place.another(), known)
        with pytest.raises(RecordConflict):
            work.commit()


def test_an_id_is_given_once(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work, pytest.raises(RecordConflict):
        committed(work, work.put, client)
    with place.records.work() as work:
        work.put(work.get(Client, client.id))
        with pytest.raises(RecordConflict):
            work.put(client)


def test_a_record_that_was_removed_cannot_be_changed(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work:
        known = work.get(Client, client.id)
        work.remove(known)
        with pytest.raises(RecordConflict):
            work.put(known)
        work.commit()
    with place.records.work() as work, pytest.raises(RecordConflict):
        committed(work, work.put, known)
    with place.records.work() as work, pytest.raises(NotFound):
        work.remove(known)


def test_what_was_removed_may_come_back_as_new(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work:
        work.remove(work.get(Client, client.id))
        again = work.put(client)
        work.commit()
    assert again.version == 1
    assert kept(place.records, Client) == [again]
    with place.records.work() as work:
        work.remove(again)
        work.commit()
    saved(place.records, client)
    assert kept(place.records, Client) == [again]


def test_what_was_made_and_removed_in_one_work_never_was(place: Place) -> None:
    seen: list[Change] = []
    place.followers.append(lambda changes, work: seen.extend(changes))
    with place.records.work() as work:
        work.remove(work.put(a_client()))
        assert work.commit() == Changes()
    assert seen == []


def test_a_record_keeps_its_kind_and_its_subject(place: Place) -> None:
    client = a_client()
    case = a_case(client.id)
    saved(place.records, client, case)
    with place.records.work() as work:
        moved = msgspec.structs.replace(work.get(Case, case.id), subject=uuid4())
        with pytest.raises(ValueError, match="subject"):
            work.put(moved)
        other = msgspec.structs.replace(a_note(client.id), id=case.id, version=1)
        with pytest.raises(ValueError, match="kind"):
            work.put(other)
        with pytest.raises(NotFound):
            work.get(Consultation, case.id)


def test_all_tells_kinds_and_subjects_apart_in_the_order_of_ids(place: Place) -> None:
    one, two = a_client(), a_client()
    notes = [a_note(one.id) for _ in range(5)]
    saved(place.records, one, two, a_case(one.id), a_note(two.id), a_letter(one.id), *notes)
    with place.records.work() as work:
        found = work.all(Consultation, one.id)
        assert [note.id for note in found] == sorted(note.id for note in notes)
        assert len(work.all(Consultation)) == 6
        assert len(work.all(Case)) == 1
        assert work.all(Case, two.id) == []


def test_large_records_come_back_whole(place: Place) -> None:
    letters = [a_letter(uuid4(), number, bytes([number]) * 60_000) for number in range(3)]
    saved(place.records, *letters)
    for _ in range(2):
        found = kept(place.another(), type(letters[0]))
        assert {letter.id: letter for letter in found} == {
            letter.id: msgspec.structs.replace(letter, version=1) for letter in letters
        }


def test_another_program_sees_every_commit(place: Place) -> None:
    other = place.another()
    assert kept(other, Client) == []
    one, two = a_client(), a_client()
    saved(place.records, one, two)
    assert [client.id for client in kept(other, Client)] == sorted([one.id, two.id])
    with place.records.work() as work:
        work.put(work.get(Client, one.id))
        work.remove(work.get(Client, two.id))
        work.commit()
    with other.work() as work:
        [found] = work.all(Client)
        assert (found.id, found.version) == (one.id, 2)
        assert work.get(Client, one.id) == found
        with pytest.raises(NotFound):
            work.get(Client, two.id)


def test_shredding_takes_every_record_of_the_subject_and_no_other(place: Place) -> None:
    doomed, other = a_client(), a_client()
    saved(place.records, doomed, other, a_case(doomed.id), a_letter(doomed.id), a_note(other.id))
    with place.records.work() as work:
        work.put(a_note(doomed.id))
        work.put(a_note(other.id))
        work.shred(doomed.id)
        assert [client.id for client in work.all(Client)] == [other.id]
        changes = work.commit()
    assert changes.subjects() == {doomed.id, other.id}
    assert changes.kinds() == {"Client", "Case", "Letter", "Consultation"}
    assert kept(place.records, Case) == []
    assert len(kept(place.another(), Consultation)) == 2


def test_who_was_shredded_never_comes_back(place: Place) -> None:
    doomed = a_client()
    saved(place.records, doomed)
    with place.records.work() as work:
        work.shred(doomed.id)
        with pytest.raises(NotFound):
            work.put(a_note(doomed.id))
        work.commit()
    for new in (doomed, a_note(doomed.id)):
        with place.records.work() as work, pytest.raises(NotFound):
            committed(work, work.put, new)
    with place.records.work() as work:
        work.shred(doomed.id)
        work.commit()


def test_followers_see_each_change_before_and_after(place: Place) -> None:
    client, doomed = a_client(), a_client()
    saved(place.records, client, doomed)
    seen: list[Change] = []
    place.followers.append(lambda changes, work: seen.extend(changes))
    with place.records.work() as work:
        before, gone = work.get(Client, client.id), work.get(Client, doomed.id)
        after = work.put(work.put(before))
        new = work.put(a_note(client.id))
        work.remove(gone)
        work.commit()
    assert sorted(seen, key=lambda change: change.action) == [
        Change(before, after),
        Change(None, new),
        Change(gone, None),
    ]


def test_followers_may_put_more_and_later_ones_see_it(place: Place) -> None:
    note = a_note(uuid4())
    seen: list[Record] = []

    def first(changes: Iterable[Change], work: Work) -> None:
        if any(isinstance(change.record, Client) for change in changes):
            work.put(note)

    def second(changes: Iterable[Change], work: Work) -> None:
        seen.extend(change.record for change in changes)
        assert work.all(Consultation)

    place.followers.extend([first, second])
    changes = saved(place.records, a_client())
    assert changes.kinds() == {"Client", "Consultation"}
    assert {type(record) for record in seen} == {Client, Consultation}
    assert [found.id for found in kept(place.records, Consultation)] == [note.id]


def test_a_follower_can_stop_a_commit(place: Place) -> None:
    def refuse(changes: Iterable[Change], work: Work) -> None:
        raise Refused

    place.followers.append(refuse)
    with pytest.raises(Refused):
        saved(place.records, a_client())
    place.followers.clear()
    assert kept(place.records, Client) == []
    saved(place.records, a_client())


def test_a_follower_must_not_commit(place: Place) -> None:
    def commit(changes: Iterable[Change], work: Work) -> None:
        work.commit()

    place.followers.append(commit)
    with pytest.raises(RuntimeError):
        saved(place.records, a_client())


def test_a_note_alone_is_something_to_commit(place: Place) -> None:
    called: list[object] = []
    place.followers.append(lambda changes, work: called.append(list(changes)))
    client = a_client()
    saved(place.records, client)
    with place.records.work() as work:
        work.note(Action.PRINTED, client.id, "letter")
        assert work.commit() == Changes()
    assert called[1:] == [[]]


def test_nothing_to_commit_calls_nobody(place: Place) -> None:
    called: list[object] = []
    place.followers.append(lambda changes, work: called.append(1))
    with place.records.work() as work:
        work.all(Client)
        assert work.commit() == Changes()
    assert called == []


def test_who_holds_no_key_finds_nothing_and_writes_nothing(place: Place) -> None:
    client = a_client()
    saved(place.records, client)
    supervisor = place.for_supervisor()
    assert not supervisor.may_read(Domain.IDENTITY)
    assert supervisor.may_read(Domain.STATISTICS)
    assert place.records.may_read(Domain.IDENTITY)
    with supervisor.work() as work:
        assert work.all(Client) == []
        assert work.all(Client, client.id) == []
        with pytest.raises(NotFound):
            work.get(Client, client.id)
    with supervisor.work() as work, pytest.raises(Refused):
        work.put(a_client())
    with supervisor.work() as work, pytest.raises(Refused):
        committed(work, work.shred, client.id)
    assert len(kept(place.records, Client)) == 1
