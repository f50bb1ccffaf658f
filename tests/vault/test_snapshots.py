# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Kept lists: opened by who holds the newest key of every domain in them, and by nobody else."""

from datetime import timedelta

import pytest

from beratung.domain.base import Domain, Role
from beratung.vault import Keyring, NoKey, Tampered
from beratung.vault.rotation import renew
from beratung.vault.snapshots import open_list, seal_list
from tests.vault.samples import COUNSELLOR, FOUNDER, NOW, Sample

BOTH = (Domain.IDENTITY, Domain.CASE)
BODY = b"Amal Musterfrau" * 1000


def test_a_list_opens_for_every_holder(founder: Keyring, counsellor: Keyring) -> None:
    wrapped, sealed = seal_list(founder, BOTH, b"people-07", BODY)
    assert open_list(counsellor, BOTH, b"people-07", wrapped, sealed) == BODY
    assert b"Amal" not in sealed
    again, other = seal_list(founder, BOTH, b"people-07", BODY)
    assert (again, other) != (wrapped, sealed)


@pytest.mark.parametrize("domains", [(Domain.CASE,), (Domain.IDENTITY,), (Domain.CASE, Domain.IDENTITY)])
def test_it_takes_all_keys_in_their_order(counsellor: Keyring, domains: tuple[Domain, ...]) -> None:
    wrapped, sealed = seal_list(counsellor, BOTH, b"people-07", BODY)
    with pytest.raises(Tampered):
        open_list(counsellor, domains, b"people-07", wrapped, sealed)


def test_another_name_opens_nothing(counsellor: Keyring) -> None:
    wrapped, sealed = seal_list(counsellor, BOTH, b"people-07", BODY)
    with pytest.raises(Tampered):
        open_list(counsellor, BOTH, b"people-08", wrapped, sealed)


def test_every_changed_byte_is_noticed(counsellor: Keyring) -> None:
    wrapped, sealed = seal_list(counsellor, BOTH, b"people-07", b"Amal")
    for at in range(len(wrapped)):
        changed = wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :]
        with pytest.raises(Tampered):
            open_list(counsellor, BOTH, b"people-07", changed, sealed)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Tampered):
            open_list(counsellor, BOTH, b"people-07", wrapped, changed)


def test_who_holds_no_key_neither_makes_nor_opens_one(sample: Sample) -> None:
    leader = sample.join("leitung zwei", Role.SUPERVISOR)
    wrapped, sealed = seal_list(sample.fresh(COUNSELLOR), BOTH, b"people-07", BODY)
    with pytest.raises(NoKey):
        open_list(leader, BOTH, b"people-07", wrapped, sealed)
    with pytest.raises(NoKey):
        seal_list(leader, BOTH, b"people-07", BODY)


def test_a_list_of_a_former_epoch_counts_no_more(sample: Sample) -> None:
    """A leaver still has the key of the epoch before: with it he must not put words into the list."""
    ring = sample.fresh(FOUNDER)
    wrapped, sealed = seal_list(ring, BOTH, b"people-07", BODY)
    renew(ring, sample.items, ring.default_circle, Domain.CASE, NOW + timedelta(days=1))
    ring.refresh(sample.items, NOW + timedelta(days=1))
    assert ring.epoch(Domain.CASE, ring.default_circle) == 2
    with pytest.raises(Tampered):
        open_list(ring, BOTH, b"people-07", wrapped, sealed)
    again = seal_list(ring, BOTH, b"people-07", BODY)
    assert open_list(ring, BOTH, b"people-07", *again) == BODY
