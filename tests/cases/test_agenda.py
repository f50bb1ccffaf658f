# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What waits today, and in which order."""

from datetime import date, timedelta

from beratung.cases import CaseService
from beratung.cases.agenda import Horizon
from beratung.clients import ClientService
from beratung.domain.cases import Case, CloseReason
from beratung.domain.following import Memory
from beratung.offers.codes import load_codes
from tests.builders import TODAY, a_case, a_client, a_consent, a_note, replace
from tests.cases.conftest import keep
from tests.fakes.records import FakeRecords, FixedClock


def _case(records: FakeRecords, name: str, days: int | None, **more: object) -> Case:
    client = a_client(name, "Probe")
    until = TODAY + timedelta(days=days) if days is not None else None
    case = a_case(client, **more)
    case = replace(case, residence=(replace(case.residence[0], until=until),))
    keep(records, client, case)
    return case


def test_permits_run_out_in_order_within_the_horizon(cases: CaseService, records: FakeRecords) -> None:
    for name, days in (("Bald", 30), ("Vorbei", -12), ("Spaet", 91), ("Grenze", 90), ("Offen", None)):
        _case(records, name, days)
    unlimited = _case(records, "Immer", 5)
    keep(
        records,
        replace(unlimited, version=1, residence=(replace(unlimited.residence[0], is_unlimited=True),)),
    )
    closed = _case(records, "Zu", 5)
    cases.close(closed.id, CloseReason.MOVED)
    view = cases.today()
    assert [(entry.name, entry.days) for entry in view.residence] == [
        ("Vorbei Probe", -12),
        ("Bald Probe", 30),
        ("Grenze Probe", 90),
    ]
    assert view.residence[0].detail == "ae_25_2_fl"
    assert view.open_cases == 6
    cases.horizon = Horizon(residence=91)
    assert [entry.name for entry in cases.today().residence][-1] == "Spaet Probe"


def test_next_steps_are_due_until_they_are_done(cases: CaseService, case: Case, clock: FixedClock) -> None:
    late = a_note(case, next_step="Bescheid lesen", due=TODAY - timedelta(days=3))
    soon = a_note(case, next_step="Anrufen", due=TODAY + timedelta(days=7))
    later = a_note(case, next_step="Termin", due=TODAY + timedelta(days=8))
    undated = a_note(case, next_step="Irgendwann")
    for note in (soon, later, late, undated):
        cases.note(note)
    assert [(d.detail, d.days, d.record) for d in cases.today().next_steps] == [
        ("Bescheid lesen", -3, late.id),
        ("Anrufen", 7, soon.id),
    ]
    cases.mark_done(late.id)
    assert [d.detail for d in cases.today().next_steps] == ["Anrufen"]
    cases.remove_note(soon.id)
    assert cases.today().next_steps == ()
    clock.go_on(5)
    assert [d.detail for d in cases.today().next_steps] == ["Termin"]
    cases.close(case.id, CloseReason.OTHER)
    assert cases.today().next_steps == ()


def test_an_anonymous_step_waits_without_a_name(cases: CaseService) -> None:
    cases.note_from(None, {"text": "x", "next_step": "Zurückrufen", "due": "2026-11-21"})
    (step,) = cases.today().next_steps
    assert (step.case, step.client, step.name, step.days) == (None, None, "", 1)


def test_open_cases_without_a_step_come_longest_untouched_first(
    cases: CaseService, records: FakeRecords
) -> None:
    never = _case(records, "Nie", None, opened=TODAY - timedelta(days=10))
    long_ago = _case(records, "Lange", None, opened=TODAY - timedelta(days=400))
    planned = _case(records, "Geplant", None)
    keep(records, a_note(long_ago, on=TODAY - timedelta(days=50)))
    step = a_note(planned, next_step="Anrufen")
    keep(records, step)
    found = cases.today().without_next_step
    assert [(d.case, d.days) for d in found] == [(long_ago.id, -50), (never.id, -10)]
    cases.mark_done(step.id)
    assert planned.id in [d.case for d in cases.today().without_next_step]


def test_consents_run_out_unless_another_goes_on(
    cases: CaseService, case: Case, records: FakeRecords
) -> None:
    def until(days: int) -> date:
        return TODAY + timedelta(days=days)

    soon = a_consent(case, recipient="Schule", until=until(10))
    keep(
        records,
        soon,
        a_consent(case, recipient="Jobcenter", until=until(31)),
        a_consent(case, recipient="Amt", until=until(-31)),
        a_consent(case, recipient="Kammer", until=until(5), revoked_on=until(-1)),
        a_consent(case, recipient="Klinik", until=until(3)),
        a_consent(case, recipient="Klinik", until=None),
        a_consent(case, recipient="Verein", until=until(-2)),
    )
    assert [(d.detail, d.days) for d in cases.today().consents] == [("Verein", -2), ("Schule", 10)]
    keep(records, replace(soon, version=1, revoked_on=TODAY))
    assert [d.detail for d in cases.today().consents] == ["Verein"]


def test_a_deleted_client_waits_no_more(records: FakeRecords, clock: FixedClock) -> None:
    memory = Memory(records)
    records.followers.append(memory.follow)
    cases = CaseService(records, clock, load_codes(), memory=memory)
    clients = ClientService(records, clock, load_codes(), memory=memory)
    case = _case(records, "Weg", 3)
    cases.note(a_note(case, next_step="x", due=TODAY))
    assert len(cases.today().residence) == len(cases.today().next_steps) == 1
    clients.delete(case.subject)
    view = cases.today()
    assert (view.residence, view.next_steps, view.without_next_step, view.open_cases) == ((), (), (), 0)
