# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A planned week: proposed with reasons, nothing done before a person confirms, bookings untouched."""

import pytest

from beratung.appointments.interpreting_errors import NoSuchWeek
from beratung.domain.interpreting import (
    DeclineReason,
    ExclusionReason,
    FeeModel,
    InterpreterKind,
    RequestState,
    SpokenLanguage,
)
from beratung.domain.interpreting_views import HardRule
from beratung.domain.known_places import KnownPlace
from beratung.domain.planning import Mode
from tests.appointments.interpreting_kit import HOUR, NINE, Kit, replace

WEEK = "2026-W48"


@pytest.fixture
def kit() -> Kit:
    return Kit()


def test_the_plan_serves_more_than_the_first_who_is_free(kit: Kit) -> None:
    both, hers = kit.with_program("Probe Beide", languages=(
        SpokenLanguage(code="ar", level="C1"), SpokenLanguage(code="fa", level="C1")))  # fmt: skip
    arabic, his = kit.with_program("Probe Arabisch")
    kit.requested()
    other = kit.appointed(NINE, people=(), rooms=())
    kit.service.request(other.id, language="fa")
    plan = kit.service.plan_week(WEEK)
    assert (plan.served, plan.requests, plan.most, plan.is_proven) == (2, 2, 2, True)
    assert {job.language: job.interpreter for job in plan.jobs} == {"ar": arabic.id, "fa": both.id}
    assert all(
        line.request.state is RequestState.OPEN for line in kit.service.requests(NINE.date(), NINE.date())
    )
    done = kit.service.apply(plan)
    assert (len(done.offered), done.to_call, done.refused) == (2, (), ())
    assert [seen.language for seen in hers.open_requests()] == ["fa"]
    assert [seen.language for seen in his.open_requests()] == ["ar"]


def test_who_is_not_served_and_why(kit: Kit) -> None:
    family, _ = kit.with_program("Probe Familie")
    kit.with_program("Probe Anfang", languages=(SpokenLanguage(code="ar", level="A2"),))
    kit.with_program("Probe Andere", languages=(SpokenLanguage(code="fa", level="C2"),))
    kit.with_program("Probe Ohne", pledged_on=None)
    kit.service.exclude(kit.client.id, family.id, ExclusionReason.FAMILY)
    pool = replace(kit.service.pools()[0], pledged_on=kit.clock.today())
    kit.service.save(pool)
    paid = kit.without_program("Test Agentur", kind_of=InterpreterKind.POOL, fee=FeeModel(cents=9000))
    kit.requested(mode=Mode.PHONE, place="")
    plan = kit.service.plan_week(WEEK)
    [left] = plan.left_out
    assert (plan.served, plan.jobs) == (0, ())
    assert {reason.rule: reason.count for reason in left.why} == {
        HardRule.LANGUAGE: 1, HardRule.LEVEL: 1, HardRule.PLEDGE: 1, HardRule.EXCLUSION: 1,
    }  # fmt: skip
    assert [reason.words % reason.details for reason in left.why if reason.rule is HardRule.LEVEL] == [
        "Speaks it at A2; B1 is asked for."
    ]
    assert [(one.pool, one.cost_cents) for one in left.fallbacks] == [(paid.id, 9000), (pool.id, None)]
    assert left.client_name == kit.client.display_name


def test_one_person_is_needed_twice(kit: Kit) -> None:
    kit.with_program()
    kit.requested(priority=1)
    urgent = kit.appointed(NINE, people=(), rooms=())
    urgent_request = kit.service.request(urgent.id, priority=3).request
    plan = kit.service.plan_week(WEEK)
    assert [job.request for job in plan.jobs] == [urgent_request.id]
    [left] = plan.left_out
    assert [(reason.rule, reason.words) for reason in left.why] == [
        (None, "Would fit, but is needed for other requests at these times.")
    ]


def test_bookings_stay_and_offers_change_as_little_as_can_be(kit: Kit) -> None:
    first, hers = kit.with_program("Probe Eins")
    second, _ = kit.with_program("Probe Zwei")
    booked = kit.requested()
    kit.service.book_directly(booked.id, first.id)
    other = kit.appointed(NINE + 24 * HOUR)
    offered = kit.service.request(other.id, same_person=False).request
    kit.service.offer(offered.id, [second.id])
    plan = kit.service.plan_week(WEEK)
    jobs = {job.request: job for job in plan.jobs}
    assert (jobs[booked.id].interpreter, jobs[booked.id].is_fixed) == (first.id, True)
    assert (jobs[offered.id].interpreter, jobs[offered.id].is_kept) == (second.id, True)
    assert plan.kept == 1
    before = kit.request(offered)
    done = kit.service.apply(plan)
    assert (done.offered, done.refused) == ((offered.id,), ())
    assert kit.request(offered) == before
    assert hers.open_requests() == ()


def test_the_same_person_and_other_starts(kit: Kit) -> None:
    former, _ = kit.with_program("Probe Frueher")
    kit.with_program("Probe Neu")
    first = kit.requested()
    kit.service.book_directly(first.id, former.id)
    later = kit.appointed(NINE, people=(), rooms=())
    request = kit.service.request(later.id, starts=(NINE + 2 * HOUR,)).request
    assert kit.request(request).previous is None
    request = kit.service.change(replace(request, previous=former.id)).request
    plan = kit.service.plan_week(WEEK)
    job = next(job for job in plan.jobs if job.request == request.id)
    assert (job.interpreter, job.start, job.is_moved, job.is_previous) == (
        former.id,
        NINE + 2 * HOUR,
        True,
        True,
    )


def test_what_changed_meanwhile_is_refused_alone(kit: Kit) -> None:
    file, mine = kit.with_program()
    request = kit.requested()
    other = kit.appointed(NINE + 24 * HOUR)
    second = kit.service.request(other.id).request
    plan = kit.service.plan_week(WEEK)
    kit.service.exclude(kit.client.id, kit.without_program().id, ExclusionReason.WISH)
    kit.service.declined(request.id, file.id, DeclineReason.NO_TIME)
    done = kit.service.apply(plan)
    assert (done.offered, done.refused) == ((second.id,), (request.id,))
    assert len(mine.open_requests()) == 1


def test_only_what_was_chosen_is_done_and_phones_are_said(kit: Kit) -> None:
    kit.without_program()
    request = kit.requested()
    plan = kit.service.plan_week(WEEK)
    assert plan.jobs[0].by_phone
    assert kit.service.apply(plan, []).to_call == ()
    assert kit.service.apply(plan, [request.id]).to_call == (request.id,)
    assert kit.request(request).state is RequestState.OFFERED


def test_ways_are_known_or_said_to_be_unknown(kit: Kit) -> None:
    kit.with_program(municipality="15002000")
    kit.requested()
    assert (kit.service.plan_week(WEEK).travel_km, kit.service.plan_week(WEEK).unknown_ways) == (None, 1)
    kit.house = replace(kit.house, places=(
        KnownPlace(name="Magdeburg", municipality="15003000", latitude=52.13, longitude=11.62, is_centre=True),
        KnownPlace(name="Halle", municipality="15002000", latitude=51.48, longitude=11.97),
    ))  # fmt: skip
    plan = kit.service.plan_week(WEEK)
    assert plan.unknown_ways == 0
    assert plan.travel_km == pytest.approx(153, abs=3)


def test_hours_of_the_week_are_kept(kit: Kit) -> None:
    kit.with_program(max_hours=1)
    kit.requested()
    other = kit.appointed(NINE + 24 * HOUR)
    kit.service.request(other.id)
    plan = kit.service.plan_week(WEEK)
    assert (plan.served, plan.requests) == (1, 2)
    [left] = plan.left_out
    assert left.why[0].count == 1


def test_a_plan_can_be_stopped(kit: Kit) -> None:
    kit.with_program()
    kit.requested()
    seen: list[tuple[int, int]] = []
    plan = kit.service.plan_week(WEEK, progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(1, 1)]
    assert plan.served == 1
    assert kit.service.plan_week(WEEK, is_cancelled=lambda: True).requests == 0


@pytest.mark.parametrize("week", ["", "2026-48", "2026-W54", "2026-W00", "26-W48", "9999-W52", "2026-W4x"])
def test_a_week_that_does_not_exist(kit: Kit, week: str) -> None:
    with pytest.raises(NoSuchWeek):
        kit.service.plan_week(week)


def test_a_week_of_nothing(kit: Kit) -> None:
    plan = kit.service.plan_week("2027-W01")
    assert (plan.served, plan.requests, plan.jobs, plan.left_out) == (0, 0, (), ())
