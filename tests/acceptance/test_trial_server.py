# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``make server``: a server to try, reached without ever typing its password."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from beratung.centre import Centre
from beratung.vault import KdfCost
from installer.server import NoServer, TrialServer, binaries, explain

SECRET = "Ein-gutes-Passwort-2026"

pytestmark = pytest.mark.postgres


@pytest.fixture
def trial() -> Iterator[TrialServer]:
    """A trial server in a folder that another user of the computer may enter."""
    parent = Path(tempfile.mkdtemp(prefix="beratung-trial-", dir="/tmp"))
    parent.chmod(0o755)
    try:
        binaries()
        server = TrialServer(parent / "server")
    except NoServer as reason:
        shutil.rmtree(parent)
        pytest.skip(str(reason))
    yield server
    server.stop()
    shutil.rmtree(parent)


def test_a_trial_server_keeps_a_centre_over_a_stop(
    trial: TrialServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.start()
    trial.start()
    assert trial.is_running()
    assert trial.password_file.stat().st_mode & 0o077 == 0
    password = trial.password_file.read_text().strip().rpartition(":")[2]
    assert password not in explain(trial)
    assert trial.address in explain(trial)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(trial.address)  # nobody comes in without the password
    monkeypatch.setenv("PGPASSFILE", str(trial.password_file))
    keys = tmp_path / "schluessel"
    made, _ = Centre.create(
        keys, name="Probe", user="chefin", password=SECRET, backend=trial.address, cost=KdfCost.FLOOR
    )
    made.lock()
    assert password not in (keys / "centre.json").read_text()
    trial.stop()
    assert not trial.is_running()
    trial.start()
    again = Centre.open(keys, user="chefin", password=SECRET)
    assert again.verify(full=True).ok
    again.lock()
