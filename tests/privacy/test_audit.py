# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The trail as the supervisor reads and checks it, over rows in memory and over the real store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from beratung.domain.base import Domain
from beratung.domain.work import Action
from beratung.privacy.audit import Trail
from beratung.store import Store
from beratung.vault import FOUNDER_ROLES, AuditHead, AuditRow, KdfCost, Keyring, NoKey, found
from tests.builders import a_case, a_client
from tests.fakes.records import FakeRecords
from tests.vault.samples import ADMIN, COUNSELLOR, NOW, SUPERVISOR, MemoryAudit, Sample, a_key, make_sample

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("centre") / "keys")


@pytest.fixture
def rows() -> MemoryAudit:
    return MemoryAudit()


def trail_of(sample: Sample, name: str, rows: MemoryAudit) -> Trail:
    return Trail(sample.rings[name], rows, FakeRecords())


def write(
    ring: Keyring, rows: MemoryAudit, kind: str, at: datetime = NOW, subject: UUID | None = None
) -> None:
    key = a_key(ring, Domain.IDENTITY, subject)[1] if subject else None
    ring.append_audit(rows, [ring.audit_event(Action.READ, kind, key)], at)


def test_the_supervisor_sees_time_user_action_and_a_pseudonym(sample: Sample, rows: MemoryAudit) -> None:
    client = uuid4()
    write(sample.rings[COUNSELLOR], rows, "case", NOW, client)
    write(sample.rings[ADMIN], rows, "centre", NOW + timedelta(minutes=1))
    newest, oldest = trail_of(sample, SUPERVISOR, rows).show()
    assert (oldest.user_name, oldest.action, oldest.kind, oldest.at) == (COUNSELLOR, Action.READ, "case", NOW)
    assert len(oldest.subject) == 6
    assert oldest.place == f"{str(rows.rows[0].chain)[:8]} 1"
    assert (newest.user_name, newest.kind, newest.subject) == (ADMIN, "centre", "")
    for line in (newest, oldest):
        assert str(client) not in str(msgspec.structs.asdict(line))
        assert COUNSELLOR not in repr(line)


def test_lines_can_be_narrowed(sample: Sample, rows: MemoryAudit) -> None:
    for minute in range(5):
        write(sample.rings[COUNSELLOR], rows, "case", NOW + timedelta(minutes=minute))
    trail = trail_of(sample, SUPERVISOR, rows)
    assert len(trail.show(NOW + timedelta(minutes=3))) == 2
    assert [line.at.minute for line in trail.show(limit=2)] == [34, 33]


def test_the_same_client_has_the_same_pseudonym_and_another_one_another(
    sample: Sample, rows: MemoryAudit
) -> None:
    ring = sample.rings[COUNSELLOR]
    _, key = a_key(ring, Domain.IDENTITY)
    _, other = a_key(ring, Domain.IDENTITY)
    ring.append_audit(rows, [ring.audit_event(Action.READ, "case", k) for k in (other, key, key)], NOW)
    first, second, third = (line.subject for line in trail_of(sample, SUPERVISOR, rows).show())
    assert first == second != third


@pytest.mark.parametrize("name", [COUNSELLOR, ADMIN])
def test_nobody_else_reads_it_and_everybody_can_check_it(
    sample: Sample, rows: MemoryAudit, name: str
) -> None:
    write(sample.rings[COUNSELLOR], rows, "case")
    trail = trail_of(sample, name, rows)
    assert not trail.may_show()
    assert trail_of(sample, SUPERVISOR, rows).may_show()
    with pytest.raises(NoKey):
        trail.show()
    assert trail.verify() == []
    entry = rows.rows[0].entry
    rows.rows[0] = replace(rows.rows[0], entry=entry[:-1] + bytes([entry[-1] ^ 1]))
    assert len(trail.verify()) == 1


def test_findings_are_sentences_with_a_user_and_a_number(sample: Sample, rows: MemoryAudit) -> None:
    for kind in ("a", "b", "c"):
        write(sample.rings[COUNSELLOR], rows, kind)
    del rows.rows[1]
    (finding,) = trail_of(sample, SUPERVISOR, rows).verify()
    assert finding.where == "audit"
    assert finding.what % finding.details == f"entries of {COUNSELLOR} are missing from number 2 on"
    rows.rows[0] = replace(rows.rows[0], entry=b"garbage")
    damaged, _ = trail_of(sample, SUPERVISOR, rows).verify()
    assert damaged.details["user"] == f"({str(rows.rows[0].chain)[:8]})"


def test_a_remembered_end_finds_a_cut_tail(sample: Sample, rows: MemoryAudit) -> None:
    ring = sample.fresh(COUNSELLOR)
    for kind in ("a", "b"):
        write(ring, rows, kind)
    ring.audit_committed()
    tip = ring.audit_tip
    assert isinstance(tip, AuditHead)
    rows.rows.pop()
    trail = trail_of(sample, SUPERVISOR, rows)
    assert trail.verify() == []
    (finding,) = trail.verify([tip])
    assert "not there any more" in finding.what


def test_an_entry_that_cannot_be_read_hides_no_other(sample: Sample, rows: MemoryAudit) -> None:
    write(sample.rings[COUNSELLOR], rows, "case")
    rows.rows.append(AuditRow(uuid4(), 1, b"garbage"))
    assert [line.kind for line in trail_of(sample, SUPERVISOR, rows).show()] == ["case"]


def test_items_that_do_not_count_are_findings(sample: Sample, rows: MemoryAudit) -> None:
    items, id_ = sample.items.copy(), uuid4()
    items.put_item("grant", id_, b"garbage")
    assert trail_of(sample, SUPERVISOR, rows).check_items() == []
    (finding,) = Trail(sample.fresh(SUPERVISOR, items), rows, FakeRecords()).check_items()
    assert finding.where == f"vault_item {id_}"
    assert finding.details == {"kind": "grant"}


def test_what_stands_alone_is_noted_and_committed(sample: Sample, rows: MemoryAudit) -> None:
    records, subject = FakeRecords(), uuid4()
    Trail(sample.rings[COUNSELLOR], rows, records).enter(Action.EXPORTED, "report", subject)
    assert [(note.action, note.subject, note.what) for note in records.notes] == [
        (Action.EXPORTED, subject, "report")
    ]


# Over the real store.


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    now = datetime.now(UTC)
    founded = found(
        user="gruenderin", password="probe-probe-probe", roles=FOUNDER_ROLES, now=now, cost=KdfCost.FLOOR
    )
    opened = Store.create(tmp_path / "centre", founded.storage_key)
    with opened.together():
        founded.write(opened, tmp_path / "centre" / "keys")
    opened.attach(founded.open(opened, uuid4()))
    yield opened
    opened.close()


def test_every_change_and_every_note_of_a_unit_of_work_stands_in_the_trail(store: Store) -> None:
    trail = Trail(store.keyring, store, store)
    trail.enter(Action.UNLOCKED, "centre")
    client = a_client()
    with store.work() as work:
        work.put(client)
        work.put(a_case(client))
        work.note(Action.PRINTED, client.id, "letter")
        work.commit()
    with store.work() as work:
        work.put(client)
    with store.work() as work:
        work.shred(client.id)
        work.commit()
    lines = trail.show()
    assert [(line.action, line.kind) for line in reversed(lines)][:4] == [
        (Action.UNLOCKED, "centre"),
        (Action.CREATED, "client"),
        (Action.CREATED, "case"),
        (Action.PRINTED, "letter"),
    ]
    assert {line.action for line in lines[:-4]} == {Action.DELETED}
    assert len({line.subject for line in lines if line.subject}) == 1
    assert {line.user_name for line in lines} == {"gruenderin"}
    assert trail.verify() == []
    assert trail.check_items() == []
