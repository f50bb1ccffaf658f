# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups that were changed, cut, exchanged or made by somebody else: none is taken for sound."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.centre.restoring import restore
from beratung.domain.errors import BeratungError
from beratung.vault.backups import CHUNK
from tests.faults.centres import LOUD, SILENT
from tests.faults.passwords import derive_once
from tests.faults.test_flips import flipped
from tests.faults.trying import Tries
from tests.faults.whole import ADMIN, PASSWORD, Whole, held_by, opened
from tests.store.people import a_letter


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A centre with accounts and cases, locked."""
    folder = tmp_path_factory.mktemp("whole")
    undo = derive_once()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        yield Whole(folder / "zentrum", clients=3)
    undo()
    shutil.rmtree(folder)


class Kept:
    """An open centre and its newest backup."""

    def __init__(self, centre: Centre, file: Path) -> None:
        self.centre = centre
        self.file = file
        self.sound = file.read_bytes()
        self.content = held_by(centre)

    def judged(self, content: bytes) -> str:
        """What the check says of a file with this content."""
        self.file.write_bytes(content)
        try:
            return SILENT if self.centre.backups.check(self.file).ok else LOUD
        except BeratungError:
            return LOUD


@pytest.fixture(scope="module")
def kept(whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A backup of several chunks."""
    folder = tmp_path_factory.mktemp("kept")
    centre = opened(whole.copy(folder / "zentrum"))
    client = next(iter(whole.content.values())).subject
    centre.store_records([a_letter(client, number, random.Random(1).randbytes(90_000)) for number in (1, 2)])
    centre.backups.make(folder / "sicherung.backup")
    yield Kept(centre, folder / "sicherung.backup")
    centre.lock()
    shutil.rmtree(folder)


def test_the_sound_one_is_taken(kept: Kept) -> None:
    assert kept.judged(kept.sound) == SILENT
    assert len(kept.sound) > 3 * CHUNK


def test_flipped_bits_in_a_backup(kept: Kept) -> None:
    tries = Tries("bits flipped in a backup", short=100, long=5000)
    for number, chance in tries:
        outcome = kept.judged(flipped(kept.sound, chance))
        tries.saw(outcome)
        assert outcome == LOUD, number


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def longer(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.choice([1, 16, CHUNK + 16]))


def chunks_exchanged(content: bytes, chance: random.Random) -> bytes:
    """Two chunks counted from the end, where the last begins somewhere."""
    size = CHUNK + 16
    begin = len(content) % size
    parts = [content[begin + at * size : begin + (at + 1) * size] for at in range(len(content) // size)]
    one, other = chance.sample(range(len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return content[:begin] + b"".join(parts)


def chunk_left_out(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) - CHUNK - 16)
    return content[:at] + content[at + CHUNK + 16 :]


def zeroed(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) - 512)
    return content[:at] + bytes(512) + content[at + 512 :]


CHANGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": cut,
    "longer": longer,
    "with chunks exchanged": chunks_exchanged,
    "with a chunk left out": chunk_left_out,
    "with a block of zeros": zeroed,
}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_backups(kept: Kept, name: str) -> None:
    tries = Tries(f"backups {name}", short=10, long=300)
    for number, chance in tries:
        outcome = kept.judged(CHANGES[name](kept.sound, chance))
        tries.saw(outcome)
        assert outcome == LOUD, number


def test_a_changed_backup_is_not_put_back(kept: Kept, tmp_path: Path) -> None:
    """Nothing is made where the backup is not sound, and the sound one brings everything back."""
    file, target = tmp_path / "sicherung.backup", tmp_path / "neu"
    tries = Tries("changed backups put back", short=8, long=200)
    for number, chance in tries:
        change = chance.choice([*CHANGES.values(), flipped])
        file.write_bytes(change(kept.sound, chance))
        with pytest.raises(BeratungError):
            restore(file, target, user=ADMIN, password=PASSWORD)
        assert not target.exists() or not any(target.iterdir()), number
        tries.saw("refused")
    file.write_bytes(kept.sound)
    restore(file, target, user=ADMIN, password=PASSWORD)
    centre = opened(target)
    assert held_by(centre) == kept.content
    centre.lock()


def test_a_backup_of_another_centre_is_refused(kept: Kept, tmp_path: Path) -> None:
    other = Whole(tmp_path / "anderes", clients=1)
    centre = opened(other.folder)
    centre.backups.make(tmp_path / "fremd.backup")
    centre.lock()
    assert kept.judged((tmp_path / "fremd.backup").read_bytes()) == LOUD
