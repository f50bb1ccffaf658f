# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The service of cases over records in memory, with Amal Musterfrau's case."""

import pytest

from beratung.cases import CaseService
from beratung.domain.base import Record
from beratung.domain.cases import Case
from beratung.offers.codes import load_codes
from tests.builders import TODAY, a_case, a_client
from tests.fakes.records import FakeRecords, FixedClock


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def cases(records: FakeRecords, clock: FixedClock) -> CaseService:
    service = CaseService(records, clock, load_codes(), user="beraterin")
    records.followers.append(service.memory.follow)
    return service


def keep(records: FakeRecords, *some: Record) -> None:
    """Store records as they are."""
    with records.work() as work:
        for record in some:
            work.put(record)
        work.commit()


@pytest.fixture
def case(records: FakeRecords) -> Case:
    client = a_client()
    case = a_case(client)
    keep(records, client, case)
    return case
