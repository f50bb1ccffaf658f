# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""After an older state was put back: what was signed since counts again, and nothing else does."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import Keyring, NotYetGranted, Suspended, recover, unlock
from beratung.vault.backup_records import (
    CHECKED,
    Checked,
    Made,
    Where,
    drop_records,
    known_backups,
    known_in,
    record_check,
    record_made,
)
from beratung.vault.backups import BACKUP, Manifest, Vouched
from beratung.vault.circles import make_grant
from beratung.vault.encoding import derived_id, encode
from beratung.vault.repeating import grant_storage_again, repeat
from beratung.vault.statements import (
    GRANT,
    INVITATION,
    REVOCATION,
    ROOT,
    STORAGE,
    SUSPENSION,
    USER,
    Signed,
)
from beratung.vault.stating import Item, invitation
from beratung.vault.storage_grant import StorageKey, make_storage_grant, put_storage_item, read_storage_key
from tests.vault.samples import ADMIN, COUNSELLOR, FOUNDER, NOW, PASSWORD, SUPERVISOR, MemoryItems, Sample

CIRCLE, OTHER = uuid4(), uuid4()
PLACES = (Where(CIRCLE, "case"), Where(CIRCLE, "identity"))


def everything(items: MemoryItems) -> list[Item]:
    return [(kind, id_, body) for id_, (kind, body) in items.rows.items()]


def restored(sample: Sample, older: MemoryItems, name: str = FOUNDER) -> tuple[Keyring, MemoryItems]:
    """The older items again, and a keyring over them."""
    back = older.copy()
    return sample.fresh(name, back), back


def test_suspensions_roles_and_new_members_since_count_again(sample: Sample) -> None:
    older = sample.items.copy()
    leader = sample.rings[SUPERVISOR].user.id
    new = sample.join("neue", Role.COUNSELLOR)
    sample.accounts().suspend(leader, NOW)
    sample.accounts().change_roles(sample.rings[ADMIN].user.id, frozenset({Role.SUPERVISOR}), NOW)
    ring, back = restored(sample, older)
    assert not ring.trust.member(leader).is_suspended  # type: ignore[union-attr]
    assert repeat(ring, back, everything(sample.items), NOW) == 3
    assert ring.trust.member(leader).is_suspended  # type: ignore[union-attr]
    assert ring.trust.member(sample.rings[ADMIN].user.id).roles == {Role.SUPERVISOR}  # type: ignore[union-attr]
    again = Keyring(new.secret, ring.storage_key, back, uuid4(), NOW)
    assert not again.missing()
    assert repeat(ring, back, everything(sample.items), NOW) == 0


def test_what_nobody_signed_who_could_is_not_taken(sample: Sample) -> None:
    ring, back = restored(sample, sample.items)
    before = dict(back.rows)
    secret = sample.rings[COUNSELLOR].secret
    forged = Signed(b"x", secret.user, secret.sign(SUSPENSION, b"x"))
    newer: list[Item] = [
        (SUSPENSION, uuid4(), encode(forged)),
        (SUSPENSION, uuid4(), b"rubbish"),
        (GRANT, uuid4(), b"rubbish"),
        ("setting", uuid4(), b"anything"),
        (STORAGE, uuid4(), b"anything"),
    ]
    assert repeat(ring, back, newer, NOW) == 0
    assert back.rows == before


def test_a_stored_statement_is_never_replaced(sample: Sample) -> None:
    sample.accounts().suspend(sample.rings[COUNSELLOR].user.id, NOW)
    ring, back = restored(sample, sample.items)
    [(id_, body)] = back.items(SUSPENSION)
    repeat(ring, back, [(SUSPENSION, id_, b"rubbish")], NOW)
    assert back.items(SUSPENSION) == [(id_, body)]


def test_nothing_is_taken_in_the_place_of_something_else(sample: Sample) -> None:
    """A source that nobody vouches for names the place of a suspension for whatever counts elsewhere."""
    leader, secret = sample.rings[SUPERVISOR].user.id, sample.rings[FOUNDER].secret
    sample.accounts().revoke(leader, NOW)
    whole = {kind: sample.items.items(kind) for kind in (SUSPENSION, REVOCATION, ROOT)}
    promised = sample.items.items(GRANT)[0][1]
    invited = encode(invitation(secret, uuid4(), "neue", frozenset({Role.ADMIN}), NOW))
    for [(place, _)] in whole.values():
        ring, back = restored(sample, sample.items)
        before = dict(back.rows)
        forged = [(GRANT, place, promised), (INVITATION, place, invited), (INVITATION, place, b"rubbish")]
        forged += [(kind, place, b"rubbish") for kind in (USER, REVOCATION, CHECKED, "request", "other")]
        assert repeat(ring, back, forged, NOW) == 0
        assert back.rows == before
    ring, back = restored(sample, sample.items)
    [(word, _)] = whole[REVOCATION]
    back.remove_item(word)
    repeat(ring, back, [(INVITATION, word, invited), (REVOCATION, word, b"rubbish")], NOW)
    assert repeat(ring, back, everything(sample.items), NOW) == 1
    assert back.items(REVOCATION) == whole[REVOCATION]


def test_an_invitation_that_waits_is_taken_along(sample: Sample) -> None:
    older = sample.items.copy()
    sample.accounts().invite("neue", frozenset({Role.ADMIN}), NOW)
    ring, back = restored(sample, older)
    assert repeat(ring, back, everything(sample.items), NOW) == 0
    assert back.items(INVITATION) == sample.items.items(INVITATION)


def test_grants_that_the_roles_do_not_promise_any_more_go(sample: Sample) -> None:
    older = sample.items.copy()
    counsellor = sample.rings[COUNSELLOR]
    sample.accounts().change_roles(counsellor.user.id, frozenset({Role.SUPERVISOR}), NOW)
    ring, back = restored(sample, older)
    assert counsellor.may_read(Domain.CASE)
    repeat(ring, back, everything(sample.items), NOW)
    again = Keyring(counsellor.secret, ring.storage_key, back, uuid4(), NOW)
    assert not again.may_read(Domain.CASE)
    assert not again.may_read(Domain.IDENTITY)


def test_grants_to_former_keys_to_nobody_and_to_closed_accounts_go(sample: Sample) -> None:
    founder, counsellor = sample.rings[FOUNDER], sample.rings[COUNSELLOR]
    keys = founder.trust.keys_of(counsellor.user.id)
    assert keys is not None
    ring, back = restored(sample, sample.items)
    for stranger in (uuid4(), counsellor.user.id):
        other = msgspec.structs.replace(keys, user=stranger, pin_mac=b"other")
        item = make_grant(founder.secret, other, Domain.CASE, b"k" * 32, circle=OTHER, epoch=3, now=NOW)
        back.put_item(GRANT, *item)
    back.put_item(GRANT, uuid4(), b"rubbish")
    many = len(back.items(GRANT))
    assert repeat(ring, back, [], NOW) == 0
    assert len(back.items(GRANT)) == many - 3
    sample.accounts().revoke(counsellor.user.id, NOW)
    repeat(ring, back, everything(sample.items), NOW)
    with pytest.raises(Suspended):
        Keyring(counsellor.secret, ring.storage_key, back, uuid4(), NOW)
    assert not [
        id_
        for id_, body in back.items(GRANT)
        if counsellor.user.id.bytes in body and ring.user.id.bytes not in body
    ]


def test_who_was_suspended_since_puts_nothing_back(sample: Sample) -> None:
    older = sample.items.copy()
    sample.accounts().suspend(sample.rings[ADMIN].user.id, NOW)
    ring, back = restored(sample, older, ADMIN)
    with pytest.raises(Suspended):
        repeat(ring, back, everything(sample.items), NOW)


def test_the_storage_key_is_granted_to_all_but_closed_accounts(sample: Sample, tmp_path: Path) -> None:
    sample.accounts().revoke(sample.rings[SUPERVISOR].user.id, NOW)
    sample.accounts().suspend(sample.rings[COUNSELLOR].user.id, NOW)
    ring = sample.fresh(FOUNDER)
    stale = make_storage_grant(
        ring.secret, ring.trust.entry(ring.user.id).keys, StorageKey(b"o" * 32, 1), trust=ring.trust, now=NOW
    )
    put_storage_item(sample.items, ring.user.id, stale, 1)
    for on_server in (False, True):
        grant_storage_again(ring, sample.items, tmp_path, NOW, on_server=on_server)
        assert bool(sample.items.items(STORAGE)) is on_server
        for name in (FOUNDER, COUNSELLOR, ADMIN):
            assert read_storage_key(tmp_path, sample.rings[name].secret, NOW) == ring.storage_key
        with pytest.raises(NotYetGranted):
            read_storage_key(tmp_path, sample.rings[SUPERVISOR].secret, NOW)
    assert stale not in [body for _, body in sample.items.items(STORAGE)]


def a_backup(ring: Keyring, days: int = 0) -> Vouched:
    made_at = NOW + timedelta(days=days)
    manifest = Manifest(
        1,
        ring.centre,
        uuid4(),
        0,
        5,
        b"s" * 32,
        is_whole=True,
        opening=b"",
        made_at=made_at,
        program="1",
        tables=(),
    )
    body = encode(manifest)
    return Vouched(manifest, Signed(body, ring.user.id, ring.secret.sign(BACKUP, body)))


def test_a_backup_is_complete_when_every_place_was_opened_and_nothing_found(sample: Sample) -> None:
    founder, counsellor, admin = (sample.rings[name] for name in (FOUNDER, COUNSELLOR, ADMIN))
    old, new = a_backup(founder), a_backup(admin, 1)
    for vouched, ring in ((old, founder), (new, admin)):
        record_made(ring, sample.items, vouched, file="x.backup", size=10, places=PLACES)
    first, second = known_backups(counsellor, sample.items)
    assert (first.made.name, first.by, second.made.name) == (new.name, admin.user.id, old.name)
    assert not first.is_complete
    record_check(admin, sample.items, new.name, places=(), findings=0, now=NOW)
    record_check(founder, sample.items, new.name, places=PLACES[:1], findings=0, now=NOW + timedelta(1))
    [first, _] = known_backups(counsellor, sample.items)
    assert [by for by, _ in first.checks] == [founder.user.id, admin.user.id]
    assert not first.is_complete
    record_check(counsellor, sample.items, new.name, places=PLACES[1:], findings=0, now=NOW)
    assert known_backups(founder, sample.items)[0].is_complete
    record_check(counsellor, sample.items, new.name, places=PLACES, findings=2, now=NOW)
    assert known_backups(founder, sample.items)[0].has_findings
    assert not known_backups(founder, sample.items)[0].is_complete
    assert known_in(founder, everything(sample.items), old.name)
    assert not known_in(founder, everything(sample.items), b"other")
    drop_records(founder, sample.items, NOW + timedelta(hours=1))
    [left] = known_backups(founder, sample.items)
    assert (left.made.name, [by for by, _ in left.checks]) == (new.name, [founder.user.id])


def test_a_record_in_somebody_elses_name_does_not_count(sample: Sample) -> None:
    admin, counsellor = sample.rings[ADMIN], sample.rings[COUNSELLOR]
    vouched = a_backup(admin)
    record_made(admin, sample.items, vouched, file="x", size=1, places=PLACES)
    said = encode(Checked(1, admin.centre, vouched.name, PLACES, 0, NOW))
    elsewhere = encode(Checked(1, uuid4(), vouched.name, PLACES, 0, NOW))
    purpose = f"record:{CHECKED}"
    for by, body, id_ in (
        (counsellor.user.id, said, derived_id(CHECKED, vouched.name, counsellor.user.id)),
        (admin.user.id, said, derived_id(CHECKED, vouched.name, counsellor.user.id)),
        (admin.user.id, elsewhere, derived_id(CHECKED, vouched.name, admin.user.id)),
    ):
        sample.items.put_item(CHECKED, id_, encode(Signed(body, by, admin.secret.sign(purpose, body))))
        assert not known_backups(counsellor, sample.items)[0].checks
    sample.items.put_item(CHECKED, uuid4(), b"rubbish")
    body = encode(Made(1, admin.centre, b"n", "x", 1, 1, NOW, ()))
    sample.items.put_item(BACKUP, uuid4(), encode(Signed(body, admin.user.id, b"no signature")))
    assert len(known_backups(counsellor, sample.items)) == 1


def test_nobody_has_opened_what_his_roles_do_not_hold(sample: Sample) -> None:
    admin, vouched = sample.rings[ADMIN], a_backup(sample.rings[ADMIN])
    for places in (PLACES, ()):
        record_made(admin, sample.items, vouched, file="x", size=1, places=places)
        record_check(admin, sample.items, vouched.name, places=PLACES, findings=0, now=NOW)
        [known] = known_backups(sample.rings[COUNSELLOR], sample.items)
        assert [check.places for _, check in known.checks] == [()]
        assert not known.is_complete


def test_records_by_who_left_count_if_they_were_made_before(sample: Sample) -> None:
    leaver = sample.rings[COUNSELLOR]
    early, late = a_backup(leaver), a_backup(leaver, 1)
    record_made(leaver, sample.items, early, file="x", size=1, places=PLACES)
    record_check(leaver, sample.items, early.name, places=PLACES, findings=0, now=NOW)
    sample.accounts().suspend(leaver.user.id, NOW)
    record_made(leaver, sample.items, late, file="y", size=1, places=PLACES)
    judge = sample.fresh(FOUNDER)
    [known] = known_backups(judge, sample.items)
    assert known.made.name == early.name
    assert known.is_complete
    assert known_in(judge, everything(sample.items), early.name)
    assert not known_in(judge, everything(sample.items), late.name)


def test_whoever_is_unlocked_opens_what_lies_beside_a_centre(sample: Sample) -> None:
    unlocked = unlock(sample.keys, ADMIN, PASSWORD, NOW)
    assert unlocked.secret.user == sample.rings[ADMIN].user.id
    sheet = recover(sample.keys, sample.founded.recovery.code, NOW)
    member = sample.rings[FOUNDER].trust.member(sheet.secret.user)
    assert member is not None
    assert member.is_recovery
