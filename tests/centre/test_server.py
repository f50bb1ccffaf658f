# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre whose records lie on a database server and whose keys stay in a folder here."""

from pathlib import Path

import pytest

from beratung.centre import Centre, read_info
from beratung.centre.errors import ServerNeedsKeys, ServerNotNamed
from beratung.vault import KdfCost
from tests.builders import RECORD

SECRET = "Ein-gutes-Passwort-2026"


@pytest.mark.postgres
def test_a_centre_on_a_server_is_made_and_opened_with_the_local_keys(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "schluessel"
    centre, _ = Centre.create(
        folder, name="Netz", user="chefin", password=SECRET, backend=address, cost=KdfCost.FLOOR
    )
    recorded = centre.clients.record(RECORD)
    centre.lock()
    assert not (folder / "beratung.db").exists()
    assert read_info(address, folder).backend == "postgresql"
    again = Centre.open(address, user="chefin", password=SECRET, keys=folder)
    assert again.clients.search("Musterfrau")[0].row.client == recorded.client
    assert again.verify(full=True).ok
    again.lock()
    Centre.open(folder, user="chefin", password=SECRET).lock()  # the folder remembers the address
    file = folder / "centre.json"
    file.write_text(file.read_text().replace(address, ""))
    with pytest.raises(ServerNotNamed):
        Centre.open(folder, user="chefin", password=SECRET)
    with pytest.raises(ServerNeedsKeys):
        Centre.open(address, user="chefin", password=SECRET)
