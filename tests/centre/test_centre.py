# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre is made, opened, locked, shared by programs and people, and refuses what it must."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.centre import Centre, Settings, read_info
from beratung.centre import founding as founding_module
from beratung.centre.errors import (
    CentreFileDamaged,
    CentreFileForeign,
    FolderNotEmpty,
    MayNotConfirm,
    NameNeeded,
    NoCounsellor,
    NoFolder,
    NoSuchParent,
    NotYourself,
    ServerNotNamed,
)
from beratung.centre.place import find_place
from beratung.centre.tries import TRIES, Tries
from beratung.clients.errors import SecondPersonNeeded
from beratung.domain.base import Role
from beratung.domain.cases import CloseReason
from beratung.domain.errors import BadInput, BeratungError, NotFound, RecordConflict
from beratung.domain.letters import Letterhead
from beratung.domain.work import Action, Changes
from beratung.store.errors import DiskFull, NetworkFolder, NewerLayout, NoCentreHere
from beratung.vault import (
    FOUNDER_ROLES,
    KdfCost,
    KeyFileDamaged,
    Locked,
    NoKey,
    RecoverySheet,
    RolesMissing,
    Suspended,
    WeakPassword,
    WrongPassword,
    stating,
)
from beratung.vault.keyfile import UserSecret, write_key_file
from beratung.vault.statements import Acceptance, read
from beratung.vault.storage_grant import write_storage_grant
from beratung.vault.trust import Trust
from tests.builders import RECORD, TODAY, replace
from tests.centre.conftest import PASSWORD

GOOD = "Testpasswort-2026"


def _create(folder: Path, **more: object) -> tuple[Centre, RecoverySheet]:
    wanted: dict[str, object] = {
        "name": "Probezentrum",
        "user": "gruenderin",
        "password": GOOD,
        "cost": KdfCost.FLOOR,
    }
    return Centre.create(folder, **(wanted | more))  # type: ignore[arg-type]


def test_a_new_centre_is_opened_again_with_what_was_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    centre, recovery = _create(folder)
    recorded = centre.clients.record(RECORD)
    centre.lock()
    assert recovery.centre == centre.info.id
    assert sorted(path.name for path in folder.iterdir()) >= ["beratung.anchor", "beratung.db"]
    assert list(tmp_path.glob(".neu*")) == []
    info = read_info(folder)
    assert (info.name, info.backend, info.is_demo, info.id) == (
        "Probezentrum",
        "sqlite",
        False,
        centre.info.id,
    )
    again = Centre.open(folder, user="Gruenderin", password=GOOD)
    assert again.clients.show(recorded.client).display_name == "Amal Musterfrau"
    assert again.user.roles == FOUNDER_ROLES
    assert again.verify(full=True).ok
    again.lock()


def test_no_name_stands_in_any_file_of_a_centre(tmp_path: Path) -> None:
    marker = "Zzyxmarkerfrau"
    folder = tmp_path / "neu"
    centre, _ = _create(folder)
    recorded = centre.clients.record(RECORD | {"family_name": marker, "address": {"street": marker}})
    centre.cases.note_from(recorded.case, {"text": marker, "next_step": marker})
    centre.lock()
    for path in tmp_path.rglob("*"):
        assert marker not in str(path)
        if path.is_file():
            content = path.read_bytes()
            assert marker.encode() not in content
            assert marker.encode("utf-16-le") not in content
    assert (folder / "beratung.db").read_bytes()[:15] != b"SQLite format 3"


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"password": "kurz"}, WeakPassword),
        ({"password": "aaaaaaaaaaaaaaaa"}, WeakPassword),
        ({"name": "  "}, NameNeeded),
        ({"name": "x" * 200}, NameNeeded),
        ({"user": ""}, BadInput),
        ({"roles": frozenset({Role.COUNSELLOR})}, RolesMissing),
    ],
)
def test_bad_input_makes_nothing(tmp_path: Path, wanted: dict[str, object], fault: type[BadInput]) -> None:
    with pytest.raises(fault):
        _create(tmp_path / "neu", **wanted)
    assert list(tmp_path.glob("*neu*")) == []


def test_folders_in_which_no_centre_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "voll"
    full.mkdir()
    (full / "brief.txt").write_text("x")
    with pytest.raises(FolderNotEmpty):
        _create(full)
    assert [path.name for path in full.iterdir()] == ["brief.txt"]
    with pytest.raises(NoFolder):
        _create(full / "brief.txt")
    with pytest.raises(NoSuchParent):
        _create(tmp_path / "gibt" / "es" / "nicht")
    monkeypatch.setattr(founding_module, "is_network_folder", lambda _folder: True)
    with pytest.raises(NetworkFolder):
        _create(tmp_path / "netz")
    assert not (tmp_path / "netz").exists()


@pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")
def test_an_empty_folder_is_taken_and_keys_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "leer"
    folder.mkdir()
    _create(folder)[0].lock()
    assert (folder / "beratung.db").exists()
    assert (folder / "keys").stat().st_mode & 0o077 == 0


def test_a_crash_while_making_leaves_a_folder_that_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "leer"
    (folder / ".new" / "keys").mkdir(parents=True)
    centre, _ = _create(folder)
    centre.lock()
    assert not (folder / ".new").exists()
    Centre.open(folder, user="gruenderin", password=GOOD).lock()


@pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")
def test_a_move_that_fails_leaves_the_folder_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "leer"
    folder.mkdir()
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == "centre.json":
            raise OSError(28, "full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(DiskFull):
        _create(folder)
    assert list(folder.iterdir()) == []


def test_a_centre_on_a_server_is_not_opened_by_its_folder(demo: Path) -> None:
    file = demo / "centre.json"
    file.write_text(file.read_text().replace('"sqlite"', '"postgresql"'))
    with pytest.raises(ServerNotNamed):
        Centre.open(demo, user="beraterin", password=PASSWORD)


def test_without_a_kept_recovery_sheet_there_is_no_centre(tmp_path: Path) -> None:
    def fails(_sheet: RecoverySheet) -> None:
        raise BadInput(place="sheet")

    with pytest.raises(BadInput):
        _create(tmp_path / "neu", keep_recovery=fails)
    assert list(tmp_path.glob("*neu*")) == []


def test_the_recovery_sheet_is_a_pdf_that_no_repr_tells(tmp_path: Path) -> None:
    centre, recovery = _create(tmp_path / "neu")
    assert centre.recovery_pdf(recovery).startswith(b"%PDF-")
    assert recovery.code not in repr(recovery)
    centre.lock()


def test_a_wrong_password_and_a_wrong_name_are_the_same_fault(demo: Path) -> None:
    with pytest.raises(WrongPassword) as password:
        Centre.open(demo, user="beraterin", password="falsch-falsch-falsch")
    with pytest.raises(WrongPassword) as name:
        Centre.open(demo, user="niemand", password=PASSWORD)
    assert str(password.value) == str(name.value)
    Centre.open(demo, user="beraterin", password=PASSWORD).lock()
    assert Centre.seconds_to_wait(demo) == 0


def test_every_wrong_password_makes_the_next_try_wait_longer(tmp_path: Path) -> None:
    now, slept = [0.0], list[float]()

    def pause(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    tries = Tries(lambda: now[0], pause)
    for _ in range(7):
        tries.wait(tmp_path)
        tries.failed(tmp_path)
    tries.wait(tmp_path)
    assert slept == sorted(slept)
    assert len(set(slept)) >= 4
    assert tries.seconds_left(tmp_path / "other") == 0
    assert tries.succeeded(tmp_path) == 7
    assert tries.seconds_left(tmp_path) == 0


def _foreign(folder: Path) -> None:
    file = folder / "centre.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"id": str(UUID(int=5))}))


def _newer(folder: Path) -> None:
    file = folder / "centre.json"
    file.write_text(json.dumps({"layout": 99, "something": "else"}))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda folder: (folder / "centre.json").unlink(), NoCentreHere),
        (lambda folder: (folder / "centre.json").write_bytes(b"{"), CentreFileDamaged),
        (lambda folder: (folder / "centre.json").write_bytes(b"\xff\xfe"), CentreFileDamaged),
        (_newer, NewerLayout),
        (_foreign, CentreFileForeign),
        (lambda folder: (folder / "beratung.db").unlink(), BeratungError),
        (lambda folder: (folder / "beratung.db").write_bytes(b"x" * 8192), BeratungError),
        (lambda folder: shutil.rmtree(folder / "keys"), BeratungError),
    ],
)
def test_a_spoilt_centre_says_what_is_wrong_in_one_sentence(
    demo: Path, spoil: Callable[[Path], object], fault: type[BeratungError]
) -> None:
    spoil(demo)
    with pytest.raises(fault) as caught:
        Centre.open(demo, user="beraterin", password=PASSWORD)
    assert str(caught.value).endswith((".", ")"))
    assert "\n" not in str(caught.value)


def test_after_the_lock_nothing_answers(demo: Path) -> None:
    centre = Centre.open(demo, user="beraterin", password=PASSWORD)
    case = centre.clients.roster()[0].case
    assert case is not None
    centre.lock()
    centre.lock()
    assert centre.is_locked
    calls: list[Callable[[], object]] = [
        centre.clients.roster,
        lambda: centre.cases.show(case),
        centre.cases.today,
        lambda: centre.match(case),
        lambda: centre.clients.record(RECORD),
        lambda: centre.privacy.consents(case),
        centre.users,
        centre.verify,
        lambda: centre.change_settings(Settings()),
        lambda: centre.confirm_second("leitung", PASSWORD),
    ]
    for call in calls:
        with pytest.raises(Locked):
            call()


def test_subscribers_hear_of_every_commit(centre: Centre) -> None:
    heard: list[Changes] = []
    centre.subscribe(heard.append)
    recorded = centre.clients.record(RECORD)
    assert [changes.kinds() for changes in heard] == [{"Client", "Case"}]
    assert heard[0].subjects() == {recorded.client}
    centre.cases.show(recorded.case)
    assert len(heard) == 1


def test_a_commit_that_fails_leaves_lists_right(centre: Centre) -> None:
    recorded = centre.clients.record(RECORD)
    before = centre.clients.roster()
    view = centre.cases.show(recorded.case)
    centre.cases.change(replace(view.case, counsellor="andere"))
    with pytest.raises(RecordConflict):
        centre.cases.change(replace(view.case, counsellor="dritte"))
    rows = {row.client: row for row in centre.clients.roster()}
    assert len(rows) == len(before)
    assert rows[recorded.client].counsellor == "andere"


def test_two_programs_see_what_the_other_wrote(demo: Path, centre: Centre) -> None:
    assert centre.cases.today(TODAY).open_cases > 0
    count = len(centre.clients.roster())
    other = Centre.open(demo, user="beraterin", password=PASSWORD)
    recorded = other.clients.record(RECORD | {"family_name": "Anderswo"})
    assert len(centre.clients.roster()) == count + 1
    assert [hit.row.client for hit in centre.clients.search("Anderswo")] == [recorded.client]
    mine = centre.cases.show(recorded.case)
    other.cases.close(recorded.case, CloseReason.MOVED)
    with pytest.raises(RecordConflict):
        centre.cases.change(replace(mine.case, entry=date(2024, 1, 1)))
    other.clients.record(RECORD | {"family_name": "Drittens"})
    centre.clients.record(RECORD | {"family_name": "Viertens"})
    assert len(centre.clients.roster()) == len(other.clients.roster()) == count + 3
    other.lock()


def test_all_threads_may_use_a_centre_at_once(centre: Centre) -> None:
    faults: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for _ in range(4):
                recorded = centre.clients.record(RECORD | {"given_name": "Faden"})
                centre.cases.note_from(recorded.case, {"text": f"Faden {n}"})
                centre.cases.today()
                centre.clients.search("Faden")
                centre.cases.show(recorded.case)
        except BaseException as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert len(centre.clients.search("Faden", limit=100)) == 24


def test_settings_are_kept_and_used_at_once(demo: Path, centre: Centre) -> None:
    soon = len(centre.cases.today(TODAY).residence)
    centre.change_settings(Settings(residence_days=365, idle_minutes=9))
    assert len(centre.cases.today(TODAY).residence) > soon
    centre.set_letterhead(Letterhead(agency="Probeverein"))
    assert centre.letters.sender.agency == "Probeverein"
    centre.lock()
    again = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert (again.settings.idle_minutes, again.letterhead.agency) == (9, "Probeverein")
    with pytest.raises(BadInput, match="idle_minutes"):
        again.change_settings(Settings(idle_minutes=0))
    again.lock()


@pytest.mark.parametrize(
    "body", [b"\xc1", b"\xa1\xff", msgspec.msgpack.encode(replace(Settings(), idle_minutes=10**9))]
)
def test_settings_that_somebody_wrote_by_himself_keep_nothing_open(
    demo: Path, centre: Centre, body: bytes
) -> None:
    centre._store.put_item("setting", UUID("c0ffee00-5e77-4000-8000-000000000001"), body)
    centre.lock()
    again = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert again.settings == Settings()
    again.lock()


def test_matching_decides_all_offers_and_the_trail_knows(demo: Path, centre: Centre) -> None:
    case = centre.clients.search("Amal Musterfrau")[0].row.case
    assert case is not None
    found = centre.match(case, TODAY)
    assert len(found.offers) == len(centre.offers.catalogue()) == 77
    assert found.on == TODAY
    centre.lock()
    leader = Centre.open(demo, user="leitung", password=PASSWORD)
    lines = leader.trail.show()
    assert (lines[1].action, lines[1].kind, lines[1].user_name) == (Action.READ, "case", "beraterin")
    assert leader.trail.verify() == []
    leader.lock()


def test_roles_hold_only_their_own(demo: Path) -> None:
    for user, may in (
        ("beraterin", True),
        ("leitung", False),
        ("verwaltung", False),
        ("sprachmittler", False),
    ):
        centre = Centre.open(demo, user=user, password=PASSWORD)
        assert centre.may_counsel() is may
        if not may:
            assert centre.clients.roster() == ()
            assert centre.cases.today().open_cases == 0
            with pytest.raises(NoCounsellor):
                centre.need_counsel()
        if user != "leitung":
            with pytest.raises(NoKey):
                centre.trail.show()
        centre.lock()


def test_a_user_is_invited_accepted_granted_and_suspended(demo: Path) -> None:
    admin = Centre.open(demo, user="verwaltung", password=PASSWORD)
    invited = admin.invite("neue", frozenset({Role.COUNSELLOR}))
    assert Centre.look_at_invitation(invited.file).fingerprint == invited.fingerprint
    accepted = Centre.accept(demo, invited.file, GOOD, cost=KdfCost.FLOOR)
    (waiting,) = admin.pending()
    assert (waiting.name, waiting.fingerprint) == ("neue", accepted.fingerprint)
    admin.lock()
    counsellor = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert "case" not in counsellor.grant("neue", accepted.fingerprint)
    count = len(counsellor.clients.roster())
    counsellor.lock()
    new = Centre.open(demo, user="neue", password=GOOD)
    assert len(new.clients.roster()) == count
    new.change_password(GOOD, "Neues-Passwort-2026")
    new.lock()
    with pytest.raises(WrongPassword):
        Centre.open(demo, user="neue", password=GOOD)
    admin = Centre.open(demo, user="verwaltung", password=PASSWORD)
    admin.suspend("neue")
    assert {user.name for user in admin.users() if user.is_suspended} == {"neue"}
    admin.lock()
    with pytest.raises(Suspended):
        Centre.open(demo, user="neue", password="Neues-Passwort-2026")


def test_a_second_person_confirms_a_deletion(demo: Path, centre: Centre) -> None:
    client = centre.clients.search("Amal Musterfrau")[0].row.client
    assert centre.clients.needs_second()
    with pytest.raises(SecondPersonNeeded):
        centre.clients.delete(client)
    with pytest.raises(NotYourself):
        centre.confirm_second("beraterin", PASSWORD)
    with pytest.raises(MayNotConfirm):
        centre.confirm_second("verwaltung", PASSWORD)
    with pytest.raises(WrongPassword):
        centre.confirm_second("leitung", "falsch-falsch-falsch")
    second = centre.confirm_second("leitung", PASSWORD)
    centre.clients.delete(client, second=second)
    with pytest.raises(NotFound):
        centre.clients.show(client)
    other = centre.clients.roster()[0].client
    with pytest.raises(SecondPersonNeeded):
        centre.clients.delete(other, second=second)
    assert centre.verify(full=True).ok
    centre.lock()
    again = Centre.open(demo, user="beraterin", password=PASSWORD)
    assert again.clients.search("Amal Musterfrau") == () or (
        again.clients.search("Amal Musterfrau")[0].row.client != client
    )
    again.lock()


def test_a_key_file_made_by_the_administrator_confirms_nothing(demo: Path, centre: Centre) -> None:
    """He makes keys in a colleague's name, and the grant beside them says that they are hers."""
    now, own = centre.clock.now(), "eigenes-passwort-1"
    leader = next(user for user in centre.users() if user.name == "leitung")
    office = Centre.open(demo, user="verwaltung", password=PASSWORD)
    admin = office._keyring
    forged = UserSecret.generate(admin.centre, leader.id, admin.secret.pin)
    invited = stating.invitation(admin.secret, leader.id, "leitung", leader.roles, now)
    accepted = stating.acceptance(forged)
    item = stating.membership(admin.secret, invited, accepted, user=leader.id)
    chain = [*admin.trust.chain(admin.user.id), item]
    trust = Trust(admin.centre, admin.secret.pin, admin.trust.root_item, chain)
    assert trust.keys_of(leader.id) is None, "nobody without her domains makes keys count for her"
    keys, storage_key = read(Acceptance, accepted, "user"), admin.storage_key
    write_storage_grant(demo / "keys", admin.secret, keys, trust=trust, storage_key=storage_key, now=now)
    write_key_file(demo / "keys", forged, "leitung", own, KdfCost.FLOOR)
    office.lock()
    with pytest.raises(KeyFileDamaged):
        centre.confirm_second("leitung", own)


def test_one_s_own_password_does_not_shorten_the_wait(demo: Path, centre: Centre) -> None:
    with pytest.raises(WrongPassword):
        centre.confirm_second("leitung", "falsch-falsch-falsch")
    with pytest.raises(NotYourself):
        centre.confirm_second("beraterin", PASSWORD)
    assert TRIES.succeeded(demo / "keys") == 1


def test_alone_no_second_person_is_asked_for(tmp_path: Path) -> None:
    centre, _ = _create(tmp_path / "allein")
    recorded = centre.clients.record(RECORD)
    assert not centre.clients.needs_second()
    centre.clients.delete(recorded.client)
    assert centre.clients.roster() == ()
    centre.lock()


def test_no_secret_and_no_name_stands_in_a_repr(centre: Centre) -> None:
    view = centre.cases.show(centre.clients.search("Amal Musterfrau")[0].row.case or UUID(int=0))
    for thing in (view, view.client, view.case, view.consultations, centre.user, centre.cases.today()):
        assert "Musterfrau" not in repr(thing)
    assert PASSWORD not in repr(vars(centre))
    assert "geheim" not in repr(find_place("postgresql://u:geheim@localhost/db", "keys"))


def test_a_new_centre_opens_again_whatever_was_written_first(tmp_path: Path) -> None:
    centre, _ = Centre.create(
        tmp_path / "neu", name="Neu", user="anna", password=PASSWORD, cost=KdfCost.FLOOR
    )
    centre.facts.fill()  # of which the trail tells nothing
    centre.lock()
    again = Centre.open(tmp_path / "neu", user="anna", password=PASSWORD)
    assert again.verify(full=True).findings == ()
    again.lock()
