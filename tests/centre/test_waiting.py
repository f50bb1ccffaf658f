# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whoever waits for keys is told whom to ask; the real keys decide who that is."""

from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.domain.account_views import Waiting
from beratung.domain.base import Role
from beratung.vault import KdfCost
from beratung.vault.errors import SecondPersonNeeded
from tests.centre.conftest import PASSWORD

NEW = "n.beispiel"


def opened(folder: Path, user: str) -> Centre:
    return Centre.open(folder, user=user, password=PASSWORD)


def seen_by(folder: Path, user: str) -> Waiting:
    centre = opened(folder, user)
    try:
        (found,) = centre.waiting()
    finally:
        centre.lock()
    return found


def invite(folder: Path, roles: frozenset[Role], *, is_accepted: bool = True) -> str:
    admin = opened(folder, "verwaltung")
    try:
        invited = admin.invite(NEW, roles)
    finally:
        admin.lock()
    return (
        Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR).fingerprint if is_accepted else ""
    )


def grant(folder: Path, user: str, fingerprint: str) -> tuple[str, ...]:
    centre = opened(folder, user)
    try:
        return centre.grant(NEW, fingerprint)
    finally:
        centre.lock()


def by_key(waits: Waiting) -> dict[str, tuple[str, ...]]:
    return {missing.what: missing.holders for missing in waits.missing}


def test_nobody_waits_in_a_finished_centre(demo: Path) -> None:
    admin = opened(demo, "verwaltung")
    assert admin.waiting() == ()
    admin.lock()


def test_an_invitation_that_nobody_accepted_shows_no_fingerprint(demo: Path) -> None:
    invite(demo, frozenset({Role.COUNSELLOR}), is_accepted=False)
    waits = seen_by(demo, "beraterin")
    assert waits.name == NEW
    assert not waits.fingerprint
    assert not waits.is_member
    assert by_key(waits)["case"] == ("beraterin",)


def test_who_may_confirm_is_who_the_vault_lets(demo: Path) -> None:
    fingerprint = invite(demo, frozenset({Role.COUNSELLOR}))
    alone = seen_by(demo, "verwaltung")
    assert alone.confirmers == ("beraterin", "leitung")
    assert not alone.can_help
    with pytest.raises(SecondPersonNeeded):
        grant(demo, "verwaltung", fingerprint)
    assert seen_by(demo, "beraterin").can_help
    assert grant(demo, "beraterin", fingerprint) == ()


def test_a_role_without_domains_is_confirmed_by_the_administration_alone(demo: Path) -> None:
    fingerprint = invite(demo, frozenset({Role.SPRACHMITTLER}))
    waits = seen_by(demo, "verwaltung")
    assert waits.can_help
    assert waits.confirmers == ("beraterin", "leitung", "verwaltung")
    assert grant(demo, "verwaltung", fingerprint) == ()


def test_what_is_missing_names_who_can_give_it(demo: Path) -> None:
    fingerprint = invite(demo, frozenset({Role.COUNSELLOR, Role.SUPERVISOR}))
    missing = grant(demo, "leitung", fingerprint)
    assert set(missing) == {"identity", "case", "scheduling"}
    waits = seen_by(demo, "verwaltung")
    assert waits.is_member
    assert by_key(waits) == dict.fromkeys(("identity", "case", "scheduling"), ("beraterin",))
    assert waits.confirmers == ()
    assert not waits.can_help
    assert seen_by(demo, "beraterin").can_help
    assert not seen_by(demo, "leitung").can_help
    assert grant(demo, "beraterin", fingerprint) == ()


def test_roles_that_wait_for_a_second_person_name_who_that_can_be(demo: Path) -> None:
    admin = opened(demo, "verwaltung")
    try:
        missing = admin.change_roles("sprachmittler", frozenset({Role.SPRACHMITTLER, Role.COUNSELLOR}))
    finally:
        admin.lock()
    assert "case" in missing
    waits = seen_by(demo, "verwaltung")
    assert waits.roles == {Role.SPRACHMITTLER, Role.COUNSELLOR}
    assert waits.is_member
    assert waits.confirmers == ("beraterin", "leitung")
    assert not waits.can_help
    assert seen_by(demo, "beraterin").can_help


def test_a_suspended_colleague_gives_nothing(demo: Path) -> None:
    assert grant(demo, "beraterin", invite(demo, frozenset({Role.COUNSELLOR}))) == ()
    admin = opened(demo, "verwaltung")
    try:
        admin.invite("o.beispiel", frozenset({Role.COUNSELLOR}))
        (waits,) = admin.waiting()
        assert by_key(waits)["case"] == ("beraterin", NEW)
        assert NEW in waits.confirmers
        admin.suspend(NEW)
        (waits,) = admin.waiting()
    finally:
        admin.lock()
    assert by_key(waits)["case"] == ("beraterin",)
    assert NEW not in waits.confirmers
