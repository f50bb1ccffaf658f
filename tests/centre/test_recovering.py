# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The sheet gives a forgotten password back, a wrong code changes nothing, and an old state needs somebody's word."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from beratung.centre.errors import AccountClosed, CentreFileForeign, MayNotAccept
from beratung.centre.recovering import Recovering, accept_state, found_state, is_not_newest, judge_code
from beratung.domain.errors import BeratungError
from beratung.domain.people import Client
from beratung.domain.work import Action
from beratung.store.errors import AnchorMissing, RolledBack
from beratung.vault import (
    KdfCost,
    Locked,
    NoSuchUser,
    RecoveryCodeLength,
    RecoveryCodeMistyped,
    RecoveryRefused,
    Suspended,
    WeakPassword,
    WrongPassword,
)
from beratung.vault.incarnation import INCARNATION, Incarnations, Reason
from beratung.vault.recovery_code import new_code
from tests.builders import a_client
from tests.centre.small import ADMIN, COUNSELLOR, FOUNDER, NEW, PASSWORD, Small, make


def reset(small: Small, name: str, password: str = NEW, *, reinstates: bool = False) -> None:
    with Recovering.open(small.folder, small.code) as sheet:
        sheet.reset(name, password, reinstates=reinstates, cost=KdfCost.FLOOR)


def recorded(small: Small, count: int = 1) -> None:
    """Let the counsellor record people."""
    centre = small.opened(COUNSELLOR)
    centre.store_records([a_client() for _ in range(count)])
    centre.lock()


def people(small: Small, user: str = COUNSELLOR, password: str = PASSWORD) -> int:
    centre = small.opened(user, password)
    try:
        with centre._records.work() as work:
            return len(work.all(Client))
    finally:
        centre.lock()


@pytest.mark.parametrize("name", [FOUNDER, COUNSELLOR, ADMIN])
def test_a_forgotten_password_is_replaced(small: Small, name: str) -> None:
    recorded(small, 3)
    with Recovering.open(small.folder, small.code.lower().replace("-", " ")) as sheet:
        sheet.check()
        assert [user.name for user in sheet.users()] == sorted([FOUNDER, COUNSELLOR, ADMIN])
        done = sheet.reset(name.upper(), NEW, cost=KdfCost.FLOOR)
        assert (done.user.name, done.is_reinstated) == (name, False)
    with pytest.raises(WrongPassword):
        small.opened(name)
    centre = small.opened(name, NEW)
    assert centre.verify(full=True).ok
    centre.lock()
    if name != ADMIN:
        assert people(small, name, NEW) == 3
    for other in {FOUNDER, COUNSELLOR, ADMIN} - {name}:
        small.opened(other).lock()


def test_the_supervisor_sees_that_the_sheet_was_used(small: Small) -> None:
    reset(small, COUNSELLOR)
    centre = small.opened(FOUNDER)
    line = next(line for line in centre.trail.show() if line.kind == "password")
    assert (line.action, line.user_name, line.is_sheet) == (Action.CHANGED, "", True)
    assert not any(other.is_sheet for other in centre.trail.show() if other.kind != "password")
    assert centre.trail.verify() == []
    centre.lock()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda _code: new_code(), RecoveryRefused),
        (lambda code: code[:-1], RecoveryCodeLength),
        (lambda code: ("2" if code[0] != "2" else "3") + code[1:], RecoveryCodeMistyped),
        (lambda code: "-".join(code.split("-")[::-1]), RecoveryCodeMistyped),
    ],
)
def test_a_wrong_code_changes_nothing(small: Small, spoil: object, error: type[Exception]) -> None:
    before = small.bytes()
    with pytest.raises(error):
        Recovering.open(small.folder, spoil(small.code))  # type: ignore[operator]
    assert small.bytes() == before


def test_bad_input_changes_nothing(small: Small) -> None:
    with Recovering.open(small.folder, small.code) as sheet:
        before = small.bytes()
        with pytest.raises(NoSuchUser):
            sheet.reset("niemand", NEW, cost=KdfCost.FLOOR)
        with pytest.raises(WeakPassword):
            sheet.reset(COUNSELLOR, "kurz", cost=KdfCost.FLOOR)
        assert small.bytes() == before
    with pytest.raises(Locked):
        sheet.users()
    sheet.close()
    small.opened(COUNSELLOR).lock()


def test_an_account_is_reset_whole_or_not_at_all(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills when the database is to take its part: the old password still opens."""
    from beratung.store.errors import DiskFull
    from beratung.store.writing import Writing

    def full(_self: Writing) -> None:
        raise DiskFull

    with Recovering.open(small.folder, small.code) as sheet:
        before = small.bytes()
        with monkeypatch.context() as patch:
            patch.setattr(Writing, "finish", full)
            with pytest.raises(DiskFull):
                sheet.reset(COUNSELLOR, NEW, cost=KdfCost.FLOOR)
        assert {n: b for n, b in small.bytes().items() if n.startswith("keys")} == {
            n: b for n, b in before.items() if n.startswith("keys")
        }
    small.opened(COUNSELLOR).lock()
    reset(small, COUNSELLOR)
    small.opened(COUNSELLOR, NEW).lock()


def test_killed_in_between_the_sheet_helps_again(small: Small) -> None:
    """The program dies after the files and before the database: neither password opens until the sheet does."""
    code = f"""
import os
from beratung.centre.recovering import Recovering
from beratung.store.writing import Writing
from beratung.vault import KdfCost
Writing.finish = lambda self: os.kill(os.getpid(), 9)
Recovering.open({str(small.folder)!r}, {small.code!r}).reset({COUNSELLOR!r}, {NEW!r}, cost=KdfCost.FLOOR)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == -9
    small.opened(ADMIN).lock()
    reset(small, COUNSELLOR)
    small.opened(COUNSELLOR, NEW).lock()
    assert small.opened(FOUNDER).verify(full=True).ok


def test_a_suspended_account_is_reinstated_only_on_purpose(small: Small) -> None:
    centre = small.opened(FOUNDER)
    centre.suspend(COUNSELLOR)
    centre.lock()
    with pytest.raises(Suspended):
        reset(small, COUNSELLOR)
    with pytest.raises(Suspended):
        small.opened(COUNSELLOR)
    with Recovering.open(small.folder, small.code) as sheet:
        assert [user.name for user in sheet.users() if user.is_suspended] == [COUNSELLOR]
        done = sheet.reset(COUNSELLOR, NEW, reinstates=True, cost=KdfCost.FLOOR)
        assert done.is_reinstated
        assert not done.user.is_suspended
    centre = small.opened(COUNSELLOR, NEW)
    assert centre.verify(full=True).ok
    centre.lock()


def test_who_was_let_go_for_ever_stays_so(small: Small) -> None:
    centre = small.opened(FOUNDER)
    centre.revoke(COUNSELLOR)
    centre.lock()
    with Recovering.open(small.folder, small.code) as sheet:
        assert [user.name for user in sheet.users() if user.is_revoked] == [COUNSELLOR]
        before = small.bytes()
        with pytest.raises(AccountClosed):
            sheet.reset(COUNSELLOR, NEW, reinstates=True, cost=KdfCost.FLOOR)
        assert small.bytes() == before
        sheet.reset(ADMIN, NEW, cost=KdfCost.FLOOR)
    assert small.opened(FOUNDER).verify(full=True).ok


def test_the_sheet_opens_what_new_keys_seal(small: Small) -> None:
    """After somebody left, keys and the file's own key are new; the sheet was granted them too."""
    centre = small.opened(FOUNDER)
    centre.revoke(COUNSELLOR)
    centre.rotation.run()
    centre.store_records([a_client()])
    centre.lock()
    with Recovering.open(small.folder, small.code) as sheet:
        sheet.check()
        sheet.reset(FOUNDER, NEW, cost=KdfCost.FLOOR)
    assert people(small, FOUNDER, NEW) == 1


def test_a_centre_s_sheet_opens_no_other_one(small: Small, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    with pytest.raises(RecoveryRefused):
        Recovering.open(small.folder, other.code)
    shutil.copy2(other.folder / "centre.json", small.folder / "centre.json")
    with pytest.raises(CentreFileForeign):
        Recovering.open(small.folder, small.code)


def test_a_code_is_judged_while_it_is_typed(small: Small) -> None:
    assert judge_code("").groups == (None,) * 8
    assert judge_code(small.code).is_complete
    assert not judge_code(small.code[:-1]).is_complete
    assert not judge_code(small.code + "0").is_complete
    wrong = ("2" if small.code[0] != "2" else "3") + small.code[1:]
    assert judge_code(wrong).groups == (False,) + (True,) * 7


# -- a state that is not known to be the newest ---------------------------------------------------------


@pytest.fixture
def rolled_back(small: Small) -> Small:
    """A centre whose database is older than what was confirmed."""
    recorded(small, 2)
    old = small.copied("old")
    recorded(small)
    recorded(small)
    small.put_back(old)
    return small


def refused(small: Small) -> BeratungError:
    with pytest.raises((RolledBack, AnchorMissing)) as caught:
        small.opened(COUNSELLOR)
    assert is_not_newest(caught.value)
    return caught.value


def test_an_old_state_says_how_much_is_missing(rolled_back: Small) -> None:
    error = refused(rolled_back)
    assert isinstance(error, RolledBack)
    found = found_state(rolled_back.folder, error)
    assert found.lost == int(error.details["expected"]) - int(error.details["found"]) > 0
    assert found.written_at is not None
    assert not is_not_newest(WrongPassword())


def test_the_administration_accepts_the_found_state(rolled_back: Small) -> None:
    with pytest.raises(RolledBack):
        rolled_back.opened(FOUNDER)
    found = accept_state(rolled_back.folder, user=ADMIN, password=PASSWORD)
    assert found.found > 0
    assert people(rolled_back) == 2
    recorded(rolled_back)
    centre = rolled_back.opened(FOUNDER)
    assert centre.verify(full=True).ok
    line = next(line for line in centre.trail.show() if line.kind == "state")
    assert (line.user_name, line.action) == (ADMIN, Action.CHANGED)
    stated = Incarnations(centre._keyring.trust, centre._store.items(INCARNATION)).newest
    assert stated is not None
    assert (stated.reason, stated.generation) == (Reason.ACCEPTED, found.found)
    centre.lock()


def test_the_sheet_accepts_the_found_state(rolled_back: Small) -> None:
    with pytest.raises(RolledBack):
        Recovering.open(rolled_back.folder, rolled_back.code)
    with Recovering.open(rolled_back.folder, rolled_back.code, accepts=True) as sheet:
        with pytest.raises(RolledBack):
            sheet.reset(COUNSELLOR, NEW, cost=KdfCost.FLOOR)
        sheet.accept_state()
        sheet.reset(COUNSELLOR, NEW, cost=KdfCost.FLOOR)
    assert people(rolled_back, COUNSELLOR, NEW) == 2
    centre = rolled_back.opened(FOUNDER)
    assert [line.is_sheet for line in centre.trail.show() if line.kind in {"state", "password"}] == [True] * 2
    centre.lock()


def test_a_lost_anchor_is_accepted_too(small: Small) -> None:
    (small.folder / "beratung.anchor").unlink()
    assert isinstance(refused(small), AnchorMissing)
    accept_state(small.folder, user=ADMIN, password=PASSWORD)
    small.opened(COUNSELLOR).lock()


def test_a_counsellor_accepts_nothing(rolled_back: Small) -> None:
    before = rolled_back.bytes()
    with pytest.raises(MayNotAccept):
        accept_state(rolled_back.folder, user=COUNSELLOR, password=PASSWORD)
    with pytest.raises(WrongPassword):
        accept_state(rolled_back.folder, user=ADMIN, password="falsch-falsch-falsch")
    assert rolled_back.bytes() == before
    refused(rolled_back)


def test_who_was_suspended_accepts_nothing(rolled_back: Small) -> None:
    accept_state(rolled_back.folder, user=FOUNDER, password=PASSWORD)
    centre = rolled_back.opened(FOUNDER)
    centre.suspend(ADMIN)
    centre.lock()
    (rolled_back.folder / "beratung.anchor").unlink()
    with pytest.raises(Suspended):
        accept_state(rolled_back.folder, user=ADMIN, password=PASSWORD)
    refused(rolled_back)


def test_each_acceptance_has_a_higher_number(rolled_back: Small) -> None:
    numbers = []
    for _ in range(2):
        accept_state(rolled_back.folder, user=FOUNDER, password=PASSWORD)
        centre = rolled_back.opened(FOUNDER)
        numbers.append(Incarnations(centre._keyring.trust, centre._store.items(INCARNATION)).number)
        centre.lock()
    assert numbers[1] > numbers[0]


def test_nothing_that_recovers_shows_a_key(small: Small) -> None:
    with Recovering.open(small.folder, small.code) as sheet:
        assert small.code[:5] not in repr(sheet) + repr(vars(sheet))
