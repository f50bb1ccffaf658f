# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The files of a centre are for their owner alone, also those that an older version left open."""

import os
import sys
from pathlib import Path

import pytest

from beratung.centre import Centre, WrongPassword
from beratung.centre.modes import close_to_others
from beratung.centre.place import find_place
from tests.centre.conftest import PASSWORD

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such rights")


def open_to_all(folder: Path) -> list[Path]:
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o777 if path.is_dir() else 0o666)
    return paths


def test_loose_files_are_closed_when_the_centre_is_opened(demo: Path) -> None:
    paths = open_to_all(demo)
    Centre.open(demo, user="beraterin", password=PASSWORD).lock()
    modes = {path.stat().st_mode & 0o777 for path in paths if path.exists()}
    assert modes == {0o700, 0o600}


def test_whoever_does_not_come_in_changes_nothing(demo: Path) -> None:
    open_to_all(demo)
    with pytest.raises(WrongPassword):
        Centre.open(demo, user="beraterin", password="falsch-falsch-falsch")
    assert (demo / "beratung.db").stat().st_mode & 0o777 == 0o666


def test_nothing_else_is_touched_and_tighter_rights_stay(demo: Path, tmp_path: Path) -> None:
    foreign, outside = demo / "notizen.txt", tmp_path / "draussen"
    for path in (foreign, outside):
        path.write_bytes(b"")
        path.chmod(0o644)
    (demo / "keys" / "verweis").symlink_to(outside)
    (demo / "centre.json").chmod(0o400)
    close_to_others(find_place(demo))
    assert foreign.stat().st_mode & 0o777 == outside.stat().st_mode & 0o777 == 0o644
    assert (demo / "centre.json").stat().st_mode & 0o777 == 0o400


def test_files_that_cannot_be_changed_keep_nobody_out(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    open_to_all(demo)
    monkeypatch.setattr(os, "chmod", refused)
    monkeypatch.setattr(Path, "chmod", refused)
    Centre.open(demo, user="beraterin", password=PASSWORD).lock()
