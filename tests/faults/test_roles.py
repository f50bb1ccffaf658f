# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every role and every domain, allowed and denied, on both databases, with every raw row and every own key in hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beratung.domain.base import Domain, Shelf
from beratung.domain.errors import NotFound, Refused
from beratung.domain.people import Client
from beratung.store import Store, tables
from beratung.vault import Keyring, NoKey, RowHeader, SubjectKey, Tampered, WrappedKey
from beratung.vault.circles import DomainKey, read_grant
from beratung.vault.encoding import encode, packed
from beratung.vault.primitives import OpeningKey
from beratung.vault.slices import SharedKeys, SharedRow
from beratung.vault.statements import GRANT
from tests.faults.trying import Tries
from tests.store.keyrings import Centre
from tests.store.people import a_case, a_client, a_note, save
from tests.store.test_sharing import Answer, Request

RECORD_DOMAINS = (Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS)
HELD: dict[str, set[Domain]] = {
    "beraterin": set(Domain),
    "kollege": set(RECORD_DOMAINS),
    "leitung": {Domain.STATISTICS, Domain.AUDIT},
    "sprachmittler": set(),
    "verwaltung": set(),
}


@pytest.fixture
def filled(centre: Centre, store: Store) -> Store:
    """Records and keys in every domain, a slice and a message."""
    client = a_client("Geheimname")
    save(store, client, a_case(client.id), a_note(client.id))
    for domain in (Domain.SCHEDULING, Domain.STATISTICS):
        with store.writing() as writing:
            row, key = store.keyring.new_subject_key(client.id, domain)
            writing.insert_key(row)
            insert_record(store, row, key)
    reader = next(user.id for user in store.keyring.users() if user.name == "sprachmittler")
    with store.work() as work:
        work.give(Request(id=uuid4(), to=reader, words="Donnerstag?"))
        work.write_in(Answer(id=uuid4(), words="ja"))
        work.commit()
    return store


def insert_record(store: Store, row: WrappedKey, key: SubjectKey) -> None:
    """A record in a domain for which there is no kind yet."""
    header = RowHeader(
        uuid4(), Shelf.APPOINTMENT, row.subject, row.id, row.domain, row.circle, 1, 1, row.epoch, "2026-W48"
    )
    blob = store.keyring.seal(key, header, b"Geheimtermin")
    mac = store.keyring.row_mac(header, blob)
    with store.writing() as writing:
        columns = {
            "id": header.id.bytes,
            "shelf": header.shelf.value,
            "subject": row.subject.bytes,
            "key": row.id.bytes,
            "domain": row.domain.value,
            "circle": row.circle.bytes,
            "version": 1,
            "layout": 1,
            "epoch": row.epoch,
            "week": header.week,
            "row_mac": mac,
            "blob": blob,
            "generation": 1,
        }
        writing.link.run(tables.record.insert(), columns)
        writing.count_row((row.circle, row.domain.value), header.id, 1, mac, 1)


def rows(store: Store, table: sa.Table) -> list[dict[str, Any]]:
    with store.database.schema() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(table))]


def keys_in(store: Store) -> list[WrappedKey]:
    return [
        WrappedKey(
            UUID(bytes=row["id"]),
            UUID(bytes=row["subject"]),
            Domain(row["domain"]),
            UUID(bytes=row["circle"]),
            row["epoch"],
            bytes(row["wrapped"]),
        )
        for row in rows(store, tables.subject_key)
    ]


def records_in(store: Store) -> Iterator[tuple[RowHeader, bytes]]:
    for row in rows(store, tables.record):
        header = RowHeader(
            UUID(bytes=row["id"]),
            Shelf(row["shelf"]),
            UUID(bytes=row["subject"]),
            UUID(bytes=row["key"]),
            Domain(row["domain"]),
            UUID(bytes=row["circle"]),
            row["version"],
            row["layout"],
            row["epoch"],
            row["week"],
        )
        yield header, bytes(row["blob"])


def secrets_of(ring: Keyring) -> list[bytes]:
    """Every key that a user has, as bytes: what somebody would try who wrote a program of his own."""
    found = [ring.storage_key, ring.secret.opening.raw(), ring.secret.signing.raw(), ring.secret.pin]
    found += [raw for _, raw in ring.circle_keys.all_raw()]
    return [secret[at : at + 32] for secret in found for at in range(0, len(secret), 32)]


def opened_by_force(ring: Keyring, row: WrappedKey, header: RowHeader, blob: bytes) -> int:
    """How many of a user's keys open a row at any height of the hierarchy, all checks of roles left out."""
    opened = 0
    for secret in secrets_of(ring):
        try:
            DomainKey(ring.centre, row.circle, row.domain, row.epoch, secret).unwrap(row).open(header, blob)
            opened += 1
        except Tampered:
            pass
        try:
            SubjectKey(secret, ring.centre, row).open(header, blob)
            opened += 1
        except Tampered:
            pass
        try:
            AESGCM(secret).decrypt(bytes(12), blob[62:], None)
            opened += 1
        except InvalidTag:
            pass
    return opened


@pytest.mark.parametrize("name", HELD)
def test_every_role_and_domain(centre: Centre, filled: Store, name: str) -> None:
    ring = centre.user(name, filled)
    wrapped = {row.id: row for row in keys_in(filled)}
    found = list(records_in(filled))
    assert {header.domain for header, _ in found} == set(RECORD_DOMAINS)
    tries = Tries(f"rows opened as {name} ({filled.backend})", short=len(found), long=len(found))
    for number, _ in tries:
        header, blob = found[number]
        row = wrapped[header.key]
        if header.domain in HELD[name]:
            assert ring.open(ring.unwrap(row), header, blob)
            assert opened_by_force(ring, row, header, blob) == 1, "the force would show itself"
            tries.saw("opened, as the role promises")
        else:
            with pytest.raises(NoKey):
                ring.unwrap(row)
            assert opened_by_force(ring, row, header, blob) == 0
            tries.saw("refused")
    assert {domain for domain in Domain if ring.may_read(domain)} == HELD[name]


@pytest.mark.parametrize("name", HELD)
def test_every_grant_and_slice_in_the_tables(centre: Centre, filled: Store, name: str) -> None:
    """All grants lie in one table that everyone with the storage key reads."""
    ring, opened = centre.user(name, filled), set()
    for _, raw in filled.items(GRANT):
        _, grant = read_grant(raw)
        try:
            ring.secret.opening.open(packed("grant1", encode(grant.context)), grant.sealed, "probe")
            opened.add(Domain(grant.context.what))
        except Tampered:
            pass
    assert opened == HELD[name]
    shared = set()
    for row in rows(filled, tables.slice_):
        sealed = SharedRow(
            UUID(bytes=row["id"]),
            UUID(bytes=row["reader"]),
            UUID(bytes=row["writer"]),
            row["epoch"],
            bytes(row["body"]),
        )
        try:
            SharedKeys(ring).open(sealed)
            shared.add(sealed.purpose)
        except NoKey:
            pass
    expected = {"message"} if Domain.SCHEDULING in HELD[name] else set()
    assert shared == ({"slice"} if name == "sprachmittler" else expected)


@pytest.mark.parametrize("name", HELD)
def test_the_trail_is_read_by_the_supervisor_alone(centre: Centre, filled: Store, name: str) -> None:
    ring = centre.user(name, filled)
    if Domain.AUDIT in HELD[name]:
        assert {line.kind for line in ring.audit_reader().lines(filled.audit_rows())} >= {"client", "case"}
        return
    from beratung.vault import AuditReader

    with pytest.raises(NoKey):
        ring.audit_reader()
    own = AuditReader(ring.centre, {1: OpeningKey(ring.secret.opening.raw())})
    assert list(own.lines(filled.audit_rows())) == []


@pytest.mark.parametrize("name", ["leitung", "sprachmittler", "verwaltung"])
def test_a_program_of_another_role_finds_and_writes_nothing(
    centre: Centre, filled: Store, location: str | Path, name: str
) -> None:
    store = Store.open(location, centre.storage)
    store.attach(centre.user(name))
    client = save(filled, a_client())[0].id
    with store.work() as work:
        assert work.all(Client) == []
        with pytest.raises(NotFound):
            work.get(Client, client)
    with pytest.raises(Refused):
        save(store, a_client())
    with store.work() as work:
        work.shred(client)
        with pytest.raises(Refused):
            work.commit()
    store.close()
