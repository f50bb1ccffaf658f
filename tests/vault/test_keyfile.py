# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The key file opens with the right password, whole and unchanged, and says nothing otherwise."""

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.vault import (
    CostRefused,
    KdfCost,
    KeyFileDamaged,
    TooNew,
    VaultError,
    WeakPassword,
    WrongPassword,
    change_password,
    keyfile,
)
from beratung.vault.encoding import decode, encode
from beratung.vault.errors import Tampered
from beratung.vault.files import read_either
from beratung.vault.keyfile import KeyHeader, UserSecret, has_key_file, open_user_secret, write_key_file
from beratung.vault.primitives import box_seal

PASSWORD = "probe-probe-probe"
NAME = "Beraterin Eins"

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, UserSecret]:
    folder = tmp_path_factory.mktemp("keys")
    secret = UserSecret.generate(uuid4(), uuid4(), os.urandom(32))
    write_key_file(folder, secret, NAME, PASSWORD, KdfCost.FLOOR)
    return folder, secret


@pytest.fixture
def folder(written: tuple[Path, UserSecret], tmp_path: Path) -> Path:
    return Path(shutil.copytree(written[0], tmp_path / "keys"))


@pytest.fixture
def secret(written: tuple[Path, UserSecret]) -> UserSecret:
    return written[1]


@pytest.fixture
def no_kdf(monkeypatch: pytest.MonkeyPatch) -> list[KdfCost]:
    """Counts derivations and makes them free: for tests of many damaged files."""
    costs: list[KdfCost] = []

    def derive(password: str, salt: bytes, cost: KdfCost, *, file: str = "") -> bytearray:
        if not cost.is_allowed():
            raise CostRefused(file=file)
        costs.append(cost)
        return bytearray(hashlib.sha256(password.encode() + salt).digest())

    monkeypatch.setattr(keyfile, "derive", derive)
    return costs


def derived(password: str, salt: bytes) -> bytes:
    """What ``no_kdf`` derives."""
    return hashlib.sha256(password.encode() + salt).digest()


def both(folder: Path, secret: UserSecret) -> tuple[Path, Path]:
    path = folder / f"{secret.user}.key"
    return path, path.with_name(path.name + ".2")


def rewritten(path: Path, change: Callable[[KeyHeader, bytes], tuple[bytes, bytes]]) -> None:
    """Write a key file whose header or sealed part was changed by somebody who knows the format."""
    header, _, sealed = keyfile._parse(path.read_bytes())
    clear, sealed = change(header, sealed)
    body = keyfile._MAGIC + encode(keyfile._KeyFile(clear, sealed))
    for copy in (path, path.with_name(path.name + ".2")):
        copy.write_bytes(body + hashlib.sha256(body).digest())


def test_it_opens_with_the_password(folder: Path, secret: UserSecret) -> None:
    opened = open_user_secret(folder, NAME, PASSWORD)
    assert (opened.centre, opened.user, opened.pin) == (secret.centre, secret.user, secret.pin)
    assert opened.opening.raw() == secret.opening.raw()
    assert opened.signing.raw() == secret.signing.raw()


@pytest.mark.parametrize("name", ["beraterin eins", " Beraterin  Eins ", "BERATERIN EINS"])
def test_the_name_may_be_typed_carelessly(folder: Path, name: str, no_kdf: list[KdfCost]) -> None:
    assert has_key_file(folder, name)
    with pytest.raises(WrongPassword):
        open_user_secret(folder, name, PASSWORD)
    assert no_kdf


def test_a_wrong_password_and_an_unknown_user_look_and_cost_the_same(
    folder: Path, no_kdf: list[KdfCost]
) -> None:
    with pytest.raises(WrongPassword) as wrong:
        open_user_secret(folder, NAME, "falsch-falsch-falsch")
    with pytest.raises(WrongPassword) as unknown:
        open_user_secret(folder, "Niemand", "falsch-falsch-falsch")
    assert (str(wrong.value), wrong.value.details) == (str(unknown.value), unknown.value.details)
    assert no_kdf == [KdfCost.FLOOR, KdfCost.FLOOR]


def test_no_cost_of_its_own_tells_a_user_from_an_unknown_name(folder: Path, no_kdf: list[KdfCost]) -> None:
    """Users' computers calibrate differently; an unknown name costs what one of the users costs, always the same."""
    dear = KdfCost(64 << 10, 12, 4)
    write_key_file(folder, UserSecret.generate(uuid4(), uuid4(), bytes(32)), "Andere", PASSWORD, dear)
    no_kdf.clear()
    for name in [f"Niemand {number}" for number in range(64)]:
        for _ in range(2):
            with pytest.raises(WrongPassword):
                open_user_secret(folder, name, PASSWORD)
    assert no_kdf[::2] == no_kdf[1::2]
    assert set(no_kdf) == {KdfCost.FLOOR, dear}


def test_an_unknown_user_in_an_empty_folder_costs_a_derivation_too(
    tmp_path: Path, no_kdf: list[KdfCost]
) -> None:
    with pytest.raises(WrongPassword):
        open_user_secret(tmp_path, "Niemand", PASSWORD)
    assert no_kdf == [KdfCost.DEFAULT]


def test_no_name_stands_in_the_folder(folder: Path) -> None:
    everything = b"".join(path.read_bytes() + path.name.encode() for path in folder.iterdir())
    for name in (NAME, NAME.casefold()):
        for encoding in ("utf-8", "utf-16-le"):
            assert name.encode(encoding) not in everything
            assert name.split()[0].encode(encoding) not in everything


def test_no_key_stands_in_the_folder(folder: Path, secret: UserSecret) -> None:
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    for raw in (secret.opening.raw(), secret.signing.raw(), secret.pin):
        assert raw[:16] not in everything


def test_every_file_has_salts_of_its_own(tmp_path: Path, no_kdf: list[KdfCost]) -> None:
    secret = UserSecret.generate(uuid4(), uuid4(), os.urandom(32))
    salts = set()
    for _ in range(50):
        write_key_file(tmp_path, secret, NAME, PASSWORD, KdfCost.FLOOR)
        header, _, sealed = keyfile._parse(both(tmp_path, secret)[0].read_bytes())
        salts |= {header.salt, header.name_salt, sealed[1:25]}
    assert len(salts) == 150


def test_bit_flips_are_repaired_from_the_other_copy_or_refused(
    folder: Path, secret: UserSecret, no_kdf: list[KdfCost]
) -> None:
    write_key_file(folder, secret, NAME, PASSWORD, KdfCost.FLOOR)
    first, second = both(folder, secret)
    good = first.read_bytes()
    dice = random.Random(11)
    for _ in range(2000):
        place = dice.randrange(len(good) * 8)
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        first.write_bytes(flipped)
        assert open_user_secret(folder, NAME, PASSWORD).signing.raw() == secret.signing.raw()
        second.write_bytes(flipped)
        with pytest.raises(KeyFileDamaged):
            open_user_secret(folder, NAME, PASSWORD)
        second.write_bytes(good)


def test_bit_flips_by_somebody_who_mends_the_checksum_are_refused(
    folder: Path, secret: UserSecret, no_kdf: list[KdfCost]
) -> None:
    write_key_file(folder, secret, NAME, PASSWORD, KdfCost.FLOOR)
    first, second = both(folder, secret)
    good = first.read_bytes()[:-32]
    dice = random.Random(12)
    for _ in range(2000):
        place = dice.randrange(len(good) * 8)
        flipped = bytearray(good)
        flipped[place // 8] ^= 1 << place % 8
        for copy in (first, second):
            copy.write_bytes(flipped + hashlib.sha256(flipped).digest())
        with pytest.raises(VaultError):
            open_user_secret(folder, NAME, PASSWORD)


def test_a_cut_file_is_never_opened(folder: Path, secret: UserSecret) -> None:
    first, second = both(folder, secret)
    good = first.read_bytes()
    for length in range(len(good)):
        for copy in (first, second):
            copy.write_bytes(good[:length])
        with pytest.raises(KeyFileDamaged):
            read_either(first, keyfile._parse)


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(8, 1, 1),
        KdfCost(65536, 3, 3),
        KdfCost(1 << 21, 3, 4),
        KdfCost(65536, 1 << 30, 4),
        KdfCost(65536, 3, 400),
    ],
)
def test_a_changed_header_is_refused_before_deriving(folder: Path, secret: UserSecret, cost: KdfCost) -> None:
    path = both(folder, secret)[0]
    rewritten(path, lambda header, sealed: (encode(replace(header, cost=cost)), sealed))
    with pytest.raises(CostRefused) as caught:
        open_user_secret(folder, NAME, PASSWORD)
    assert caught.value.details == {"file": path.name}


def test_a_downgrade_inside_the_limits_is_refused_by_the_seal(tmp_path: Path, secret: UserSecret) -> None:
    write_key_file(tmp_path, secret, NAME, PASSWORD, KdfCost(65536, 4, 4))
    path = both(tmp_path, secret)[0]
    rewritten(path, lambda header, sealed: (encode(replace(header, cost=KdfCost.FLOOR)), sealed))
    with pytest.raises(WrongPassword):
        open_user_secret(tmp_path, NAME, PASSWORD)


@pytest.mark.parametrize("field", ["centre", "name_tag", "salt", "name_salt"])
def test_every_field_of_the_header_is_bound(folder: Path, secret: UserSecret, field: str) -> None:
    path = both(folder, secret)[0]
    other = uuid4() if field == "centre" else os.urandom(32 if field == "name_tag" else 16)
    rewritten(path, lambda header, sealed: (encode(replace(header, **{field: other})), sealed))
    with pytest.raises(WrongPassword):
        open_user_secret(folder, NAME, PASSWORD)


def test_a_file_under_another_user_s_name_is_damage(folder: Path, secret: UserSecret) -> None:
    for copy in both(folder, secret):
        copy.rename(copy.with_name(copy.name.replace(str(secret.user), str(UUID(int=7)))))
    with pytest.raises(KeyFileDamaged):
        open_user_secret(folder, NAME, PASSWORD)


def test_a_newer_file_is_told_from_a_broken_one(folder: Path, secret: UserSecret) -> None:
    rewritten(both(folder, secret)[0], lambda header, sealed: (encode(replace(header, v=2)), sealed))
    with pytest.raises(TooNew):
        open_user_secret(folder, NAME, PASSWORD)


@pytest.mark.parametrize("sizes", [(95, 32, 32), (96, 31, 32), (96, 32, 31)])
def test_keys_of_a_wrong_size_under_the_right_password_are_refused(
    folder: Path, secret: UserSecret, sizes: tuple[int, int, int], no_kdf: list[KdfCost]
) -> None:
    write_key_file(folder, secret, NAME, PASSWORD, KdfCost.FLOOR)

    def change(header: KeyHeader, _: bytes) -> tuple[bytes, bytes]:
        clear = encode(header)
        key = derived(PASSWORD, header.salt)
        plain = encode(keyfile._Secrets(1, *(os.urandom(size) for size in sizes)))
        return clear, box_seal(key, keyfile._LABEL, clear, plain)

    rewritten(both(folder, secret)[0], change)
    with pytest.raises(Tampered):
        open_user_secret(folder, NAME, PASSWORD)


def test_a_salamander_is_refused(folder: Path, secret: UserSecret, no_kdf: list[KdfCost]) -> None:
    """A box that decrypts under two passwords cannot be made: the commitment names one key."""
    write_key_file(folder, secret, NAME, PASSWORD, KdfCost.FLOOR)
    _, clear, sealed = keyfile._parse(both(folder, secret)[0].read_bytes())
    other = box_seal(bytes(32), keyfile._LABEL, clear, b"other")
    for salt, commitment, rest in ((other, sealed, sealed), (sealed, other, sealed), (sealed, sealed, other)):
        mixed = sealed[:1] + salt[1:25] + commitment[25:41] + rest[41:]
        rewritten(both(folder, secret)[0], lambda header, _, mixed=mixed: (encode(header), mixed))  # type: ignore[misc]
        with pytest.raises(WrongPassword):
            open_user_secret(folder, NAME, PASSWORD)


def test_the_password_changes_in_both_copies(folder: Path, secret: UserSecret) -> None:
    before = both(folder, secret)[0].read_bytes()
    change_password(folder, NAME, PASSWORD, "neues-wort-neues-wort")
    opened = open_user_secret(folder, NAME, "neues-wort-neues-wort")
    assert opened.opening.raw() == secret.opening.raw()
    assert before not in [copy.read_bytes() for copy in both(folder, secret)]
    both(folder, secret)[0].write_bytes(b"damaged")
    with pytest.raises(WrongPassword):
        open_user_secret(folder, NAME, PASSWORD)


def test_changing_the_password_can_raise_the_cost(folder: Path, secret: UserSecret) -> None:
    change_password(folder, NAME, PASSWORD, "neues-wort-neues-wort", KdfCost(65536, 4, 4))
    header, _, _ = keyfile._parse(both(folder, secret)[0].read_bytes())
    assert header.cost == KdfCost(65536, 4, 4)


def test_a_failed_change_changes_nothing(folder: Path, secret: UserSecret) -> None:
    before = both(folder, secret)[0].read_bytes()
    with pytest.raises(WrongPassword):
        change_password(folder, NAME, "falsch-falsch-falsch", "neues-wort-neues-wort")
    with pytest.raises(WeakPassword):
        change_password(folder, NAME, PASSWORD, "kurz")
    assert both(folder, secret)[0].read_bytes() == before


def test_the_parts_of_a_file_that_lies_are_refused(folder: Path, secret: UserSecret) -> None:
    header, clear, sealed = keyfile._parse(both(folder, secret)[0].read_bytes())
    assert decode(KeyHeader, clear, "probe") == header
    body = b"another magic\n" + encode(keyfile._KeyFile(clear, sealed))
    with pytest.raises(Tampered):
        keyfile._parse(body + hashlib.sha256(body).digest())


def test_somebody_else_s_damage_does_not_keep_me_out(folder: Path, secret: UserSecret) -> None:
    (folder / f"{UUID(int=9)}.key").write_bytes(b"garbage")
    assert open_user_secret(folder, NAME, PASSWORD).user == secret.user
