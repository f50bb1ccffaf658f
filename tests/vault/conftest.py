# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One centre for all tests of the vault: making it takes six derivations at the floor, about a second."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from beratung.vault import Keyring
from tests.vault.samples import COUNSELLOR, FOUNDER, Sample, make_sample

settings.register_profile(
    "vault", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("vault")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The centre that no test may change."""
    return make_sample(tmp_path_factory.mktemp("centre") / "keys")


@pytest.fixture
def sample(shared: Sample, tmp_path: Path) -> Sample:
    """A copy of the centre to change."""
    return shared.apart(tmp_path / "keys")


@pytest.fixture
def founder(shared: Sample) -> Keyring:
    """The founder, who holds everything."""
    return shared.rings[FOUNDER]


@pytest.fixture
def counsellor(shared: Sample) -> Keyring:
    """A counsellor."""
    return shared.rings[COUNSELLOR]
