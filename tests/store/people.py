# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Obviously fake records."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation, Letter
from beratung.domain.people import Client, Name, NameKind
from beratung.store import Store

DAY = date(2026, 11, 2)


def a_client(name: str = "Musterfrau") -> Client:
    client = uuid4()
    return Client(id=client, subject=client, names=(Name(text=name, kind=NameKind.FAMILY),))


def a_case(subject: UUID) -> Case:
    return Case(id=uuid4(), subject=subject, opened=DAY)


def a_note(subject: UUID, text: str = "Musternotiz") -> Consultation:
    return Consultation(id=uuid4(), subject=subject, on=DAY, text=text)


def a_letter(subject: UUID, number: int = 1, pdf: bytes = b"%PDF" + bytes(40_000)) -> Letter:
    return Letter(
        id=uuid4(),
        subject=subject,
        case=uuid4(),
        number=number,
        on=DAY,
        made_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        kind_of="referral",
        recipient="Musterverein",
        fields=(),
        pdf=pdf,
    )


def save(store: Store, *records: Record) -> list[Record]:
    """Put and commit; gives the records as stored."""
    with store.work() as work:
        stored = [work.put(record) for record in records]
        work.commit()
    return stored
