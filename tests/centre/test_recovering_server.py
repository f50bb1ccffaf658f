# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The sheet and the acceptance of an older state, for a centre on a database server."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from beratung.centre import Centre
from beratung.centre.errors import MayNotAccept
from beratung.centre.recovering import Recovering, accept_state, found_state
from beratung.domain.base import Role
from beratung.domain.people import Client
from beratung.store.errors import RolledBack
from beratung.vault import KdfCost, WrongPassword
from tests.builders import a_client

pytestmark = pytest.mark.postgres
SECRET, NEW = "Ein-gutes-Passwort-2026", "Ein-neues-Passwort-2026"


class OnServer:
    """A centre on a server of the test's own, whose whole database can be put back."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.name = str(conninfo_to_dict(address)["dbname"])
        centre, sheet = Centre.create(
            folder, name="Netz", user="chefin", password=SECRET, backend=address, cost=KdfCost.FLOOR
        )
        self.code = sheet.code
        invited = centre.invite("beraterin", frozenset({Role.COUNSELLOR}))
        accepted = Centre.accept(address, invited.file, SECRET, keys=folder, cost=KdfCost.FLOOR)
        assert centre.grant("beraterin", accepted.fingerprint) == ()
        centre.lock()

    def opened(self, user: str = "beraterin", password: str = SECRET) -> Centre:
        return Centre.open(self.address, user=user, password=password, keys=self.folder)

    def record(self, user: str = "beraterin", password: str = SECRET) -> int:
        """Record a person; return how many there are."""
        centre = self.opened(user, password)
        centre.store_records([a_client()])
        with centre._records.work() as work:
            number = len(work.all(Client))
        centre.lock()
        return number

    def copy(self, source: str, target: str) -> None:
        with psycopg.connect(make_conninfo(self.address, dbname="postgres"), autocommit=True) as link:
            for statement in (
                f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)',
                f'CREATE DATABASE "{target}" TEMPLATE "{source}"',
            ):
                link.execute(statement.encode())

    def keep(self) -> None:
        self.copy(self.name, f"{self.name}_kept")

    def put_back(self) -> None:
        self.copy(f"{self.name}_kept", self.name)


@pytest.fixture
def server(address: str, tmp_path: Path) -> OnServer:
    """A centre on the server, and a copy of it that may be put back."""
    return OnServer(address, tmp_path / "schluessel")


def test_a_forgotten_password_is_replaced(server: OnServer) -> None:
    server.record()
    with Recovering.open(server.address, server.code, keys=server.folder) as sheet:
        sheet.check()
        sheet.reset("beraterin", NEW, cost=KdfCost.FLOOR)
    with pytest.raises(WrongPassword):
        server.opened()
    assert server.record(password=NEW) == 2
    centre = server.opened("chefin")
    assert centre.verify(full=True).ok
    assert [line.is_sheet for line in centre.trail.show() if line.kind == "password"] == [True]
    centre.lock()


def test_an_older_server_is_noticed_and_accepted(server: OnServer) -> None:
    server.record()
    server.keep()
    server.record()
    server.put_back()
    with pytest.raises(RolledBack) as caught:
        server.opened()
    found = found_state(server.address, caught.value, server.folder)
    assert found.lost > 0
    assert found.written_at is None
    with pytest.raises(MayNotAccept):
        accept_state(server.address, user="beraterin", password=SECRET, keys=server.folder)
    accept_state(server.address, user="chefin", password=SECRET, keys=server.folder)
    assert server.record() == 2
    assert server.record("chefin") == 3
    centre = server.opened("chefin")
    assert centre.verify(full=True).ok
    centre.lock()


def test_the_sheet_accepts_an_older_server_too(server: OnServer) -> None:
    server.record()
    server.keep()
    server.record()
    server.put_back()
    with Recovering.open(server.address, server.code, keys=server.folder, accepts=True) as sheet:
        sheet.accept_state()
    assert server.record() == 2
