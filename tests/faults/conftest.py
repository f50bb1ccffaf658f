# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The places of the store's tests, a small centre to attack, and the table of what was tried."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beratung.store import Store
from tests.faults.centres import Small
from tests.faults.passwords import derive_once
from tests.faults.trying import IS_LONG, begin, finish, table
from tests.store.conftest import centre, folder, local, location, new_database, store
from tests.store.keyrings import Centre

__all__ = ["centre", "folder", "local", "location", "new_database", "store"]

LIMIT = 3000 if IS_LONG else 170
begin()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long form takes its time, one test up to fifty minutes."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(LIMIT))


def pytest_sessionfinish(exitstatus: int) -> None:
    """Remember that everything was tried."""
    if exitstatus == 0:
        finish()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried."""
    lines = table()
    if lines and IS_LONG:
        terminalreporter.section("what was tried")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="module")
def small(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A closed centre with a few records of every kind, to be copied and attacked."""
    folder = tmp_path_factory.mktemp("small")
    yield Small(centre, folder / "Beratung")
    shutil.rmtree(folder)


@pytest.fixture
def cheap_passwords() -> Iterator[None]:
    """Derive the same password under the same salt and cost once; everything else costs what it costs."""
    undo = derive_once()
    yield
    undo()


@pytest.fixture
def opened(small: Small, tmp_path: Path) -> Iterator[Store]:
    """A copy of the small centre, opened."""
    found = small.opened(small.copy(tmp_path / "copy"))
    yield found
    found.close()
