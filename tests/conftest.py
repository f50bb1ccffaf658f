# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What all tests share: Qt without a screen, and settings that never touch the user's own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.store import postgres

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")  # the gate judges a change, not its luck; at a desk the search stays random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: "WorkerController", error: object | None) -> None:
    """End the run where one of its processes died: pytest-xdist may wait for ever afterwards."""
    if error is not None:
        node.config.pluginmanager.get_plugin("dsession").shouldstop = "a process of the tests died"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test settings, caches and temporary folders of its own."""
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        folder = tmp_path / "home" / name.lower()
        folder.mkdir(parents=True)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv("BERATUNG_CENTRE", raising=False)
    monkeypatch.delenv("BERATUNG_USER", raising=False)
    monkeypatch.delenv("BERATUNG_PASSWORD", raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own; skips where there can be none."""
    try:
        with postgres.cluster() as address:
            yield address
    except postgres.NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture
def address(server: str) -> str:
    """An empty database on the server."""
    return postgres.new_database(server)
