# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Slices, messages and claims: what every kind of records promises, and what the real tables show."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain
from beratung.domain.cases import Consultation
from beratung.domain.errors import NotFound, OfferOutdated, RecordConflict, Refused, TimeTaken
from beratung.domain.sharing import Claim, Message, SealedClaim, Slice, claims
from beratung.domain.work import Action, Changes, Records, Touched, Work
from beratung.store import Store
from tests.fakes.records import FakeRecords
from tests.store.keyrings import Centre
from tests.store.people import a_note

ROOM, PERSON = uuid4(), uuid4()
NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Request(Slice, frozen=True, kw_only=True, tag="probe-request"):
    """What a Sprachmittler is asked."""

    words: str
    times: tuple[SealedClaim, ...] = ()


class UrgentRequest(Request, frozen=True, kw_only=True, tag="probe-urgent"):
    """A more special one."""


class Answer(Message, frozen=True, kw_only=True, tag="probe-answer"):
    """What he answers."""

    words: str


class Absence(Message, frozen=True, kw_only=True, tag="probe-absence"):
    """Something else that he says."""


@dataclass
class Place:
    """One centre's records as a counsellor, a Sprachmittler and others see them."""

    counsellor: Records
    interpreter: Records
    supervisor: Records
    colleague: Records
    ids: dict[str, UUID]


@pytest.fixture(params=["memory", "sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "memory":
        yield in_memory()
        return
    centre: Centre = request.getfixturevalue("centre")
    location: str | Path = tmp_path / "Beratung"
    if request.param == "postgresql":
        location = request.getfixturevalue("new_database")()
    opened = [centre.open_store(location, create=True)]
    opened += [beside(centre, location, name) for name in ("sprachmittler", "leitung", "kollege")]
    ids = {user.name: user.id for user in opened[0].keyring.users()}
    yield Place(opened[0], opened[1], opened[2], opened[3], ids)
    for store in opened:
        store.close()


def beside(centre: Centre, location: str | Path, name: str) -> Store:
    store = Store.open(location, centre.storage)
    store.attach(centre.user(name))
    return store


def in_memory() -> Place:
    records = FakeRecords()
    interpreter = records.beside()
    supervisor = records.beside(Domain.STATISTICS, Domain.AUDIT)
    colleague = records.beside(*Domain)
    ids = {"beraterin": records.user, "sprachmittler": interpreter.user, "leitung": supervisor.user}
    return Place(records, interpreter, supervisor, colleague, ids | {"kollege": colleague.user})


def done(records: Records, *steps: Callable[[Work], object]) -> Changes:
    with records.work() as work:
        for step in steps:
            step(work)
        return work.commit()


def a_request(place: Place, words: str = "Donnerstag um neun?", *times: SealedClaim) -> Request:
    return Request(id=uuid4(), to=place.ids["sprachmittler"], words=words, times=times)


def requests(records: Records) -> list[Request]:
    with records.work() as work:
        return work.slices(Request)


def answers(records: Records) -> list[Answer]:
    with records.work() as work:
        return work.inbox(Answer)


# Slices.


def test_a_slice_is_read_by_its_reader_alone(place: Place) -> None:
    asked = a_request(place)
    changes = done(place.counsellor, lambda work: work.give(asked))
    assert changes.touched == {Touched("Request", asked.id, asked.to)}
    [found] = requests(place.interpreter)
    assert (found.words, found.by) == (asked.words, place.ids["beraterin"])
    assert found.at is not None
    assert requests(place.counsellor) == requests(place.supervisor) == []


def test_slices_are_told_apart_by_kind_in_the_order_of_ids(place: Place) -> None:
    urgent = UrgentRequest(id=uuid4(), to=place.ids["sprachmittler"], words="heute")
    asked = [a_request(place, str(number)) for number in range(3)]
    with place.counsellor.work() as work:
        for one in (urgent, *asked):
            work.give(one)
        work.commit()
    ids = sorted([urgent.id, *(one.id for one in asked)])
    assert [one.id for one in requests(place.interpreter)] == ids
    with place.interpreter.work() as work:
        assert [one.id for one in work.slices(UrgentRequest)] == [urgent.id]
        assert len(work.slices(Slice)) == 4


def test_a_slice_given_again_replaces_the_first(place: Place) -> None:
    asked = a_request(place)
    done(place.counsellor, lambda work: work.give(asked))
    done(place.colleague, lambda work: work.give(msgspec.structs.replace(asked, words="um zehn?")))
    [found] = requests(place.interpreter)
    assert (found.words, found.by) == ("um zehn?", place.ids["kollege"])


def test_an_id_that_is_somebody_else_s_slice_is_refused(place: Place) -> None:
    asked = a_request(place)
    done(place.counsellor, lambda work: work.give(asked))
    moved = msgspec.structs.replace(asked, to=place.ids["leitung"])
    with pytest.raises(RecordConflict):
        done(place.counsellor, lambda work: work.give(moved))
    with pytest.raises(RecordConflict):
        done(place.interpreter, lambda work: work.write_in(Answer(id=asked.id, words="x")))
    assert len(requests(place.interpreter)) == 1


def test_only_who_holds_scheduling_gives_and_withdraws(place: Place) -> None:
    asked = a_request(place)
    done(place.counsellor, lambda work: work.give(asked))
    for records in (place.interpreter, place.supervisor):
        for step in (lambda work: work.give(a_request(place)), lambda work: work.withdraw(asked.id)):
            with pytest.raises(Refused):
                done(records, step)


def test_a_withdrawn_slice_is_gone(place: Place) -> None:
    asked = a_request(place)
    done(place.counsellor, lambda work: work.give(asked))
    done(place.colleague, lambda work: work.withdraw(asked.id))
    assert requests(place.interpreter) == []
    with pytest.raises(NotFound):
        done(place.counsellor, lambda work: work.withdraw(asked.id))


def test_a_work_sees_what_it_gives_and_takes(place: Place) -> None:
    mine = Request(id=uuid4(), to=place.ids["beraterin"], words="selbst")
    with place.counsellor.work() as work:
        work.give(mine)
        work.give(a_request(place))
        assert [one.words for one in work.slices(Request)] == ["selbst"]
        work.write_in(Answer(id=uuid4(), words="an uns"))
        assert [one.words for one in work.inbox(Answer)] == ["an uns"]
        work.withdraw(mine.id)
        assert work.slices(Request) == []
    assert requests(place.counsellor) == []


def test_nothing_is_shared_without_commit(place: Place) -> None:
    with place.counsellor.work() as work:
        work.give(a_request(place))
        work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR))
    with place.interpreter.work() as work:
        work.write_in(Answer(id=uuid4(), words="ja"))
    assert requests(place.interpreter) == []
    assert answers(place.counsellor) == []
    done(place.counsellor, lambda work: work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR)))


# The inbox.


def test_everyone_writes_in_and_holders_read(place: Place) -> None:
    for records, name in ((place.interpreter, "sprachmittler"), (place.supervisor, "leitung")):
        said = Answer(id=uuid4(), words=f"von {name}")
        with records.work() as work:
            work.write_in(said)
            changes = work.commit()
        assert changes.touched == {Touched("Answer", said.id, place.ids[name])}
    done(place.interpreter, lambda work: work.write_in(Absence(id=uuid4())))
    for records in (place.counsellor, place.colleague):
        found = {(one.words, one.by) for one in answers(records)}
        assert found == {
            ("von sprachmittler", place.ids["sprachmittler"]),
            ("von leitung", place.ids["leitung"]),
        }
        with records.work() as work:
            assert len(work.inbox(Message)) == 3
    assert answers(place.interpreter) == answers(place.supervisor) == []


def test_a_message_is_taken_over_once(place: Place) -> None:
    said = Answer(id=uuid4(), words="ja gern")
    done(place.interpreter, lambda work: work.write_in(said))
    note = a_note(uuid4(), "übernommen")
    with place.counsellor.work() as first, place.colleague.work() as second:
        for work, own in ((first, note), (second, a_note(note.subject))):
            [found] = work.inbox(Answer)
            work.put(own)
            work.drop(found.id)
        first.commit()
        with pytest.raises(RecordConflict):
            second.commit()
    with place.counsellor.work() as work:
        assert [found.id for found in work.all(Consultation)] == [note.id]
        assert work.inbox(Answer) == []
        with pytest.raises(NotFound):
            work.drop(said.id)


def test_a_writer_takes_his_own_message_back_and_nobody_else_s(place: Place) -> None:
    said = Answer(id=uuid4(), words="ja")
    done(place.interpreter, lambda work: work.write_in(said))
    with pytest.raises(Refused):
        done(place.supervisor, lambda work: work.drop(said.id))
    done(place.interpreter, lambda work: work.drop(said.id))
    assert answers(place.counsellor) == []
    with place.interpreter.work() as work:
        work.write_in(said)
        work.drop(said.id)
        work.commit()
    assert answers(place.counsellor) == []


def test_a_slice_is_no_message(place: Place) -> None:
    asked, said = a_request(place), Answer(id=uuid4(), words="ja")
    done(place.counsellor, lambda work: work.give(asked), lambda work: work.write_in(said))
    with place.counsellor.work() as work:
        with pytest.raises(NotFound):
            work.drop(asked.id)
        with pytest.raises(NotFound):
            work.withdraw(said.id)


# Claims.


def test_a_time_is_taken_once(place: Place) -> None:
    first, second = uuid4(), uuid4()
    done(place.counsellor, lambda work: work.claim(first, claims(ROOM, NINE, NINE + HOUR)))
    for booking, begin in ((second, NINE), (second, NINE + timedelta(minutes=55))):
        with place.colleague.work() as work, pytest.raises(TimeTaken):
            work.claim(booking, claims(ROOM, begin, begin + HOUR))
    done(place.colleague, lambda work: work.claim(second, claims(ROOM, NINE + HOUR, NINE + 2 * HOUR)))
    done(place.colleague, lambda work: work.claim(second, claims(PERSON, NINE, NINE + HOUR)))
    done(place.colleague, lambda work: work.claim(second, claims(ROOM, NINE, NINE + HOUR, lane=1)))


def test_who_is_second_at_the_commit_is_told(place: Place) -> None:
    note = a_note(uuid4())
    with place.counsellor.work() as work:
        work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR))
        work.put(note)
        done(place.colleague, lambda other: other.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR)))
        with pytest.raises(TimeTaken):
            work.commit()
    with place.counsellor.work() as work:
        assert work.all(Consultation) == []


def test_a_retry_finds_its_own(place: Place) -> None:
    booking = uuid4()
    for _ in range(2):
        done(place.counsellor, lambda work: work.claim(booking, claims(ROOM, NINE, NINE + HOUR)))
    again = claims(ROOM, NINE, NINE + HOUR) * 2
    done(place.counsellor, lambda work: work.claim(booking, again))


def test_a_booking_is_released_and_moved_in_one(place: Place) -> None:
    booking, other = uuid4(), uuid4()
    done(place.counsellor, lambda work: work.claim(booking, claims(ROOM, NINE, NINE + HOUR)))
    half = NINE + HOUR / 2
    done(
        place.counsellor,
        lambda work: work.release(booking),
        lambda work: work.claim(other, claims(ROOM, half, half + HOUR)),
    )
    done(place.counsellor, lambda work: work.claim(booking, claims(ROOM, NINE, half)))
    with place.counsellor.work() as work, pytest.raises(TimeTaken):
        work.claim(booking, claims(ROOM, half, half + HOUR))


def test_accepting_books_at_once_and_tells_in_the_same_commit(place: Place) -> None:
    booking = uuid4()
    with place.counsellor.work() as work:
        sealed = work.seal_claims(claims(PERSON, NINE, NINE + HOUR))
        work.give(a_request(place, "um neun?", *sealed))
        work.commit()
    [asked] = requests(place.interpreter)
    done(
        place.interpreter,
        lambda work: work.claim_sealed(booking, asked.times),
        lambda work: work.write_in(Answer(id=booking, words="ja gern")),
    )
    assert [said.id for said in answers(place.counsellor)] == [booking]
    with place.counsellor.work() as work, pytest.raises(TimeTaken):
        work.claim(uuid4(), claims(PERSON, NINE, NINE + timedelta(minutes=5)))
    done(place.interpreter, lambda work: work.claim_sealed(booking, asked.times))
    with place.interpreter.work() as work, pytest.raises(TimeTaken):
        work.claim_sealed(uuid4(), asked.times)


def test_when_a_time_is_gone_the_answer_does_not_arrive_either(place: Place) -> None:
    with place.counsellor.work() as work:
        sealed = work.seal_claims(claims(PERSON, NINE, NINE + HOUR))
    with place.interpreter.work() as work:
        work.claim_sealed(uuid4(), sealed)
        work.write_in(Answer(id=uuid4(), words="ja"))
        done(place.counsellor, lambda other: other.claim(uuid4(), claims(PERSON, NINE, NINE + HOUR)))
        with pytest.raises(TimeTaken):
            work.commit()
    assert answers(place.counsellor) == []


def test_who_holds_no_scheduling_makes_no_claims(place: Place) -> None:
    times = claims(ROOM, NINE, NINE + HOUR)
    for records in (place.interpreter, place.supervisor):
        for step in (
            lambda work: work.claim(uuid4(), times),
            lambda work: work.seal_claims(times),
            lambda work: work.clear_claims(0),
        ):
            with pytest.raises(Refused):
                done(records, step)


def test_claims_of_another_epoch_are_refused_in_words(place: Place) -> None:
    with place.counsellor.work() as work:
        [sealed] = work.seal_claims([Claim(resource=ROOM, slot=1)])
    other = msgspec.structs.replace(sealed, epoch=2)
    with place.interpreter.work() as work, pytest.raises(OfferOutdated) as caught:
        work.claim_sealed(uuid4(), [other])
    assert "not valid" in str(caught.value)


def test_past_days_are_removed(place: Place) -> None:
    old, new = (Claim(resource=ROOM, slot=slot) for slot in (10, 20))
    done(place.counsellor, lambda work: work.claim(uuid4(), [old, new]))
    done(place.colleague, lambda work: work.clear_claims(20))
    done(place.counsellor, lambda work: work.claim(uuid4(), [old]))
    with place.counsellor.work() as work, pytest.raises(TimeTaken):
        work.claim(uuid4(), [new])


def test_past_days_are_removed_part_by_part_while_others_do_the_same(place: Place) -> None:
    past = [Claim(resource=ROOM, slot=slot) for slot in range(40)]
    booking = uuid4()
    done(place.counsellor, lambda work: work.claim(booking, past))
    for part in range(4):
        with place.counsellor.work() as mine, place.colleague.work() as theirs:
            mine.clear_claims(30, part, 4)
            theirs.clear_claims(30, part, 4)
            mine.commit()
            theirs.commit()
    done(place.counsellor, lambda work: work.claim(uuid4(), past[:30]))
    for late in past[30:]:
        with place.counsellor.work() as work, pytest.raises(TimeTaken):
            work.claim(uuid4(), [late])
    assert done(place.counsellor, lambda work: work.clear_claims(0, 3, 4)) == Changes()


def test_a_work_that_is_over_shares_nothing(place: Place) -> None:
    with place.counsellor.work() as work:
        work.commit()
        for use in (
            lambda: work.give(a_request(place)),
            lambda: work.slices(Request),
            lambda: work.withdraw(uuid4()),
            lambda: work.write_in(Answer(id=uuid4(), words="")),
            lambda: work.inbox(Answer),
            lambda: work.drop(uuid4()),
            lambda: work.claim(uuid4(), claims(ROOM, NINE, NINE + HOUR)),
            lambda: work.release(uuid4()),
            lambda: work.seal_claims([]),
            lambda: work.clear_claims(0),
            lambda: work.claim_sealed(uuid4(), [SealedClaim(value=bytes(32), epoch=1, sealed=b"")]),
        ):
            with pytest.raises((RuntimeError, OfferOutdated)):
                use()


def test_sharing_alone_is_something_to_commit(place: Place) -> None:
    assert done(place.counsellor, lambda work: work.release(uuid4())) == Changes()
    assert done(place.interpreter, lambda work: work.note(Action.READ, None, "probe")) == Changes()
