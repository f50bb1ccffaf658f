# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What an unlocked user can do, what he signs, and that nothing is left after locking."""

import copy
import inspect
import pickle
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from beratung.domain.base import Domain
from beratung.domain.work import Action
from beratung.vault import (
    ClockWrong,
    KdfCost,
    KeyFileDamaged,
    Keyring,
    Locked,
    NoKey,
    NotYetGranted,
    Tampered,
    WrongPassword,
    accept,
    unlock,
)
from beratung.vault.primitives import Secret, box_seal
from beratung.vault.recovery_code import RecoveryKeys
from beratung.vault.statements import ROOT, USER
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    PASSWORD,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryAudit,
    MemoryItems,
    Sample,
    a_key,
    header_for,
)


def test_unlocking_gives_the_storage_key_before_the_database_is_open(shared: Sample) -> None:
    unlocked = unlock(shared.keys, COUNSELLOR, PASSWORD, NOW)
    assert unlocked.storage_key == shared.founded.storage_key
    assert len(unlocked.storage_key) == 32
    ring = unlocked.keyring(shared.items, DEVICE)
    assert (unlocked.centre, unlocked.user) == (ring.centre, ring.user.id)
    assert ring.storage_key == unlocked.storage_key
    assert ring.device == DEVICE
    with pytest.raises(WrongPassword):
        unlock(shared.keys, COUNSELLOR, PASSWORD + "x", NOW)


def test_a_user_knows_himself_and_the_others(shared: Sample) -> None:
    ring = shared.rings[COUNSELLOR]
    assert ring.user.name == COUNSELLOR
    assert (
        ring.user.fingerprint
        == next(u for u in shared.rings[ADMIN].users() if u.name == COUNSELLOR).fingerprint
    )
    assert [user.name for user in ring.users()] == sorted(
        [FOUNDER, COUNSELLOR, SPRACHMITTLER, SUPERVISOR, ADMIN]
    )
    assert ring.rejected == ()
    assert ring.missing() == ()


def test_circles_and_epochs(founder: Keyring, shared: Sample) -> None:
    assert founder.circles(Domain.CASE) == [founder.default_circle]
    assert founder.epoch(Domain.CASE, founder.default_circle) == 1
    assert founder.may_read(Domain.CASE)
    assert founder.may_read(Domain.CASE, founder.default_circle)
    assert not founder.may_read(Domain.CASE, uuid4())
    assert founder.may_read(Domain.AUDIT)
    assert shared.rings[ADMIN].circles(Domain.CASE) == []
    with pytest.raises(NoKey):
        founder.epoch(Domain.CASE, uuid4())


def test_a_signature_is_for_one_purpose_message_user_and_centre(shared: Sample, founder: Keyring) -> None:
    other = shared.rings[COUNSELLOR]
    signature = founder.sign("head", b"message")
    me = founder.user.id
    assert other.verify(me, "head", b"message", signature)
    assert not other.verify(me, "tombstone", b"message", signature)
    assert not other.verify(me, "head", b"massage", signature)
    assert not other.verify(other.user.id, "head", b"message", signature)
    assert not other.verify(uuid4(), "head", b"message", signature)
    assert not other.verify(me, "head", b"message", signature[:-1])
    assert not other.verify(me, "head", b"message", b"")
    elsewhere = founder.secret.signing.sign(uuid4(), "of:head", b"message")
    assert not other.verify(me, "head", b"message", elsewhere)


@pytest.mark.parametrize("purpose", ["grant", "invitation", "suspension", "circle", "audit", "confirmation"])
def test_callers_cannot_make_statements_of_the_vault_by_signing(founder: Keyring, purpose: str) -> None:
    made = founder.sign(purpose, b"message")
    assert made != founder.secret.sign(purpose, b"message")


def test_a_locked_keyring_gives_nothing(shared: Sample) -> None:
    ring = shared.fresh(FOUNDER)
    row, key = a_key(ring)
    header = header_for(row)
    blob = ring.seal(key, header, b"probe")
    circle = ring.default_circle
    event = ring.audit_event(Action.READ, "case")
    ring.forget()
    calls: list[Any] = [
        lambda: ring.user,
        ring.users,
        lambda: ring.storage_key,
        lambda: ring.secret,
        lambda: ring.trust,
        lambda: ring.circle_keys,
        lambda: ring.rejected,
        ring.missing,
        lambda: ring.may_read(Domain.CASE),
        lambda: ring.circles(Domain.CASE),
        lambda: ring.epoch(Domain.CASE, circle),
        lambda: ring.new_subject_key(uuid4(), Domain.CASE),
        lambda: ring.successor_key(uuid4(), Domain.CASE, circle),
        lambda: ring.unwrap(row),
        lambda: ring.seal(key, header, b""),
        lambda: ring.open(key, header, blob),
        lambda: ring.row_mac(header, blob),
        lambda: ring.check_row_mac(header, blob, b""),
        lambda: ring.digest_term(Domain.CASE, circle, uuid4(), 1, b""),
        lambda: ring.sign("head", b""),
        lambda: ring.verify(uuid4(), "head", b"", b""),
        lambda: ring.append_audit(MemoryAudit(), [event], NOW),
        ring.audit_committed,
        lambda: ring.audit_chain,
        lambda: ring.audit_tip,
        ring.audit_reader,
        lambda: ring.refresh(shared.items, NOW),
        lambda: ring.circle_members,
        lambda: ring.incarnation,
        lambda: ring.incarnations,
        lambda: ring.storage_epoch,
        lambda: ring.adopt_storage(bytes(32), 2),
        ring.tentatively().__enter__,
    ]
    for call in calls:
        with pytest.raises(Locked):
            call()
    ring.forget()


def test_a_keyring_that_is_locked_while_it_learns_stays_locked(sample: Sample) -> None:
    ring = sample.fresh(COUNSELLOR)

    class LocksMeanwhile(MemoryItems):
        def items(self, kind: str) -> list[tuple[UUID, bytes]]:
            ring.forget()
            return sample.items.items(kind)

    with pytest.raises(Locked):
        ring.refresh(LocksMeanwhile(), NOW)
    with pytest.raises(Locked):
        ring.user  # noqa: B018


def test_every_method_is_tried_locked() -> None:
    public = {name for name, _ in inspect.getmembers(Keyring) if not name.startswith("_")}
    source = inspect.getsource(test_a_locked_keyring_gives_nothing)
    harmless = {"audit_event", "forget", "centre", "device", "default_circle"}
    assert {name for name in public - harmless if f"ring.{name}" not in source} == set()


def test_no_grant_of_the_storage_key_means_wait(sample: Sample) -> None:
    invited = sample.accounts().invite("neue", frozenset(sample.rings[COUNSELLOR].user.roles), NOW)
    accept(invited.file, sample.keys, PASSWORD, KdfCost.FLOOR)
    with pytest.raises(NotYetGranted):
        unlock(sample.keys, "neue", PASSWORD, NOW)


def test_a_clock_far_back_is_named(shared: Sample) -> None:
    with pytest.raises(ClockWrong) as caught:
        unlock(shared.keys, COUNSELLOR, PASSWORD, NOW - timedelta(days=400))
    assert caught.value.details == {"date": "2026-11-23"}
    unlock(shared.keys, COUNSELLOR, PASSWORD, NOW - timedelta(hours=23))
    unlocked = unlock(shared.keys, COUNSELLOR, PASSWORD, NOW)
    unlocked._now = NOW - timedelta(days=400)
    with pytest.raises(ClockWrong):
        unlocked.keyring(shared.items, DEVICE)


def test_a_centre_without_its_root_is_refused(shared: Sample) -> None:
    items = shared.items.copy()
    for id_, _ in items.items(ROOT):
        items.remove_item(id_)
    with pytest.raises(Tampered):
        shared.fresh(COUNSELLOR, items)


def test_a_user_whose_membership_is_gone_is_refused(shared: Sample) -> None:
    items = shared.items.copy()
    ring = shared.rings[COUNSELLOR]
    items.remove_item(ring.trust.entry(ring.user.id).id)
    with pytest.raises(Tampered):
        shared.fresh(COUNSELLOR, items)
    assert shared.fresh(ADMIN, items).trust.member(ring.user.id) is None
    assert items.items(USER)


@pytest.mark.parametrize("harm", ["gone", "cut", "swapped"])
def test_a_damaged_storage_grant_is_mended_or_named(sample: Sample, harm: str) -> None:
    user = sample.rings[COUNSELLOR].user.id
    first, second = sample.keys / f"{user}.grant", sample.keys / f"{user}.grant.2"
    other = (sample.keys / f"{sample.rings[ADMIN].user.id}.grant").read_bytes()
    bad = {"gone": None, "cut": first.read_bytes()[:-5], "swapped": other}[harm]
    if bad is None:
        first.unlink()
    else:
        first.write_bytes(bad)
    assert unlock(sample.keys, COUNSELLOR, PASSWORD, NOW).storage_key == sample.founded.storage_key
    if bad is not None:
        second.write_bytes(bad)
        with pytest.raises(KeyFileDamaged):
            unlock(sample.keys, COUNSELLOR, PASSWORD, NOW)


def secrets_of(sample: Sample) -> list[Secret]:
    """One of each object that holds a key."""
    ring = sample.rings[FOUNDER]
    _, key = a_key(ring)
    circles = ring.circle_keys
    return [
        sample.founded,
        ring,
        ring.secret,
        ring.secret.opening,
        ring.secret.signing,
        circles,
        next(iter(circles.domains.values()))[1],
        key,
        ring._held.writer,
        ring.audit_reader(),
        RecoveryKeys(bytes(20)),
        unlock(sample.keys, FOUNDER, PASSWORD, NOW),
    ]


def test_nothing_that_holds_a_key_shows_or_gives_it(shared: Sample) -> None:
    ring = shared.rings[FOUNDER]
    raw = [key for _, key in ring.circle_keys.all_raw()]
    raw += [ring.storage_key, ring.secret.signing.raw(), ring.secret.opening.raw(), ring.secret.pin]
    known = {text for key in raw for text in (key.hex()[:16], repr(key)[2:14], str(list(key))[1:12])}
    for thing in secrets_of(shared):
        shown = f"{thing!r} {thing!s} {thing}"
        assert not any(text in shown for text in known), type(thing)
        assert shared.founded.recovery.code not in shown
        assert PASSWORD not in shown
        for copied in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                copied(thing)


def test_views_name_nobody_in_their_repr(shared: Sample) -> None:
    ring = shared.rings[FOUNDER]
    invited = (
        shared.apart(shared.keys.parent / "copy")
        .accounts()
        .invite("Nur Hier", frozenset(ring.user.roles), NOW)
    )
    for thing in (ring.user, invited, shared.founded.recovery, ring.trust.entry(ring.user.id)):
        assert FOUNDER not in repr(thing)
        assert "Nur Hier" not in repr(thing)
        assert shared.founded.recovery.code not in repr(thing)


def test_a_box_shows_nothing_of_what_is_inside() -> None:
    box = box_seal(bytes(32), "probe", b"", b"marker marker")
    assert b"marker" not in box
    assert box != box_seal(bytes(32), "probe", b"", b"marker marker")


def test_someone_else_s_items_open_nothing(shared: Sample) -> None:
    with pytest.raises(Tampered):
        shared.fresh(FOUNDER, MemoryItems())


def test_the_default_circle_follows_from_the_centre(shared: Sample) -> None:
    assert {ring.default_circle for ring in shared.rings.values()} == {shared.rings[FOUNDER].default_circle}
    assert isinstance(shared.founded.centre, UUID)
