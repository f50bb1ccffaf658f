# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre in memory: the real rooms over ``FakeRecords``, with obviously fake people, and no keys.

``fake_centre()`` is what tests and pictures of the window use; the real one takes seconds to make.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast
from uuid import UUID

import msgspec

from beratung.appointments.diary import release_deleted
from beratung.centre.connection import Connection
from beratung.centre.settings import Settings, check
from beratung.domain.account_views import Waiting
from beratung.domain.backup_views import BackupState
from beratung.domain.base import Role
from beratung.domain.cases import Draft
from beratung.domain.codes import Codes
from beratung.domain.errors import BeratungError
from beratung.domain.interpreting_views import House
from beratung.domain.letters import Letterhead
from beratung.domain.offers import Matching
from beratung.domain.restricted_views import AccessRequest, OwnRequest, RestrictedCase
from beratung.domain.rotation_views import Due, Rotated
from beratung.domain.trail import TrailLine
from beratung.domain.views import CentreInfo, Finding, UserView, Verification
from beratung.domain.work import Action, Changes
from beratung.vault import Pending
from tests.fakes.people import TODAY, all_records, an_id
from tests.fakes.records import FakeRecords, FakeWork, FixedClock

if TYPE_CHECKING:
    from beratung.appointments.exchange.service import ExchangeService
    from beratung.appointments.interpreters import InterpreterService
    from beratung.appointments.service import AppointmentService
    from beratung.appointments.workspace import WorkspaceService
    from beratung.cases import CaseService
    from beratung.centre import Centre
    from beratung.clients import ClientService
    from beratung.letters import LetterService
    from beratung.offers import OfferService
    from beratung.privacy import PrivacyService
    from beratung.reports.service import ReportService


class _TellingWork(FakeWork):
    """Tells who subscribed what was committed, as a centre does."""

    def __init__(self, records: "TellingRecords") -> None:
        super().__init__(records)
        self._telling = records

    def commit(self) -> Changes:
        changes = super().commit()
        for callback in list(self._telling.callbacks):
            callback(changes)
        return changes


class TellingRecords(FakeRecords):
    """Records that tell subscribers of every commit."""

    def __init__(self) -> None:
        super().__init__()
        self.callbacks: list[Callable[[Changes], None]] = []

    @contextmanager
    def work(self) -> Iterator[FakeWork]:
        work = _TellingWork(self)
        try:
            yield work
        finally:
            work.close()


class FakeTrail:
    """Two entries, and chains that hold."""

    def __init__(self, user: UserView, clock: FixedClock) -> None:
        self._user, self._clock = user, clock

    def show(self, since: datetime | None = None, *, limit: int | None = None) -> tuple[TrailLine, ...]:
        actions = ((Action.UNLOCKED, "centre", ""), (Action.READ, "case", "K4T7QZ"))
        lines = [
            TrailLine(at=self._clock.now(), user=self._user.id, user_name=self._user.name, action=action, kind=kind,
                      subject=subject)
            for action, kind, subject in actions
        ]  # fmt: skip
        return tuple(line for line in lines if since is None or line.at >= since)[:limit]

    def verify(self) -> list[Finding]:
        return []


class FakeLists:
    """Lists that are kept as well as compared, two steps each; ``done`` tells the steps."""

    def __init__(self, centre: "FakeCentre") -> None:
        self._centre = centre
        self.done: list[str] = []

    def compare(self) -> Verification | None:
        self.done.append("compare")
        return self._centre.verify() if self.done.count("compare") > 1 else None

    def keep(self, seconds: float | None = None) -> bool:
        del seconds
        self.done.append("keep")
        return self.done.count("keep") > 1


class FakeFacts:
    """Facts that are filled in after two steps."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, seconds: float) -> bool:
        del seconds
        self.steps += 1
        return self.is_filled()

    def is_filled(self) -> bool:
        return self.steps >= 2


class FakeBackups:
    """A centre that was never backed up."""

    def last(self) -> BackupState:
        return BackupState(folder="", is_reachable=False)

    def run_if_due(self) -> None:
        return None


class FakeRestricted:
    """A centre with one counsellor and no restricted case."""

    def colleagues(self) -> tuple[UserView, ...]:
        return ()

    def count(self) -> int:
        return 0

    def cases(self) -> tuple[RestrictedCase, ...]:
        return ()

    def members(self, case: UUID) -> tuple[UserView, ...]:
        del case
        return ()

    def is_closed_to_me(self, case: UUID) -> bool:
        del case
        return False

    def requests(self) -> tuple[AccessRequest, ...]:
        return ()

    def own_requests(self) -> tuple[OwnRequest, ...]:
        return ()


class FakeRotation:
    """Keys that nobody knows but those who may."""

    def due(self) -> tuple[Due, ...]:
        return ()

    def is_due_here(self) -> bool:
        return False

    def run(self, progress: Callable[[int, int], None] | None = None) -> Rotated:
        del progress
        return Rotated()


class FakeAside:
    """Drafts that wait for a server."""

    def __init__(self) -> None:
        self.drafts: dict[UUID, Draft] = {}

    def keep(self, draft: Draft) -> None:
        """Keep a draft."""
        self.drafts[draft.id] = draft

    def drop(self, draft: UUID) -> None:
        """Forget a draft."""
        self.drafts.pop(draft, None)


class FakeConnection:
    """The way to the data; a test loses it and finds it again."""

    def __init__(self) -> None:
        self.is_there = True
        self.has_given_up = False
        self._on_link: list[Callable[[bool], None]] = []
        self._on_trouble: list[Callable[[BeratungError], None]] = []

    def follow(
        self, on_link: Callable[[bool], None], on_trouble: Callable[[BeratungError], None] | None = None
    ) -> None:
        """Tell somebody when the way is lost or found."""
        self._on_link.append(on_link)
        if on_trouble is not None:
            self._on_trouble.append(on_trouble)

    def wait_on(self) -> None:
        """Wait as long as it takes."""

    def give_up(self) -> None:
        """Wait no more."""
        self.has_given_up = True

    @staticmethod
    def is_over_after(error: BeratungError) -> bool:
        """As the real one says."""
        return Connection.is_over_after(error)

    def tell(self, is_there: bool) -> None:
        """Lose the way, or find it again."""
        for callback in self._on_link:
            callback(is_there)

    def fail(self, error: BeratungError) -> None:
        """Meet trouble."""
        for callback in self._on_trouble:
            callback(error)


class FakeCentre:
    """What ``beratung.centre.Centre`` offers to the window, in memory."""

    def __init__(self, today: date, roles: frozenset[Role], *, is_empty: bool = False) -> None:
        self.records = TellingRecords()
        self.clock = FixedClock(today)
        self.info = CentreInfo(
            id=an_id("centre"), name="Beispielzentrum", layout=1, backend="sqlite", is_demo=True
        )
        self.user = UserView(
            id=an_id("user"), name="beraterin", roles=roles, fingerprint="3F7A 91C2 04DE 8B16"
        )
        self.is_locked = False
        self.connection = FakeConnection()
        self.aside = FakeAside()
        letterhead = Letterhead(
            agency="Beispielzentrum", street="Musterweg 1", postal_code="39104", town="Magdeburg"
        )
        self.settings = Settings(letterhead=letterhead)
        if not is_empty:
            with self.records.work() as work:
                for record in all_records(today):
                    work.put(record)
                work.commit()

    @cached_property
    def codes(self) -> Codes:
        from beratung.offers.codes import load_codes

        return load_codes()

    @cached_property
    def clients(self) -> "ClientService":
        from beratung.clients import ClientService

        service = ClientService(self.records, self.clock, self.codes, user=self.user.name)
        self.records.followers.append(service.memory.follow)
        return service

    @cached_property
    def cases(self) -> "CaseService":
        from beratung.cases import CaseService

        service = CaseService(self.records, self.clock, self.codes, user=self.user.name)
        self.records.followers.append(service.memory.follow)
        return service

    @cached_property
    def offers(self) -> "OfferService":
        from beratung.offers import OfferService

        return OfferService(self.records, self.clock)

    @cached_property
    def privacy(self) -> "PrivacyService":
        from beratung.privacy import PrivacyService

        return PrivacyService(self.records, self.clock)

    @cached_property
    def appointments(self) -> "AppointmentService":
        from beratung.appointments.service import AppointmentService

        self.records.followers.append(release_deleted)
        service = AppointmentService(
            self.records, self.clock, user=self.user, users=self.users,
            settings=lambda: self.settings.calendar,
        )  # fmt: skip
        service.desk = self.interpreters.desk
        return service

    @cached_property
    def interpreters(self) -> "InterpreterService":
        from beratung.appointments.interpreters import InterpreterService

        service = InterpreterService(
            self.records,
            self.clock,
            self.codes,
            user=self.user.name,
            house=lambda: House(address="Musterweg 1, 39104 Magdeburg", places=self.settings.places),
            reachable=lambda: frozenset({self.records.user}),
        )
        self.records.followers.append(service.desk.follow)
        return service

    @cached_property
    def exchange(self) -> "ExchangeService":
        from beratung.appointments.exchange.service import ExchangeService

        return ExchangeService(
            self.records, self.clock, user=self.user, settings=lambda: self.settings.calendar,
            letterhead=lambda: self.letterhead,
        )  # fmt: skip

    def appointment_slip(self, appointment: UUID, language: str = "de") -> bytes:
        return self.letters.slip(appointment, language, uid=self.exchange.uid_of(appointment))

    @cached_property
    def workspace(self) -> "WorkspaceService":
        from beratung.appointments.workspace import WorkspaceService

        return WorkspaceService(self.records, self.clock)

    @cached_property
    def reports(self) -> "ReportService":
        from beratung.reports.service import ReportService
        from tests.fakes.numbers import ChanceSources

        return ReportService(
            self.records, self.clock, ChanceSources(), user=self.user.name, house=lambda: self.info.name
        )

    @cached_property
    def letters(self) -> "LetterService":
        from beratung.letters import LetterService

        return LetterService(self.records, self.clock, self.codes, self.letterhead, self.user.name)

    @property
    def letterhead(self) -> Letterhead:
        return self.settings.letterhead

    def set_letterhead(self, letterhead: Letterhead) -> None:
        self.change_settings(msgspec.structs.replace(self.settings, letterhead=letterhead))

    def change_settings(self, settings: Settings) -> None:
        check(settings)
        self.settings = settings

    def match(self, case_id: UUID, on: date) -> Matching:
        view = self.cases.show(case_id)
        topics = tuple(dict.fromkeys(topic for note in view.consultations for topic in note.topics))
        return self.offers.match(view.client, view.case, on, topics)

    @cached_property
    def backups(self) -> "FakeBackups":
        return FakeBackups()

    @cached_property
    def trail(self) -> "FakeTrail":
        return FakeTrail(self.user, self.clock)

    def users(self) -> tuple[UserView, ...]:
        return (self.user,)

    def pending(self) -> tuple[Pending, ...]:
        return ()

    def waiting(self) -> tuple[Waiting, ...]:
        return ()

    def tidy_calendar(self) -> None:
        """Nothing is over in a fake calendar."""

    @cached_property
    def lists(self) -> "FakeLists":
        return FakeLists(self)

    @cached_property
    def facts(self) -> "FakeFacts":
        return FakeFacts()

    @cached_property
    def rotation(self) -> "FakeRotation":
        return FakeRotation()

    @cached_property
    def restricted(self) -> "FakeRestricted":
        return FakeRestricted()

    findings: tuple[Finding, ...] = ()
    """What a check finds; a test sets it on the class before the window opens."""

    def verify(self, full: bool = False) -> Verification:
        del full
        return Verification(findings=self.findings, covered=("identity", "case"), not_covered=("audit",))

    def subscribe(self, callback: Callable[[Changes], None]) -> None:
        self.records.callbacks.append(callback)

    def lock(self) -> None:
        self.is_locked = True
        self.records.callbacks.clear()


def fake_centre(
    today: date = TODAY,
    roles: frozenset[Role] = frozenset({Role.COUNSELLOR, Role.ADMIN}),
    *,
    is_empty: bool = False,
) -> "Centre":
    """Return a centre in memory with six fake people, or with nobody."""
    return cast("Centre", FakeCentre(today, roles, is_empty=is_empty))
