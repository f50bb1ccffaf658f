# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A centre that version 1 wrote opens for ever: the files in ``fixtures/v1`` are never made again.

``python -m tests.vault.test_formats FOLDER`` writes such a centre; use it once for each new format.
"""

import shutil
import sys
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from beratung.domain.base import Domain, Shelf
from beratung.domain.work import Action
from beratung.vault import AuditCheck, AuditRow, Keyring, RowHeader, WrappedKey, look_at, recover, unlock
from tests.vault.samples import (
    COUNSELLOR,
    DEVICE,
    FOUNDER,
    NOW,
    PASSWORD,
    ROLES,
    SUPERVISOR,
    MemoryAudit,
    MemoryItems,
    a_key,
    header_for,
    make_sample,
)

V1 = Path(__file__).parent / "fixtures" / "v1"
TEXT = b"Was Version 1 schrieb, liest jede sp\xc3\xa4tere."


class Sealed(msgspec.Struct):
    """A record with everything that its row and its key's row show."""

    key: WrappedKey
    header: RowHeader
    blob: bytes
    mac: bytes
    term: str
    signature: bytes
    pseudonym: bytes


class Kept(msgspec.Struct):
    """What the database of the old centre held, and what must come out of it."""

    items: list[tuple[str, UUID, bytes]]
    audit: list[AuditRow]
    records: list[Sealed]
    storage_key: bytes
    code: str
    fingerprint: str
    invitation: bytes


def write_fixture(folder: Path) -> None:
    """Make a centre and keep what a later version must open."""
    sample = make_sample(folder / "keys")
    ring, rows, records = sample.rings[COUNSELLOR], MemoryAudit(), []
    for number, domain in enumerate((Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS)):
        row, key = a_key(ring, domain)
        header = header_for(row, shelf=list(Shelf)[number], week=None if number % 2 else "2026-W48")
        blob = ring.seal(key, header, TEXT * (number + 1) ** 3)
        mac = ring.row_mac(header, blob)
        term = ring.digest_term(domain, header.circle, header.id, header.version, mac)
        signed = ring.sign("head", mac)
        records.append(Sealed(row, header, blob, mac, str(term), signed, key.pseudonym("audit")))
        ring.append_audit(rows, [ring.audit_event(Action.CREATED, "client", key)], NOW)
        ring.audit_committed()
    invitation = sample.accounts().invite("Eingeladen", ROLES[COUNSELLOR], NOW)
    items = [(kind, id_, body) for id_, (kind, body) in sample.items.rows.items()]
    founded = sample.founded
    kept = Kept(
        items,
        rows.rows,
        records,
        founded.storage_key,
        founded.recovery.code,
        founded.recovery.fingerprint,
        invitation.file,
    )
    (folder / "kept.msgpack").write_bytes(msgspec.msgpack.encode(kept))


@pytest.fixture(scope="module")
def kept() -> Kept:
    return msgspec.msgpack.decode((V1 / "kept.msgpack").read_bytes(), type=Kept)


@pytest.fixture(scope="module")
def items(kept: Kept) -> MemoryItems:
    found = MemoryItems()
    for kind, id_, body in kept.items:
        found.put_item(kind, id_, body)
    return found


@pytest.fixture(scope="module")
def ring(items: MemoryItems) -> Keyring:
    return unlock(V1 / "keys", COUNSELLOR, PASSWORD, NOW).keyring(items, DEVICE)


@pytest.mark.parametrize("name", [FOUNDER, *ROLES])
def test_every_key_file_of_version_1_opens(kept: Kept, items: MemoryItems, name: str) -> None:
    unlocked = unlock(V1 / "keys", name, PASSWORD, NOW)
    assert unlocked.storage_key == kept.storage_key
    opened = unlocked.keyring(items, DEVICE)
    assert opened.rejected == ()
    assert opened.missing() == ()


def test_every_record_of_version_1_opens(kept: Kept, ring: Keyring) -> None:
    assert len(kept.records) == 4
    for number, sealed in enumerate(kept.records):
        key = ring.unwrap(sealed.key)
        assert ring.open(key, sealed.header, sealed.blob) == TEXT * (number + 1) ** 3
        ring.check_row_mac(sealed.header, sealed.blob, sealed.mac)
        header = sealed.header
        term = ring.digest_term(header.domain, header.circle, header.id, header.version, sealed.mac)
        assert term == int(sealed.term)
        assert ring.verify(ring.user.id, "head", sealed.mac, sealed.signature)
        assert key.pseudonym("audit") == sealed.pseudonym


def test_the_trail_of_version_1_is_read(kept: Kept, items: MemoryItems) -> None:
    supervisor = unlock(V1 / "keys", SUPERVISOR, PASSWORD, NOW).keyring(items, DEVICE)
    reader = supervisor.audit_reader()
    assert [line.subject for line in reader.lines(kept.audit)] == [
        sealed.pseudonym for sealed in kept.records
    ]
    assert (
        AuditCheck(supervisor.centre, supervisor.trust.verify, supervisor.audit_reader()).run(kept.audit)
        == []
    )


def test_the_sheet_and_the_invitation_of_version_1_work(
    kept: Kept, items: MemoryItems, tmp_path: Path
) -> None:
    keys = Path(shutil.copytree(V1 / "keys", tmp_path / "keys"))
    opened = recover(keys, kept.code, NOW).keyring(items, DEVICE)
    assert {domain for domain in Domain if opened.may_read(domain)} == set(Domain)
    view = look_at(kept.invitation)
    assert (view.name, view.fingerprint, view.invited_by) == ("Eingeladen", kept.fingerprint, FOUNDER)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True)
    write_fixture(target)
