# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The trail is complete, in order, by who it says, and readable for one."""

import hashlib
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Role
from beratung.domain.work import Action
from beratung.vault import (
    AuditCheck,
    AuditHead,
    AuditReader,
    AuditRow,
    ChainFault,
    Fault,
    Keyring,
    NoKey,
    audit,
)
from beratung.vault.audit import AUDIT, CHECKPOINT_EVERY, MOST_EVENTS, chain_id, head_of
from beratung.vault.circles import new_key
from beratung.vault.encoding import decode, encode, packed
from beratung.vault.primitives import mac, seal_to
from tests.vault.samples import (
    ADMIN,
    COUNSELLOR,
    FOUNDER,
    NOW,
    SPRACHMITTLER,
    SUPERVISOR,
    MemoryAudit,
    Sample,
    a_key,
)
from tests.vault.test_circles import raw_of, with_key

replace = msgspec.structs.replace

LAPTOP, DESK = UUID(int=0xD1), UUID(int=0xD2)


def ring_on(sample: Sample, name: str, device: UUID) -> Keyring:
    ring = sample.rings[name]
    return Keyring(ring.secret, ring.storage_key, sample.items, device, NOW)


def write(ring: Keyring, rows: MemoryAudit, kind: str = "case", at: datetime = NOW, events: int = 1) -> None:
    ring.append_audit(rows, [ring.audit_event(Action.READ, kind) for _ in range(events)], at)
    ring.audit_committed()


@pytest.fixture
def written(shared: Sample) -> MemoryAudit:
    """Three chains that interleave: each opening has seen the heads of the others."""
    rows = MemoryAudit()
    rings = [
        ring_on(shared, COUNSELLOR, LAPTOP),
        ring_on(shared, COUNSELLOR, DESK),
        ring_on(shared, ADMIN, LAPTOP),
    ]
    for number in range(4):
        for ring in rings:
            write(ring, rows, f"step_{number}", NOW)
    for ring in (
        ring_on(shared, COUNSELLOR, LAPTOP),
        ring_on(shared, ADMIN, LAPTOP),
        ring_on(shared, COUNSELLOR, DESK),
    ):
        write(ring, rows, "again")
    return rows


def check(sample: Sample, rows: MemoryAudit, *known: AuditHead, name: str = SUPERVISOR) -> list[ChainFault]:
    ring = sample.rings[name]
    reader = ring.audit_reader() if ring.may_read(Domain.AUDIT) else None
    return AuditCheck(ring.centre, ring.trust.verify, reader).run(rows.audit_rows(), known)


def faults(sample: Sample, rows: MemoryAudit, *known: AuditHead, name: str = SUPERVISOR) -> set[Fault]:
    return {fault.fault for fault in check(sample, rows, *known, name=name)}


def changed(rows: MemoryAudit, change: Callable[[list[AuditRow]], None]) -> MemoryAudit:
    other = MemoryAudit()
    other.rows = sorted(rows.rows, key=lambda row: (row.chain, row.seq))
    change(other.rows)
    return other


# What is written.


def test_everyone_finds_an_untouched_trail_in_order(shared: Sample, written: MemoryAudit) -> None:
    for name in shared.rings:
        assert check(shared, written, name=name) == []


def test_the_supervisor_reads_who_did_what_to_whom(shared: Sample, counsellor: Keyring) -> None:
    rows = MemoryAudit()
    ring = ring_on(shared, COUNSELLOR, LAPTOP)
    row, key = a_key(ring, Domain.IDENTITY)
    _, other = a_key(ring, Domain.IDENTITY)
    events = [
        ring.audit_event(Action.CREATED, "client", key),
        ring.audit_event(Action.CHANGED, "client", key),
        ring.audit_event(Action.PRINTED, "letter", other),
        ring.audit_event(Action.UNLOCKED, "centre"),
    ]
    ring.append_audit(rows, events, NOW)
    lines = list(shared.rings[SUPERVISOR].audit_reader().lines(rows.audit_rows()))
    assert [(line.action, line.kind) for line in lines] == [(e.action, e.kind) for e in events]
    assert {(line.user, line.device, line.at, line.seq) for line in lines} == {
        (counsellor.user.id, LAPTOP, NOW, 1)
    }
    assert lines[0].subject == lines[1].subject == ring.unwrap(row).pseudonym("audit")
    assert lines[0].subject != lines[2].subject
    assert lines[3].subject == b""
    for part in (row.subject.bytes, str(row.subject).encode(), b"client", b"letter"):
        assert part not in rows.rows[0].entry


@pytest.mark.parametrize("kind", ["", "Amal", "case note", "x" * 33, "ä", "1a", "Musterfrau"])
def test_a_kind_is_no_place_for_a_name(counsellor: Keyring, kind: str) -> None:
    with pytest.raises(ValueError, match="one word"):
        counsellor.audit_event(Action.READ, kind)


def test_only_the_first_entry_of_a_run_carries_the_opening(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    before = ring.audit_tip
    assert before is None
    for _ in range(3):
        write(ring, rows)
    sizes = [len(row.entry) for row in rows.rows]
    assert sizes[0] > 1200
    assert sizes[1] == sizes[2] < 600
    assert ring.audit_tip == head_of(rows.rows[-1])
    assert ring.audit_chain == rows.rows[0].chain == chain_id(ring.centre, ring.user.id, LAPTOP)


def test_an_opening_that_was_rolled_back_is_written_again(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    ring.audit_committed()
    ring.append_audit(rows, [ring.audit_event(Action.READ, "lost")], NOW)
    rows.rows.clear()
    write(ring, rows, "kept")
    write(ring, rows, "kept_too")
    assert check(shared, rows) == []
    lines = shared.rings[SUPERVISOR].audit_reader().lines(rows.audit_rows())
    assert [line.kind for line in lines] == ["kept", "kept_too"]


def test_an_entry_rolled_back_and_replaced_uses_no_nonce_twice(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    nonces = set()
    for _ in range(200):
        write(ring, rows)
        nonces.add(decode(audit._Entry, rows.rows.pop().entry, "x").sealed[:12])
    assert len(nonces) == 200


def test_every_run_has_a_session_of_its_own(shared: Sample) -> None:
    rows = MemoryAudit()
    for _ in range(5):
        write(ring_on(shared, COUNSELLOR, LAPTOP), rows)
    sessions = {
        decode(audit._Clear, decode(audit._Entry, r.entry, "x").clear, "x").session for r in rows.rows
    }
    assert len(sessions) == 5


def test_nothing_is_written_without_events(shared: Sample) -> None:
    rows = MemoryAudit()
    shared.rings[COUNSELLOR].append_audit(rows, [], NOW)
    assert rows.rows == []


def test_an_import_is_split_into_entries(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows, events=MOST_EVENTS + 10)
    assert len(rows.rows) == 2
    assert check(shared, rows) == []
    assert len(list(shared.rings[SUPERVISOR].audit_reader().lines(rows.audit_rows()))) == MOST_EVENTS + 10


def test_every_hundredth_entry_is_a_checkpoint(shared: Sample) -> None:
    rows, ring, other = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP), ring_on(shared, ADMIN, DESK)
    for _ in range(CHECKPOINT_EVERY - 1):
        write(ring, rows)
    write(other, rows)
    write(ring, rows)
    clear = decode(audit._Clear, decode(audit._Entry, rows.rows[-1].entry, "x").clear, "x")
    assert clear.seq == CHECKPOINT_EVERY
    assert clear.heads == (head_of(rows.rows[-2]),)


def test_other_entries_carry_no_heads(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring_on(shared, ADMIN, DESK), rows)
    for _ in range(3):
        write(ring, rows)
    heads = [decode(audit._Clear, decode(audit._Entry, r.entry, "x").clear, "x").heads for r in rows.rows]
    assert [len(known) for known in heads] == [0, 1, 0, 0]


def test_programs_that_write_at_once_keep_one_chain(shared: Sample) -> None:
    """Several threads of one program: the lock of the writer keeps the numbers in order."""
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)

    def work() -> None:
        for _ in range(25):
            write(ring, rows)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert check(shared, rows) == []
    assert len(rows.rows) == 100


def test_a_new_epoch_opens_a_session_for_the_new_key(shared: Sample, founder: Keyring) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows, "old")
    slot = (founder.default_circle, Domain.AUDIT, 2)
    items = with_key(
        shared, FOUNDER, slot, new_key(Domain.AUDIT), former=raw_of(founder, Domain.AUDIT), to=(SUPERVISOR,)
    )
    ring.refresh(items, NOW)
    write(ring, rows, "new")
    write(ring, rows, "newer")
    both, first = shared.fresh(SUPERVISOR, items), shared.rings[SUPERVISOR]
    kinds = [line.kind for line in both.audit_reader().lines(rows.audit_rows())]
    assert kinds == ["old", "new", "newer"]
    assert [line.kind for line in first.audit_reader().lines(rows.audit_rows())] == ["old"]
    assert AuditCheck(both.centre, both.trust.verify, both.audit_reader()).run(rows.audit_rows()) == []
    assert faults(shared, rows) == {Fault.SEALED_WRONG}


# What a check finds.


def test_each_kind_of_change_is_found(shared: Sample, written: MemoryAudit) -> None:
    def flip(rows: list[AuditRow]) -> None:
        rows[3] = replace(rows[3], entry=rows[3].entry[:-1] + bytes([rows[3].entry[-1] ^ 1]))

    def delete(rows: list[AuditRow]) -> None:
        del rows[2]

    def delete_first(rows: list[AuditRow]) -> None:
        del rows[0]

    def insert(rows: list[AuditRow]) -> None:
        rows.insert(3, rows[2])

    def swap(rows: list[AuditRow]) -> None:
        one, other = rows[1], rows[2]
        rows[1], rows[2] = replace(one, entry=other.entry), replace(other, entry=one.entry)

    def swap_chains(rows: list[AuditRow]) -> None:
        one, other = rows[1], rows[-2]
        rows[1], rows[-2] = replace(one, entry=other.entry), replace(other, entry=one.entry)

    def renumber(rows: list[AuditRow]) -> None:
        rows[2:3] = []
        rows[2] = replace(rows[2], seq=3)

    for change, found in (
        (flip, Fault.DAMAGED),
        (delete, Fault.MISSING),
        (delete_first, Fault.MISSING),
        (insert, Fault.MISSING),
        (swap, Fault.DAMAGED),
        (swap_chains, Fault.DAMAGED),
        (renumber, Fault.DAMAGED),
    ):
        for name in (SUPERVISOR, SPRACHMITTLER):
            assert found in faults(shared, changed(written, change), name=name), change.__name__


def test_no_bit_of_an_entry_can_be_changed(shared: Sample, written: MemoryAudit) -> None:
    dice = random.Random(20)
    for _ in range(300):
        rows = changed(written, lambda _: None)
        index = dice.randrange(len(rows.rows))
        entry = bytearray(rows.rows[index].entry)
        place = dice.randrange(len(entry) * 8)
        entry[place // 8] ^= 1 << place % 8
        rows.rows[index] = replace(rows.rows[index], entry=bytes(entry))
        assert Fault.DAMAGED in faults(shared, rows)


def test_every_deletion_of_one_entry_is_found_but_the_newest_of_a_chain(
    shared: Sample, written: MemoryAudit
) -> None:
    ordered = list(written.audit_rows())
    newest = {row.chain: row.seq for row in ordered}
    for index, row in enumerate(ordered):
        rows = changed(written, lambda all_, index=index: all_.pop(index))  # type: ignore[misc]
        if row.seq < newest[row.chain]:
            assert Fault.MISSING in faults(shared, rows)


def test_a_cut_tail_is_found_by_what_other_chains_have_seen(shared: Sample, written: MemoryAudit) -> None:
    chain = chain_id(shared.founded.centre, shared.rings[COUNSELLOR].user.id, LAPTOP)
    rows = MemoryAudit()
    rows.rows = [row for row in written.rows if row.chain != chain or row.seq < 4]
    found = check(shared, rows)
    assert {(f.fault, f.chain, f.user) for f in found} == {(Fault.CUT, chain, None)}
    gone = MemoryAudit()
    gone.rows = [row for row in written.rows if row.chain != chain]
    assert {(f.fault, f.chain) for f in check(shared, gone)} == {(Fault.CUT, chain)}


def test_a_cut_tail_of_a_lone_chain_is_found_by_a_head_known_elsewhere(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    for _ in range(5):
        write(ring, rows)
    tip = ring.audit_tip
    assert tip is not None
    assert check(shared, rows, tip) == []
    rows.rows.pop()
    assert check(shared, rows) == []
    assert faults(shared, rows, tip) == {Fault.CUT}
    write(ring, rows, "instead")
    assert faults(shared, rows, tip) == {Fault.REWRITTEN}


def resigned(row: AuditRow, ring: Keyring, **changes: object) -> AuditRow:
    """An entry with another clear part, signed rightly by this user."""
    entry = decode(audit._Entry, row.entry, "x")
    clear = encode(replace(decode(audit._Clear, entry.clear, "x"), **changes))
    signature = ring.secret.sign(AUDIT, packed(clear, entry.sealed))
    return replace(row, entry=encode(audit._Entry(clear, entry.sealed, signature)))


def test_a_forged_signature_is_found(shared: Sample, written: MemoryAudit) -> None:
    """Somebody else re-seals and signs a counsellor's entry with his own key."""
    for name in (ADMIN, SUPERVISOR, FOUNDER):
        rows = changed(written, lambda _: None)
        index = next(
            i
            for i, row in enumerate(rows.rows)
            if row.chain == chain_id(shared.founded.centre, shared.rings[COUNSELLOR].user.id, LAPTOP)
        )
        rows.rows[index] = resigned(rows.rows[index], shared.rings[name])
        assert Fault.DAMAGED in faults(shared, rows)


def test_signatures_for_another_purpose_do_not_pass(shared: Sample, written: MemoryAudit) -> None:
    ring = shared.rings[COUNSELLOR]
    rows = changed(written, lambda _: None)
    index = next(i for i, r in enumerate(rows.rows) if r.chain == chain_id(ring.centre, ring.user.id, LAPTOP))
    entry = decode(audit._Entry, rows.rows[index].entry, "x")
    signature = ring.sign(AUDIT, packed(entry.clear, entry.sealed))
    rows.rows[index] = replace(rows.rows[index], entry=encode(replace(entry, signature=signature)))
    assert Fault.DAMAGED in faults(shared, rows)


def test_a_tail_re_sealed_by_its_own_writer_contradicts_the_others(
    shared: Sample, written: MemoryAudit
) -> None:
    """He can sign a new past for himself; the other chains remember the old one."""
    ring = ring_on(shared, COUNSELLOR, LAPTOP)
    chain = ring.audit_chain
    rows = MemoryAudit()
    rows.rows = [row for row in written.rows if row.chain != chain or row.seq < 3]
    for number in range(4):
        write(ring, rows, f"invented_{number}")
    assert Fault.REWRITTEN in faults(shared, rows)


def test_a_link_to_another_past_is_found(shared: Sample, written: MemoryAudit) -> None:
    ring = shared.rings[COUNSELLOR]
    rows = changed(written, lambda _: None)
    index = next(
        i
        for i, r in enumerate(rows.rows)
        if r.chain == chain_id(ring.centre, ring.user.id, LAPTOP) and r.seq == 3
    )
    rows.rows[index] = resigned(rows.rows[index], ring, former=os.urandom(32))
    assert Fault.BROKEN in faults(shared, rows)


@pytest.mark.parametrize(
    "change", [{"centre": UUID(int=1)}, {"device": UUID(int=1)}, {"user": UUID(int=1)}, {"seq": 9}]
)
def test_an_entry_is_bound_to_its_place(
    shared: Sample, written: MemoryAudit, change: dict[str, object]
) -> None:
    rows = changed(written, lambda _: None)
    ring = shared.rings[COUNSELLOR]
    index = next(i for i, r in enumerate(rows.rows) if r.chain == chain_id(ring.centre, ring.user.id, LAPTOP))
    rows.rows[index] = resigned(rows.rows[index], ring, **change)
    assert Fault.DAMAGED in faults(shared, rows)


@pytest.mark.parametrize(
    "change",
    [{"opening": b""}, {"opening": os.urandom(1168)}, {"session": bytes(16)}, {"epoch": 2}],
    ids=["no opening", "false opening", "other session", "other epoch"],
)
def test_an_entry_sealed_wrongly_by_its_own_writer_is_found(
    shared: Sample, written: MemoryAudit, change: dict[str, object]
) -> None:
    """Rightly signed, but the supervisor could not read it: nobody hides behind a bad seal."""
    ring = shared.rings[COUNSELLOR]
    rows = MemoryAudit()
    rows.rows = [resigned(written.rows[0], ring, **change)]
    assert faults(shared, rows) == {Fault.SEALED_WRONG}
    reader = shared.rings[SUPERVISOR].audit_reader()
    assert list(reader.lines(rows.audit_rows())) == []


def test_a_session_that_was_never_opened_is_found_without_the_key_too(
    shared: Sample, written: MemoryAudit
) -> None:
    rows = MemoryAudit()
    rows.rows = [resigned(written.rows[0], shared.rings[COUNSELLOR], opening=b"")]
    assert faults(shared, rows, name=SPRACHMITTLER) == {Fault.SEALED_WRONG}


def test_a_session_key_of_another_name_is_refused(shared: Sample) -> None:
    """The session's name commits to its key: an entry never opens under two."""
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    public = ring.circle_keys.audit_public
    assert public is not None
    write(ring, rows)
    clear = decode(audit._Clear, decode(audit._Entry, rows.rows[0].entry, "x").clear, "x")
    info = audit._session_info(ring.centre, ring.user.id, LAPTOP, 1, clear.session)
    for key in (os.urandom(32), os.urandom(31), b""):
        opening = seal_to(public[1], info, key)
        forged = MemoryAudit()
        forged.rows = [resigned(rows.rows[0], ring, opening=opening)]
        assert faults(shared, forged) == {Fault.SEALED_WRONG}


def test_a_session_of_a_name_that_does_not_follow_from_its_key_is_found(shared: Sample) -> None:
    """Everything else is right: the key is sealed to the supervisor, the entry under the key, and signed."""
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows)
    writer, public = ring._held.writer, ring.circle_keys.audit_public
    assert public is not None
    entry = decode(audit._Entry, rows.rows[0].entry, "x")
    for session, found in ((writer._session, set()), (bytes(16), {Fault.SEALED_WRONG})):
        info = audit._session_info(ring.centre, ring.user.id, LAPTOP, 1, session)
        clear = encode(
            replace(
                decode(audit._Clear, entry.clear, "x"),
                session=session,
                opening=seal_to(public[1], info, writer._key),
            )
        )
        content = encode(audit._Content(1, NOW, 0, ()))
        sealed = bytes(12) + writer._cipher.encrypt(
            bytes(12), len(content).to_bytes(4, "big") + content, clear
        )
        signature = ring.secret.sign(AUDIT, packed(clear, sealed))
        forged = MemoryAudit()
        forged.rows = [replace(rows.rows[0], entry=encode(audit._Entry(clear, sealed, signature)))]
        assert faults(shared, forged) == found


def test_content_of_another_shape_is_found(shared: Sample) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows)
    entry = decode(audit._Entry, rows.rows[0].entry, "x")
    writer = ring._held.writer
    nonce = os.urandom(12)
    no_zone = encode(audit._Content(1, NOW.replace(tzinfo=None), 0, ()))
    for content in (b"", b"\0\0\0\4abcd", b"\xff\xff\xff\xff", len(no_zone).to_bytes(4, "big") + no_zone):
        sealed = nonce + writer._cipher.encrypt(nonce, content, entry.clear)
        signature = ring.secret.sign(AUDIT, packed(entry.clear, sealed))
        forged = MemoryAudit()
        forged.rows = [replace(rows.rows[0], entry=encode(audit._Entry(entry.clear, sealed, signature)))]
        assert faults(shared, forged) == {Fault.SEALED_WRONG}
    short = MemoryAudit()
    signature = ring.secret.sign(AUDIT, packed(entry.clear, b"x"))
    short.rows = [replace(rows.rows[0], entry=encode(audit._Entry(entry.clear, b"x", signature)))]
    assert faults(shared, short) == {Fault.SEALED_WRONG}


@pytest.mark.parametrize(
    ("jump", "found"),
    [
        (timedelta(0), set()),
        (timedelta(minutes=4), set()),
        (timedelta(hours=1), {Fault.CLOCK}),
        (timedelta(days=-3650), {Fault.CLOCK}),
        (timedelta(days=3650), {Fault.CLOCK}),
    ],
)
def test_a_clock_that_was_set_is_found(shared: Sample, jump: timedelta, found: set[Fault]) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows, at=NOW)
    write(ring, rows, at=NOW + jump)
    assert faults(shared, rows) == found
    assert faults(shared, rows, name=ADMIN) == set()


def test_time_that_really_passed_is_no_finding(shared: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    write(ring, rows, at=NOW)
    later = time.monotonic() + 7200
    monkeypatch.setattr(time, "monotonic", lambda: later)
    write(ring, rows, at=NOW + timedelta(hours=2))
    assert check(shared, rows) == []


def test_a_deleted_client_s_pseudonym_cannot_be_made_again(shared: Sample) -> None:
    """Deleting the key is deleting the link: the trail goes on verifying, and the name in it means nothing."""
    rows, ring = MemoryAudit(), ring_on(shared, COUNSELLOR, LAPTOP)
    row, key = a_key(ring, Domain.IDENTITY)
    ring.append_audit(rows, [ring.audit_event(Action.READ, "client", key)], NOW)
    (line,) = shared.rings[SUPERVISOR].audit_reader().lines(rows.audit_rows())
    assert line.subject == key.pseudonym("audit")
    _, again = a_key(ring, Domain.IDENTITY, row.subject)
    assert again.pseudonym("audit") != line.subject
    known = [row.subject.bytes, str(row.subject).encode(), ring.centre.bytes, row.id.bytes]
    for message in known:
        for secret in (ring.storage_key, *(raw for _, raw in ring.circle_keys.all_raw())):
            made = {hashlib.sha256(message).digest()[:16], mac(secret, message)[:16]}
            assert line.subject not in made
    assert check(shared, rows) == []


def test_entries_of_a_reset_user_still_verify(sample: Sample) -> None:
    from beratung.vault import KdfCost, recover, unlock
    from tests.vault.samples import DEVICE

    rows = MemoryAudit()
    write(ring_on(sample, COUNSELLOR, DEVICE), rows, "before")
    recover(sample.keys, sample.founded.recovery.code, NOW).reset(
        sample.items, COUNSELLOR, "neu-neu-neu-wort", KdfCost.FLOOR
    )
    ring = unlock(sample.keys, COUNSELLOR, "neu-neu-neu-wort", NOW).keyring(sample.items, DEVICE)
    write(ring, rows, "after")
    sample.rings[SUPERVISOR].refresh(sample.items, NOW)
    assert check(sample, rows) == []


def test_a_stranger_s_chain_is_found(sample: Sample) -> None:
    ring = sample.join("fremd", Role.COUNSELLOR)
    rows = MemoryAudit()
    write(ring, rows)
    sample.items.remove_item(sample.rings[FOUNDER].trust.entry(ring.user.id).id)
    for ring_ in (sample.rings[SUPERVISOR],):
        ring_.refresh(sample.items, NOW)
    assert {(f.fault, f.user) for f in check(sample, rows)} == {(Fault.DAMAGED, ring.user.id)}


def test_lines_need_an_iterator_only(shared: Sample, written: MemoryAudit) -> None:
    reader = AuditReader(shared.founded.centre, shared.rings[SUPERVISOR].circle_keys.audit)

    def stream() -> Iterator[AuditRow]:
        yield from written.audit_rows()

    assert len(list(reader.lines(stream()))) == len(written.rows)
    with pytest.raises(NoKey):
        shared.rings[ADMIN].audit_reader()
    assert uuid4() not in {line.chain for line in reader.lines(stream())}
