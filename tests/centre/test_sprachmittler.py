# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A Sprachmittler in a real centre: nothing opens but the slices made for the user, and no byte of a name is in them."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.appointments.errors import Taken as AlreadyTaken
from beratung.appointments.interpreting_errors import OfferGone, TakenByOther
from beratung.centre import Centre
from beratung.domain.appointments import Appointment, AppointmentKind, CancelledBy
from beratung.domain.base import Domain, Role
from beratung.domain.cases import Case, Consultation, Fact
from beratung.domain.errors import NotFound, OfferOutdated, Refused
from beratung.domain.interpreting import (
    ExclusionReason,
    InterpreterFile,
    OfferedRequest,
    RequestState,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.interpreting_views import Fit, Taken
from beratung.domain.people import Address, Client, Contact, Language, Name, NameKind
from beratung.domain.planning import Mode
from beratung.domain.sharing import Message, Slice
from beratung.store import slices, tables
from beratung.vault import KdfCost, SharedKeys, SharedRow, VaultError
from tests.centre.small import FOUNDER, PASSWORD

MARK = "Zyxwv"
"""Begins every marker; stands nowhere else."""
FIRST, SECOND = "sprachmittlerin", "dolmetscher"
HOUR = timedelta(hours=1)
WEEKLY = tuple(WeeklyTime(weekday=day, start=0, end=24 * 60) for day in range(7))
replace = msgspec.structs.replace


def a_start() -> datetime:
    """Ten days ahead at nine, UTC."""
    day = datetime.now(UTC) + timedelta(days=10)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class House:
    """A centre with a counsellor and two interpreters; ``where`` is its folder or its server's key folder."""

    where: Path

    def opened(self, user: str) -> Centre:
        return Centre.open(self.where, user=user, password=PASSWORD)

    @contextmanager
    def open(self, *users: str) -> Iterator[list[Centre]]:
        opened = [self.opened(user) for user in users]
        yield opened
        for centre in opened:
            centre.lock()


def make(folder: Path, backend: str = "sqlite") -> House:
    centre, _ = Centre.create(
        folder, name="Beispielzentrum", user=FOUNDER, password=PASSWORD, cost=KdfCost.FLOOR, backend=backend
    )
    for name in (FIRST, SECOND):
        invited = centre.invite(name, frozenset({Role.SPRACHMITTLER}))
        accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        assert centre.grant(name, accepted.fingerprint) == ()
    centre.lock()
    return House(folder)


@pytest.fixture(scope="session")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        return make(tmp_path_factory.mktemp("sprachmittler") / "zentrum").where


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    if request.param == "postgresql":
        return make(tmp_path / "schluessel", request.getfixturevalue("address"))
    folder = tmp_path / "zentrum"
    shutil.copytree(request.getfixturevalue("_house"), folder)
    return House(folder)


@pytest.fixture
def local(tmp_path: Path, _house: Path) -> House:
    """One machine is enough where the database does not matter."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_house, folder)
    return House(folder)


def marked(number: int) -> str:
    return f"{MARK}{number:02d}"


def a_client() -> tuple[Client, Case, Consultation]:
    """Somebody with a marker in every field that takes words."""
    own, case = uuid4(), uuid4()
    client = Client(
        id=own,
        subject=own,
        names=(
            Name(text=marked(1), kind=NameKind.GIVEN),
            Name(text=marked(2), kind=NameKind.FAMILY),
            Name(text=marked(3), kind=NameKind.ALIAS),
        ),
        languages=(Language(code="ar", interpreter=True),),
        address=Address(street=marked(4), postal_code="39104", municipality="15003000", is_protected=True),
        contact=Contact(phone=marked(5), email=f"{marked(6)}@example.org", note=marked(7)),
    )
    fact = Fact(value=marked(8), source=marked(9))
    told = Case(id=case, subject=own, opened=date.today(), counsellor=FOUNDER, facts={"concern": fact})
    talk = Consultation(
        id=uuid4(), subject=own, case=case, on=date.today(), minutes=30, topics=("gewalt",), text=marked(10),
        next_step=marked(11), author=FOUNDER,
    )  # fmt: skip
    return client, told, talk


def a_file(centre: Centre, user: str, **more: object) -> InterpreterFile:
    own = uuid4()
    account = next(entry.id for entry in centre.users() if entry.name == user)
    usual = InterpreterFile(
        id=own,
        subject=own,
        name=user,
        user=account,
        languages=(SpokenLanguage(code="ar", level="C1"),),
        modes=(Mode.SITE, Mode.PHONE),
        weekly=WEEKLY,
        pledged_on=date(2026, 1, 5),
        born_year=1980,
        note=marked(12),
    )
    return replace(usual, **more)


@dataclass(frozen=True)
class Told:
    """What the counsellor made."""

    client: UUID
    appointment: UUID
    request: UUID
    first: UUID
    second: UUID
    start: datetime


def tell(centre: Centre, *, offered: bool = True) -> Told:
    """A marked client with an appointment that both interpreters are asked for."""
    client, case, talk = a_client()
    centre.store_records((client, case, talk))
    first, second = a_file(centre, FIRST), a_file(centre, SECOND)
    centre.interpreters.save(first)
    centre.interpreters.save(second)
    start = a_start()
    appointment = Appointment(
        id=uuid4(), subject=client.id, case=case.id, start=start, end=start + HOUR, title=marked(13),
        note=marked(14), people=(centre.user.id,), place="Rathaus", author=FOUNDER,
    )  # fmt: skip
    centre.appointments.book(appointment)
    request = centre.interpreters.request(appointment.id).request.id
    if offered:
        centre.interpreters.offer(request, [first.id, second.id])
    return Told(client.id, appointment.id, request, first.id, second.id, start)


# Nothing else opens.


def test_with_a_sprachmittler_s_keys_nothing_opens_but_the_slices_made_for_the_user(house: House) -> None:
    with house.open(FOUNDER, FIRST, SECOND) as [counsellor, hers, his]:
        told = tell(counsellor)
        hers.workspace.accept(hers.workspace.open_requests()[0].id)
        counsellor.interpreters.take_over()
        counsellor.interpreters.exclude(told.client, told.second, ExclusionReason.FAMILY)
        for centre in (hers, his):
            assert not any(centre._records.may_read(domain) for domain in Domain)
            own = [row for row in shared_rows(centre) if row.reader == centre.user.id]
            assert own
            opened = 0
            for row in shared_rows(centre):
                try:
                    content = SharedKeys(centre._keyring).open(row).content
                except VaultError:
                    continue
                opened += 1
                assert row.reader == centre.user.id
                assert MARK.encode() not in content
                assert b"gewalt" not in content
                assert told.client.bytes not in content
                assert told.client.hex.encode() not in content.replace(b"-", b"")
                assert told.appointment.bytes not in content
                assert told.request.bytes not in content
            assert opened == len(own)
            for kind in (Client, Case, Consultation, Appointment, InterpreterFile):
                with centre._records.work() as work:
                    assert work.all(kind) == []
            with centre._records.work() as work:
                with pytest.raises(NotFound):
                    work.get(Client, told.client)
                with pytest.raises(NotFound):
                    work.get(Appointment, told.appointment)
                assert work.inbox(Message) == []
                assert {shared.to for shared in work.slices(Slice)} == {centre.user.id}
            bare = every_byte(centre)
            assert len(bare) > 20_000
            assert MARK.encode() not in bare


def test_what_is_not_a_sprachmittler_s_to_do_is_refused(local: House) -> None:
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        told = tell(counsellor)
        slice_ = hers.workspace.open_requests()[0].id
        tries: tuple[Callable[[], object], ...] = (
            lambda: hers.interpreters.candidates(told.request),
            lambda: hers.interpreters.offer(told.request, [told.first]),
            lambda: hers.interpreters.exclude(told.client, told.first, ExclusionReason.WISH),
            lambda: hers.interpreters.sheet(told.second, 2026, 11),
            lambda: hers.interpreters.save(a_file(hers, FIRST)),
            lambda: hers.appointments.cancel(told.appointment, CancelledBy.CENTRE),
        )
        for attempt in tries:
            with pytest.raises((NotFound, Refused)):
                attempt()
        assert hers.interpreters.all() == ()
        assert hers.interpreters.take_over() == ()
        with hers._records.work() as work, pytest.raises((NotFound, Refused)):
            work.withdraw(slice_)
        assert counsellor.interpreters.get_request(told.request).request.state is RequestState.OFFERED
        assert counsellor.verify(full=True).findings == ()


# Answers.


def test_two_interpreters_accept_at_once_and_the_other_is_told(house: House) -> None:
    with house.open(FOUNDER, FIRST, SECOND) as [counsellor, hers, his]:
        told = tell(counsellor)
        outcomes: dict[str, object] = {}
        ready = threading.Barrier(2)

        def accept(centre: Centre) -> None:
            slice_ = centre.workspace.open_requests()[0].id
            ready.wait()
            try:
                centre.workspace.accept(slice_)
            except TakenByOther as error:
                outcomes[centre.user.name] = error
            else:
                outcomes[centre.user.name] = None

        threads = [threading.Thread(target=accept, args=(centre,)) for centre in (hers, his)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        [winner] = [name for name, error in outcomes.items() if error is None]
        assert sorted(outcomes) == sorted([FIRST, SECOND])
        counsellor.interpreters.take_over()
        line = counsellor.interpreters.get_request(told.request)
        assert (line.request.state, line.interpreter_name) == (RequestState.BOOKED, winner)
        loser = his if winner == FIRST else hers
        assert loser.workspace.open_requests() == ()
        assert counsellor.verify(full=True).findings == ()


def test_an_excluded_person_finds_no_slice(local: House) -> None:
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        told = tell(counsellor, offered=False)
        counsellor.interpreters.exclude(told.client, told.first, ExclusionReason.COMMUNITY)
        counsellor.interpreters.offer(told.request, [told.second])
        assert hers.workspace.open_requests() == ()


def test_a_new_key_outdates_what_was_offered_until_it_is_offered_anew(house: House) -> None:
    with house.open(FOUNDER) as [counsellor]:
        told = tell(counsellor)
        invited = counsellor.invite("beraterin", frozenset({Role.COUNSELLOR}))
        accepted = Centre.accept(house.where, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        counsellor.grant("beraterin", accepted.fingerprint)
        counsellor.revoke("beraterin")
    with house.open(FOUNDER, FIRST) as [counsellor, hers]:
        counsellor.rotation.run()
        slice_ = hers.workspace.open_requests()[0].id
        with pytest.raises(OfferOutdated):
            hers.workspace.accept(slice_)
        assert {happened.what for happened in counsellor.interpreters.take_over()} == {Taken.RENEWED}
        hers.workspace.accept(slice_)
        assert [happened.what for happened in counsellor.interpreters.take_over()] == [Taken.BOOKED]
        assert counsellor.interpreters.get_request(told.request).request.interpreter == told.first


def test_killed_between_accepting_and_taking_over_nothing_is_lost(local: House) -> None:
    with local.open(FOUNDER) as [counsellor]:
        told = tell(counsellor)
    with local.open(FIRST) as [hers]:
        hers.workspace.accept(hers.workspace.open_requests()[0].id)
    with local.open(FIRST) as [hers]:
        assert hers.workspace.open_requests()[0].accepted == told.start
    with local.open(FOUNDER) as [counsellor]:
        killed = counsellor.interpreters
        with counsellor._records.work() as work:
            [message] = work.inbox(Message)
            assert killed._answer(work, message)  # type: ignore[arg-type] # dies before the commit
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        assert [happened.what for happened in counsellor.interpreters.take_over()] == [Taken.BOOKED]
        assert counsellor.interpreters.take_over() == ()
        assert len(hers.workspace.my_week(told.start.date(), told.start.date())) == 1
        assert counsellor.verify(full=True).findings == ()


def test_two_programs_take_over_once(local: House) -> None:
    with local.open(FOUNDER, FOUNDER, FIRST) as [one, other, hers]:
        told = tell(one)
        hers.workspace.accept(hers.workspace.open_requests()[0].id)
        found: list[Taken] = []
        threads = [
            threading.Thread(
                target=lambda centre=centre: found.extend(h.what for h in centre.interpreters.take_over())
            )
            for centre in (one, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [Taken.BOOKED]
        line = one.interpreters.get_request(told.request)
        assert (line.request.state, len(line.request.offers)) == (RequestState.BOOKED, 2)
        assert one.verify(full=True).findings == ()


def test_deleting_the_client_frees_the_interpreter(local: House) -> None:
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        told = tell(counsellor)
        slice_ = hers.workspace.open_requests()[0].id
        hers.workspace.accept(slice_)
        counsellor.interpreters.take_over()
        counsellor.clients.delete(told.client)
        assert hers.workspace.my_week(told.start.date(), told.start.date()) == ()
        with pytest.raises(OfferGone):
            hers.workspace.accept(slice_)
        with counsellor._store.database.transaction(writes=False) as link:
            assert link.rows(tables.claim.select()) == []
        assert counsellor.verify(full=True).findings == ()


def test_an_answer_about_a_restricted_case_waits_for_one_of_its_circle(local: House) -> None:
    with local.open(FOUNDER) as [counsellor]:
        invited = counsellor.invite("beraterin", frozenset({Role.COUNSELLOR}))
        accepted = Centre.accept(local.where, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        counsellor.grant("beraterin", accepted.fingerprint)
        told = tell(counsellor)
        counsellor.restricted.restrict(counsellor.clients.case_of(told.client), [counsellor.user.id])
    with local.open(FOUNDER, "beraterin", FIRST) as [counsellor, colleague, hers]:
        hers.workspace.accept(hers.workspace.open_requests()[0].id)
        assert colleague.interpreters.take_over() == ()
        with pytest.raises(NotFound):
            colleague.interpreters.get_request(told.request)
        own = Appointment(
            id=uuid4(), subject=uuid4(), start=told.start, end=told.start + HOUR, people=(colleague.user.id,)
        )
        own = replace(own, subject=own.id, kind_of=AppointmentKind.GROUP, title="Gruppe", place="Rathaus")
        colleague.appointments.book(own)
        request = colleague.interpreters.request(own.id, language="ar").request
        fits = {one.interpreter.id: one.fit for one in colleague.interpreters.candidates(request.id)}
        assert fits == {told.first: Fit.NOT, told.second: Fit.FITS}
        assert [happened.what for happened in counsellor.interpreters.take_over()] == [Taken.BOOKED]
        assert colleague.verify(full=True).findings == ()


def test_two_requests_of_one_client_have_nothing_in_common_for_the_interpreter(local: House) -> None:
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        told = tell(counsellor)
        start = told.start + 2 * HOUR
        second = Appointment(id=uuid4(), subject=told.client, start=start, end=start + HOUR,
                             people=(counsellor.user.id,), author=FOUNDER)  # fmt: skip
        counsellor.appointments.book(second)
        request = counsellor.interpreters.request(second.id).request.id
        counsellor.interpreters.offer(request, [told.first])
        with hers._records.work() as work:
            one, other = work.slices(OfferedRequest)
        assert one.number != other.number
        assert {one.token, one.id}.isdisjoint({other.token, other.id})
        first_claims = {claim.value for choice in one.choices for claim in choice.claims}
        assert first_claims.isdisjoint(claim.value for choice in other.choices for claim in choice.claims)


def test_a_start_that_was_chosen_does_not_lead_to_the_client(local: House) -> None:
    """Who knows the values of the claims of a start finds the booking that took them, and that is no record's id."""
    with local.open(FOUNDER, FIRST) as [counsellor, hers]:
        told = tell(counsellor, offered=False)
        other = told.start + timedelta(days=1)
        asked = counsellor.interpreters.get_request(told.request).request
        counsellor.interpreters.change(replace(asked, starts=(other,)))
        counsellor.interpreters.offer(told.request, [told.first])
        with hers._records.work() as work:
            [seen] = work.slices(OfferedRequest)
        hers.workspace.accept(seen.id, other)
        assert [happened.what for happened in counsellor.interpreters.take_over()] == [Taken.BOOKED]
        values = {claim.value for choice in seen.choices for claim in choice.claims}
        with hers._store.database.transaction(writes=False) as link:
            bookings = {bytes(row[1]) for row in link.rows(tables.claim.select()) if bytes(row[0]) in values}
            ids = {bytes(row[0]) for row in link.rows(tables.record.select())}
        assert len(bookings) == 2
        assert bookings.isdisjoint(ids)
        moved = counsellor.appointments.appointment(told.appointment)
        counsellor.appointments.change(replace(moved, title="Folgegespräch", booked_under=None))
        with pytest.raises(AlreadyTaken):
            counsellor.appointments.book(replace(moved, id=uuid4(), version=0, booked_under=None))
        counsellor.appointments.cancel(told.appointment, CancelledBy.CENTRE)
        with counsellor._store.database.transaction(writes=False) as link:
            assert link.rows(tables.claim.select()) == []


def shared_rows(centre: Centre) -> list[SharedRow]:
    """Every row of slices and messages, as whoever reads the database sees them."""
    with centre._store.database.transaction(writes=False) as link:
        return [slices._row(row) for row in link.rows(slices.SLICES)]


def every_byte(centre: Centre) -> bytes:
    """All that stands in the tables, behind the outer wall, without any key of a domain."""
    found = bytearray()
    with centre._store.database.transaction(writes=False) as link:
        for table in tables.metadata.sorted_tables:
            for row in link.rows(table.select()):
                for value in row:
                    found += value if isinstance(value, bytes) else str(value).encode()
    return bytes(found)
