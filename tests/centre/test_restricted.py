# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Restricted cases with real keys, in a folder and on a server: who is not named finds nothing."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from beratung.centre import Centre
from beratung.centre.errors import AlreadyOpen, NobodyToAsk, NoCounsellor, NotRestricted, ReasonMissing
from beratung.domain.base import Role
from beratung.domain.errors import BadInput, NotFound
from beratung.domain.offers import Verdict
from beratung.domain.restricted_views import RequestState
from beratung.domain.views import UserView
from beratung.domain.work import Action, Changes
from beratung.store.errors import MayNotWrite
from beratung.vault import KdfCost, LastHolder, NoSuchUser, NotAllowed, Suspended
from beratung.vault.errors import LastMember, NotACounsellor
from tests.builders import RECORD
from tests.store import postgres

SECRET = "Ein-gutes-Passwort-2026"
NAMES = {
    "anna": Role.COUNSELLOR,
    "bert": Role.COUNSELLOR,
    "leitung": Role.SUPERVISOR,
    "verwaltung": Role.ADMIN,
}
_numbers = count()


class Place:
    """A centre of a founder and of one or two people in each role, in a folder or on a server."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder, self.address = folder, address
        self.opened: list[Centre] = []

    def make(self) -> "Place":
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(self.folder.parent / "home"))
            centre, _ = Centre.create(
                self.folder,
                name="Zentrum",
                user="chefin",
                password=SECRET,
                backend=self.address or "sqlite",
                cost=KdfCost.FLOOR,
            )
            for name, role in NAMES.items():
                invited = centre.invite(name, frozenset({role}))
                accepted = Centre.accept(self.where, invited.file, SECRET, keys=self.keys, cost=KdfCost.FLOOR)
                centre.grant(name, accepted.fingerprint)
            centre.lock()
        return self

    @property
    def where(self) -> Path | str:
        return self.address or self.folder

    @property
    def keys(self) -> Path | None:
        return self.folder if self.address else None

    def open(self, user: str = "anna") -> Centre:
        centre = Centre.open(self.where, user=user, password=SECRET, keys=self.keys)
        self.opened.append(centre)
        return centre

    def close(self) -> None:
        for centre in self.opened:
            centre.lock()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("kreise") / "zentrum").make()


@pytest.fixture(scope="module")
def on_server(server: str, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("kreise") / "zentrum"
    return Place(folder, postgres.new_database(server, "kreise")).make()


def copied_database(address: str) -> str:
    """Another database with what lies in one to which nobody is connected."""
    server, name = address.rsplit("/", 1)
    copy = f"{name}_{next(_numbers)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"'.encode())
    return f"{server}/{copy}"


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "zentrum"
    if request.param == "sqlcipher":
        made: Place = request.getfixturevalue("made")
        shutil.copytree(made.folder, folder)
        place = Place(folder)
    else:
        original: Place = request.getfixturevalue("on_server")
        shutil.copytree(original.folder, folder)
        place = Place(folder, copied_database(original.address))
    yield place
    place.close()


@pytest.fixture
def anna(place: Place) -> Centre:
    return place.open("anna")


@pytest.fixture
def bert(place: Place) -> Centre:
    return place.open("bert")


@pytest.fixture
def case(anna: Centre) -> UUID:
    """A case of Anna's, with a note that has a next step."""
    recorded = anna.clients.record(RECORD)
    assert recorded.case is not None
    note = {"on": "2026-11-02", "minutes": 30, "text": "Musternotiz", "next_step": "Amt anrufen"}
    anna.cases.note_from(recorded.case, note)
    return recorded.case


def id_of(centre: Centre, name: str) -> UUID:
    return next(user.id for user in centre.users() if user.name == name)


def names(users: tuple[UserView, ...]) -> list[str]:
    return [user.name for user in users]


def finds(centre: Centre, case: UUID) -> set[str]:
    """By which ways somebody comes upon Amal Musterfrau's case."""
    found: set[str] = set()
    if centre.clients.roster():
        found.add("list")
    if centre.clients.search("Musterfrau") or centre.clients.search("أمل"):
        found.add("search")
    twin = next((row for row in centre.clients.roster()), None)
    client = centre.clients.show(twin.client) if twin else None
    if client is not None and centre.clients.possible_duplicates(client):
        found.add("duplicates")
    today = centre.cases.today()
    if any(getattr(today, field) for field in today.__struct_fields__ if field not in {"on", "counts"}):
        found.add("agenda")
    if any(centre.offers.who_fits(offer.id, tuple(Verdict)) for offer in centre.offers.catalogue()[:2]):
        found.add("matching")
    for way, look in (
        ("case", centre.cases.show),
        ("client", centre.clients.client_of),
        ("facts", centre.cases.facts),
        ("match", centre.match),
        ("consents", centre.privacy.consents),
    ):
        try:
            if look(case) or way != "consents":
                found.add(way)
        except NotFound:
            pass
    return found


def test_who_is_not_named_finds_nothing(place: Place, anna: Centre, bert: Centre, case: UUID) -> None:
    before = finds(bert, case)
    assert before >= {"list", "search", "agenda", "case", "client", "facts", "match"}
    assert anna.restricted.members(case) == ()
    changes = anna.restricted.restrict(case, [])
    assert {"Case", "Client", "Consultation"} <= changes.kinds()
    assert finds(bert, case) == set()
    assert finds(anna, case) == before
    assert finds(place.open("bert"), case) == set()
    assert finds(place.open("chefin"), case) == set(), "the founder is a counsellor like others"
    assert finds(place.open("anna"), case) == before
    [mine] = anna.restricted.cases()
    assert (mine.case, mine.name, names(mine.members), mine.is_open) == (
        case,
        "Amal Musterfrau",
        ["anna"],
        True,
    )
    assert bert.restricted.cases() == ()
    assert bert.restricted.is_closed_to_me(case)
    assert not anna.restricted.is_closed_to_me(case)
    assert not bert.restricted.is_closed_to_me(uuid4())
    for centre in (anna, bert):
        assert centre.verify(full=True).ok


def test_those_named_open_it_at_once(place: Place, anna: Centre, bert: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [id_of(anna, "bert"), id_of(anna, "anna")])
    assert names(anna.restricted.members(case)) == ["anna", "bert"]
    assert names(bert.restricted.members(case)) == ["anna", "bert"]
    assert bert.clients.search("Musterfrau")
    bert.cases.note_from(case, {"on": "2026-11-03", "minutes": 10, "text": "Von Bert"})
    assert len(anna.cases.show(case).consultations) == 2
    assert finds(place.open("chefin"), case) == set()
    assert bert.verify(full=True).ok


def test_members_come_and_go(place: Place, anna: Centre, bert: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [])
    assert finds(bert, case) == set()
    anna.restricted.admit(case, id_of(anna, "bert"))
    anna.restricted.admit(case, id_of(anna, "bert"))
    assert "search" in finds(bert, case)
    bert.restricted.admit(case, id_of(anna, "chefin"))
    assert names(anna.restricted.members(case)) == ["anna", "bert", "chefin"]
    assert "search" in finds(place.open("chefin"), case), "let in by who was let in"
    bert.restricted.expel(case, id_of(anna, "anna"))
    assert finds(anna, case) == set()
    assert names(bert.restricted.members(case)) == ["bert", "chefin"]
    with pytest.raises(NotFound):
        anna.restricted.admit(case, id_of(anna, "anna"))
    assert bert.restricted.expel(case, id_of(anna, "anna")).kinds() == {"Case"}, "he is out already"
    with pytest.raises(NotAllowed):
        bert.restricted.expel(case, bert.user.id)
    bert.restricted.restrict(case, [id_of(anna, "anna")])
    assert names(anna.restricted.members(case)) == ["anna", "bert"]
    assert "search" in finds(anna, case)
    for centre in (anna, bert):
        assert centre.verify(full=True).ok


def test_opened_up_everybody_finds_it_again(place: Place, anna: Centre, bert: Centre, case: UUID) -> None:
    before = finds(bert, case)
    anna.restricted.restrict(case, [])
    chief = place.open("chefin")
    assert chief.restricted.count() == place.open("verwaltung").restricted.count() == 1
    anna.restricted.open_up(case)
    assert finds(bert, case) == before
    assert anna.restricted.members(case) == ()
    assert anna.restricted.open_up(case).kinds() == {"Case"}
    assert chief.restricted.count() == 0
    assert chief._keyring.circle_members.circles() == frozenset(), "nothing is left of the circle"
    for centre in (anna, bert):
        assert centre.verify(full=True).ok


def test_a_deleted_case_leaves_no_circle(place: Place, anna: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [])
    client = anna.clients.client_of(case)
    second = anna.confirm_second("bert", SECRET)
    anna.clients.delete(client, second=second)
    admin = place.open("verwaltung")
    assert admin.restricted.count() == 0
    assert admin._keyring.circle_members.circles() == frozenset()
    admin.suspend("anna")
    assert place.open("bert").verify(full=True).ok


def test_what_the_other_roles_may_know(place: Place, anna: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [])
    for name in ("verwaltung", "leitung"):
        other = place.open(name)
        assert other.restricted.count() == 1
        assert other.restricted.cases() == ()
        assert other.restricted.requests() == ()
        assert other.restricted.own_requests() == ()
        cases = other.restricted
        with pytest.raises(NotFound):
            cases.members(case)
        with pytest.raises(NotFound):
            cases.restrict(case, [])
        with pytest.raises(NotFound):
            cases.open_up(case)
        with pytest.raises(NotFound):
            cases.admit(case, other.user.id)
        with pytest.raises(NotFound):
            cases.expel(case, anna.user.id)
        with pytest.raises(NoCounsellor):
            other.restricted.request(case, "Neugier")
    assert names(anna.restricted.colleagues()) == ["bert", "chefin"]


def test_only_counsellors_are_let_in(place: Place, anna: Centre, case: UUID) -> None:
    generation = anna._store.freshness.generation
    for name in ("leitung", "verwaltung"):
        with pytest.raises(NotACounsellor):
            anna.restricted.restrict(case, [id_of(anna, name)])
    with pytest.raises(NoSuchUser):
        anna.restricted.restrict(case, [uuid4()])
    with pytest.raises(NotRestricted):
        anna.restricted.admit(case, id_of(anna, "bert"))
    with pytest.raises(NotRestricted):
        anna.restricted.expel(case, id_of(anna, "bert"))
    with pytest.raises(NotFound):
        anna.restricted.restrict(uuid4(), [])
    assert anna._store.freshness.generation == generation
    assert anna.restricted.count() == 0
    anna.restricted.restrict(case, [])
    place.open("verwaltung").suspend("bert")
    with pytest.raises(NotACounsellor):
        anna.restricted.admit(case, id_of(anna, "bert"))
    assert names(anna.restricted.colleagues()) == ["chefin"]
    assert names(anna.restricted.members(case)) == ["anna"]


def test_the_last_who_can_open_a_case_stays(place: Place, anna: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [id_of(anna, "bert")])
    admin = place.open("verwaltung")
    admin.suspend("bert")
    with pytest.raises(LastMember):
        admin.suspend("anna")
    with pytest.raises(LastHolder):
        admin.change_roles("anna", frozenset({Role.SPRACHMITTLER}))
    admin.reinstate("bert")
    admin.suspend("anna")
    assert "search" in finds(place.open("bert"), case)


def test_a_suspended_member_is_out_with_the_next_keys(place: Place, anna: Centre, case: UUID) -> None:
    bert = place.open("bert")
    anna.restricted.restrict(case, [bert.user.id, id_of(anna, "chefin")])
    assert "search" in finds(bert, case)
    place.open("verwaltung").suspend("bert")
    with pytest.raises(Suspended):
        bert.clients.search("Musterfrau")
    anna.restricted.expel(case, bert.user.id)
    assert names(anna.restricted.members(case)) == ["anna", "chefin"]


def test_what_fails_leaves_all_as_it_was(
    anna: Centre, bert: Centre, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = finds(bert, case), finds(anna, case)

    def fail(*args: object) -> None:
        raise MayNotWrite

    with monkeypatch.context() as patch:
        patch.setattr(type(anna._store), "append_trail", fail)
        with pytest.raises(MayNotWrite):
            anna.restricted.restrict(case, [])
    assert anna.restricted.count() == 0
    assert anna._keyring.circle_members.circles() == frozenset()
    assert finds(bert, case) == before
    assert finds(anna, case) == seen
    assert anna.verify(full=True).ok


def test_new_keys_after_a_leaver_are_made_by_the_members(place: Place, anna: Centre, case: UUID) -> None:
    anna.restricted.restrict(case, [id_of(anna, "bert"), id_of(anna, "chefin")])
    place.open("verwaltung").revoke("bert")
    chief = place.open("chefin")
    assert chief.rotation.due()
    chief.rotation.run()
    assert names(chief.restricted.members(case)) == ["anna", "chefin"]
    assert names(anna.restricted.members(case)) == ["anna", "chefin"]
    chief.cases.note_from(case, {"on": "2026-11-03", "minutes": 10, "text": "Nach dem Wechsel"})
    assert len(anna.cases.show(case).consultations) == 2
    anna.restricted.expel(case, id_of(anna, "chefin"))
    assert finds(chief, case) == set()
    assert anna.verify(full=True).ok


# Asking for access.


@pytest.fixture
def closed(anna: Centre, case: UUID) -> UUID:
    anna.restricted.restrict(case, [])
    return case


def test_a_request_is_granted(place: Place, anna: Centre, bert: Centre, closed: UUID) -> None:
    asked = bert.restricted.request(closed, "  Urlaubsvertretung für Anna.  ")
    [own] = bert.restricted.own_requests()
    assert (own.id, own.case, own.reason, own.state) == (
        asked,
        closed,
        "Urlaubsvertretung für Anna.",
        RequestState.WAITING,
    )
    [waiting] = anna.restricted.requests()
    assert (waiting.id, waiting.case, waiting.by.name, waiting.reason, waiting.name) == (
        asked,
        closed,
        "bert",
        "Urlaubsvertretung für Anna.",
        "Amal Musterfrau",
    )
    for other in (bert, place.open("chefin"), place.open("verwaltung")):
        assert other.restricted.requests() == ()
        with pytest.raises(NotFound):
            other.restricted.answer(asked, True)
    anna.restricted.answer(asked, True, "Gern, bis Montag.")
    assert anna.restricted.requests() == ()
    assert "search" in finds(bert, closed)
    assert names(anna.restricted.members(closed)) == ["anna", "bert"]
    [own] = bert.restricted.own_requests()
    assert (own.state, own.words, own.answered_by) == (RequestState.GRANTED, "Gern, bis Montag.", "anna")
    assert own.answered_at is not None
    with pytest.raises(NotFound):
        anna.restricted.answer(asked, False)
    bert.restricted.forget(asked)
    bert.restricted.forget(asked)
    assert bert.restricted.own_requests() == ()
    assert bert.verify(full=True).ok


def test_a_request_is_declined(place: Place, anna: Centre, bert: Centre, closed: UUID) -> None:
    asked = bert.restricted.request(closed, "Vertretung")
    anna.restricted.answer(asked, False, "Bitte frag mich kurz.")
    [own] = bert.restricted.own_requests()
    assert (own.state, own.words) == (RequestState.DECLINED, "Bitte frag mich kurz.")
    assert finds(bert, closed) == set()
    again = bert.restricted.request(closed, "Wirklich nötig")
    assert [request.id for request in bert.restricted.own_requests()] == [again]
    assert [request.reason for request in anna.restricted.requests()] == ["Wirklich nötig"]
    bert.restricted.forget(again)
    assert anna.restricted.requests() == ()
    chief = place.open("chefin")
    other = chief.restricted.request(closed, "Aufsicht")
    bert.restricted.forget(other)
    assert [request.id for request in chief.restricted.own_requests()] == [other], "only one's own"
    lines = [
        (line.action, line.user_name) for line in place.open("leitung").trail.show() if line.kind == "access"
    ]
    assert (Action.REFUSED, "anna") in lines
    assert (Action.CREATED, "bert") in lines


def test_what_cannot_be_asked(place: Place, anna: Centre, bert: Centre, closed: UUID) -> None:
    for reason in ("", "  \n"):
        with pytest.raises(ReasonMissing):
            bert.restricted.request(closed, reason)
    with pytest.raises(BadInput):
        bert.restricted.request(closed, "x" * 5000)
    with pytest.raises(NotFound):
        bert.restricted.request(uuid4(), "Neugier")
    with pytest.raises(AlreadyOpen):
        anna.restricted.request(closed, "Neugier")
    asked = bert.restricted.request(closed, "Vertretung")
    with pytest.raises(BadInput):
        anna.restricted.answer(asked, True, "x" * 5000)
    anna.restricted.open_up(closed)
    assert anna.restricted.requests() == ()
    with pytest.raises(AlreadyOpen):
        bert.restricted.request(closed, "Neugier")


def test_nobody_answers_for_who_left(place: Place, anna: Centre, bert: Centre, closed: UUID) -> None:
    bert.restricted.request(closed, "Vertretung")
    place.open("verwaltung").suspend("bert")
    assert anna.restricted.requests() == ()


def test_the_reason_is_read_by_nobody_else(place: Place, anna: Centre, bert: Centre, closed: UUID) -> None:
    """With every item of the vault in hand, and the keys of everybody but those who shall read it."""
    from beratung.vault.requests import Requests

    asked = bert.restricted.request(closed, "Ein Grund, der geheim bleibt")
    anna.restricted.answer(asked, False, "Eine Antwort, die geheim bleibt")
    for kind in ("request", "answer"):
        [(_, body)] = bert._store.items(kind)
        assert b"geheim" not in body
        assert closed.bytes not in body
    for name in ("chefin", "verwaltung", "leitung"):
        centre = place.open(name)
        assert Requests(centre._keyring, centre._store).asked() == ()
    [read] = Requests(anna._keyring, anna._store).asked()
    answered = Requests(anna._keyring, anna._store).answered(read)
    assert answered is not None
    assert answered.verdict is None, "the answer is for who asked"


def test_a_request_that_nobody_could_answer(
    place: Place, anna: Centre, bert: Centre, closed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from beratung.vault.circle_members import CircleMembers

    monkeypatch.setattr(CircleMembers, "living", lambda self, circle: ())
    with pytest.raises(NobodyToAsk):
        bert.restricted.request(closed, "Vertretung")


@contextmanager
def counting(centre: Centre) -> Iterator[Callable[[], int]]:
    """How often screens were told of a case by what this program itself did."""
    heard: list[Changes] = []
    here = threading.get_ident()

    def take(changes: Changes) -> None:
        if threading.get_ident() == here and "Case" in changes.kinds():
            heard.append(changes)

    centre.subscribe(take)
    yield lambda: len(heard)


def test_screens_are_told(anna: Centre, bert: Centre, case: UUID) -> None:
    with counting(anna) as told:
        anna.restricted.restrict(case, [])
        assert told() == 1
        anna.restricted.admit(case, bert.user.id)
        assert told() == 2
        anna.restricted.expel(case, bert.user.id)
        assert told() == 3
        asked = bert.restricted.request(case, "Vertretung")
        anna.restricted.answer(asked, True)
        assert told() == 4
        anna.restricted.open_up(case)
        assert told() == 5
