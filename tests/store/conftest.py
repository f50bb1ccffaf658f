# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The keys of one centre, a PostgreSQL server, and stores in every kind of place."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from beratung.store import Store
from tests.store import postgres
from tests.store.keyrings import Centre

_numbers = count()
_free: list[str] = []
"""Databases that an earlier test has left empty."""


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Real keys of a founder, a counsellor, a supervisor and an administrator."""
    return Centre(tmp_path_factory.mktemp("centre"), everyone=True)


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes an empty database on the server and gives its address."""
    address: str = request.getfixturevalue("server")
    used: list[str] = []

    def make() -> str:
        used.append(_free.pop() if _free else postgres.new_database(address, f"t{next(_numbers)}"))
        return used[-1]

    yield make
    for database in used:
        postgres.empty(database)
    _free.extend(used)


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where no centre is yet: a folder, or an empty database on a server."""
    if request.param == "sqlcipher":
        return tmp_path / "Beratung"
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


@pytest.fixture
def store(centre: Centre, location: str | Path) -> Iterator[Store]:
    """A new centre, opened by its founder, in a folder and on a server."""
    store = centre.open_store(location, create=True)
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a centre on this computer."""
    return tmp_path / "Beratung"


@pytest.fixture
def local(centre: Centre, folder: Path) -> Iterator[Store]:
    """A new centre in a folder."""
    store = centre.open_store(folder, create=True)
    yield store
    store.close()
