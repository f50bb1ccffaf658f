# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Records sealed and opened, audit entries written, keys unlocked: each beside its bare primitives."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from hmac import compare_digest
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from beratung.domain.base import Domain, Role, Shelf
from beratung.domain.work import Action
from beratung.vault import AuditRow, Keyring, RowHeader
from beratung.vault.envelope import bucket
from beratung.vault.primitives import OpeningKey, SigningKey, is_signed, seal_to
from tests.benchmarks import Row
from tests.vault.samples import COUNSELLOR, DEVICE, NOW, MemoryAudit, Sample, make_sample

RECORDS = 1000
ROUNDS = 15
USERS = 20
TEXT = os.urandom(900)
BARE = "HKDF-Expand and AES-256-GCM on the same bytes"


def medians(*works: Callable[[], None]) -> list[float]:
    """Median milliseconds of each, taken in turns so that all meet the same disturbances."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            taken[place].append((time.perf_counter() - start) * 1000)
    return [statistics.median(times) for times in taken]


def sealing(ring: Keyring) -> list[Row]:
    """A thousand records of 900 bytes; their rows share no object with the key, as if read from a database."""
    row, key = ring.new_subject_key(uuid4(), Domain.CASE)
    ids = [UUID(bytes=id_.bytes) for id_ in (row.subject, row.id, row.circle)]
    rows = [
        RowHeader(uuid4(), Shelf.ENTRY, ids[0], ids[1], Domain.CASE, ids[2], 3, 1, 1, "2026-W48")
        for _ in range(RECORDS)
    ]
    blobs = [ring.seal(key, header, TEXT) for header in rows]
    digest, secret, nonce, aad = SHA256(), os.urandom(32), bytes(12), os.urandom(200)
    padded = bytes(bucket(len(TEXT) + 4))
    salts = [os.urandom(24) for _ in rows]
    derived = [HKDFExpand(digest, 48, salt).derive(secret) for salt in salts]
    sealed = [AESGCM(okm[:32]).encrypt(nonce, padded, aad) for okm in derived]

    def seal() -> None:
        for header in rows:
            ring.seal(key, header, TEXT)

    def bare_seal() -> None:
        for _ in rows:
            okm = HKDFExpand(digest, 48, os.urandom(24)).derive(secret)
            AESGCM(okm[:32]).encrypt(nonce, padded, aad)

    def open_all() -> None:
        for header, blob in zip(rows, blobs, strict=True):
            ring.open(key, header, blob)

    def bare_open() -> None:
        for salt, known, blob in zip(salts, derived, sealed, strict=True):
            okm = HKDFExpand(digest, 48, salt).derive(secret)
            compare_digest(okm[32:], known[32:])
            AESGCM(okm[:32]).decrypt(nonce, blob, aad)

    one, two, three, four = medians(seal, bare_seal, open_all, bare_open)
    return [
        Row(f"seal {RECORDS} records", one, two, "at most 1.3 times", BARE),
        Row(f"open {RECORDS} records", three, four, "at most 1.3 times", BARE),
    ]


class LastRow(MemoryAudit):
    """Rows of which only the last is kept."""

    def append_audit(self, chain: UUID, seq: int, entry: bytes) -> None:
        self.rows = [AuditRow(chain, seq, entry)]


def trail(ring: Keyring) -> list[Row]:
    """A thousand audit entries of one event."""
    rows, cipher, signer, centre = LastRow(), AESGCM(os.urandom(32)), SigningKey.generate(), uuid4()
    event, clear, text = ring.audit_event(Action.READ, "case"), os.urandom(200), os.urandom(128)

    def append() -> None:
        for _ in range(RECORDS):
            ring.append_audit(rows, [event], NOW)
            ring.audit_committed()

    def bare() -> None:
        for _ in range(RECORDS):
            signer.sign(centre, "audit", clear + cipher.encrypt(os.urandom(12), text, clear))

    ours, alone = medians(append, bare)
    beside = "AES-256-GCM and Ed25519 on the same bytes"
    return [Row(f"write {RECORDS} audit entries", ours, alone, "at most 2 times", beside)]


def unlocking(sample: Sample) -> list[Row]:
    """The keyring of a counsellor among twenty users, from the signed items to the open keys."""
    for number in range(USERS - len(sample.rings)):
        sample.join(f"kollegin {number}", Role.COUNSELLOR)
    key, signer, centre = OpeningKey.generate(), SigningKey.generate(), uuid4()
    sealed, signature = seal_to(key.public, b"", bytes(32)), signer.sign(centre, "x", bytes(100))
    grants = 4
    signatures = 3 * (USERS + 1) + grants + len(Domain)

    def unlock() -> None:
        sample.fresh(COUNSELLOR)

    def bare() -> None:
        for _ in range(signatures):
            is_signed(signer.public, centre, "x", bytes(100), signature)
        for _ in range(grants):
            key.open(b"", sealed, "x")

    ours, alone = medians(unlock, bare)
    beside = f"{signatures} signatures and {grants} HPKE openings"
    return [Row(f"keys of one of {USERS} users, without the KDF", ours, alone, "at most 2 times", beside)]


def run() -> list[Row]:
    """Everything, on one centre."""
    with tempfile.TemporaryDirectory() as folder:
        sample = make_sample(Path(folder) / "keys")
        ring = sample.fresh(COUNSELLOR)
        assert ring.device == DEVICE
        return [*sealing(ring), *trail(ring), *unlocking(sample)]
