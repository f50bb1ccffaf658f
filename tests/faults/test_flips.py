# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Flipped bits, cut and overwritten files: each is refused or harmless, none is silent."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beratung.domain.errors import BeratungError
from beratung.vault import unlock
from tests.faults.centres import LOUD, SAME, SILENT, Small, content_of
from tests.faults.trying import Tries
from tests.store.keyrings import NOW, PASSWORD
from tests.store.people import a_client, save


def flipped(content: bytes, chance: random.Random, *, since: int = 0) -> bytes:
    """The content with one bit the other way."""
    changed = bytearray(content)
    at = chance.randrange(since * 8, len(content) * 8)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def test_flipped_bits_in_the_database(small: Small, tmp_path: Path) -> None:
    folder = small.copy(tmp_path / "copy")
    file = folder / "beratung.db"
    sound = file.read_bytes()
    tries = Tries("bits flipped in the database", short=250, long=10_000)
    for number, chance in tries:
        file.write_bytes(flipped(sound, chance))
        outcome = small.judged(folder)
        tries.saw(outcome)
        assert outcome != SILENT, number
        forget_log(folder)
    assert tries.outcomes[LOUD] > tries.done // 2


def forget_log(folder: Path) -> None:
    for name in ("beratung.db-wal", "beratung.db-shm"):
        (folder / name).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def unfinished(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A centre whose last saves still lie in the log, as a program that was killed leaves it."""
    folder = tmp_path_factory.mktemp("unfinished")
    store = small.opened(small.copy(folder / "open"))
    for number in range(3):
        save(store, a_client(f"Spaet {number}"))
    shutil.copytree(folder / "open", folder / "left")
    store.close()
    yield folder / "left"
    shutil.rmtree(folder)


def test_flipped_bits_in_the_log(small: Small, unfinished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(unfinished, folder)
    store = small.opened(folder)
    expected = content_of(store)
    store.close()
    assert len(expected) == len(small.content) + 3
    names = ("beratung.db", "beratung.db-wal", "beratung.anchor")
    sound = {name: (unfinished / name).read_bytes() for name in names}
    tries = Tries("bits flipped in the log", short=200, long=2000)
    for number, chance in tries:
        forget_log(folder)
        for name in names:
            (folder / name).write_bytes(sound[name])
        (folder / "beratung.db-wal").write_bytes(flipped(sound["beratung.db-wal"], chance))
        outcome = small.judged(folder, expected)
        tries.saw(outcome)
        assert outcome != SILENT, number
    assert tries.outcomes[LOUD] > tries.done // 2


def test_cut_files(small: Small, unfinished: Path, tmp_path: Path) -> None:
    """A file that ends anywhere before its end, or goes on after it."""
    folder = tmp_path / "copy"
    shutil.copytree(unfinished, folder)
    store = small.opened(folder)
    expected = content_of(store)
    store.close()
    tries = Tries("files cut", short=150, long=1500)
    for number, chance in tries:
        shutil.rmtree(folder)
        shutil.copytree(unfinished, folder)
        (folder / "beratung.db-shm").unlink()
        name = chance.choice(["beratung.db", "beratung.db-wal", "beratung.anchor"])
        content = (folder / name).read_bytes()
        kept = chance.randrange(len(content))
        (folder / name).write_bytes(content[:kept] + bytes(chance.choice([0, 0, 4096])))
        outcome = small.judged(folder, expected)
        tries.saw(outcome)
        assert outcome != SILENT, (number, name, kept)


def read_with_keys(small: Small, keys: Path) -> str:
    """Unlock with the password, as a user does; the right keys are his own and no other."""
    try:
        unlocked = unlock(keys, "kollege", PASSWORD, NOW)
        ring = unlocked.keyring(small.centre.box, small.centre.user().device)
    except BeratungError:
        return LOUD
    expected = small.centre.user("kollege")
    own = (ring.user, ring.storage_key, ring.secret.signing.raw(), dict(ring.circle_keys.all_raw()))
    theirs = (
        expected.user,
        expected.storage_key,
        expected.secret.signing.raw(),
        dict(expected.circle_keys.all_raw()),
    )
    return SAME if own == theirs else SILENT


@pytest.mark.usefixtures("cheap_passwords")
def test_flipped_bits_in_the_key_files(small: Small, tmp_path: Path) -> None:
    """In one of the two copies a flip is mended; in both it is refused."""
    keys = tmp_path / "keys"
    shutil.copytree(small.centre.keys, keys)
    user = small.centre.user("kollege").user.id
    sound = {path.name: path.read_bytes() for path in keys.iterdir() if path.name.startswith(str(user))}
    assert len(sound) == 4
    tries = Tries("bits flipped in the key files", short=100, long=2000)
    for number, chance in tries:
        name = chance.choice([f"{user}.key", f"{user}.grant"])
        both = bool(number % 2)
        for copy in (name, name + ".2") if both else (chance.choice([name, name + ".2"]),):
            (keys / copy).write_bytes(flipped(sound[copy], chance))
        outcome = read_with_keys(small, keys)
        tries.saw(f"{outcome} ({'both copies' if both else 'one copy'})")
        assert outcome == (LOUD if both else SAME), number
        for copy, content in sound.items():
            (keys / copy).write_bytes(content)
