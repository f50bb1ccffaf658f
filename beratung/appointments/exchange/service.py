# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Exchange with other calendars: files in and out, and publishing one's own weeks to a server."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid4

import msgspec

from beratung.appointments.exchange.errors import (
    CalledOff,
    NoOrdinaryAppointment,
    NotYours,
    SpanTooLong,
)
from beratung.appointments.exchange.ics_out import OutwardEvent, calendar_file, outward
from beratung.appointments.exchange.pseudonyms import Pseudonyms, pseudonyms_of
from beratung.appointments.exchange.publishing import CalendarServer, Outcome, Wanted, publish
from beratung.appointments.exchange.taking import ForeignCalendars
from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    CalendarSettings,
    Room,
    Series,
    week_of,
)
from beratung.domain.base import Domain
from beratung.domain.clock_times import span_of, zone_of
from beratung.domain.exchange import Published, PublishedCalendar, TakenOver
from beratung.domain.interpreting_views import OwnBooking, Shown
from beratung.domain.letters import Letterhead
from beratung.domain.planning import Mode
from beratung.domain.views import UserView
from beratung.domain.work import Action, Changes, Clock, Records, Work

MOST_WEEKS = 53
TITLE = "Termin %(number)s"
"""German, as all that leaves the house: what colleagues and servers see of an appointment."""
JOB = "Einsatz %(number)s"
PLAIN_TITLE = "Termin"


class ExchangeService:
    """Takes calendar files over, writes them, and publishes a user's own weeks.

    ``settings`` tells the centre's time zone, ``letterhead`` its address, as they are now.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        *,
        user: UserView,
        settings: Callable[[], CalendarSettings] = CalendarSettings,
        letterhead: Callable[[], Letterhead] = Letterhead,
    ) -> None:
        self._records = records
        self._clock = clock
        self._user = user
        self._settings = settings
        self._letterhead = letterhead
        self._foreign = ForeignCalendars(records, clock, user.name)

    # In.

    def take_over(
        self, data: bytes, person: UUID | None = None, *, only_times: bool = False, is_trial: bool = False
    ) -> TakenOver:
        """Take the events of a calendar file over into a user's calendar; the own one unless another is named.

        What is there under the same UID is replaced; what cannot be read is refused with its line, the rest stays.
        ``only_times`` keeps no word of the events.
        """
        self._need()
        return self._foreign.take_over(
            data, person or self._user.id, self._zone, only_times=only_times, is_trial=is_trial
        )

    def drop_foreign(self, person: UUID | None = None) -> Changes:
        """Remove everything that was taken over into a user's calendar."""
        self._need()
        return self._foreign.drop(person or self._user.id)

    def count_foreign(self) -> int:
        """Return how many entries of other calendars stand in the own one."""
        self._need()
        return self._foreign.count(self._user.id)

    def keep_up(self) -> Changes:
        """Write repeated events of the own calendar out further, where due: in the background after unlocking."""
        if not self._records.may_read(Domain.SCHEDULING):
            return Changes()
        return self._foreign.keep_up(self._user.id, self._zone)

    def times(
        self, appointment: Appointment, first: datetime, past: datetime
    ) -> Iterable[tuple[datetime, datetime]]:
        """When a foreign event takes place between two instants."""
        return self._foreign.times(appointment, first, past)

    # Out.

    def export(
        self, first: date, last: date, person: UUID | None = None, *, with_foreign: bool = True
    ) -> bytes:
        """Return some days of a user's calendar as a file: a number for each appointment, no name and no reason.

        What came from other calendars goes out as it came in, all of it.

        Raises:
            SpanTooLong: more than a year.
        """
        self._need()
        if not first <= last <= first + timedelta(days=7 * MOST_WEEKS):
            raise SpanTooLong(place="--until", most=MOST_WEEKS)
        names = self._pseudonyms
        own = person or self._user.id
        with self._records.work() as work:
            appointments = self._own(work, first, last, own)
            rules = {one.series for one in appointments if one.series is not None}
            series = [one for one in work.all(Series) if one.id in rules] if rules else []
            work.note(Action.EXPORTED, None, "calendar")
            work.commit()
        events = outward(
            appointments,
            series,
            uid_of=names.uid,
            title_of=lambda of: TITLE % {"number": names.number(of)},
        )
        foreign = self._foreign.texts(own) if with_foreign else ()
        return calendar_file(events, self._clock.now(), foreign)

    def hand_out(self, appointment: UUID, *, discreet: bool = False) -> bytes:
        """Return one appointment as a file for the client's own hand: time and place, no name and no reason.

        ``discreet`` leaves the agency's name out too, for telephones that others look at.

        Raises:
            NoOrdinaryAppointment, CalledOff: there is nothing to hand out.
        """
        self._need()
        names = self._pseudonyms
        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            check_handed(found)
            rooms = [work.get(Room, room).name for room in found.rooms] if found.mode is Mode.SITE else []
            work.note(Action.EXPORTED, found.subject, "appointment")
            work.commit()
        link = found.link or self._settings().video_link
        found = msgspec.structs.replace(found, link=link)
        event = handed_event(found, self._letterhead(), names.uid(found.id), rooms, discreet=discreet)
        return calendar_file([event], self._clock.now())

    @staticmethod
    def job_file(
        jobs: Iterable[Shown | OwnBooking], language_of: Callable[[str], str], made_at: datetime
    ) -> bytes:
        """Return jobs as a file for the interpreter's own calendar; ``language_of`` puts a code into words."""
        events = [event for job in jobs for event in job_events(job, language_of(job.language))]
        return calendar_file(events, made_at)

    def number_of(self, appointment: UUID) -> str:
        """Return the number under which an appointment stands outside."""
        self._need()
        return self._pseudonyms.number(appointment)

    def uid_of(self, appointment: UUID) -> str:
        """Return the UID under which an appointment stands in files, so that all of them mean the same."""
        self._need()
        return self._pseudonyms.uid(appointment)

    # Publishing.

    def publish(
        self,
        url: str,
        account: str,
        password: str,
        *,
        calendar: str = "",
        first: date | None = None,
        weeks: int = 1,
        force: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Published:
        """Publish one's own weeks to a CalDAV calendar: times and numbers, nothing else; one way.

        The calendar then shows these weeks and none before or after. What somebody changed or deleted there is left
        as it is and named, unless ``force``. The password is not kept.

        Raises:
            CalendarServerRefused, CalendarServerAway, NoSuchCalendar, SeveralCalendars, NotEncrypted, NoAddress:
                it cannot be reached.
            SpanTooLong: more than a year.
        """
        self._need()
        if not 1 <= weeks <= MOST_WEEKS:
            raise SpanTooLong(place="--weeks", most=MOST_WEEKS)
        from beratung.appointments.exchange.caldav_out import CalDavCalendar

        server = CalDavCalendar(url, account, password, calendar)
        try:
            return self.publish_to(
                server, server.url, account, first=first, weeks=weeks, force=force, progress=progress
            )
        finally:
            server.close()

    def publish_to(
        self,
        server: CalendarServer,
        url: str,
        account: str,
        *,
        first: date | None = None,
        weeks: int = 1,
        force: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Published:
        """Publish to a calendar that is reached already."""
        today = first or self._clock.today()
        monday = today - timedelta(days=today.weekday())
        names = self._pseudonyms
        with self._records.work() as work:
            found = self._own(work, monday, monday + timedelta(days=7 * weeks - 1), self._user.id)
            known = self._published(work, url)
        wanted = self._wanted([one for one in found if one.is_live], names)
        numbers = {entry.uid: names.number(entry.appointment) for entry in known.entries}
        before = {entry.uid: entry for entry in known.entries}
        outcome = publish(server, wanted, before, numbers, force=force, progress=progress)
        self._remember(url, account, outcome)
        return outcome.published

    def published(self) -> tuple[PublishedCalendar, ...]:
        """Return the calendars to which the user has published."""
        self._need()
        with self._records.work() as work:
            return tuple(one for one in work.all(PublishedCalendar) if one.person == self._user.id)

    def _remember(self, url: str, account: str, outcome: Outcome) -> None:
        with self._records.work() as work:
            known = self._published(work, url)
            work.put(
                msgspec.structs.replace(
                    known, account=account, entries=outcome.entries, published_at=self._clock.now()
                )
            )
            work.note(Action.EXPORTED, None, "calendar")
            work.commit()

    def _published(self, work: Work, url: str) -> PublishedCalendar:
        for one in work.all(PublishedCalendar):
            if one.person == self._user.id and one.url == url:
                return one
        own = uuid4()
        return PublishedCalendar(id=own, subject=own, person=self._user.id, url=url)

    def _wanted(self, appointments: Iterable[Appointment], names: Pseudonyms) -> dict[str, Wanted]:
        now = self._clock.now()
        found: dict[str, Wanted] = {}
        for one in appointments:
            uid, number = names.uid(one.id), names.number(one.id)
            event = OutwardEvent(
                uid=uid,
                start=one.start,
                end=one.end,
                zone=one.zone,
                title=TITLE % {"number": number},
                sequence=one.version,
            )
            body = calendar_file([event], now)
            found[uid] = Wanted(appointment=one.id, uid=uid, number=number, body=body)
        return found

    @cached_property
    def _pseudonyms(self) -> Pseudonyms:
        return pseudonyms_of(self._records)

    def _own(self, work: Work, first: date, last: date, person: UUID) -> list[Appointment]:
        """The centre's own appointments of a user that touch some days, those called off too."""
        begins, past = span_of(first, last, zone_of(self._zone))
        weeks = week_of(first - timedelta(days=2)), week_of(last + timedelta(days=1))
        return sorted(
            (
                one
                for one in work.during(Appointment, *weeks)
                if person in one.people
                and one.kind_of is not AppointmentKind.FOREIGN
                and one.start < past
                and begins < one.end
            ),
            key=lambda one: (one.start, one.id),
        )

    @property
    def _zone(self) -> str:
        return self._settings().zone

    def _need(self) -> None:
        if not self._records.may_read(Domain.SCHEDULING):
            raise NotYours


def check_handed(appointment: Appointment) -> None:
    """Refuse what cannot be handed out to a client.

    Raises:
        NoOrdinaryAppointment: it is a colleague's own time, or came from outside.
        CalledOff: it does not take place.
    """
    if appointment.kind_of in {AppointmentKind.OWN, AppointmentKind.FOREIGN}:
        raise NoOrdinaryAppointment
    if not appointment.is_live:
        raise CalledOff


def handed_event(
    appointment: Appointment,
    sender: Letterhead,
    uid: str,
    rooms: Iterable[str] = (),
    *,
    discreet: bool = False,
) -> OutwardEvent:
    """Return an appointment as the client's own calendar shows it."""
    agency = "" if discreet else sender.agency
    town = f"{sender.postal_code} {sender.town}".strip()
    if appointment.mode is Mode.SITE:
        own = (appointment.place,) if appointment.place else (agency, sender.street, town, *rooms)
        place = ", ".join(part for part in own if part)
    else:
        place = {Mode.PHONE: "Telefon", Mode.VIDEO: "Video"}[appointment.mode]
    return OutwardEvent(
        uid=uid,
        start=appointment.start,
        end=appointment.end,
        zone=appointment.zone,
        title=f"{PLAIN_TITLE}: {agency}" if agency else PLAIN_TITLE,
        place=place,
        text=f"Telefon {sender.phone}" if sender.phone else "",
        link=appointment.link if appointment.mode is Mode.VIDEO else "",
        sequence=appointment.version,
    )


def job_events(job: Shown | OwnBooking, language: str) -> Iterator[OutwardEvent]:
    """Yield what an interpreter sees of a job, once for each time that is proposed."""
    times = job.times if isinstance(job, Shown) else ((job.start, job.end),)
    modes = {Mode.SITE: "vor Ort", Mode.PHONE: "Telefon", Mode.VIDEO: "Video"}
    said = ", ".join(part for part in (language, job.dialect, modes[job.mode], job.setting) if part)
    for number, (start, end) in enumerate(times):
        suffix = f".{number}" if len(times) > 1 else ""
        yield OutwardEvent(
            uid=f"{job.number}{suffix}@einsatz",
            start=start,
            end=end,
            zone=job.zone,
            title=JOB % {"number": job.number},
            place=job.place,
            text=said,
            link=job.link if isinstance(job, OwnBooking) else "",
            is_cancelled=isinstance(job, OwnBooking) and job.is_cancelled,
        )
