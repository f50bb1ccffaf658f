# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asking for an interpreter: two clicks, what leaves, who wins, and what follows when something changes."""

from datetime import timedelta
from uuid import uuid4

import pytest

from beratung.appointments.interpreting_errors import (
    AlreadyRequested,
    DoesNotFit,
    NameLeaves,
    NoFileYet,
    OfferGone,
    PlaceProtected,
    RequestClosed,
    TakenByOther,
)
from beratung.appointments.workspace import WorkspaceService
from beratung.domain.appointments import AppointmentKind, Participant
from beratung.domain.errors import NotFound, OfferOutdated
from beratung.domain.interpreting import (
    BookedTime,
    DeclineReason,
    ExclusionReason,
    InterpreterFile,
    InterpreterRequest,
    OfferedRequest,
    OfferState,
    RequestState,
)
from beratung.domain.interpreting_messages import Answer, Verdict
from beratung.domain.interpreting_views import Fit, Taken
from beratung.domain.planning import Mode
from beratung.domain.sharing import Slice
from tests.appointments.interpreting_kit import COUNSELLOR, HOUR, NINE, ROOM, Kit, replace


@pytest.fixture
def kit() -> Kit:
    return Kit()


def test_two_clicks_suffice(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    assert (request.language, request.mode, request.place) == ("ar", Mode.SITE, kit.house.address)
    assert request.setting == "Beratungsgespräch"
    [one] = kit.service.candidates(request.id)
    assert (one.fit, one.starts) == (Fit.FITS, (NINE,))
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    assert (seen.language, seen.place, seen.times, seen.minutes) == (
        "ar",
        request.place,
        ((NINE, NINE + HOUR),),
        60,
    )
    assert kit.request(request).state is RequestState.OFFERED


def test_the_preview_is_what_leaves(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested(dialect="Levantinisch")
    [before] = kit.service.preview(request.id, [file.id])
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    shared = [shared for shared in kit.records.shared.values() if isinstance(shared, OfferedRequest)]
    assert (
        [before.number, before.dialect] == [seen.number, seen.dialect] == [shared[0].number, "Levantinisch"]
    )
    assert before.times == seen.times
    assert before.has_program
    fields = {"id", "to", "by", "at", "number", "language", "dialect", "mode", "place", "zone", "gender", "setting",
              "choices", "answer_by", "token", "proposed"}  # fmt: skip
    assert set(OfferedRequest.__struct_fields__) == fields


def test_accepting_books_at_once_and_is_taken_over(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    mine.accept(seen.id)
    assert kit.owners(file.id) == {seen.id}
    assert kit.owners(request.id) == {seen.id}
    [waiting] = mine.open_requests()
    assert (waiting.answered, waiting.accepted) == (Verdict.ACCEPT, NINE)
    [happened] = kit.service.take_over()
    assert (happened.what, happened.interpreter) == (Taken.BOOKED, file.id)
    booked = kit.request(request)
    assert (booked.state, booked.interpreter) == (RequestState.BOOKED, file.id)
    assert mine.open_requests() == ()
    [job] = mine.my_week(NINE.date(), NINE.date())
    assert (job.number, job.start, job.is_cancelled) == (seen.number, NINE, False)
    assert kit.service.take_over() == ()


def test_two_accept_and_one_wins(kit: Kit) -> None:
    first, hers = kit.with_program("Probe Eins")
    second, his = kit.with_program("Probe Zwei")
    request = kit.requested(starts=(NINE + 3 * HOUR,))
    kit.service.offer(request.id, [first.id, second.id])
    [for_her], [for_him] = hers.open_requests(), his.open_requests()
    assert for_her.number != for_him.number
    hers.accept(for_her.id)
    with pytest.raises(TakenByOther):
        his.accept(for_him.id, NINE + 3 * HOUR)
    kit.service.take_over()
    assert kit.request(request).interpreter == first.id
    assert his.open_requests() == ()
    with pytest.raises(OfferGone):
        his.accept(for_him.id)
    assert kit.owners(second.id) == set()


def test_another_start_moves_the_appointment_with_its_people(kit: Kit) -> None:
    file, mine = kit.with_program()
    later = NINE + timedelta(minutes=30)
    request = kit.requested(starts=(later,))
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    assert len(seen.times) == 2
    mine.accept(seen.id, later)
    assert kit.owners(COUNSELLOR) == {kit.appointment.id, seen.id}
    kit.service.take_over()
    with kit.records.work() as work:
        moved = work.get(type(kit.appointment), kit.appointment.id)
    assert (moved.start, moved.end) == (later, later + HOUR)
    assert kit.owners(COUNSELLOR) == kit.owners(ROOM) == {moved.booking}
    assert (
        moved.booking != kit.appointment.id
    )  # the interpreter knows these claims; the id leads to the client
    taken = sorted(claim.slot for claim, owner in kit.records.claims.items() if claim.resource == COUNSELLOR)
    assert len(taken) == 12
    assert taken[0] * 300 == int(later.timestamp())
    assert kit.request(request).start == later


def test_a_start_at_which_the_counsellor_is_taken_is_not_offered(kit: Kit) -> None:
    file, mine = kit.with_program()
    later = NINE + 2 * HOUR
    kit.appointed(later)
    request = kit.requested(starts=(later,))
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    assert [start for start, _ in seen.times] == [NINE]


def test_declining_says_why_and_who_knows_the_client_is_not_asked_again(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    mine.decline(seen.id, DeclineReason.KNOWN, "Nachbarin")
    [happened] = kit.service.take_over()
    assert (happened.what, happened.reason, happened.words) == (
        Taken.DECLINED,
        DeclineReason.KNOWN,
        "Nachbarin",
    )
    assert kit.request(request).state is RequestState.OPEN
    assert mine.open_requests() == ()
    other = kit.appointed(NINE + 24 * HOUR)
    following = kit.service.request(other.id).request
    [one] = kit.service.candidates(following.id)
    assert (one.fit, one.against[0].rule.value) == (Fit.NOT, "refusal")
    with pytest.raises(DoesNotFit):
        kit.service.offer(following.id, [file.id])


def test_proposing_another_time_leaves_the_offer(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    mine.propose(seen.id, [NINE + 24 * HOUR], "lieber morgen")
    [happened] = kit.service.take_over()
    assert happened.what is Taken.PROPOSED
    [offer] = kit.request(request).offers
    assert (offer.state, offer.proposed, offer.words) == (
        OfferState.PROPOSED,
        (NINE + 24 * HOUR,),
        "lieber morgen",
    )
    [still] = mine.open_requests()
    assert (still.number, still.proposed, still.answered) == (seen.number, (NINE + 24 * HOUR,), None)
    mine.accept(still.id)
    kit.service.take_over()
    assert kit.request(request).state is RequestState.BOOKED


def test_who_changes_his_mind_in_time_gives_the_time_back(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    mine.accept(seen.id)
    mine.take_back(seen.id)
    assert kit.owners(file.id) == set()
    with pytest.raises(OfferGone):
        mine.take_back(seen.id)
    mine.accept(seen.id)
    mine.decline(seen.id)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.DECLINED]
    assert kit.owners(file.id) == set()


def test_calling_off_opens_the_request_again(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.call_off(job.id, DeclineReason.NO_TIME, "krank")
    assert mine.my_week(NINE.date(), NINE.date())[0].is_called_off
    [happened] = kit.service.take_over()
    assert (happened.what, happened.words) == (Taken.CALLED_OFF, "krank")
    assert (kit.request(request).state, kit.request(request).interpreter) == (RequestState.OPEN, None)
    assert kit.owners(file.id) == kit.owners(request.id) == set()
    assert mine.my_week(NINE.date(), NINE.date())[0].is_cancelled


def test_moving_the_appointment_asks_anew_and_moving_back_books_again(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    kit.moved(NINE + 24 * HOUR)
    assert kit.request(request).state is RequestState.OFFERED
    [again] = mine.open_requests()
    assert again.times == ((NINE + 24 * HOUR, NINE + 25 * HOUR),)
    assert mine.my_week(NINE.date(), NINE.date()) == ()
    assert kit.owners(file.id) == set()
    kit.moved(NINE)
    assert kit.request(request).state is RequestState.BOOKED
    assert mine.open_requests() == ()
    assert len(kit.owners(file.id)) == 1
    assert kit.request(request).offers[0].state is OfferState.ACCEPTED


def test_an_answer_to_a_time_that_moved_is_not_taken_for_the_new_one(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.moved(NINE + 24 * HOUR)
    assert kit.service.take_over() == ()
    assert kit.request(request).state is RequestState.OFFERED
    assert kit.owners(file.id) == set()
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    assert kit.request(request).state is RequestState.BOOKED


def test_cancelling_the_appointment_frees_the_interpreter_and_tells_him(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    with kit.records.work() as work:
        kit.service.desk.on_cancelled(work, kit.appointment)
        work.commit()
    assert kit.request(request).state is RequestState.CANCELLED
    assert kit.owners(file.id) == set()
    [job] = mine.my_week(NINE.date(), NINE.date())
    assert (job.is_cancelled, job.place) == (True, "")
    with kit.records.work() as work:
        kit.service.desk.on_moved(work, kit.appointment)
        work.commit()
    assert kit.request(request).state is RequestState.BOOKED
    assert not mine.my_week(NINE.date(), NINE.date())[0].is_cancelled


def test_an_excluded_person_gets_no_slice(kit: Kit) -> None:
    file, mine = kit.with_program()
    kit.service.exclude(kit.client.id, file.id, ExclusionReason.FAMILY)
    request = kit.requested()
    [one] = kit.service.candidates(request.id)
    assert one.fit is Fit.NOT
    with pytest.raises(DoesNotFit):
        kit.service.offer(request.id, [file.id])
    with pytest.raises(DoesNotFit):
        kit.service.book_directly(request.id, file.id, insist=True)
    assert mine.open_requests() == ()
    assert kit.service.excluded_clients(file.id) == {kit.client.id: ExclusionReason.FAMILY}
    kit.service.readmit(kit.client.id, file.id)
    assert kit.service.excluded_clients(file.id) == kit.service.exclusions(kit.client.id) == {}
    assert kit.service.candidates(request.id)[0].fit is Fit.FITS


def test_excluding_takes_back_what_was_offered_and_booked(kit: Kit) -> None:
    file, mine = kit.with_program()
    other, his = kit.with_program("Probe Zwei")
    request = kit.requested()
    kit.service.offer(request.id, [file.id, other.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    done = kit.service.exclude(kit.client.id, file.id, ExclusionReason.COMMUNITY)
    assert done.reopened == (request.id,)
    assert kit.request(request).state is RequestState.OPEN
    assert mine.my_week(NINE.date(), NINE.date())[0].is_cancelled
    kit.service.offer(request.id, [other.id])
    kit.service.exclude(kit.client.id, other.id, ExclusionReason.WISH)
    assert his.open_requests() == ()
    assert kit.request(request).state is RequestState.OPEN


def test_an_exclusion_between_accepting_and_taking_over_wins(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.exclude(kit.client.id, file.id, ExclusionReason.SHELTER)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TOO_LATE]
    assert kit.request(request).state is RequestState.OPEN
    assert kit.owners(file.id) == set()
    assert mine.my_week(NINE.date(), NINE.date())[0].is_cancelled


def test_moving_back_to_a_time_agreed_before_the_exclusion_books_nobody(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    kit.service.exclude(kit.client.id, file.id, ExclusionReason.FAMILY)
    kit.moved(NINE + 3 * HOUR)
    kit.moved(NINE)
    assert kit.request(request).state is RequestState.OPEN
    assert kit.owners(file.id) == set()
    assert all(booked.is_cancelled and not booked.place for booked in mine.my_week(NINE.date(), NINE.date()))


def test_who_is_kept_from_one_of_a_group_is_not_booked_for_it(kit: Kit) -> None:
    file, mine = kit.with_program()
    own = uuid4()
    group = kit.appointed(NINE + 4 * HOUR, id=own, subject=own, kind_of=AppointmentKind.GROUP, case=None)
    request = kit.service.request(own, language="ar").request
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    joined = Participant(
        id=uuid4(), subject=kit.client.id, appointment=own, start=group.start, lane=1, joined_at=NINE
    )
    kit.store(joined)
    kit.service.exclude(kit.client.id, file.id, ExclusionReason.COMMUNITY)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TOO_LATE]
    assert kit.request(request).state is RequestState.OPEN


def test_an_exclusion_says_in_which_group_both_meet(kit: Kit) -> None:
    file, other = kit.without_program(), kit.without_program("Test Zweiter")
    own = uuid4()
    group = kit.appointed(NINE + 4 * HOUR, id=own, subject=own, kind_of=AppointmentKind.GROUP, case=None)
    request = kit.service.request(own, language="ar").request
    kit.service.book_directly(request.id, file.id, insist=True)
    kit.store(
        Participant(
            id=uuid4(), subject=kit.client.id, appointment=own, start=group.start, lane=1, joined_at=NINE
        )
    )
    assert kit.service.exclude(kit.client.id, other.id, ExclusionReason.WISH).meets == ()
    assert kit.service.exclude(kit.client.id, file.id, ExclusionReason.COMMUNITY).meets == (group.start,)
    assert (
        kit.request(request).state is RequestState.BOOKED
    )  # whether the group goes on is for a person to say


@pytest.mark.parametrize("change", [{"pledged_on": None}, {"is_active": False}])
def test_who_may_not_come_any_more_is_not_booked(kit: Kit, change: dict[str, object]) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    kit.service.save(replace(kit.service.file(file.id), **change))
    kit.moved(NINE + 3 * HOUR)
    assert mine.open_requests() == ()
    assert kit.request(request).state is RequestState.OPEN
    kit.moved(NINE)
    assert kit.request(request).state is RequestState.OPEN
    assert mine.open_requests() == ()


def test_who_takes_his_pledge_back_while_asked_is_asked_no_more(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    with kit.records.work() as work:  # by another door than the file's form
        work.put(replace(work.get(InterpreterFile, file.id), pledged_on=None))
        work.commit()
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TOO_LATE]
    assert kit.request(request).state is RequestState.OPEN
    kit.service.save(replace(kit.service.file(file.id), pledged_on=file.pledged_on))
    kit.service.offer(request.id, [file.id])
    kit.service.save(replace(kit.service.file(file.id), pledged_on=None))
    assert all(not one.times or one.answered for one in mine.open_requests())
    assert kit.request(request).state is RequestState.OPEN


@pytest.mark.parametrize("field", ["place", "setting", "dialect"])
def test_no_name_leaves(kit: Kit, field: str) -> None:
    kit.with_program()
    with pytest.raises(NameLeaves):
        kit.requested(**{field: f"Bei {kit.client.display_name.split()[1]}"})


def test_a_protected_address_does_not_leave(kit: Kit) -> None:
    address = replace(kit.client.address, street="Verborgener Weg 5", is_protected=True)
    kit.store(replace(kit.client, version=1, address=address))
    with pytest.raises(PlaceProtected):
        kit.requested(place="verborgener weg 5, Hof")
    kit.requested(place="Bahnhof, Haupteingang")


def test_one_request_for_each_language(kit: Kit) -> None:
    kit.requested()
    with pytest.raises(AlreadyRequested):
        kit.requested()
    assert kit.requested(language="fa").language == "fa"


def test_a_new_key_outdates_offers_until_they_are_made_anew(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    kit.records.epoch[0] = 2
    with pytest.raises(OfferOutdated):
        mine.accept(seen.id)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.RENEWED]
    assert kit.service.take_over() == ()
    [again] = mine.open_requests()
    assert (again.id, again.number) == (seen.id, seen.number)
    mine.accept(again.id)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.BOOKED]
    assert kit.request(request).interpreter == file.id


def test_a_message_of_somebody_else_changes_nothing(kit: Kit) -> None:
    file, mine = kit.with_program()
    _, stranger = kit.with_program("Probe Fremd")
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    slice_ = mine.open_requests()[0].id
    with stranger._records.work() as work:
        work.write_in(Answer(id=uuid4(), slice=slice_, verdict=Verdict.ACCEPT, start=NINE))
        work.write_in(Answer(id=uuid4(), slice=slice_, verdict=Verdict.DECLINE))
        work.commit()
    assert kit.service.take_over() == ()
    assert kit.request(request).state is RequestState.OFFERED
    assert len(mine.open_requests()) == 1
    with kit.records.work() as work:
        assert work.inbox(Answer) == []


def test_a_message_that_comes_again_is_ignored(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    with kit.records.work() as work:
        [accepted] = work.inbox(Answer)
    kit.service.take_over()
    kit.service.unbook(request.id)
    kit.service.offer(request.id, [file.id])
    kit.records.shared[accepted.id] = accepted
    assert kit.service.take_over() == ()
    assert kit.request(request).state is RequestState.OFFERED


def test_an_accepted_message_without_claims_is_checked_against_the_calendar(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    slice_ = mine.open_requests()[0].id
    other = kit.appointed(NINE + 24 * HOUR)
    kit.without_program("Probe Beschaeftigt")
    with kit.records.work() as work:
        from beratung.domain.sharing import claims

        work.claim(other.id, claims(file.id, NINE, NINE + HOUR))
        work.commit()
    with mine._records.work() as work:
        work.write_in(Answer(id=uuid4(), slice=slice_, verdict=Verdict.ACCEPT, start=NINE))
        work.commit()
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TOO_LATE]
    assert kit.request(request).state is RequestState.OPEN


def test_who_has_no_program_is_called_and_booked(kit: Kit) -> None:
    file = kit.without_program()
    request = kit.requested()
    [seen] = kit.service.preview(request.id, [file.id])
    assert not seen.has_program
    kit.service.offer(request.id, [file.id])
    assert kit.request(request).offers[0].is_by_phone
    assert not [shared for shared in kit.records.shared.values() if isinstance(shared, Slice)]
    kit.service.declined(request.id, file.id, DeclineReason.NO_TIME)
    assert kit.request(request).state is RequestState.OPEN
    with pytest.raises(DoesNotFit):
        kit.service.book_directly(request.id, file.id)
    kit.service.book_directly(request.id, file.id, insist=True)
    booked = kit.request(request)
    assert (booked.state, booked.interpreter) == (RequestState.BOOKED, file.id)
    assert len(kit.owners(file.id)) == 1
    with pytest.raises(RequestClosed):
        kit.service.offer(request.id, [file.id])
    kit.service.unbook(request.id)
    assert kit.owners(file.id) == set()


def test_deleting_the_client_leaves_nothing_behind(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.exclude(kit.client.id, kit.without_program().id, ExclusionReason.WISH)
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    with kit.records.work() as work:
        work.shred(kit.client.id)
        work.commit()
    assert mine.open_requests() == ()
    assert kit.owners(file.id) == kit.owners(request.id) == set()
    with kit.records.work() as work:
        assert work.inbox(Answer) == []
        assert work.all(InterpreterRequest) == []
    assert all(kit.service.excluded_clients(other.id) == {} for other in kit.service.all())
    assert not [
        shared for shared in kit.records.shared.values() if isinstance(shared, OfferedRequest | BookedTime)
    ]


def test_a_time_that_is_over_without_anybody_is_unserved(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    kit.clock.go_on(4)
    kit.service.take_over()
    assert kit.request(request).state is RequestState.UNSERVED
    assert mine.open_requests() == ()


def test_unserved_and_open_again(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    kit.service.unserved(request.id)
    assert mine.open_requests() == ()
    assert kit.request(request).state is RequestState.UNSERVED
    kit.service.reopen(request.id)
    assert kit.request(request).state is RequestState.OPEN
    kit.service.cancel(request.id)
    assert kit.request(request).state is RequestState.CANCELLED


def test_changing_wishes_takes_offers_back(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    kit.service.change(replace(kit.request(request), setting="Gespräch zu zweit"))
    assert mine.open_requests() == ()
    kit.service.offer(request.id, [file.id])
    assert mine.open_requests()[0].setting == "Gespräch zu zweit"


def test_removing_a_file_withdraws_what_was_shown(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.exclude(kit.client.id, kit.without_program().id, ExclusionReason.WISH)
    kit.service.offer(request.id, [file.id])
    kit.service.remove(file.id)
    assert mine.open_requests() == ()
    assert kit.request(request).state is RequestState.OPEN
    with pytest.raises(NotFound):
        kit.service.file(file.id)
    for other in kit.service.all():
        kit.service.remove(other.id)
    assert kit.service.exclusions(kit.client.id) == {}
    assert kit.records.shared == {}


def test_a_place_that_names_the_client_does_not_leave_by_moving_either(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    with kit.records.work() as work:
        now = work.get(type(kit.appointment), kit.appointment.id)
        at_home = work.put(replace(now, rooms=(), place=f"Bei {kit.client.display_name}"))
        kit.service.desk.on_moved(work, at_home)
        work.commit()
    [job] = mine.my_week(NINE.date(), NINE.date())
    assert job.place == kit.request(request).place == ""
    with kit.records.work() as work:
        elsewhere = work.put(replace(work.get(type(at_home), at_home.id), place="Rathaus, Zimmer 3"))
        kit.service.desk.on_moved(work, elsewhere)
        work.commit()
    assert mine.my_week(NINE.date(), NINE.date())[0].place == "Rathaus, Zimmer 3"
    assert kit.request(request).state is RequestState.BOOKED


def test_until_when_an_answer_is_wanted_stays_said(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    until = NINE - 24 * HOUR
    kit.service.offer(request.id, [file.id], answer_by=until)
    assert mine.open_requests()[0].answer_by == until
    kit.records.epoch[0] = 2
    kit.service.take_over()
    assert mine.open_requests()[0].answer_by == until


def test_who_is_confirmed_after_his_file_was_made_sees_it(kit: Kit) -> None:
    records = kit.records.beside()
    file = kit.without_program("Probe Spaet", user=records.user)
    mine = WorkspaceService(records, kit.clock)
    with pytest.raises(NoFileYet):
        mine.times()
    kit.accounts.add(records.user)
    kit.service.take_over()
    assert mine.times().name == file.name
    given = dict(kit.records.shared)
    kit.service.take_over()
    assert kit.records.shared == given
