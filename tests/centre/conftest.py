# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A real centre with real keys, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beratung.centre import Centre
from beratung.centre.demo import make_demo
from tests.builders import TODAY
from tests.centre.small import _small, small  # noqa: F401 -- fixtures

PASSWORD = "demo-demo-demo"


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "zentrum"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        make_demo(folder, 20, 7, on=TODAY)
    return folder


@pytest.fixture
def demo(_made: Path, tmp_path: Path) -> Path:
    """A folder with a demo of 20 cases that the test may spoil."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_made, folder)
    return folder


@pytest.fixture
def centre(demo: Path) -> Iterator[Centre]:
    """The demo, open for its counsellor."""
    opened = Centre.open(demo, user="beraterin", password=PASSWORD)
    yield opened
    opened.lock()
