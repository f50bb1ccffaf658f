# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Deleting a client: everything goes, and a second person confirms where there is one."""

from uuid import UUID, uuid4

import pytest

from beratung.clients import ClientService
from beratung.clients.errors import SecondPersonNeeded
from beratung.domain.errors import NotFound
from beratung.domain.people import Client, FamilyMember, Relation
from beratung.offers.codes import load_codes
from tests.builders import TODAY, a_case, a_client, a_consent, a_note
from tests.fakes.records import FakeRecords, FixedClock


class _Second:
    """Another user, who has confirmed as often as ``confirmed`` says."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.confirmed = 0

    def is_needed(self) -> bool:
        return True

    def take(self, second: UUID) -> bool:
        if second != self.id or not self.confirmed:
            return False
        self.confirmed -= 1
        return True


def test_everything_about_the_client_goes_and_nothing_else(
    clients: ClientService, records: FakeRecords
) -> None:
    client, other = a_client(), a_client("Testmann")
    case = a_case(client)
    clients.add(client, case)
    clients.add(other, a_case(other))
    with records.work() as work:
        work.put(a_note(case))
        work.put(a_consent(case))
        work.commit()
    clients.delete(client.id)
    assert {record.subject for record in records.stored.values()} == {other.id}
    assert records.shredded == {client.id}
    with pytest.raises(NotFound):
        clients.show(client.id)
    with pytest.raises(NotFound):
        clients.delete(client.id)


def test_the_family_forgets_whom_it_named(clients: ClientService, records: FakeRecords) -> None:
    client = a_client()
    brother = a_client(
        "Bruder",
        "Probe",
        family=(FamilyMember(name="Schwester", relation=Relation.SIBLING, client=client.id),),
    )
    clients.add(client, a_case(client))
    clients.add(brother, a_case(brother))
    clients.delete(client.id)
    with records.work() as work:
        (member,) = work.get(Client, brother.id).family
    assert (member.name, member.client) == ("Schwester", None)


def test_a_second_person_must_confirm_each_deletion(records: FakeRecords) -> None:
    second = _Second()
    clients = ClientService(records, FixedClock(TODAY), load_codes(), second=second)
    some, others = a_client(), a_client("Testmann")
    for client in (some, others):
        clients.add(client, a_case(client))
    assert clients.needs_second()
    for stranger in (None, uuid4(), second.id):
        with pytest.raises(SecondPersonNeeded):
            clients.delete(some.id, second=stranger)
    assert len(records.stored) == 4
    second.confirmed = 1
    clients.delete(some.id, second=second.id)
    with pytest.raises(SecondPersonNeeded):
        clients.delete(others.id, second=second.id)
    assert {record.subject for record in records.stored.values()} == {others.id}
