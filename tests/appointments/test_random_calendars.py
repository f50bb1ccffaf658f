# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is booked, moved, called off and taken back: nobody and no room is ever in two places at once.

Days on which the clock is moved, a leap day, the turn of a year, zones with half hours. What overlaps is judged here
by instants alone, and the claims by walking in steps of five minutes.
"""

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from beratung.appointments import errors
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    CancelledBy,
    Frequency,
    Participant,
    Repeat,
    Scope,
)
from beratung.domain.calendar_views import Undo
from beratung.domain.clock_times import instant
from beratung.domain.errors import BadInput, NotFound, RecordConflict, Refused, TimeTaken
from beratung.domain.sharing import Claim
from beratung.domain.work import Records
from beratung.store import Store
from tests.appointments.calendars import Calendars
from tests.fakes.records import FakeRecords
from tests.store.keyrings import Centre

DAYS = (
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 2, 29),
    date(2027, 12, 31),
    date(2028, 1, 1),
    date(2027, 6, 1),
)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")
SLOTS = st.integers(0, 287)
LENGTHS = st.sampled_from([5, 10, 50, 60, 180, 24 * 60])
WHEN = st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from([0, 12, 24, 30, 36, 42, 120]),
    st.sampled_from(ZONES),
    st.integers(0, 1),
)
REFUSED = (errors.Taken, BadInput, Refused, NotFound, RecordConflict)


def moment(when: tuple[date, int, str, int], shift: int) -> datetime | None:
    """What a clock in some zone shows; None where the clock leaves it out."""
    day, slot, zone, fold = when
    number = (slot + shift) % 288
    with suppress(BadInput):
        return instant(day, time(number // 12, number % 12 * 5), ZoneInfo(zone), fold=fold)
    return None


def resources(entry: Appointment) -> set[UUID]:
    return {*entry.people, *entry.rooms}


def takes(entry: Appointment) -> bool:
    return entry.state in {AppointmentState.PLANNED, AppointmentState.HELD, AppointmentState.NO_SHOW}


def clash(one: Appointment, other: Appointment) -> bool:
    """Two places at once, judged by seconds."""
    first, second = sorted([one, other], key=lambda entry: entry.start.timestamp())
    return bool(resources(one) & resources(other)) and second.start.timestamp() < first.end.timestamp()


class RandomCalendar(RuleBasedStateMachine):
    """One calendar, two people, two rooms."""

    def records(self) -> Records:
        return FakeRecords()

    @initialize()
    def begin(self) -> None:
        self.calendars = Calendars(self.records())  # type: ignore[arg-type]
        self.service = self.calendars.service
        self.undos: list[Undo] = []
        self.number = 0

    # What is stored, without the service.

    def entries(self) -> list[Appointment]:
        with self.calendars.records.work() as work:
            return work.all(Appointment)

    def participants(self) -> list[Participant]:
        with self.calendars.records.work() as work:
            found = work.all(Participant)
        return sorted(found, key=lambda p: (p.appointment, p.subject == self.calendars.amal))

    def pick(self, number: int) -> Appointment | None:
        found = self.entries()
        return found[number % len(found)] if found else None

    def done(self, undo: Undo) -> None:
        self.undos.append(undo)

    # What is done.

    @rule(
        when=WHEN, shift=st.integers(-4, 4), minutes=LENGTHS, who=st.integers(1, 3), rooms=st.integers(0, 3),
        kind=st.sampled_from([k for k in AppointmentKind if k is not AppointmentKind.FOREIGN]),
        every=st.sampled_from([None, Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY]),
        skips=st.booleans(),
    )  # fmt: skip
    def book(
        self, *, when: tuple[date, int, str, int], shift: int, minutes: int, who: int, rooms: int,
        kind: AppointmentKind, every: Frequency | None, skips: bool,
    ) -> None:  # fmt: skip
        start = moment(when, shift)
        if start is None:
            return
        c = self.calendars
        self.number += 1
        own = UUID(int=self.number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128), version=4)
        wanted = c.single(
            start,
            minutes,
            id=own,
            subject=c.amal if kind is AppointmentKind.SINGLE else own,
            kind_of=kind,
            zone=when[2],
            places=2,
            people=tuple(u.id for n, u in enumerate((c.ada, c.ben)) if who >> n & 1),
            rooms=tuple(r for n, r in enumerate((c.red, c.blue)) if rooms >> n & 1),
        )
        before = self.entries()
        repeat = Repeat(frequency=every, count=3) if every is not None else None
        try:
            booked = self.service.book(wanted, repeat=repeat, skip_taken=skips, skip_days_off=False)
        except errors.Taken:
            assert repeat is not None or any(takes(e) and clash(wanted, e) for e in before)
            assert self.entries() == before
        except errors.NothingLeft:
            assert self.entries() == before
        else:
            if repeat is None:
                assert not any(takes(e) and clash(wanted, e) for e in before)
            self.done(booked.undo)

    @rule(
        number=SLOTS, when=WHEN, shift=st.integers(-4, 4), minutes=LENGTHS, scope=st.sampled_from(Scope),
        swap=st.booleans(),
    )  # fmt: skip
    def move(
        self,
        *,
        number: int,
        when: tuple[date, int, str, int],
        shift: int,
        minutes: int,
        scope: Scope,
        swap: bool,
    ) -> None:
        entry, start = self.pick(number), moment(when, shift)
        if entry is None or start is None:
            return
        people = (self.calendars.ben.id,) if swap else None
        before = self.entries()
        end = datetime.fromtimestamp(start.timestamp() + minutes * 60, UTC)
        try:
            self.done(self.service.move(entry.id, start, end, people=people, scope=scope).undo)
        except REFUSED:
            assert self.entries() == before

    @rule(number=SLOTS, by=st.sampled_from(CancelledBy), scope=st.sampled_from(Scope))
    def cancel(self, number: int, by: CancelledBy, scope: Scope) -> None:
        if (entry := self.pick(number)) is not None:
            with suppress(errors.IsCancelled):
                self.done(self.service.cancel(entry.id, by, scope=scope).undo)

    @rule(number=SLOTS)
    def expect_again(self, number: int) -> None:
        if (entry := self.pick(number)) is not None:
            with suppress(TimeTaken):
                self.done(self.service.set_state(entry.id, AppointmentState.PLANNED).undo)

    @rule(number=SLOTS, scope=st.sampled_from(Scope))
    def remove(self, number: int, scope: Scope) -> None:
        if (entry := self.pick(number)) is not None:
            self.done(self.service.remove(entry.id, scope=scope).undo)

    @rule(number=SLOTS, which=st.booleans(), scope=st.sampled_from(Scope))
    def join(self, number: int, which: bool, scope: Scope) -> None:
        entry = self.pick(number)
        if entry is not None:
            client = self.calendars.amal if which else self.calendars.omar
            with suppress(Refused):
                self.done(self.service.join(entry.id, client, scope=scope).undo)

    @rule(number=SLOTS)
    def leave(self, number: int) -> None:
        if found := self.participants():
            self.done(self.service.leave(found[number % len(found)].id).undo)

    @rule(number=st.integers(0, 4))
    def take_back(self, number: int) -> None:
        """The last change, or an older one."""
        if not self.undos:
            return
        before = self.entries()
        undo = self.undos.pop(-1 - min(number, len(self.undos) - 1))
        try:
            self.done(self.service.undo(undo).undo)
        except REFUSED:
            assert self.entries() == before

    # What must hold.

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        if not hasattr(self, "calendars"):
            return
        live = [entry for entry in self.entries() if takes(entry)]
        assert not [pair for pair in combinations(live, 2) if clash(*pair)]

    @invariant()
    def places_are_given_once(self) -> None:
        if not hasattr(self, "calendars"):
            return
        seated = [(p.appointment, p.lane) for p in self.participants() if p.takes_place]
        assert len(seated) == len(set(seated))
        limits = {entry.id: entry.places for entry in self.entries()}
        assert all(lane <= limits[appointment] for appointment, lane in seated)

    @invariant()
    def what_is_taken_is_just_what_is_booked(self) -> None:
        if hasattr(self, "calendars") and isinstance(self.calendars.records, FakeRecords):
            assert set(self.calendars.records.claims) == set(self.expected_claims())

    def expected_claims(self) -> Iterable[Claim]:
        starts = {}
        for entry in self.entries():
            starts[entry.id] = int(entry.start.timestamp()) // 300
            slot = entry.start
            while takes(entry) and slot < entry.end:
                for of in resources(entry):
                    yield Claim(resource=of, slot=int(slot.timestamp()) // 300)
                slot += timedelta(minutes=5)
        for p in self.participants():
            if p.takes_place:
                yield Claim(resource=p.appointment, slot=starts[p.appointment], lane=p.lane)

    @invariant()
    def every_entry_is_shown_on_its_days(self) -> None:
        if not hasattr(self, "calendars"):
            return
        for entry in self.entries():
            day = entry.start.astimezone(self.service.opening.zone).date()
            assert entry.id in {shown.id for shown in self.service.calendar(day, day).entries}


def test_no_accepted_set_overlaps() -> None:
    run_state_machine_as_test(
        RandomCalendar,
        settings=settings(
            max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("place", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_no_accepted_set_overlaps_in_a_database(
    place: str, centre: Centre, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if place == "postgresql":
        request.getfixturevalue("server")

    class InDatabase(RandomCalendar):
        def records(self) -> Any:  # noqa: ANN401 - a store with the attributes of a fake
            self.folder = Path(tempfile.mkdtemp(dir=tmp_path))
            location: str | Path = self.folder / "Beratung"
            if place == "postgresql":
                location = request.getfixturevalue("new_database")()
            self.store: Store = centre.open_store(location, create=True)
            return self.store

        def teardown(self) -> None:
            if hasattr(self, "store"):
                assert self.store.verify(full=True).findings == ()
                self.store.close()
                shutil.rmtree(self.folder)

    run_state_machine_as_test(
        InDatabase,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
