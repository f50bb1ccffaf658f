# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Garbage is collected between two tests only, as the window does between two events (``ui.collecting``)."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def _no_automatic_collection() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect after everything of a test was taken down, in the thread of the window."""
    gc.collect()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from beratung.centre.demo import make_demo
    from tests.ui.desk import LATE, add_colleague

    folder = tmp_path_factory.mktemp("demo") / "zentrum"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        make_demo(folder, 12, 7)
        add_colleague(folder, LATE)
    return folder


@pytest.fixture
def demo(_made: Path, tmp_path: Path) -> Path:
    """A real centre of 12 cases with its five colleagues, two of them counsellors, that the test may spoil."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_made, folder)
    return folder
