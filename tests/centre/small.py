# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A small real centre whose recovery code the tests know: a founder, a counsellor and an administrator."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.domain.base import Role
from beratung.vault import KdfCost

FOUNDER, COUNSELLOR, ADMIN = "gruenderin", "beraterin", "verwaltung"
PASSWORD, NEW = "probe-probe-probe", "ganz neues passwort"


@dataclass(frozen=True)
class Small:
    """The folder and the code of its sheet."""

    folder: Path
    code: str

    def opened(self, user: str = FOUNDER, password: str = PASSWORD) -> Centre:
        return Centre.open(self.folder, user=user, password=password)

    def bytes(self) -> dict[str, bytes]:
        """Everything that lies in the folder, but for what reading touches."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-shm", "-wal", ".lock"))
        }

    def copied(self, name: str) -> Path:
        """Put a copy of the database beside the folder."""
        other = self.folder.with_name(name)
        shutil.copytree(self.folder, other)
        return other

    def put_back(self, other: Path, *, anchor: bool = False) -> None:
        """Put an old database back, with its anchor or without."""
        for name in ("beratung.db", "beratung.db-wal", "beratung.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
            if (other / name).exists():
                shutil.copy2(other / name, self.folder / name)
        if anchor:
            shutil.copy2(other / "beratung.anchor", self.folder / "beratung.anchor")


def make(folder: Path) -> Small:
    """Make the centre with the cheapest derivation that is allowed."""
    centre, sheet = Centre.create(
        folder, name="Beispielzentrum", user=FOUNDER, password=PASSWORD, cost=KdfCost.FLOOR
    )
    for name, role in ((COUNSELLOR, Role.COUNSELLOR), (ADMIN, Role.ADMIN)):
        invited = centre.invite(name, frozenset({role}))
        accepted = Centre.accept(folder, invited.file, PASSWORD, cost=KdfCost.FLOOR)
        assert centre.grant(name, accepted.fingerprint) == ()
    centre.lock()
    return Small(folder, sheet.code)


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        return make(tmp_path_factory.mktemp("small") / "zentrum")


@pytest.fixture
def small(_small: Small, tmp_path: Path) -> Small:
    """A copy that the test may spoil."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_small.folder, folder)
    return Small(folder, _small.code)
