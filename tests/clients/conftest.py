# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The service of people over records in memory."""

import pytest

from beratung.clients import ClientService
from beratung.offers.codes import load_codes
from tests.builders import TODAY
from tests.fakes.records import FakeRecords, FixedClock


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def clients(records: FakeRecords, clock: FixedClock) -> ClientService:
    service = ClientService(records, clock, load_codes(), user="beraterin")
    records.followers.append(service.memory.follow)
    return service
