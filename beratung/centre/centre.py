# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The composition root and the one door: an unlocked centre with its rooms."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

import msgspec
import platformdirs

from beratung.appointments.diary import release_deleted
from beratung.cases import CaseService
from beratung.cases.agenda import Horizon
from beratung.centre import founding, moving
from beratung.centre.backups import Backups
from beratung.centre.calendars import CentreCalendars
from beratung.centre.clock import SystemClock
from beratung.centre.connection import CentreLock, Connection
from beratung.centre.errors import CentreFileForeign, NoCounsellor
from beratung.centre.facts import FollowingFacts
from beratung.centre.keeping import KeptRecords
from beratung.centre.lists import Lists
from beratung.centre.modes import close_to_others
from beratung.centre.place import Place, find_place, read_file, with_server
from beratung.centre.restricted import RestrictedCases
from beratung.centre.rotation import Rotation
from beratung.centre.second import SecondPeople
from beratung.centre.servers import CentreServers
from beratung.centre.settings import Settings, check_may_set, load, save
from beratung.centre.statistics import CentreReports
from beratung.centre.tries import TRIES
from beratung.centre.users import CentreUsers, view_of
from beratung.clients import ClientService
from beratung.domain.base import Domain, Record, Role
from beratung.domain.cases import Case, FactValue
from beratung.domain.codes import Codes
from beratung.domain.fieldcheck import FieldCheck
from beratung.domain.following import Memory
from beratung.domain.letters import Letterhead
from beratung.domain.offers import Matching
from beratung.domain.people import Client
from beratung.domain.views import CentreInfo, Finding, Verification
from beratung.domain.work import Action, Changes, Clock
from beratung.letters import LetterService
from beratung.offers import OfferService
from beratung.offers.codes import load_codes
from beratung.privacy import PrivacyService
from beratung.privacy.audit import Trail
from beratung.store import Store
from beratung.store.errors import Damaged
from beratung.vault import (
    FOUNDER_ROLES,
    KdfCost,
    Keyring,
    Locked,
    RecoverySheet,
    WrongPassword,
    device_id,
    publish_storage_grants,
    unlock,
)


def own_device() -> UUID:
    """Return the id of this computer for this account of it."""
    return device_id(Path(platformdirs.user_data_dir("beratung", appauthor=False)))


def recovery_pdf(name: str, sheet: RecoverySheet, language: str = "de") -> bytes:
    """Return the recovery sheet of a centre as PDF, also before the centre takes its place."""
    from beratung.letters import recovery_sheet

    made_on = sheet.made_at.astimezone().date()
    return recovery_sheet(name, sheet.code.split("-"), sheet.centre, sheet.fingerprint, made_on, language)


class Centre(CentreUsers, CentreServers, CentreCalendars, CentreReports):
    """An unlocked centre. Every method may be called from any thread; after ``lock`` all raise Locked.

    Rooms: ``clients``, ``cases``, ``offers``, ``letters``, ``appointments``, ``privacy``, and ``trail`` for the audit log.
    """

    def __init__(self, place: Place, info: CentreInfo, store: Store, keyring: Keyring, clock: Clock) -> None:
        self._lock = CentreLock()
        self._place = place
        self._store = store
        self._keyring = keyring
        self._records = KeptRecords(store, self._lock)
        self.lists = Lists(store, self._records, self._lock)
        self._settings = load(store)
        self.connection = Connection(store, self._records, self._lock)
        self._second = SecondPeople(keyring, place.keys, clock.now)
        self.info = info
        self.clock = clock
        self.user = view_of(keyring.user)
        self._facts = FollowingFacts(store, keyring, self._records, clock, self._open)
        store.after_repeatable.append(self._keep_up)
        store.followers.append(release_deleted)
        store.followers.append(self._follow_interpreting)

    # Making, opening, locking.

    @classmethod
    def create(
        cls,
        folder: Path | str,
        *,
        name: str,
        user: str,
        password: str,
        roles: frozenset[Role] = FOUNDER_ROLES,
        backend: str = founding.SQLITE,
        is_demo: bool = False,
        cost: KdfCost | None = None,
        clock: Clock | None = None,
        keep_recovery: Callable[[RecoverySheet], None] | None = None,
    ) -> "tuple[Centre, RecoverySheet]":
        """Make a centre in an empty folder and open it for its founder.

        ``keep_recovery`` gets the recovery sheet before the centre comes into being: if it cannot be kept,
        nothing is made. ``backend`` may be the address of a database server; the folder then holds the keys.

        Raises:
            FolderNotEmpty, NoRights, NetworkFolder, NoFolder: the folder does not suit.
            NameNeeded, NameMissing, WeakPassword, RolesMissing: bad input.
        """
        clock = clock if clock is not None else SystemClock()
        wanted = founding.Wanted(
            name=name,
            user=user,
            password=password,
            roles=roles,
            is_demo=is_demo,
            backend=backend,
            cost=cost,
        )
        target = Path(folder).expanduser().absolute()
        made = founding.make(
            target, wanted, device=own_device(), now=clock.now(), keep_recovery=keep_recovery
        )
        with ExitStack() as undo:
            undo.callback(made.store.close)
            centre = cls(made.place, read_file(made.place), made.store, made.keyring, clock)
            centre._entered(0)
            undo.pop_all()
            return centre, made.recovery

    @classmethod
    def open(
        cls,
        where: Path | str,
        *,
        user: str,
        password: str,
        keys: Path | str | None = None,
        clock: Clock | None = None,
    ) -> "Centre":
        """Unlock a centre; after wrong passwords this waits, longer each time.

        Raises:
            NoCentreHere, NoRights, NetworkFolder, NewerLayout, CentreFileDamaged: it cannot be opened here.
            WrongPassword: name or password is wrong; nobody learns which.
            Suspended, NotYetGranted: the account may not open it.
            Damaged, RolledBack, Tampered: the data is not what was last saved.
        """
        clock = clock if clock is not None else SystemClock()
        place = find_place(where, keys)
        info = read_file(place)
        place = with_server(place, info)
        TRIES.wait(place.keys)
        try:
            unlocked = unlock(place.keys, user, password, clock.now(), is_server=place.is_server)
        except WrongPassword:
            TRIES.failed(place.keys)
            raise
        failures = TRIES.succeeded(place.keys)
        if unlocked.centre != info.id:
            raise CentreFileForeign(place=str(place.file))
        close_to_others(place)
        with ExitStack() as undo:
            store = moving.opened(place, unlocked)
            undo.callback(store.close)
            keyring = unlocked.keyring(store, own_device())
            store.attach(keyring, marks=place.keys if place.is_server else None)
            if place.is_server:
                with store.together():
                    publish_storage_grants(place.keys, store, keyring.storage_epoch)
            centre = cls(place, info, store, keyring, clock)
            centre.backups.settle()
            centre._entered(failures)
            centre.aside.hand_over(lambda: centre.cases, centre._records.may_read)
            undo.pop_all()
            return centre

    @staticmethod
    def seconds_to_wait(where: Path | str, keys: Path | str | None = None) -> float:
        """Return how long the next try to unlock will wait, after wrong passwords in this run."""
        return TRIES.seconds_left(find_place(where, keys).keys)

    def lock(self) -> None:
        """Forget every key and everything that was opened, and give the files back. Twice is no fault."""
        self.connection.give_up()  # before the lock: who waits for a server holds it
        with self._lock:
            if not self._records.is_closed:
                self.lists.keep_at_locking()
                self._records.close()
                self._keyring.forget()
                self._store.close()
        self.connection.end()

    @property
    def is_locked(self) -> bool:
        """Whether the centre was locked."""
        return self._records.is_closed

    def subscribe(self, callback: Callable[[Changes], None]) -> None:
        """Tell somebody of every change, in the thread that made it; of what others save within a second."""
        self._records.subscribe(callback)
        self.connection.listen()

    # Rooms.

    @cached_property
    def codes(self) -> Codes:
        """All code lists."""
        return load_codes()

    @cached_property
    def clients(self) -> ClientService:
        """People."""
        return ClientService(
            self._records,
            self.clock,
            self.codes,
            user=self.user.name,
            memory=self._memory(),
            check_fact=self.check_fact,
            second=self._second,
        )

    @cached_property
    def cases(self) -> CaseService:
        """Cases and consultations."""
        return CaseService(
            self._records,
            self.clock,
            self.codes,
            user=self.user.name,
            memory=self._memory(),
            check_fact=self.check_fact,
            horizon=self._horizon(),
        )

    @cached_property
    def offers(self) -> OfferService:
        """The catalogue and matching."""
        return OfferService(self._records, self.clock)

    @cached_property
    def letters(self) -> LetterService:
        """Letters and the Postbuch."""
        return LetterService(self._records, self.clock, self.codes, self.letterhead, self.user.name)

    @cached_property
    def privacy(self) -> PrivacyService:
        """Consents."""
        return PrivacyService(self._records, self.clock, self.codes)

    @cached_property
    def trail(self) -> Trail:
        """The audit log."""
        return Trail(self._keyring, self._store, self._records)

    @cached_property
    def restricted(self) -> RestrictedCases:
        """Restricted cases and requests for access to one."""
        return RestrictedCases(
            self._keyring, self._store, self._records, self.clock, self._open, facts=self._facts
        )

    @cached_property
    def rotation(self) -> Rotation:
        """Key changes after somebody left."""
        return Rotation(
            self._keyring,
            self._store,
            self.clock.now,
            opened=self._open,
            committed=self._records.memory.agree,
        )

    @cached_property
    def backups(self) -> Backups:
        """Backups: made, checked, kept for a while."""
        return Backups(self, self._place, self._store, self._keyring, self._records, opened=self._open)

    def last_backup(self) -> datetime | None:
        """Return when the newest backup was made, None if there never was one."""
        return self.backups.last().at

    def match(self, case: UUID, on: date | None = None) -> Matching:
        """Decide all offers for a case on a day; the audit log keeps that the case was looked at."""
        day = on if on is not None else self.clock.today()
        topics = self.cases.topics(case, day)
        with self._records.work() as work:
            found = work.get(Case, case)
            client = work.get(Client, found.subject)
            work.note(Action.READ, found.subject, "case")
            work.commit()
        return self.offers.match(client, found, day, tuple(sorted(topics)))

    def store_records(self, records: Iterable[Record]) -> Changes:
        """Store many new records in one transaction, as they are: for a demo."""
        with self._records.work() as work:
            for record in records:
                work.put(record)
            return work.commit()

    def may_counsel(self) -> bool:
        """Whether this user can read and write cases."""
        return self._records.may_read(Domain.IDENTITY) and self._records.may_read(Domain.CASE)

    def need_counsel(self) -> None:
        """Refuse a job that needs the keys of a counsellor.

        Raises:
            NoCounsellor: this user does not hold them.
        """
        if not self.may_counsel():
            raise NoCounsellor

    def check_fact(self, field: str, value: object, place: str) -> FactValue | None:
        """Return a fact's value as it is stored; raises BadInput where the field does not take it."""
        return self._field_check(field, value, place)

    def recovery_pdf(self, sheet: RecoverySheet, language: str = "de") -> bytes:
        """Return the recovery sheet as PDF; it is made in memory and kept nowhere."""
        return recovery_pdf(self.info.name, sheet, language)

    # Settings.

    @property
    def settings(self) -> Settings:
        """What the centre decides for itself."""
        return self._settings

    def change_settings(self, settings: Settings) -> None:
        """Store the settings and let the rooms use them at once; raises BadInput or MayNotSet."""
        check_may_set(self.user.roles, self._settings, settings)
        with self._open():
            save(self._store, settings)
            self._records.memory.agree()
            self._settings = settings
            self.letters.sender = settings.letterhead
            self.cases.horizon = self._horizon()

    @property
    def letterhead(self) -> Letterhead:
        """The sender on letters; without one of its own, the centre's name."""
        own = self._settings.letterhead
        return own if own != Letterhead() else Letterhead(agency=self.info.name)

    def set_letterhead(self, letterhead: Letterhead) -> None:
        """Store another sender."""
        self.change_settings(msgspec.structs.replace(self._settings, letterhead=letterhead))

    # Checks.

    def verify(self, full: bool = False) -> Verification:
        """Check everything that this user can check; ``full`` opens every record.

        Where the file cannot be read on, that is what was found, and nothing counts as checked.
        """
        with self._open():
            try:
                found = self._store.verify(full=full)
                findings = (*found.findings, *self.trail.verify(), *self.trail.check_items())
            except Damaged as fault:
                where = str(fault.details["place"])
                finding = Finding(where=where, what=fault.message, details=dict(fault.details))
                return Verification(findings=(finding,), covered=(), not_covered=tuple(Domain))
        return Verification(findings=findings, covered=found.covered, not_covered=found.not_covered)

    def _entered(self, failures: int) -> None:
        """Keep in the trail that the user came in, and that wrong passwords were tried before."""
        with self._records.work() as work:
            if failures:
                work.note(Action.REFUSED, None, "unlock")
            work.note(Action.UNLOCKED, None, "centre")
            work.commit()

    def _keep_up(self) -> None:
        self.backups.keep_up()

    def _memory(self) -> Memory:
        memory = self._records.memory
        if memory.follow not in self._store.followers:
            self._store.followers.append(memory.follow)
        return memory

    def _horizon(self) -> Horizon:
        own = self._settings
        return Horizon(residence=own.residence_days, steps=own.step_days, consents=own.consent_days)

    @cached_property
    def _field_check(self) -> FieldCheck:
        return FieldCheck(self.offers.fields(), self.codes, self.clock.today)

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._records.is_closed:
                raise Locked
            yield
