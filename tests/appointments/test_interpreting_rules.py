# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every rule of interpreting alone: yes, no and unknown, with words; and what makes one better than another."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.appointments.availability import fits, instant, joined, spans, working_days
from beratung.appointments.pools import known_pools
from beratung.appointments.rules import Situation, candidate, ranked
from beratung.appointments.travel import distance_km, travel_minutes
from beratung.domain.interpreting import (
    DeclineReason,
    Direction,
    ExclusionReason,
    FeeModel,
    InterpreterFile,
    InterpreterKind,
    InterpreterRequest,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.interpreting_views import Candidate, Fit, HardRule, House, WeightKind
from beratung.domain.known_places import KnownPlace
from beratung.domain.people import Gender
from beratung.domain.planning import Mode
from tests.appointments.interpreting_kit import ALL_DAY, HOUR, NINE, TODAY, a_file, replace

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MAGDEBURG = KnownPlace(
    name="Magdeburg", municipality="15003000", latitude=52.13, longitude=11.63, is_centre=True
)
HALLE = KnownPlace(name="Halle", municipality="15002000", latitude=51.48, longitude=11.97)
HOUSE = House(address="Musterstraße 1", places=(MAGDEBURG, HALLE))


def a_request(**more: object) -> InterpreterRequest:
    usual = InterpreterRequest(
        id=uuid4(), subject=uuid4(), appointment=uuid4(), language="ar", place="Musterstraße 1", start=NINE,
        end=NINE + HOUR, made_at=NOW,
    )  # fmt: skip
    return replace(usual, **more)


def a_situation(**more: Any) -> Situation:  # noqa: ANN401
    return Situation(today=TODAY, now=NOW, house=HOUSE)._replace(**more)


def decided(
    rule: HardRule,
    file: InterpreterFile,
    request: InterpreterRequest | None = None,
    known: Situation | None = None,
) -> bool | None:
    """What one rule says, and that the others say nothing against it."""
    found = candidate(file, request or a_request(), known or a_situation())
    assert [check.rule for check in found.checks] == list(HardRule)
    [check] = [check for check in found.checks if check.rule is rule]
    assert "%" not in check.words % check.details
    others = [other for other in found.checks if other.rule is not rule and other.ok is not True]
    assert not others, [other.words for other in others]
    assert found.fit is {True: Fit.FITS, None: Fit.OPEN, False: Fit.NOT}[check.ok]
    return check.ok


def speaking(level: str = "C1", **more: object) -> tuple[SpokenLanguage, ...]:
    return (replace(SpokenLanguage(code="ar", level=level), **more),)


POOL = InterpreterKind.POOL
OTHER = (SpokenLanguage(code="ti", level="C2"),)
CASES: list[tuple[HardRule, dict[str, object], dict[str, object], bool | None]] = [
    (HardRule.ACTIVE, {}, {}, True),
    (HardRule.ACTIVE, {"is_active": False}, {}, False),
    (HardRule.LANGUAGE, {"languages": OTHER}, {}, False),
    (HardRule.LANGUAGE, {"languages": (), "kind_of": POOL}, {}, None),
    (HardRule.LANGUAGE, {"languages": OTHER, "kind_of": POOL}, {}, False),
    (HardRule.LEVEL, {"languages": speaking("B1")}, {}, True),
    (HardRule.LEVEL, {"languages": speaking("A2")}, {}, False),
    (HardRule.LEVEL, {"languages": speaking("A2")}, {"min_level": ""}, True),
    (HardRule.LEVEL, {"languages": speaking("")}, {}, False),
    (HardRule.LEVEL, {"languages": speaking(""), "kind_of": POOL}, {}, None),
    (HardRule.LEVEL, {"languages": (*speaking("A1"), *speaking("C1"))}, {}, True),
    (HardRule.DIRECTION, {"languages": speaking(direction=Direction.INTO_GERMAN)}, {}, False),
    (HardRule.DIRECTION, {"languages": speaking(direction=Direction.INTO_GERMAN)},
     {"direction": Direction.INTO_GERMAN}, True),
    (HardRule.SWORN, {"is_sworn": True}, {"needs_sworn": True}, True),
    (HardRule.SWORN, {"is_sworn": False}, {"needs_sworn": True}, False),
    (HardRule.SWORN, {}, {"needs_sworn": True}, None),
    (HardRule.GENDER, {"gender": Gender.F}, {"gender": Gender.F}, True),
    (HardRule.GENDER, {"gender": Gender.M}, {"gender": Gender.F}, False),
    (HardRule.GENDER, {"gender": None}, {"gender": Gender.F}, False),
    (HardRule.GENDER, {"gender": None}, {}, True),
    (HardRule.GENDER, {"gender": None, "kind_of": POOL}, {"gender": Gender.F}, None),
    (HardRule.MODE, {"modes": (Mode.PHONE,)}, {}, False),
    (HardRule.MODE, {"modes": (Mode.PHONE,)}, {"mode": Mode.PHONE}, True),
    (HardRule.MODE, {"modes": ()}, {}, None),
    (HardRule.PLEDGE, {"pledged_on": None}, {}, False),
    (HardRule.PLEDGE, {"pledged_on": TODAY}, {}, True),
    (HardRule.PLEDGE, {"pledged_on": TODAY + timedelta(days=1)}, {}, False),
    (HardRule.ADULT, {"born_year": 2007}, {}, True),
    (HardRule.ADULT, {"born_year": 2008}, {}, None),
    (HardRule.ADULT, {"born_year": 2009}, {}, False),
    (HardRule.ADULT, {"born_year": None}, {}, None),
    (HardRule.ADULT, {"born_year": None, "kind_of": POOL}, {}, True),
    (HardRule.TOPIC, {"topics_refused": ("gewalt",)}, {"topics": ("gewalt", "wohnen")}, False),
    (HardRule.TOPIC, {"topics_refused": ("gewalt",)}, {"topics": ("wohnen",)}, True),
    (HardRule.PSYCHIATRIC, {"serves_psychiatric": False}, {"is_psychiatric": True}, False),
    (HardRule.PSYCHIATRIC, {}, {"is_psychiatric": True}, True),
    (HardRule.REGION, {"regions": ("15002",)}, {}, False),
    (HardRule.REGION, {"regions": ("15002",)}, {"mode": Mode.PHONE}, True),
    (HardRule.REGION, {"regions": ("15002",)}, {"is_at_centre": False, "municipality": "15002000"}, True),
    (HardRule.REGION, {"regions": ("15002",)}, {"is_at_centre": False}, None),
    (HardRule.LEAD, {"lead_days": 3}, {}, True),
    (HardRule.LEAD, {"lead_days": 4}, {}, False),
    (HardRule.LEAD, {"video_lead_days": 9}, {}, True),
    (HardRule.LEAD, {"video_lead_days": 9, "modes": (Mode.VIDEO,)}, {"mode": Mode.VIDEO}, False),
    (HardRule.AVAILABLE, {"weekly": ()}, {}, False),
    (HardRule.AVAILABLE, {"weekly": (), "kind_of": POOL}, {}, True),
    (HardRule.AVAILABLE, {"weekly": (WeeklyTime(weekday=3, start=600, end=655),)}, {}, False),
    (HardRule.AVAILABLE, {"weekly": (WeeklyTime(weekday=3, start=600, end=660),)}, {}, True),
    (HardRule.AVAILABLE, {"weekly": (WeeklyTime(weekday=2, start=0, end=1440),)}, {}, False),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "person", "wish", "expected"), CASES)
def test_a_rule(
    rule: HardRule, person: dict[str, object], wish: dict[str, object], expected: bool | None
) -> None:
    assert decided(rule, replace(a_file(), **person), a_request(**wish)) is expected


@pytest.mark.parametrize("reason", list(ExclusionReason))
def test_exclusions_keep_away(reason: ExclusionReason) -> None:
    file = a_file()
    assert decided(HardRule.EXCLUSION, file, known=a_situation(excluded={file.id: reason})) is False


def test_refusals_keep_away_and_say_which() -> None:
    file = a_file()
    said = set()
    for reason in (None, DeclineReason.NO_TIME, DeclineReason.KNOWN):
        known = a_situation(declined={file.id: reason})
        assert decided(HardRule.REFUSAL, file, known=known) is False
        said.add(candidate(file, a_request(), known).against[0].words)
    assert said == {"Has declined this request.", "Said that they may know each other."}


def test_hours_count_what_is_booked() -> None:
    file = a_file(max_hours=2)
    assert decided(HardRule.HOURS, file, known=a_situation(minutes={file.id: 60})) is True
    assert decided(HardRule.HOURS, file, known=a_situation(minutes={file.id: 65})) is False


def test_the_calendar_of_the_database_decides_who_is_free() -> None:
    file = a_file()
    other = NINE + 2 * HOUR
    assert decided(HardRule.FREE, file, known=a_situation(is_free=lambda *_: False)) is False
    known = a_situation(is_free=lambda _, start: start == other)
    assert candidate(file, a_request(starts=(other,)), known).starts == (other,)


def test_absences_are_no_time() -> None:
    file = a_file()
    known = a_situation(away={file.id: ((NINE + HOUR / 2, NINE + 5 * HOUR),)})
    assert decided(HardRule.AVAILABLE, file, known=known) is False
    assert candidate(file, a_request(starts=(NINE - HOUR,)), known).starts == (NINE - HOUR,)


def test_holidays_are_no_working_days() -> None:
    house = replace(HOUSE, holidays=frozenset({date(2026, 11, 25)}))
    assert decided(HardRule.LEAD, a_file(lead_days=3), known=a_situation(house=house)) is False
    assert working_days(date(2026, 11, 20), date(2026, 11, 23), frozenset()) == 1


def test_the_phone_service_is_not_for_psychiatric_talks() -> None:
    [sisa] = known_pools()
    ready = replace(sisa, pledged_on=TODAY)
    phone = a_request(mode=Mode.PHONE, place="")
    assert candidate(ready, phone, a_situation()).fit is Fit.OPEN
    for wish in ({"is_psychiatric": True}, {"topics": ("psychiatrie",)}, {"topics": ("op_vorbereitung",)}):
        assert candidate(ready, replace(phone, **wish), a_situation()).fit is Fit.NOT
    assert candidate(ready, a_request(), a_situation()).against[0].rule is HardRule.MODE
    assert candidate(sisa, phone, a_situation()).against[0].rule is HardRule.PLEDGE
    assert candidate(ready, phone, a_situation()).cost_cents is None
    evening = replace(phone, start=NINE + 8 * HOUR, end=NINE + 9 * HOUR)
    assert candidate(ready, evening, a_situation()).against[0].rule is HardRule.AVAILABLE


def found(file: InterpreterFile, request: InterpreterRequest, known: Situation | None = None) -> Candidate:
    return candidate(file, request, known or a_situation())


def test_the_same_person_first_then_dialect_then_the_way() -> None:
    former, near, far = a_file(), a_file(travel_minutes=5), a_file(travel_minutes=60)
    speaks = a_file(travel_minutes=30, languages=speaking(dialects=("Levantinisch",)))
    request = a_request(previous=former.id, dialect="levantinisch")
    order = ranked([found(file, request) for file in (far, near, speaks, former)])
    assert [one.interpreter for one in order] == [former, speaks, near, far]
    unasked = replace(request, same_person=False)
    assert ranked([found(file, unasked) for file in (former, speaks)])[0].interpreter == former
    kinds = {weight.kind: weight.points for weight in found(former, request).weights}
    assert kinds == {WeightKind.SAME_PERSON: 100, WeightKind.DIALECT: 0, WeightKind.TRAVEL: 0}


def test_who_was_booked_less_comes_first_and_services_last() -> None:
    busy, idle = a_file(), a_file()
    service = a_file(kind_of=POOL)
    known = a_situation(load={busy.id: 20 * 60})
    order = ranked([found(file, a_request(), known) for file in (service, busy, idle)])
    assert [one.interpreter for one in order] == [idle, busy, service]
    excluded = a_situation(excluded={idle.id: ExclusionReason.WISH})
    assert ranked([found(file, a_request(), excluded) for file in (idle, service)])[0].interpreter == service


def test_ways_are_known_computed_or_unknown() -> None:
    request = a_request()
    assert travel_minutes(a_file(travel_minutes=20, municipality="15002000"), request, HOUSE) == 20
    by_air = distance_km(MAGDEBURG, HALLE)
    assert by_air == pytest.approx(76, abs=2)
    assert travel_minutes(a_file(municipality="15002000"), request, HOUSE) == round(by_air / 50 * 60)
    assert travel_minutes(a_file(municipality="15001000"), request, HOUSE) is None
    assert travel_minutes(a_file(), request, HOUSE) is None
    assert travel_minutes(a_file(travel_minutes=20), a_request(mode=Mode.PHONE), HOUSE) is None
    elsewhere = a_request(is_at_centre=False, municipality="15002000")
    assert travel_minutes(a_file(travel_minutes=20, municipality="15002000"), elsewhere, HOUSE) == 0
    assert travel_minutes(a_file(travel_minutes=20), elsewhere, HOUSE) is None


def test_cost_is_what_was_agreed_or_unknown() -> None:
    request = a_request()
    assert found(a_file(fee=FeeModel(cents=2500, unit_minutes=30, job_cents=100)), request).cost_cents == 5100
    assert found(a_file(fee=FeeModel(note="ehrenamtlich")), request).cost_cents == 0
    assert found(a_file(), request).cost_cents is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 25), [(8, 30)]),
        (date(2026, 3, 29), [(7, 30)]),
        (date(2026, 10, 18), [(7, 30)]),
    ],
)
def test_weekly_times_are_on_the_wall(day: date, expected: list[tuple[int, int]]) -> None:
    weekly = [WeeklyTime(weekday=6, start=570, end=600)]
    assert [(start.hour, start.minute) for start, _ in spans(weekly, day, day, "Europe/Berlin")] == expected


def test_a_night_on_which_the_clock_is_moved_is_an_hour_longer_or_shorter() -> None:
    weekly = [WeeklyTime(weekday=6, start=60, end=240)]
    [(start, end)] = spans(weekly, date(2026, 10, 25), date(2026, 10, 25), "Europe/Berlin")
    assert end - start == 4 * HOUR
    [(start, end)] = spans(weekly, date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")
    assert end - start == 2 * HOUR
    assert instant(date(2026, 3, 29), 150, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(date(2026, 12, 31), 1440, "Asia/Kathmandu") == datetime(2026, 12, 31, 18, 15, tzinfo=UTC)


MINUTES = st.integers(0, 400)
SPANS = st.lists(st.tuples(MINUTES, MINUTES), max_size=8)


@given(SPANS, SPANS)
def test_what_is_left_of_the_times_is_exactly_what_no_absence_covers(
    open_: list[tuple[int, int]], away: list[tuple[int, int]]
) -> None:
    base = datetime(2026, 11, 23, tzinfo=UTC)

    def moments(pairs: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
        return [(base + timedelta(minutes=a), base + timedelta(minutes=b)) for a, b in pairs]

    weekly = [WeeklyTime(weekday=0, start=a, end=b) for a, b in open_ if a < b]
    gone = [pair for pair in moments(away) if pair[0] < pair[1]]
    left = spans(weekly, base.date(), base.date(), "UTC", gone)
    assert left == joined(left)
    for minute in range(401):
        moment = base + timedelta(minutes=minute)
        is_open = any(entry.start <= minute < entry.end for entry in weekly)
        is_away = any(start <= moment < end for start, end in gone)
        assert any(start <= moment < end for start, end in left) is (is_open and not is_away)
        assert fits(left, moment, moment + timedelta(seconds=1)) is (is_open and not is_away)


def test_a_file_with_everything_is_nobody_s_obstacle() -> None:
    assert found(a_file(weekly=ALL_DAY), a_request()).fit is Fit.FITS
