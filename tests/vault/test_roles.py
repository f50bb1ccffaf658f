# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Each role opens the domains of its row and no other, with every row of the database in hand."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from beratung.domain.base import Domain
from beratung.vault import Keyring, NoKey, SubjectKey, Tampered, VaultError, WrappedKey, unlock
from beratung.vault.circles import DomainKey, read_grant
from beratung.vault.encoding import encode, packed
from beratung.vault.primitives import OpeningKey
from beratung.vault.statements import GRANT
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    FOUNDER,
    NOW,
    PASSWORD,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryAudit,
    Sample,
    a_key,
    header_for,
)

RECORD_DOMAINS = (Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS)
HELD = {
    FOUNDER: set(Domain),
    COUNSELLOR: set(RECORD_DOMAINS),
    SUPERVISOR: {Domain.STATISTICS, Domain.AUDIT},
    SPRACHMITTLER: set(),
    ADMIN: set(),
}


def all_secrets(ring: Keyring) -> Iterable[bytes]:
    """Every key that a user has, as bytes: what somebody would try who wrote a program of his own."""
    yield ring.storage_key
    yield ring.secret.opening.raw()
    yield ring.secret.signing.raw()
    yield ring.secret.pin
    for _, raw in ring.circle_keys.all_raw():
        yield raw


def sealed_in(ring: Keyring, domain: Domain) -> tuple[WrappedKey, object, bytes]:
    row, key = a_key(ring, domain)
    header = header_for(row)
    return row, header, ring.seal(key, header, f"marker {domain}".encode())


@pytest.mark.parametrize("domain", RECORD_DOMAINS)
@pytest.mark.parametrize("name", HELD)
def test_every_role_and_domain(shared: Sample, founder: Keyring, name: str, domain: Domain) -> None:
    ring = shared.rings[name]
    row, key = a_key(founder, domain)
    header = header_for(row)
    blob = founder.seal(key, header, b"marker")
    if domain in HELD[name]:
        assert ring.open(ring.unwrap(row), header, blob) == b"marker"
        assert ring.may_read(domain)
        assert ring.circles(domain) == [ring.default_circle]
        return
    assert not ring.may_read(domain)
    assert ring.circles(domain) == []
    for refused in (lambda: ring.unwrap(row), lambda: ring.new_subject_key(row.subject, domain)):
        with pytest.raises(NoKey):
            refused()
    assert opened_by_force(ring, row, header, blob) == 0


def opened_by_force(ring: Keyring, row: WrappedKey, header: object, blob: bytes) -> int:
    """How many of a user's keys open a row in any place of the hierarchy, with all checks of roles left out."""
    opened = 0
    for secret in all_secrets(ring):
        domain_key = DomainKey(ring.centre, row.circle, row.domain, row.epoch, secret[:32])
        try:
            domain_key.unwrap(row)
            opened += 1
        except Tampered:
            pass
        try:
            SubjectKey(secret[:32], ring.centre, row).open(header, blob)  # type: ignore[arg-type]
            opened += 1
        except Tampered:
            pass
    return opened


def test_force_would_show_itself(shared: Sample, founder: Keyring) -> None:
    row, header, blob = sealed_in(founder, Domain.CASE)
    assert opened_by_force(shared.rings[COUNSELLOR], row, header, blob) == 1


@pytest.mark.parametrize("name", [SPRACHMITTLER, SUPERVISOR, ADMIN])
def test_no_grant_in_the_table_opens_for_who_it_is_not_for(shared: Sample, name: str) -> None:
    """All wrapped domain keys lie in one table that everyone with the storage key reads."""
    ring = shared.rings[name]
    opened = set()
    for _, raw in shared.items.items(GRANT):
        _, grant = read_grant(raw)
        try:
            ring.secret.opening.open(packed("grant1", encode(grant.context)), grant.sealed, "probe")
            opened.add(Domain(grant.context.what))
        except Tampered:
            pass
    assert opened == HELD[name]


@pytest.mark.parametrize("name", HELD)
def test_the_keys_held_are_those_of_the_role(shared: Sample, name: str) -> None:
    ring = shared.rings[name]
    held = {domain for (_, domain, _), _ in ring.circle_keys.all_raw()}
    assert held == HELD[name]
    assert {domain for domain in Domain if ring.may_read(domain)} == HELD[name]


@pytest.mark.parametrize("name", HELD)
def test_only_the_supervisor_reads_the_trail_and_everyone_writes_it(
    shared: Sample, founder: Keyring, name: str
) -> None:
    from beratung.domain.work import Action

    ring, rows = shared.fresh(name), MemoryAudit()
    ring.append_audit(rows, [ring.audit_event(Action.READ, "case")], NOW)
    (row,) = rows.rows
    assert b"case" not in row.entry
    assert [line.kind for line in founder.audit_reader().lines([row])] == ["case"]
    if Domain.AUDIT in HELD[name]:
        assert [line.kind for line in ring.audit_reader().lines([row])] == ["case"]
        return
    with pytest.raises(NoKey):
        ring.audit_reader()
    from beratung.vault import AuditReader

    own = AuditReader(ring.centre, {1: OpeningKey(ring.secret.opening.raw())})
    assert list(own.lines([row])) == []


def test_errors_say_nothing_of_the_content(shared: Sample, founder: Keyring) -> None:
    row, header, blob = sealed_in(founder, Domain.CASE)
    for call in (
        lambda: shared.rings[ADMIN].unwrap(row),
        lambda: founder.open(founder.unwrap(row), header, blob[:-1]),  # type: ignore[arg-type]
    ):
        with pytest.raises(VaultError) as caught:
            call()
        assert "marker" not in str(caught.value)
        assert str(row.subject) not in str(caught.value)


def test_keys_are_those_of_one_member_alone(sample: Sample) -> None:
    """Who confirms a deletion must come with the keys of the account, not with a file in its name."""
    unlocked = unlock(sample.keys, COUNSELLOR, PASSWORD, NOW)
    assert unlocked.is_member(sample.rings[COUNSELLOR].user)
    assert not unlocked.is_member(sample.rings[SUPERVISOR].user)
    theirs = sample.rings[SUPERVISOR].user
    renamed = replace(theirs, id=sample.rings[COUNSELLOR].user.id)
    assert not unlocked.is_member(renamed), "the right number with other keys"
