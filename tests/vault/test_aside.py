# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What was typed while the server was away opens for who typed it, and for nobody else."""

from pathlib import Path
from uuid import uuid4

import pytest

from beratung.vault.aside import AsideFiles
from tests.vault.samples import ADMIN, COUNSELLOR, Sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.mkdir()
    return path


TYPED = b"Frau Musterfrau sagt, dass"


def test_it_opens_for_who_wrote_it_until_it_is_dropped(shared: Sample, folder: Path) -> None:
    one = AsideFiles(folder, shared.rings[COUNSELLOR])
    first, second = uuid4(), uuid4()
    one.keep(first, b"alt")
    one.keep(first, TYPED)
    one.keep(second, b"x")
    assert AsideFiles(folder, shared.fresh(COUNSELLOR)).all() == {first: TYPED, second: b"x"}
    one.drop(second)
    one.drop(second)
    assert one.all() == {first: TYPED}
    assert all(b"Musterfrau" not in path.read_bytes() for path in folder.iterdir())


def test_it_opens_for_nobody_else(shared: Sample, folder: Path) -> None:
    AsideFiles(folder, shared.rings[COUNSELLOR]).keep(uuid4(), TYPED)
    assert AsideFiles(folder, shared.rings[ADMIN]).all() == {}


@pytest.mark.parametrize("how", ["flipped", "renamed", "another's"])
def test_what_somebody_else_wrote_or_changed_is_left_alone(shared: Sample, folder: Path, how: str) -> None:
    one = AsideFiles(folder, shared.rings[COUNSELLOR])
    name = uuid4()
    one.keep(name, TYPED)
    for path in list(folder.iterdir()):
        raw = path.read_bytes()
        if how == "flipped":
            path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        elif how == "renamed":
            path.rename(path.with_name(path.name.replace(str(name), str(uuid4()))))
        else:  # sealed to the counsellor by somebody who knows only the public half
            user, other = shared.rings[COUNSELLOR].user.id, shared.rings[ADMIN].user.id
            path.write_bytes(raw.replace(user.bytes, other.bytes))
    assert one.all() == {}
    assert list(folder.iterdir())
