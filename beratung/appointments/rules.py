# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rules of interpreting: who may be asked for a request, with a reason for each rule, and who is best. Pure.

Hard rules come from law and trade: no relatives, no children, a pledge of secrecy (§ 203 StGB) before anything,
the client may refuse a person or choose a gender. What is unknown is unknown and keeps nobody away.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from beratung.appointments.availability import Span, fits, spans, weekly_times, working_days
from beratung.appointments.timesheet import cost_of
from beratung.appointments.travel import district_asked, travel_minutes
from beratung.appointments.weights import weights_of
from beratung.domain.errors import N_
from beratung.domain.interpreting import (
    DeclineReason,
    Direction,
    ExclusionReason,
    InterpreterFile,
    InterpreterKind,
    InterpreterRequest,
    SpokenLanguage,
)
from beratung.domain.interpreting_views import Candidate, Check, Details, Fit, HardRule, House
from beratung.domain.planning import Mode

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
OF_AGE = 18


class Situation(NamedTuple):
    """What is known besides the file and the request."""

    today: date
    now: datetime
    house: House
    excluded: Mapping[UUID, ExclusionReason] = {}
    """Interpreters whom this client must not get."""
    declined: Mapping[UUID, DeclineReason | None] = {}
    """Those who declined this request, or said that they may know the client."""
    away: Mapping[UUID, tuple[Span, ...]] = {}
    minutes: Mapping[UUID, int] = {}
    """Booked in the same week."""
    load: Mapping[UUID, int] = {}
    """Minutes booked in the weeks before and in this one."""
    is_free: Callable[[InterpreterFile, datetime], bool] = lambda _file, _start: True


class _Asked(NamedTuple):
    file: InterpreterFile
    request: InterpreterRequest
    known: Situation
    spoken: SpokenLanguage | None
    available: tuple[datetime, ...]

    @property
    def is_pool(self) -> bool:
        return self.file.kind_of is InterpreterKind.POOL


Said = tuple[bool | None, str] | tuple[bool | None, str, Details]


def candidate(file: InterpreterFile, request: InterpreterRequest, known: Situation) -> Candidate:
    """Decide every rule for one interpreter."""
    available = available_starts(file, request, known)
    asked = _Asked(file, request, known, spoken_of(file, request.language), available)
    checks = [_check(rule, look(asked)) for rule, look in _RULES]
    in_time: tuple[datetime, ...] = ()
    if any(check.ok is False for check in checks):
        checks.append(_check(HardRule.FREE, (True, N_("Not looked at: something else is against it."))))
    else:
        free = tuple(start for start in available if known.is_free(file, start))
        in_time = tuple(start for start in free if _is_in_time(file, request, known, start))
        checks.append(_check(HardRule.FREE, _free(available, free)))
    fit = Fit.FITS
    if any(check.ok is None for check in checks):
        fit = Fit.OPEN
    if any(check.ok is False for check in checks):
        fit = Fit.NOT
    minutes = travel_minutes(file, request, known.house)
    return Candidate(
        interpreter=file,
        fit=fit,
        checks=tuple(checks),
        weights=weights_of(file, request, minutes, known.load),
        starts=in_time,
        travel_minutes=minutes,
        cost_cents=cost_of(file.fee, request.end - request.start),
    )


def ranked(found: list[Candidate]) -> tuple[Candidate, ...]:
    """Those who fit first, the best first, outside services last among equals."""
    order = {Fit.FITS: 0, Fit.OPEN: 1, Fit.NOT: 2}

    def key(one: Candidate) -> tuple[bool, int, bool, int, str, UUID]:
        is_pool = one.interpreter.kind_of is InterpreterKind.POOL
        cannot = one.fit is Fit.NOT
        return (
            cannot,
            len(one.against),
            is_pool,
            -one.weight + order[one.fit],
            one.interpreter.name.casefold(),
            one.interpreter.id,
        )

    return tuple(sorted(found, key=key))


def spoken_of(file: InterpreterFile, language: str) -> SpokenLanguage | None:
    """How well he speaks a language; the best entry where it stands twice."""
    entries = [entry for entry in file.languages if entry.code == language]
    return max(entries, key=lambda entry: level_of(entry.level), default=None)


def level_of(level: str) -> int:
    """A1 to C2 as 1 to 6; 0 is unknown."""
    return LEVELS.index(level) + 1 if level in LEVELS else 0


def starts_of(request: InterpreterRequest, now: datetime) -> tuple[datetime, ...]:
    """Every start that would do and lies ahead, ascending."""
    return tuple(sorted(start for start in {request.start, *request.starts} if start > now))


def available_starts(
    file: InterpreterFile, request: InterpreterRequest, known: Situation
) -> tuple[datetime, ...]:
    """The starts at which he may be asked."""
    length = request.end - request.start
    zone = ZoneInfo(request.zone)
    weekly, away = weekly_times(file, known.house), known.away.get(file.id, ())
    found = []
    for start in starts_of(request, known.now):
        day = start.astimezone(zone).date()
        free = spans(weekly, day - timedelta(days=1), day + timedelta(days=1), request.zone, away)
        if fits(free, start.astimezone(UTC), start.astimezone(UTC) + length):
            found.append(start)
    return tuple(found)


def lead_days(file: InterpreterFile, mode: Mode) -> int:
    """Working days that a request must lie ahead."""
    return max(file.lead_days, file.video_lead_days or 0) if mode is Mode.VIDEO else file.lead_days


def _is_in_time(
    file: InterpreterFile, request: InterpreterRequest, known: Situation, start: datetime
) -> bool:
    needed = lead_days(file, request.mode)
    day = start.astimezone(ZoneInfo(request.zone)).date()
    return not needed or working_days(known.today, day, known.house.holidays) >= needed


def _check(rule: HardRule, said: Said) -> Check:
    return Check(rule=rule, ok=said[0], words=said[1], details=said[2] if len(said) == 3 else {})


def _active(asked: _Asked) -> Said:
    if asked.file.is_active:
        return True, N_("Works with the centre.")
    return False, N_("Does not work with the centre at the moment.")


def _language(asked: _Asked) -> Said:
    if asked.spoken is not None:
        return True, N_("Speaks the language.")
    if asked.is_pool and not asked.file.languages:
        return None, N_("It is not known which languages are served.")
    return False, N_("Does not speak the language.")


def _level(asked: _Asked) -> Said:
    wanted, spoken = asked.request.min_level, asked.spoken
    if spoken is None or not level_of(wanted):
        return True, N_("No level is asked for.") if spoken is not None else N_("See the language.")
    if level_of(spoken.level) >= level_of(wanted):
        return True, N_("Speaks it well enough (%(level)s)."), {"level": spoken.level}
    if not spoken.level and asked.is_pool:
        return None, N_("How well it is spoken is not known.")
    if not spoken.level:
        return False, N_("How well the language is spoken was not entered; %(level)s is asked for."), {
            "level": wanted
        }  # fmt: skip
    return False, N_("Speaks it at %(level)s; %(wanted)s is asked for."), {
        "level": spoken.level, "wanted": wanted
    }  # fmt: skip


def _direction(asked: _Asked) -> Said:
    spoken = asked.spoken
    if spoken is None or spoken.direction in {Direction.BOTH, asked.request.direction}:
        return True, N_("Interprets in the direction that is needed.")
    return False, N_("Interprets in one direction only.")


def _sworn(asked: _Asked) -> Said:
    if not asked.request.needs_sworn or asked.file.is_sworn:
        return True, N_("Sworn, or that is not needed.")
    if asked.file.is_sworn is None:
        return None, N_("It is not known whether the person is sworn.")
    return False, N_("Is not sworn.")


def _gender(asked: _Asked) -> Said:
    wanted, own = asked.request.gender, asked.file.gender
    if wanted is None or own is wanted:
        return True, N_("Matches the client's wish.")
    if own is None:
        return (
            (None, N_("The client's wish for a gender must be told to the service."))
            if asked.is_pool
            else (False, N_("The client wishes a gender, and the file names none."))
        )
    return False, N_("The client wishes another gender.")


def _mode(asked: _Asked) -> Said:
    if asked.request.mode in asked.file.modes:
        return True, N_("Interprets in this way.")
    if not asked.file.modes:
        return None, N_("It was not entered whether on site, by phone or by video.")
    return False, N_("Does not interpret in this way.")


def _pledge(asked: _Asked) -> Said:
    if asked.file.pledged_on is not None and asked.file.pledged_on <= asked.known.today:
        return True, N_("The pledge of secrecy is signed.")
    return False, N_("No pledge of secrecy is on file (§ 203 StGB).")


def _adult(asked: _Asked) -> Said:
    born = asked.file.born_year
    if asked.is_pool or (born is not None and asked.known.today.year - born > OF_AGE):
        return True, N_("Is of age.")
    if born is None or asked.known.today.year - born == OF_AGE:
        return None, N_("It is not certain that the person is of age.")
    return False, N_("Is not of age. Children do not interpret.")


def _exclusion(asked: _Asked) -> Said:
    reason = asked.known.excluded.get(asked.file.id)
    if reason is None:
        return True, N_("Nothing is noted against it.")
    words = {
        ExclusionReason.FAMILY: N_("Belongs to the family. Relatives do not interpret."),
        ExclusionReason.COMMUNITY: N_("Is excluded: the same community."),
        ExclusionReason.SHELTER: N_("Is excluded: the same accommodation."),
        ExclusionReason.WISH: N_("The client does not wish this person."),
    }
    return False, words[reason]


def _refusal(asked: _Asked) -> Said:
    if asked.file.id not in asked.known.declined:
        return True, N_("Has not declined.")
    if asked.known.declined[asked.file.id] is DeclineReason.KNOWN:
        return False, N_("Said that they may know each other.")
    return False, N_("Has declined this request.")


def _topic(asked: _Asked) -> Said:
    if set(asked.request.topics).isdisjoint(asked.file.topics_refused):
        return True, N_("No topic that is declined.")
    return False, N_("Does not serve this topic.")


def _psychiatric(asked: _Asked) -> Said:
    if not asked.request.is_psychiatric or asked.file.serves_psychiatric:
        return True, N_("The kind of conversation is served.")
    return False, N_("Does not serve psychiatric talks, therapy or talks before an operation.")


def _region(asked: _Asked) -> Said:
    if asked.request.mode is not Mode.SITE or not asked.file.regions:
        return True, N_("The place is no obstacle.")
    district = district_asked(asked.request, asked.known.house)
    if district is None:
        return None, N_("The district of the place is not known.")
    if district in asked.file.regions:
        return True, N_("Travels to this district.")
    return False, N_("Does not travel to this district.")


def _lead(asked: _Asked) -> Said:
    needed = lead_days(asked.file, asked.request.mode)
    if not needed:
        return True, N_("Early enough.")
    zone = ZoneInfo(asked.request.zone)
    starts = starts_of(asked.request, asked.known.now)
    last = max((start.astimezone(zone).date() for start in starts), default=asked.known.today)
    left = working_days(asked.known.today, last, asked.known.house.holidays)
    if left >= needed:
        return True, N_("Early enough.")
    return False, N_("Needs %(days)d working days ahead; %(left)d are left."), {"days": needed, "left": left}


def _available(asked: _Asked) -> Said:
    if asked.available:
        return True, N_("Can be asked at this time.")
    if asked.file.kind_of is InterpreterKind.PERSON and not asked.file.weekly:
        return False, N_("No weekly times were entered.")
    return False, N_("Is not available at any of these times.")


def _hours(asked: _Asked) -> Said:
    if asked.file.max_hours is None:
        return True, N_("No limit of hours.")
    length = int((asked.request.end - asked.request.start).total_seconds()) // 60
    if asked.known.minutes.get(asked.file.id, 0) + length <= asked.file.max_hours * 60:
        return True, N_("Has hours left this week.")
    return False, N_("Has no hours left this week (at most %(hours)d)."), {"hours": asked.file.max_hours}


def _free(available: tuple[datetime, ...], free: tuple[datetime, ...]) -> Said:
    if free:
        return True, N_("Is not booked elsewhere.")
    if not available:
        return True, N_("See the availability.")
    return False, N_("Is booked elsewhere at this time.")


_RULES: tuple[tuple[HardRule, Callable[[_Asked], Said]], ...] = (
    (HardRule.ACTIVE, _active),
    (HardRule.LANGUAGE, _language),
    (HardRule.LEVEL, _level),
    (HardRule.DIRECTION, _direction),
    (HardRule.SWORN, _sworn),
    (HardRule.GENDER, _gender),
    (HardRule.MODE, _mode),
    (HardRule.PLEDGE, _pledge),
    (HardRule.ADULT, _adult),
    (HardRule.EXCLUSION, _exclusion),
    (HardRule.REFUSAL, _refusal),
    (HardRule.TOPIC, _topic),
    (HardRule.PSYCHIATRIC, _psychiatric),
    (HardRule.REGION, _region),
    (HardRule.LEAD, _lead),
    (HardRule.AVAILABLE, _available),
    (HardRule.HOURS, _hours),
)
