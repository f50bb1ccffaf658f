# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Grants of the storage key: the next ones beside the present ones, and those in a server's database."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from beratung.domain.base import Domain
from beratung.vault import NotAllowed, NotYetGranted, Suspended, publish_storage_grants, rotation, unlock
from beratung.vault.errors import KeyFileDamaged
from beratung.vault.statements import STORAGE
from beratung.vault.storage_grant import (
    NEXT,
    SUFFIX,
    StorageGrants,
    StorageKey,
    granted_storage,
    has_storage_grant,
    make_storage_grant,
    put_storage_item,
    storage_item_id,
)
from tests.vault.samples import ADMIN, COUNSELLOR, FOUNDER, NOW, PASSWORD, SPRACHMITTLER, Sample


def grants(sample: Sample, name: str = FOUNDER) -> StorageGrants:
    return StorageGrants(sample.keys, sample.rings[name].secret, NOW)


def epochs(own: StorageGrants) -> list[int]:
    found = own.keys()
    return [key.epoch for key in found]


def files(sample: Sample, suffix: str) -> set[str]:
    return {path.name for path in sample.keys.glob(f"*{suffix}*") if not path.name.endswith(".key")}


def file_of(sample: Sample, name: str, suffix: str = SUFFIX) -> Path:
    return sample.keys / f"{sample.rings[name].user.id}{suffix}"


def test_the_next_grants_lie_beside_until_they_are_settled(sample: Sample) -> None:
    leaver = sample.rings[COUNSELLOR].user.id
    key, made = rotation.next_storage(sample.rings[FOUNDER], sample.items, NOW)
    assert key.epoch == 2
    made.pop(leaver)
    own = grants(sample)
    own.write_next(made)
    assert epochs(own) == [1, 2]
    assert own.keys()[1].raw == key.raw != own.keys()[0].raw
    own.settle(1)
    assert files(sample, NEXT) == set()
    assert epochs(grants(sample, COUNSELLOR)) == [1]
    own.write_next(made)
    own.settle(2)
    own.settle(2)  # twice is no fault
    assert files(sample, NEXT) == set()
    for name in (FOUNDER, ADMIN, SPRACHMITTLER):
        assert epochs(grants(sample, name)) == [2]
    with pytest.raises(NotYetGranted):
        grants(sample, COUNSELLOR).keys()


def test_settling_that_was_interrupted_goes_on(sample: Sample) -> None:
    _, made = rotation.next_storage(sample.rings[FOUNDER], sample.items, NOW)
    own = grants(sample)
    own.write_next(made)
    second = file_of(sample, ADMIN, NEXT)
    second.replace(file_of(sample, ADMIN))  # only the first of two copies was moved
    damaged = file_of(sample, SPRACHMITTLER)
    for path in (damaged, damaged.with_name(damaged.name + ".2")):
        path.write_bytes(b"no grant")
    own.settle(2)
    assert epochs(grants(sample, ADMIN)) == [2]
    assert epochs(grants(sample, SPRACHMITTLER)) == [2]
    assert files(sample, NEXT) == set()


def test_a_damaged_grant_is_no_matter_where_the_next_one_opens(sample: Sample) -> None:
    _, made = rotation.next_storage(sample.rings[FOUNDER], sample.items, NOW)
    own, path = grants(sample), file_of(sample, FOUNDER)
    for copy in (path, path.with_name(path.name + ".2")):
        copy.write_bytes(b"no grant")
    with pytest.raises(KeyFileDamaged):
        own.keys()
    own.settle(1)
    assert path.exists(), "what cannot be read stays for whoever mends it"
    own.write_next(made)
    assert epochs(own) == [2]


def test_who_may_change_the_key_of_the_database(sample: Sample) -> None:
    with pytest.raises(NotAllowed):
        rotation.next_storage(sample.rings[SPRACHMITTLER], sample.items, NOW)
    sample.accounts(ADMIN).revoke(sample.rings[COUNSELLOR].user.id, NOW)
    founder = sample.fresh(FOUNDER)
    key, made = rotation.next_storage(founder, sample.items, NOW)
    assert sample.rings[COUNSELLOR].user.id not in made
    assert {member.id for member in founder.trust.members() if member.is_recovery} <= set(made)
    founder.adopt_storage(key.raw, key.epoch)
    assert (founder.storage_key, founder.storage_epoch) == (key.raw, 2)
    assert rotation.overdue_storage(founder, sample.items) is None
    assert rotation.holders(founder, sample.items, uuid4(), Domain.CASE) == ()


def test_a_server_s_database_holds_the_grants_too(sample: Sample) -> None:
    founder, items = sample.rings[FOUNDER], sample.items
    waiting = sample.accounts().invite("neue", frozenset(sample.rings[COUNSELLOR].user.roles), NOW)
    assert not has_storage_grant(sample.keys, waiting.user, items, 1)
    (sample.keys / f"{uuid4()}{SUFFIX}").write_bytes(b"no grant")
    count = publish_storage_grants(sample.keys, items, 1)
    assert count == len(items.items(STORAGE)) == len(founder.trust.members())
    assert publish_storage_grants(sample.keys, items, 1) == 0
    assert has_storage_grant(sample.keys, founder.user.id, items, 1)
    assert not has_storage_grant(sample.keys, founder.user.id, items, 2)
    items.put_item(STORAGE, uuid4(), b"no grant")
    assert len(granted_storage(items)) == count
    own = grants(sample)
    assert own.of_server(items.items(STORAGE)).epoch == 1
    key, made = rotation.next_storage(founder, items, NOW)
    made.pop(sample.rings[COUNSELLOR].user.id)
    for user, grant in made.items():
        put_storage_item(items, user, grant, key.epoch)
    assert storage_item_id(founder.user.id, 1) not in items.rows
    assert own.of_server(items.items(STORAGE)).raw == key.raw
    assert own.keys()[0].epoch == 2, "the copy in the folder follows"
    assert own.of_server([]).epoch == 2, "a database of an older version holds none"
    with pytest.raises(NotYetGranted):
        grants(sample, COUNSELLOR).of_server(
            [(id_, raw) for id_, raw in items.items(STORAGE) if id_ != storage_item_id(_id(sample), 1)]
        )
    file_of(sample, ADMIN).unlink()
    other = file_of(sample, ADMIN)
    other.with_name(other.name + ".2").unlink()
    assert grants(sample, ADMIN).of_server(items.items(STORAGE)).epoch == 2
    unlocked = unlock(sample.keys, ADMIN, PASSWORD, NOW, is_server=True)
    assert unlocked.storage is None
    with pytest.raises(NotYetGranted):
        _ = unlocked.storage_key
    with pytest.raises(NotYetGranted):
        unlock(sample.keys, ADMIN, PASSWORD, NOW)
    unlocked.storage = unlocked.grants.of_server(items.items(STORAGE))
    assert unlocked.keyring(items, uuid4()).storage_epoch == 2


def test_who_runs_the_server_puts_nothing_in_the_place_of_a_copy(sample: Sample) -> None:
    """Grants with a higher number, by who may grant none, for everybody: the copies in the folder stay."""
    items, forger = sample.items, sample.rings[SPRACHMITTLER]
    publish_storage_grants(sample.keys, items, 1)
    before = {path: path.read_bytes() for path in sample.keys.glob(f"*{SUFFIX}*")}
    assert before
    trust = sample.rings[FOUNDER].trust
    for member in trust.members():
        keys = trust.keys_of(member.id)
        assert keys is not None
        forged = make_storage_grant(forger.secret, keys, StorageKey(bytes(32), 9), trust=trust, now=NOW)
        items.put_item(STORAGE, storage_item_id(member.id, 9), forged)
    assert grants(sample).of_server(items.items(STORAGE)).epoch == 1
    assert {path: path.read_bytes() for path in before} == before
    settled = grants(sample, ADMIN).of_server(items.items(STORAGE))
    assert settled.raw == sample.rings[FOUNDER].storage_key


def _id(sample: Sample) -> UUID:
    return sample.rings[COUNSELLOR].user.id


def test_a_new_user_of_a_server_is_granted_in_the_database(sample: Sample) -> None:
    publish_storage_grants(sample.keys, sample.items, 1)
    ring = sample.join("neue", *sample.rings[COUNSELLOR].user.roles)
    assert ring.user.id in {context.grantee for context in granted_storage(sample.items)}
    assert [entry.name for entry in sample.accounts().pending()] == []


def test_the_founder_opens_what_he_just_made(sample: Sample) -> None:
    opening = sample.founded.opening(sample.keys)
    assert opening.storage_key == sample.founded.storage_key
    assert opening.centre == sample.founded.centre
    assert opening.user == sample.founded.user
    assert opening.keyring(sample.items, uuid4()).user.name == FOUNDER
    sample.join("zweite", *sample.rings[ADMIN].user.roles)
    sample.accounts("zweite").suspend(sample.rings[ADMIN].user.id, NOW)
    with pytest.raises(Suspended):
        sample.fresh(ADMIN)
