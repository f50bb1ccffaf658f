# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Grants, memberships and key files forged or exchanged: nobody gains a key or a role by it."""

import hashlib
import shutil
import time
from itertools import permutations
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.domain.errors import BeratungError
from beratung.store import Store
from beratung.vault import (
    Accounts,
    CostRefused,
    FingerprintDiffers,
    KdfCost,
    Keyring,
    Tampered,
    accept,
    unlock,
)
from beratung.vault.circles import make_grant
from beratung.vault.encoding import decode, encode
from beratung.vault.keyfile import _MAGIC, KeyHeader, _KeyFile
from beratung.vault.statements import GRANT, USER, Membership, domains_of
from tests.faults.test_flips import flipped
from tests.faults.trying import Tries
from tests.store.keyrings import NOW, PASSWORD, Box, Centre, Item

NAMES = ("beraterin", "kollege", "leitung", "sprachmittler", "verwaltung")
Rights = dict[str, tuple[frozenset[Role], frozenset[object]]]


def box_of(content: dict[UUID, Item]) -> Box:
    box = Box()
    box.content = dict(content)
    return box


def rights(centre: Centre, box: Box, name: str) -> tuple[frozenset[Role], frozenset[object]] | None:
    """The roles and keys that a user's program finds, None where it refuses to go on."""
    try:
        ring = centre.user(name, box)
    except BeratungError:
        return None
    return ring.user.roles, frozenset(slot for slot, _ in ring.circle_keys.all_raw())


def others_of(centre: Centre, box: Box) -> dict[UUID, tuple[frozenset[Role], bytes]] | None:
    """Everybody's roles and keys as a counsellor's program sees them."""
    try:
        ring = centre.user("kollege", box)
    except BeratungError:
        return None
    return {user.id: (user.roles, user.hpke_public + user.verify_key) for user in ring.trust.members()}


def check_nothing_gained(
    centre: Centre, box: Box, before: Rights, known: dict[UUID, tuple[frozenset[Role], bytes]]
) -> str:
    outcomes = set()
    for name in NAMES:
        found = rights(centre, box, name)
        if found is None:
            outcomes.add("refused")
            continue
        roles, slots = found
        assert roles <= before[name][0], name
        assert slots <= before[name][1], name
        outcomes.add("less" if found != before[name] else "the same")
    found_others = others_of(centre, box)
    for user, (roles, keys) in (found_others or {}).items():
        assert user in known
        assert roles <= known[user][0]
        assert keys == known[user][1], "nobody seals to other keys"
    return ", ".join(sorted(outcomes))


def test_flipped_bits_in_signed_items(centre: Centre) -> None:
    content = centre.box.content
    before = {name: found for name in NAMES if (found := rights(centre, centre.box, name))}
    known = others_of(centre, centre.box)
    assert known is not None
    ids = sorted(content)
    tries = Tries("bits flipped in signed items", short=40, long=2000)
    for _, chance in tries:
        id_ = chance.choice(ids)
        item = content[id_]
        box = box_of(content | {id_: Item(item.kind, flipped(item.body, chance))})
        tries.saw(check_nothing_gained(centre, box, before, known))


def test_all_pairs_of_signed_items_exchanged(centre: Centre) -> None:
    content = centre.box.content
    before = {name: found for name in NAMES if (found := rights(centre, centre.box, name))}
    known = others_of(centre, centre.box)
    assert known is not None
    pairs = list(permutations(sorted(content), 2))
    tries = Tries("pairs of signed items exchanged", short=40, long=len(pairs))
    for number, chance in tries:
        one, other = pairs[number] if tries.wanted == len(pairs) else chance.choice(pairs)
        changed = {one: content[other], other: content[one]}
        tries.saw(check_nothing_gained(centre, box_of(content | changed), before, known))


@pytest.mark.parametrize(
    "what", [Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS, Domain.AUDIT]
)
@pytest.mark.parametrize("forger", ["verwaltung", "sprachmittler", "leitung"])
def test_forged_grants(centre: Centre, store: Store, what: Domain, forger: str) -> None:
    """Through the forger's own program, with the storage key and a state that he signs himself."""
    ring = centre.user(forger, store)
    keys = ring.trust.keys_of(ring.user.id)
    assert keys is not None
    if what in domains_of(ring.user.roles):
        return
    circle, size = ring.default_circle, 96 if what is Domain.AUDIT else 32
    for raw in (bytes(range(size)), (ring.storage_key * 3)[:size]):
        item = make_grant(ring.secret, keys, what, raw, circle=circle, epoch=1, now=NOW)
        store.put_item(GRANT, *item)
        found = centre.user(forger, store)
        assert not found.may_read(what)
        assert any(entry.kind == GRANT for entry in found.rejected)
        store.remove_item(item[0])


def test_a_swapped_public_key(centre: Centre, store: Store) -> None:
    """The administrator puts his own key under a colleague's name: nobody seals to it, and it is told."""
    ring = centre.user("verwaltung", store)
    colleague = next(user for user in ring.users() if user.name == "kollege")
    for id_, raw in store.items(USER):
        membership = decode(Membership, raw, USER)
        if colleague.hpke_public not in raw:
            continue
        for changed in (
            raw.replace(colleague.hpke_public, ring.user.hpke_public),
            raw.replace(colleague.verify_key, ring.user.verify_key),
            encode(msgspec.structs.replace(membership, acceptance=own_acceptance(ring, store))),
        ):
            assert changed != raw
            store.put_item(USER, id_, changed)
            founder = centre.user("beraterin", store)
            found = founder.trust.member(colleague.id)
            assert found is None or found.hpke_public == colleague.hpke_public
            assert founder.rejected
            store.put_item(USER, id_, raw)
    assert centre.user("beraterin", store).trust.member(colleague.id) == colleague


def own_acceptance(ring: Keyring, store: Store) -> object:
    for _, raw in store.items(USER):
        if ring.user.hpke_public in raw:
            return decode(Membership, raw, USER).acceptance
    raise LookupError


def test_an_invitation_opened_by_the_wrong_person(centre: Centre, store: Store, tmp_path: Path) -> None:
    """Who intercepts the file answers with keys of his own: the fingerprint read out is another one."""
    accounts = Accounts(centre.user("beraterin", store), store, tmp_path)
    invited = accounts.invite("neue", frozenset({Role.COUNSELLOR}), NOW)
    (tmp_path / "thief").mkdir()
    stolen = accept(invited.file, tmp_path / "thief", PASSWORD, KdfCost.FLOOR)
    right = accept(invited.file, tmp_path, PASSWORD, KdfCost.FLOOR)
    with pytest.raises(FingerprintDiffers):
        accounts.grant(invited.user, right.fingerprint, NOW, answer=stolen.answer)
    accounts.grant(invited.user, right.fingerprint, NOW)
    unlock(tmp_path, "neue", PASSWORD, NOW).keyring(store, UUID(int=1))
    with pytest.raises(BeratungError):
        unlock(tmp_path / "thief", "neue", PASSWORD, NOW)


COSTS = [
    KdfCost(8, 1, 1),
    KdfCost(64 << 10, 1, 4),
    KdfCost(64 << 10, 3, 1),
    KdfCost((64 << 10) - 1, 3, 4),
    KdfCost(1 << 31, 3, 4),
    KdfCost(64 << 10, 1 << 30, 4),
    KdfCost(64 << 10, 3, 255),
    KdfCost(2 << 20, 3, 4),
]


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_a_cheap_or_monstrous_derivation_is_never_begun(
    centre: Centre, tmp_path: Path, cost: KdfCost
) -> None:
    keys = tmp_path / "keys"
    shutil.copytree(centre.keys, keys)
    user = centre.user("kollege").user.id
    for name in (f"{user}.key", f"{user}.key.2"):
        file = decode(_KeyFile, (keys / name).read_bytes()[len(_MAGIC) : -32], "probe")
        header = decode(KeyHeader, file.header, "probe")
        clear = encode(msgspec.structs.replace(header, cost=cost))
        body = _MAGIC + encode(_KeyFile(clear, file.sealed))
        (keys / name).write_bytes(body + hashlib.sha256(body).digest())
    begun = time.process_time()
    with pytest.raises(CostRefused):
        unlock(keys, "kollege", PASSWORD, NOW)
    assert time.process_time() - begun < 2


def test_another_root_is_refused(centre: Centre, tmp_path: Path) -> None:
    """The whole list of users of another centre, rightly signed, under this centre's keys."""
    other = Centre(tmp_path)
    with pytest.raises(Tampered):
        centre.user("kollege", other.box)
