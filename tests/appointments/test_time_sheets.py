# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Time sheets: written by both sides, confirmed once, summed twice; and what an interpreter says of his own times."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.appointments.interpreting_errors import (
    LineConfirmed,
    LineImplausible,
    NoFileYet,
    NotOver,
    OfferGone,
    SumsWrong,
    TimesBackwards,
    TimesOverlap,
)
from beratung.appointments.timesheet import check_sums, sheet_of
from beratung.appointments.workspace import WorkspaceService
from beratung.domain.interpreting import (
    Away,
    FeeModel,
    InterpreterFile,
    OwnFile,
    RequestState,
    SheetLine,
    WeeklyTime,
    WorkedTime,
)
from beratung.domain.interpreting_messages import Answer, AwayNotice, TimesNotice, Verdict
from beratung.domain.interpreting_views import Taken
from beratung.domain.reading import OutOfRange
from beratung.domain.sharing import Message
from tests.appointments.interpreting_kit import HOUR, NINE, Kit, a_file, replace

FEE = FeeModel(cents=2500, unit_minutes=30, km_cents=30, job_cents=500)


@pytest.fixture
def kit() -> Kit:
    return Kit()


def a_line(**more: object) -> SheetLine:
    usual = SheetLine(number="", start=NINE, end=NINE + HOUR, travel_minutes=40, km=12, other_cents=250)
    return replace(usual, **more)


def booked(kit: Kit) -> tuple[InterpreterFile, WorkspaceService]:
    """An interpreter whose booking is over."""
    file, mine = kit.with_program(fee=FEE)
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    kit.clock.go_on(4)
    return file, mine


def test_the_interpreter_writes_and_the_counsellor_confirms(kit: Kit) -> None:
    file, mine = booked(kit)
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.write_times(job.id, a_line(words="Parkschein"))
    assert mine.my_week(NINE.date(), NINE.date())[0].has_written
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TIMES]
    [again] = mine.my_week(NINE.date(), NINE.date())
    assert (again.has_written, again.is_confirmed) == (False, False)
    assert again.line == a_line(number=job.number, words="Parkschein")
    sheet = kit.service.sheet(file.id, 2026, 11)
    [line] = sheet.lines
    assert (line.time_cents, line.job_cents, line.km_cents, line.other_cents) == (5000, 500, 360, 250)
    assert (line.cents, sheet.cents, sheet.minutes, sheet.open_lines) == (6110, 6110, 60, 1)
    assert mine.sheet(2026, 11).cents == 6110
    kit.service.confirm_times([line.id])
    assert kit.service.sheet(file.id, 2026, 11).open_lines == 0
    assert mine.my_week(NINE.date(), NINE.date())[0].is_confirmed
    [request] = kit.service.requests(NINE.date(), NINE.date())
    assert request.request.state is RequestState.DONE
    with pytest.raises(LineConfirmed):
        mine.write_times(job.id, a_line())
    with pytest.raises(LineConfirmed):
        kit.service.write_times(request.request.id, a_line())
    kit.service.reopen_times([line.id])
    kit.service.write_times(request.request.id, a_line(km=0))
    assert kit.service.sheet(file.id, 2026, 11).cents == 5750
    assert mine.sheet(2026, 11).cents == 5750


def test_a_confirmed_line_keeps_its_fee(kit: Kit) -> None:
    file, _ = booked(kit)
    [request] = kit.service.requests(NINE.date(), NINE.date())
    kit.service.write_times(request.request.id, a_line())
    kit.service.confirm_times([kit.service.sheet(file.id, 2026, 11).lines[0].id])
    kit.service.save(replace(kit.service.file(file.id), fee=FeeModel(cents=1)))
    assert kit.service.sheet(file.id, 2026, 11).cents == 6110


def test_what_is_missing_is_said(kit: Kit) -> None:
    file, _ = booked(kit)
    [missing] = kit.service.missing_times(file.id, 2026, 11)
    assert kit.service.missing_times(file.id, 2026, 12) == ()
    kit.service.write_times(missing.id, a_line())
    assert kit.service.missing_times(file.id, 2026, 11) == ()
    assert [sheet.name for sheet in kit.service.sheets(2026, 11)] == [file.name]
    assert kit.service.sheets(2026, 10) == ()


def test_nothing_is_written_before_the_job_is_over(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    [job] = mine.my_week(NINE.date(), NINE.date())
    with pytest.raises(NotOver):
        mine.write_times(job.id, a_line())
    with pytest.raises(NotOver):
        kit.service.write_times(request.id, a_line())
    assert kit.service.missing_times(file.id, 2026, 11) == ()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"end": NINE}, TimesBackwards),
        ({"start": NINE - 13 * HOUR, "end": NINE}, LineImplausible),
        ({"end": NINE + 14 * HOUR}, LineImplausible),
        ({"km": -1}, OutOfRange),
        ({"km": 2001}, OutOfRange),
        ({"travel_minutes": 1441}, OutOfRange),
        ({"other_cents": 100_001}, OutOfRange),
    ],
)
def test_lines_that_cannot_be(kit: Kit, change: dict[str, object], error: type[Exception]) -> None:
    _, mine = booked(kit)
    [job] = mine.my_week(NINE.date(), NINE.date())
    with pytest.raises(error):
        mine.write_times(job.id, a_line(**change))
    assert kit.service.take_over() == ()


def test_times_that_come_again_or_from_somebody_else_are_ignored(kit: Kit) -> None:
    file, mine = booked(kit)
    _, stranger = kit.with_program("Probe Fremd")
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.write_times(job.id, a_line())
    with kit.records.work() as work:
        [first] = work.inbox(TimesNotice)
    kit.service.take_over()
    mine.write_times(job.id, a_line(km=99))
    kit.service.take_over()
    kit.records.shared[first.id] = first
    with stranger._records.work() as work:
        work.write_in(TimesNotice(id=uuid4(), lines=((job.id, a_line(number=job.number, km=500)),)))
        work.commit()
    assert kit.service.take_over() == ()
    assert kit.service.sheet(file.id, 2026, 11).km == 99
    with kit.records.work() as work:
        assert work.inbox(TimesNotice) == []


def test_a_sheet_stays_when_the_client_is_deleted(kit: Kit) -> None:
    file, mine = booked(kit)
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.write_times(job.id, a_line())
    kit.service.take_over()
    with kit.records.work() as work:
        work.shred(kit.client.id)
        work.commit()
    [line] = kit.service.sheet(file.id, 2026, 11).lines
    kit.service.confirm_times([line.id])
    assert mine.sheet(2026, 11).cents == 6110


def test_a_job_belongs_to_the_month_in_which_it_began_on_the_wall() -> None:
    file = a_file(fee=FEE)
    start = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # half past midnight on the first of December
    worked = WorkedTime(
        id=uuid4(), subject=file.id, request=uuid4(), number="E-1", start=start, end=start + HOUR
    )
    assert sheet_of(file, [worked], 2026, 11).lines == ()
    assert len(sheet_of(file, [worked], 2026, 12).lines) == 1


LENGTHS = st.lists(
    st.tuples(st.integers(1, 600), st.integers(0, 300), st.integers(0, 900), st.integers(0, 5000)),
    max_size=12,
)
FEES = st.builds(
    FeeModel, cents=st.integers(0, 9999), unit_minutes=st.sampled_from([0, 1, 5, 15, 30, 45, 60]),
    job_cents=st.integers(0, 5000), km_cents=st.integers(0, 100),
)  # fmt: skip


@given(LENGTHS, FEES)
def test_sums_agree_with_a_count_by_hand(rows: list[tuple[int, int, int, int]], fee: FeeModel) -> None:
    file = a_file(fee=fee)
    worked = [
        WorkedTime(
            id=uuid4(), subject=file.id, request=uuid4(), number=f"E-{at}", start=NINE + at * HOUR,
            end=NINE + at * HOUR + timedelta(minutes=minutes), travel_minutes=travel, km=km, other_cents=other,
        )
        for at, (minutes, travel, km, other) in enumerate(rows)
    ]  # fmt: skip
    sheet = sheet_of(file, worked, 2026, 11)
    by_hand = 0
    for minutes, _travel, km, other in rows:
        units = 0
        while fee.unit_minutes and units * fee.unit_minutes < minutes:
            units += 1
        by_hand += (
            (units * fee.cents if fee.unit_minutes else fee.cents) + fee.job_cents + km * fee.km_cents + other
        )
    assert sheet.cents == by_hand
    assert sheet.minutes == sum(row[0] for row in rows)
    if rows:
        for field in ("cents", "minutes", "km", "travel_minutes"):
            with pytest.raises(SumsWrong):
                check_sums(msgspec.structs.replace(sheet, **{field: getattr(sheet, field) + 1}))


# What an interpreter says of his own times.


def test_absences_are_told_taken_over_and_seen_again(kit: Kit) -> None:
    file, mine = kit.with_program()
    one = Away(id=uuid4(), start=NINE, end=NINE + HOUR)
    two = Away(id=uuid4(), start=NINE + 24 * HOUR, end=NINE + 48 * HOUR, is_whole_days=True)
    mine.save_absence(one)
    restarted = WorkspaceService(mine._records, kit.clock)
    restarted.save_absence(two)
    assert restarted.times().waiting == 2
    assert restarted.times().absences == (two,)
    assert {happened.what for happened in kit.service.take_over()} == {Taken.ABSENCE}
    seen = mine.times()
    assert seen.waiting == 0
    assert [(away.start, away.end) for away in seen.absences] == [(one.start, one.end), (two.start, two.end)]
    assert len(kit.service.absences(file.id)) == 2
    mine.remove_absence(seen.absences[0].id)
    moved = replace(seen.absences[1], end=two.end + HOUR)
    mine.save_absence(moved)
    assert mine.times().absences == (moved,)
    kit.service.take_over()
    assert [entry.end for entry in kit.service.absences(file.id)] == [moved.end]


def test_weekly_times_are_his_own(kit: Kit) -> None:
    file, mine = kit.with_program()
    mornings = (WeeklyTime(weekday=0, start=480, end=720),)
    mine.save_weekly(mornings)
    assert mine.times().weekly == mornings
    kit.service.take_over()
    assert kit.service.file(file.id).weekly == mine.times().weekly == mornings
    with pytest.raises(TimesOverlap):
        mine.save_weekly((*mornings, WeeklyTime(weekday=0, start=600, end=780)))


def test_an_absence_over_a_booking_is_said(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    mine.save_absence(Away(id=uuid4(), start=NINE + HOUR / 2, end=NINE + 3 * HOUR))
    happened = kit.service.take_over()
    assert [one.what for one in happened] == [Taken.ABSENCE, Taken.ABSENT_AT_BOOKING]
    assert happened[1].request == request.id
    assert kit.request(request).state is RequestState.BOOKED


def test_absences_that_come_again_are_ignored_and_strangers_change_nothing(kit: Kit) -> None:
    file, mine = kit.with_program()
    mine.save_absence(Away(id=uuid4(), start=NINE, end=NINE + HOUR))
    with kit.records.work() as work:
        [first] = work.inbox(AwayNotice)
    kit.service.take_over()
    mine.remove_absence(mine.times().absences[0].id)
    kit.service.take_over()
    kit.records.shared[first.id] = first
    assert kit.service.take_over() == ()
    assert kit.service.absences(file.id) == ()
    other = kit.records.beside()
    with other.work() as work:
        work.write_in(AwayNotice(id=uuid4(), absences=(Away(id=uuid4(), start=NINE, end=NINE + HOUR),)))
        work.commit()
    kit.service.take_over()
    assert kit.service.absences(file.id) == ()


def test_a_file_is_seen_as_it_is_and_no_note_is_in_it(kit: Kit) -> None:
    file, mine = kit.with_program(note="nur vormittags anrufen")
    assert mine.times().name == file.name
    with mine._records.work() as work:
        [own] = work.slices(OwnFile)
    assert "anrufen" not in str(msgspec.to_builtins(own))
    kit.service.save(replace(kit.service.file(file.id), max_hours=7))
    assert mine.times().max_hours == 7
    with pytest.raises(TimesBackwards):
        mine.save_absence(Away(id=uuid4(), start=NINE, end=NINE))


def test_who_has_no_file_is_told(kit: Kit) -> None:
    nobody = WorkspaceService(kit.records.beside(), kit.clock)
    for attempt in (nobody.times, lambda: nobody.sheet(2026, 11)):
        with pytest.raises(NoFileYet):
            attempt()
    assert nobody.open_requests() == ()
    with pytest.raises(OfferGone):
        nobody.accept(uuid4())


def test_another_account_gets_the_file_and_the_former_one_nothing(kit: Kit) -> None:
    file, former = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    records = kit.records.beside()
    kit.accounts.add(records.user)
    kit.service.save(replace(kit.service.file(file.id), user=records.user))
    assert former.open_requests() == ()
    with pytest.raises(NoFileYet):
        former.times()
    assert WorkspaceService(records, kit.clock).times().name == file.name


def test_who_begins_to_work_with_the_program_sees_his_bookings(kit: Kit) -> None:
    file = kit.without_program()
    request = kit.requested()
    kit.service.book_directly(request.id, file.id)
    records = kit.records.beside()
    kit.accounts.add(records.user)
    kit.service.save(replace(kit.service.file(file.id), user=records.user))
    mine = WorkspaceService(records, kit.clock)
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.call_off(job.id)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.CALLED_OFF]


def test_bookings_long_past_leave_the_interpreter_s_view(kit: Kit) -> None:
    file, mine = booked(kit)
    [job] = mine.my_week(NINE.date(), NINE.date())
    mine.write_times(job.id, a_line())
    kit.service.take_over()
    kit.service.confirm_times([kit.service.sheet(file.id, 2026, 11).lines[0].id])
    kit.clock.go_on(80)
    kit.service.take_over()
    assert mine.my_week(NINE.date(), NINE.date()) == ()
    assert mine.sheet(2026, 11).cents == 6110


def said_by_any_program(mine: WorkspaceService, message: Message) -> None:
    with mine._records.work() as work:
        work.write_in(message)
        work.commit()


def test_a_message_that_no_program_of_ours_writes_stops_nobody(kit: Kit) -> None:
    """A time without its zone, a zone that there is not, a year long ago: thrown away; what others wrote is taken over."""
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    [seen] = mine.open_requests()
    bare = datetime(2026, 11, 26, 9)
    early = datetime(1, 1, 1, tzinfo=UTC)
    for message in (
        AwayNotice(id=uuid4(), absences=(Away(id=uuid4(), start=bare, end=NINE),)),
        AwayNotice(id=uuid4(), absences=(Away(id=uuid4(), start=early, end=NINE),)),
        Answer(id=uuid4(), slice=seen.id, verdict=Verdict.PROPOSE, proposed=(bare,)),
        TimesNotice(id=uuid4(), lines=((seen.id, a_line(number=seen.number, start=bare)),)),
    ):
        said_by_any_program(mine, message)
    mine.accept(seen.id)
    assert [happened.what for happened in kit.service.take_over()] == [Taken.BOOKED]
    with kit.records.work() as work:
        assert work.inbox(Message) == []


@pytest.mark.parametrize(
    "change",
    [{"km": 10**9}, {"other_cents": -5}, {"start": NINE - 20 * HOUR}, {"words": "x" * 100_000}],
    ids=str,
)
def test_times_of_any_program_are_checked_when_they_are_taken_over(
    kit: Kit, change: dict[str, object]
) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    kit.service.offer(request.id, [file.id])
    mine.accept(mine.open_requests()[0].id)
    kit.service.take_over()
    [job] = mine.my_week(NINE.date(), NINE.date())
    plain = a_line(number=job.number, start=NINE, end=NINE + HOUR, zone="No/Where")
    said_by_any_program(mine, TimesNotice(id=uuid4(), lines=((job.id, plain),)))
    assert kit.service.take_over() == ()  # it was not held yet
    kit.clock.go_on(4)
    said_by_any_program(mine, TimesNotice(id=uuid4(), lines=((job.id, replace(plain, **change)),)))
    assert kit.service.take_over() == ()
    assert kit.service.sheet(file.id, 2026, 11).lines == ()
    said_by_any_program(mine, TimesNotice(id=uuid4(), lines=((job.id, plain),)))
    assert [happened.what for happened in kit.service.take_over()] == [Taken.TIMES]
    assert kit.service.sheet(file.id, 2026, 11).lines[0].minutes == 60
