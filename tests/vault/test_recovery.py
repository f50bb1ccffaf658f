# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The sheet of paper opens everything, and nothing else can be slipped under it."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.domain.base import Domain, Role
from beratung.domain.work import Action
from beratung.vault import (
    KdfCost,
    KeyFileDamaged,
    NoSuchUser,
    RecoveryCodeLength,
    RecoveryCodeMistyped,
    RecoveryRefused,
    Suspended,
    Tampered,
    WeakPassword,
    WrongPassword,
    recover,
    unlock,
)
from beratung.vault.encoding import decode, encode
from beratung.vault.fingerprints import ALPHABET
from beratung.vault.keyring import Keyring
from beratung.vault.recovery_code import RecoveryKeys, bytes_of, code_of, judge, new_code
from beratung.vault.storage_grant import StorageGrant
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    PASSWORD,
    SUPERVISOR,
    MemoryAudit,
    Sample,
    a_key,
    header_for,
    make_sample,
)

NEW = "ganz-neues-passwort"
secrets = st.binary(min_size=20, max_size=20)


@given(secrets)
def test_a_code_is_read_back(secret: bytes) -> None:
    code = code_of(secret)
    assert len(code) == 47
    assert bytes_of(code) == secret
    assert bytes_of(code.lower().replace("-", "  ")) == secret
    assert bytes_of(code.replace("0", "O").replace("1", "l")) == secret


@given(secrets, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_and_its_group_named(secret: bytes, place: int, char: str) -> None:
    text = code_of(secret).replace("-", "")
    if text[place] == char:
        return
    with pytest.raises(RecoveryCodeMistyped) as caught:
        bytes_of(text[:place] + char + text[place + 1 :])
    assert caught.value.details["group"] == place // 5 + 1


@given(secrets, st.integers(0, 38))
def test_two_exchanged_neighbours_are_found(secret: bytes, place: int) -> None:
    text = code_of(secret).replace("-", "")
    if text[place] == text[place + 1]:
        return
    with pytest.raises(RecoveryCodeMistyped):
        bytes_of(text[:place] + text[place + 1] + text[place] + text[place + 2 :])


@given(secrets, st.permutations(range(8)))
def test_exchanged_groups_are_found(secret: bytes, order: list[int]) -> None:
    groups = code_of(secret).split("-")
    if order == sorted(order):
        return
    with pytest.raises(RecoveryCodeMistyped):
        bytes_of("-".join(groups[i] for i in order))


@pytest.mark.parametrize("code", ["", "12345", "0" * 39, "0" * 41, "-" * 40])
def test_another_length_is_named(code: str) -> None:
    with pytest.raises(RecoveryCodeLength):
        bytes_of(code)


@pytest.mark.parametrize("char", ["U", "Ü", "Ⅷ", "ß"])
def test_characters_of_no_code_are_found(char: str) -> None:
    code = code_of(bytes(20)).replace("-", "")
    with pytest.raises((RecoveryCodeMistyped, RecoveryCodeLength)):
        bytes_of(char + code[1:])


@given(secrets, st.integers(0, 40))
def test_a_code_is_judged_group_by_group_while_it_is_typed(secret: bytes, typed: int) -> None:
    text = code_of(secret).replace("-", "")[:typed]
    assert judge(text) == tuple(True if typed >= end else None for end in range(5, 45, 5))


@given(secrets, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_a_mistyped_group_is_the_only_one_that_is_wrong(secret: bytes, place: int, char: str) -> None:
    text = code_of(secret).replace("-", "")
    judged = judge(text[:place] + char + text[place + 1 :])
    assert judged == tuple(group != place // 5 or text[place] == char for group in range(8))


def test_characters_of_no_code_and_groups_too_many_are_judged_wrong() -> None:
    code = code_of(bytes(20))
    assert judge("U" + code[1:])[0] is False
    assert judge(code + "AB")[8:] == (None,)
    assert judge(code + code[:5])[8:] == (False,)


def test_codes_are_random() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


def test_the_identity_follows_from_the_code_alone() -> None:
    secret = os.urandom(20)
    one, again, other = RecoveryKeys(secret), RecoveryKeys(secret), RecoveryKeys(os.urandom(20))
    assert (one.user, one.opening.public, one.signing.public) == (
        again.user,
        again.opening.public,
        again.signing.public,
    )
    assert one.user != other.user
    assert one.signing.raw() not in one.opening.raw()


def test_the_sheet_opens_every_domain(sample: Sample) -> None:
    ring = sample.rings[COUNSELLOR]
    row, key = a_key(ring)
    header = header_for(row)
    blob = ring.seal(key, header, b"probe")
    recovered = recover(sample.keys, sample.founded.recovery.code, NOW)
    assert recovered.storage_key == sample.founded.storage_key
    assert recovered.centre == sample.founded.centre
    opened = recovered.keyring(sample.items, DEVICE)
    assert {domain for domain in Domain if opened.may_read(domain)} == set(Domain)
    assert opened.open(opened.unwrap(row), header, blob) == b"probe"
    assert opened.rejected == ()


@pytest.mark.parametrize("name", [FOUNDER, COUNSELLOR, SUPERVISOR, ADMIN])
def test_a_forgotten_password_is_replaced(sample: Sample, name: str) -> None:
    before = sample.rings[name]
    rows = MemoryAudit()
    before.append_audit(rows, [before.audit_event(Action.READ, "case")], NOW)
    held = {domain for domain in Domain if before.may_read(domain)}
    user = recover(sample.keys, sample.founded.recovery.code, NOW).reset(
        sample.items, name.upper(), NEW, KdfCost.FLOOR
    )
    assert user == before.user.id
    with pytest.raises(WrongPassword):
        unlock(sample.keys, name, PASSWORD, NOW)
    ring = unlock(sample.keys, name, NEW, NOW).keyring(sample.items, DEVICE)
    assert {domain for domain in Domain if ring.may_read(domain)} == held
    assert ring.user.roles == before.user.roles
    assert ring.rejected == ()
    with pytest.raises(Tampered):
        sample.fresh(name)
    others = [sample.fresh(other) for other in sample.rings if other != name]
    assert all(other.rejected == () and other.missing() == () for other in others)
    assert all(other.verify(user, "head", b"m", before.sign("head", b"m")) for other in others)


def test_a_reset_founder_goes_on_inviting(sample: Sample) -> None:
    recover(sample.keys, sample.founded.recovery.code, NOW).reset(sample.items, FOUNDER, NEW, KdfCost.FLOOR)
    sample.rings[FOUNDER] = unlock(sample.keys, FOUNDER, NEW, NOW).keyring(sample.items, DEVICE)
    for name in (COUNSELLOR, SUPERVISOR, ADMIN):
        sample.rings[name].refresh(sample.items, NOW)
    ring = sample.join("neue", Role.COUNSELLOR)
    assert ring.may_read(Domain.CASE)
    assert ring.rejected == ()


def test_a_user_of_a_further_circle_gets_it_back_if_the_sheet_holds_it(sample: Sample) -> None:
    from beratung.vault.circles import new_key
    from beratung.vault.statements import circle_of
    from tests.vault.test_circles import with_key

    nonce = os.urandom(16)
    circle = circle_of(sample.rings[COUNSELLOR].user.id, nonce)
    recovery = recover(sample.keys, sample.founded.recovery.code, NOW).keyring(sample.items, DEVICE)
    sample.rings["recovery"] = recovery
    slot = (circle, Domain.CASE, 1)
    items = with_key(sample, COUNSELLOR, slot, new_key(Domain.CASE), nonce=nonce, to=(COUNSELLOR, "recovery"))
    items.put_item("grant", recovery.user.id, b"garbage")
    for name in (COUNSELLOR, FOUNDER):
        recover(sample.keys, sample.founded.recovery.code, NOW).reset(items, name, NEW, KdfCost.FLOOR)
        ring = unlock(sample.keys, name, NEW, NOW).keyring(items, DEVICE)
        assert ring.may_read(Domain.CASE, circle) == (name == COUNSELLOR)


@pytest.mark.parametrize("is_own_circle", [False, True])
def test_a_grant_that_nobody_with_the_key_made_is_not_repeated(
    sample: Sample, *, is_own_circle: bool
) -> None:
    """Who can write items puts grants to himself there, then says that he forgot his password."""
    from beratung.vault.circles import make_grant, new_key
    from beratung.vault.statements import circle_of
    from tests.vault.test_circles import with_key

    nonce = os.urandom(16)
    circle = circle_of(sample.rings[COUNSELLOR].user.id, nonce)
    sample.rings["recovery"] = recover(sample.keys, sample.founded.recovery.code, NOW).keyring(
        sample.items, DEVICE
    )
    slot = (circle, Domain.CASE, 1)
    items = with_key(sample, COUNSELLOR, slot, new_key(Domain.CASE), nonce=nonce, to=("recovery",))
    name = FOUNDER if is_own_circle else ADMIN
    ring = sample.rings[name]
    mine = ring.trust.keys_of(ring.user.id)
    assert mine is not None
    for domain in (Domain.IDENTITY, Domain.CASE):
        for target in (circle, ring.default_circle):
            forged = make_grant(ring.secret, mine, domain, bytes(32), circle=target, epoch=1, now=NOW)
            items.put_item("grant", *forged)
    recover(sample.keys, sample.founded.recovery.code, NOW).reset(items, name, NEW, KdfCost.FLOOR)
    after = unlock(sample.keys, name, NEW, NOW).keyring(items, DEVICE)
    assert after.may_read(Domain.CASE) is after.may_read(Domain.IDENTITY) is is_own_circle
    assert not after.may_read(Domain.CASE, circle)


def test_bad_input_resets_nothing(sample: Sample) -> None:
    recovered = recover(sample.keys, sample.founded.recovery.code, NOW)
    before = dict(sample.items.rows)
    with pytest.raises(NoSuchUser):
        recovered.reset(sample.items, "niemand", NEW, KdfCost.FLOOR)
    with pytest.raises(NoSuchUser):
        recovered.reset(sample.items, "recovery", NEW, KdfCost.FLOOR)
    with pytest.raises(WeakPassword):
        recovered.reset(sample.items, COUNSELLOR, "kurz", KdfCost.FLOOR)
    assert sample.items.rows == before
    sample.accounts(ADMIN).suspend(sample.rings[COUNSELLOR].user.id, NOW)
    with pytest.raises(Suspended):
        recovered.reset(sample.items, COUNSELLOR, NEW, KdfCost.FLOOR)


def test_the_sheet_decides_between_two_who_suspended_each_other(sample: Sample) -> None:
    first, second = sample.rings[FOUNDER], sample.rings[ADMIN]
    before = sample.items.copy()
    sample.accounts(FOUNDER).suspend(second.user.id, NOW)
    stated = {**sample.items.rows}
    sample.items.rows = {**before.rows}
    sample.accounts(ADMIN).suspend(first.user.id, NOW)
    sample.items.rows |= stated
    recovered = recover(sample.keys, sample.founded.recovery.code, NOW)
    with pytest.raises(NoSuchUser):
        recovered.reinstate(sample.items, "niemand")
    for name in (FOUNDER, ADMIN):
        with pytest.raises(Suspended):
            sample.fresh(name)
    assert recovered.reinstate(sample.items, ADMIN) == second.user.id
    assert not sample.fresh(ADMIN).user.is_suspended
    with pytest.raises(Suspended):
        sample.fresh(FOUNDER)
    recovered.reset(sample.items, ADMIN, NEW, KdfCost.FLOOR)
    assert unlock(sample.keys, ADMIN, NEW, NOW).keyring(sample.items, DEVICE).rejected == ()


def test_another_centre_s_code_is_refused(shared: Sample) -> None:
    with pytest.raises(RecoveryRefused):
        recover(shared.keys, new_code(), NOW)


def test_bit_flips_of_the_sheet_s_grant_are_mended_or_refused(sample: Sample) -> None:
    user = RecoveryKeys(bytes_of(sample.founded.recovery.code)).user
    first, second = sample.keys / f"{user}.grant", sample.keys / f"{user}.grant.2"
    good, dice = first.read_bytes(), random.Random(19)
    for _ in range(300):
        place = dice.randrange(len(good) * 8)
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        first.write_bytes(flipped)
        assert (
            recover(sample.keys, sample.founded.recovery.code, NOW).storage_key == sample.founded.storage_key
        )
        second.write_bytes(flipped)
        with pytest.raises(KeyFileDamaged):
            recover(sample.keys, sample.founded.recovery.code, NOW)
        second.write_bytes(good)


def test_another_root_under_the_same_sheet_is_refused(sample: Sample, tmp_path: Path) -> None:
    """Who swaps the whole centre, root and all, cannot make what ties the root to the code."""
    other = make_sample(tmp_path / "other")
    user = RecoveryKeys(bytes_of(sample.founded.recovery.code)).user
    stranger = RecoveryKeys(bytes_of(other.founded.recovery.code)).user
    file = decode(StorageGrant, (other.keys / f"{stranger}.grant").read_bytes(), "x")
    for name in (f"{user}.grant", f"{user}.grant.2"):
        (sample.keys / name).write_bytes(encode(file))
    with pytest.raises(KeyFileDamaged):
        recover(sample.keys, sample.founded.recovery.code, NOW)


def test_a_pin_without_its_mac_is_refused(sample: Sample) -> None:
    """The founder's own signature under a recovery membership that names no MAC of the pin."""
    import msgspec

    from beratung.vault.files import write_twice
    from beratung.vault.statements import Acceptance, Membership, Signed, membership_id

    keys = RecoveryKeys(bytes_of(sample.founded.recovery.code))
    path = sample.keys / f"{keys.user}.grant"
    file = decode(StorageGrant, path.read_bytes(), "x")
    id_ = membership_id(keys.user, 1)
    entry = decode(Membership, dict(file.chain)[id_], "x")
    body = encode(msgspec.structs.replace(decode(Acceptance, entry.acceptance.body, "x"), pin_mac=b""))
    forged = encode(msgspec.structs.replace(entry, acceptance=Signed(body, keys.user, b"")))
    chain = tuple((i, forged if i == id_ else raw) for i, raw in file.chain)
    write_twice(path, encode(msgspec.structs.replace(file, chain=chain)))
    with pytest.raises(KeyFileDamaged):
        recover(sample.keys, sample.founded.recovery.code, NOW)


def test_the_code_stands_nowhere(shared: Sample) -> None:
    code = shared.founded.recovery.code
    everything = b"".join(path.read_bytes() for path in shared.keys.iterdir())
    everything += b"".join(body for _, body in shared.items.rows.values())
    for text in (code, code.replace("-", ""), code[:11]):
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in everything
    assert bytes_of(code) not in everything
    assert isinstance(shared.rings[FOUNDER], Keyring)
