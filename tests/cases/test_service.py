# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Notes, corrections, closing, answers, drafts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from beratung.cases import CaseService
from beratung.cases.errors import (
    CaseClosed,
    CaseOpen,
    ClosedBeforeOpened,
    EmptyNote,
    ForeignCase,
    NothingToDo,
)
from beratung.domain.cases import (
    Case,
    Channel,
    CloseReason,
    Consultation,
    Draft,
    Letter,
    Referral,
    ReferralOutcome,
)
from beratung.domain.errors import BadInput, NotFound, RecordConflict
from beratung.domain.people import Client
from beratung.domain.statistics import Unmet, UnmetNeed
from beratung.domain.work import Action
from tests.builders import TODAY, a_case, a_client, a_consent, a_note, replace
from tests.cases.conftest import keep
from tests.fakes.records import FakeRecords, FixedClock

NOTE: dict[str, Any] = {
    "on": "2026-11-12",
    "minutes": 40,
    "channel": "personal",
    "topics": ["sprache", "arbeit"],
    "language": "ar",
    "interpreter": True,
    "text": "Kursplatz besprochen.",
    "next_step": "Anmeldung abgeben",
    "due": "2026-11-26",
}


def test_a_note_is_stored_as_its_object_says(cases: CaseService, case: Case) -> None:
    noted = cases.note_from(case.id, NOTE)
    (entry,) = cases.show(case.id).consultations
    assert entry.id == noted.consultation
    assert (entry.on, entry.minutes, entry.channel) == (date(2026, 11, 12), 40, Channel.PERSONAL)
    assert (entry.topics, entry.language, entry.interpreter) == (("sprache", "arbeit"), "ar", True)
    assert (entry.next_step, entry.due) == ("Anmeldung abgeben", date(2026, 11, 26))
    assert (entry.author, entry.subject) == ("beraterin", case.subject)


def test_unmet_needs_and_cross_cutting_topics_are_noted(cases: CaseService, case: Case) -> None:
    needs = ["no_place", {"need": "waiting_weeks", "weeks": 6}, "no_place"]
    cases.note_from(case.id, {"unmet": needs, "querschnitt": ["ehrenamt"]})
    (entry,) = cases.show(case.id).consultations
    assert entry.unmet == (
        UnmetNeed(need=Unmet.NO_PLACE),
        UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=6),
    )
    listed = cases.export(case.id)["consultations"]
    assert isinstance(listed, list)
    plain = listed[0]
    assert plain["unmet"] == ({"need": "no_place"}, {"need": "waiting_weeks", "weeks": 6})
    assert plain["querschnitt"] == ("ehrenamt",)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"querschnitt": ["ehrnamt"]}, "querschnitt 1", "ehrenamt"),
        ({"unmet": ["nothing"]}, "unmet 1.need", "no_place, waiting_weeks"),
        ({"unmet": 3}, "unmet", "a list"),
        ({"unmet": [3]}, "unmet 1", "an object"),
        ({"unmet": [{"weeks": 3}]}, "unmet 1.need", ""),
        ({"unmet": [{"need": "no_place", "weeks": 3}]}, "unmet 1", "waiting_weeks"),
        ({"unmet": [{"need": "waiting_weeks", "weeks": 9999}]}, "unmet 1.weeks", "0 to 520"),
        ({"unmet": [{"need": "no_place", "name": "x"}]}, "unmet 1.name", "need, weeks"),
        ({"onn": "2026-11-12"}, "onn", "Did you mean on?"),
        ({"on": "2026-11-31"}, "on", "does not exist"),
        ({"on": "2026-11-21"}, "on", "future"),
        ({"minutes": -1}, "minutes", "0 to 1440"),
        ({"minutes": "40"}, "minutes", "whole number"),
        ({"minutes": True}, "minutes", "whole number"),
        ({"channel": "fax"}, "channel", "personal, phone"),
        ({"topics": ["spache"]}, "topics 1", "sprache"),
        ({"topics": {"a": 1}}, "topics", "list of texts"),
        ({"language": "arabic"}, "language", "ar (Arabisch)"),
        ({"text": "x" * 30_000}, "text", "too long"),
        ({"text": "a\x00b"}, "text", "a text"),
        ({"due": "bald"}, "due", "does not exist"),
    ],
)
def test_a_note_that_cannot_be_is_refused_with_its_place(
    cases: CaseService, case: Case, change: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        cases.note_from(case.id, NOTE | change)
    assert str(caught.value).startswith(f"{place}: ")
    assert says in str(caught.value)
    assert cases.show(case.id).consultations == ()


def test_a_note_that_says_nothing_is_refused(cases: CaseService, case: Case) -> None:
    with pytest.raises(EmptyNote):
        cases.note_from(case.id, {"on": "2026-11-12"})


def test_an_anonymous_consultation_is_its_own_subject_and_goes_with_its_key(
    cases: CaseService, records: FakeRecords
) -> None:
    noted = cases.note_from(None, {"topics": ["aufenthalt"], "text": "Frage am Telefon."})
    stored = records.stored[noted.consultation]
    assert isinstance(stored, Consultation)
    assert (stored.subject, stored.case, stored.on) == (stored.id, None, TODAY)
    cases.remove_note(noted.consultation)
    assert records.stored == {}
    assert records.shredded == {noted.consultation}


def test_a_note_is_corrected_and_removed(cases: CaseService, case: Case, records: FakeRecords) -> None:
    noted = cases.note_from(case.id, NOTE)
    entry = cases.show(case.id).consultations[0]
    cases.correct(replace(entry, text="Berichtigt.", minutes=20))
    with pytest.raises(RecordConflict):
        cases.correct(replace(entry, text="Veraltet."))
    again = cases.show(case.id).consultations[0]
    assert (again.text, again.minutes, again.version) == ("Berichtigt.", 20, 2)
    cases.remove_note(noted.consultation)
    assert cases.show(case.id).consultations == ()
    assert records.shredded == set()


def test_a_note_cannot_slip_into_another_clients_case(cases: CaseService, case: Case) -> None:
    with pytest.raises(ForeignCase):
        cases.note(a_note(case, subject=uuid4()))


def test_a_next_step_is_done_and_undone(cases: CaseService, case: Case) -> None:
    step = cases.note_from(case.id, NOTE).consultation
    idle = cases.note_from(case.id, {"text": "Nur geredet."}).consultation
    cases.mark_done(step, date(2026, 11, 19))
    entries = {entry.id: entry for entry in cases.show(case.id).consultations}
    assert entries[step].done_on == date(2026, 11, 19)
    assert not entries[step].has_open_step
    cases.mark_undone(step)
    assert {e.id for e in cases.show(case.id).consultations if e.has_open_step} == {step}
    with pytest.raises(NothingToDo):
        cases.mark_done(idle)
    with pytest.raises(BadInput, match="done_on"):
        cases.mark_done(step, date(2026, 11, 1))
    with pytest.raises(BadInput, match="done_on"):
        cases.mark_done(step, date(2026, 12, 1))


def test_a_case_is_closed_with_a_reason_and_reopened(cases: CaseService, case: Case) -> None:
    with pytest.raises(CaseOpen):
        cases.reopen(case.id)
    with pytest.raises(ClosedBeforeOpened):
        cases.close(case.id, CloseReason.MOVED, on=date(2026, 1, 1))
    with pytest.raises(BadInput, match="future"):
        cases.close(case.id, CloseReason.MOVED, on=date(2027, 1, 1))
    cases.close(case.id, CloseReason.GOALS_REACHED, "Kurs begonnen")
    closing = cases.show(case.id).case.closing
    assert closing is not None
    assert (closing.on, closing.reason, closing.note) == (
        TODAY,
        CloseReason.GOALS_REACHED,
        "Kurs begonnen",
    )
    with pytest.raises(CaseClosed):
        cases.close(case.id, CloseReason.MOVED)
    cases.reopen(case.id)
    assert cases.show(case.id).case.is_open


def test_looking_at_a_case_is_kept_in_the_trail(cases: CaseService, case: Case, records: FakeRecords) -> None:
    cases.show(case.id)
    assert [(n.action, n.subject, n.what) for n in records.notes] == [(Action.READ, case.subject, "case")]


def test_a_case_shows_what_belongs_to_it_newest_first_and_letters_without_their_pdf(
    cases: CaseService, case: Case, records: FakeRecords
) -> None:
    other = a_case(case.subject)
    letter = Letter(
        id=uuid4(),
        subject=case.subject,
        case=case.id,
        number=3,
        on=TODAY,
        made_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        kind_of="referral",
        recipient="Probe-Stelle",
        fields=(),
        pdf=b"%PDF-1.7 ...",
    )
    keep(
        records,
        other,
        a_note(case, on=date(2026, 5, 1)),
        a_note(case, on=date(2026, 7, 1)),
        a_note(other),
        a_consent(case),
        Referral(id=uuid4(), subject=case.subject, case=case.id, offer="x", on=TODAY),
        letter,
    )
    view = cases.show(case.id)
    assert view.client.id == case.subject
    assert [entry.on.month for entry in view.consultations] == [7, 5]
    assert (len(view.consents), len(view.referrals), len(view.letters)) == (1, 1, 1)
    assert view.letters[0].pdf == b""
    assert view.letters[0].number == 3
    exported = cases.export(case.id)
    assert exported["id"] == str(case.id)
    assert exported["consents"][0]["is_valid"] is True  # type: ignore[index]
    assert "pdf" not in exported["letters"][0]  # type: ignore[index]


def test_a_changed_case_is_checked(cases: CaseService, case: Case) -> None:
    shown = cases.show(case.id).case
    title = replace(shown.residence[0], until=date(2025, 1, 1))
    with pytest.raises(BadInput, match=r"residence 1\.until"):
        cases.change(replace(shown, residence=(title,)))
    cases.change(replace(shown, entry=date(2022, 5, 5)))
    assert cases.show(case.id).case.entry == date(2022, 5, 5)
    with pytest.raises(BadInput, match="birth date"):
        cases.change(replace(cases.show(case.id).case, entry=date(1990, 5, 5)))


def test_answers_go_where_they_belong(cases: CaseService, case: Case, records: FakeRecords) -> None:
    cases.answer(case.id, "german_level", "B1", "certificate", date(2026, 11, 3))
    cases.answer(case.id, "employed", False, "client")
    cases.answer(case.id, "debts", None, "client")
    cases.answer(case.id, "gender", "divers")
    cases.answer(case.id, "age", "1991-03-14")
    cases.answer(case.id, "title_held_months", "2024-02-02", "eAT")
    cases.answer(case.id, "stay_months", "2023-01-10", "client")
    cases.answer(case.id, "english_level", "B2", "client")
    cases.answer(case.id, "district_ags", "15002000")
    cases.answer(case.id, "needs_interpreter", False)
    view = cases.show(case.id)
    newest = view.case.german[0]
    assert (newest.level, newest.source, newest.on) == ("B1", "certificate", date(2026, 11, 3))
    assert view.case.german[1].level == "A2"
    assert view.case.facts["employed"].value is False
    assert view.case.facts["employed"].on == TODAY
    assert view.case.facts["debts"].value is None
    assert view.case.residence[0].held_since == date(2024, 2, 2)
    assert view.case.residence[0].until == date(2029, 2, 2)
    assert view.case.facts["stay_months"].value == "2023-01-10"
    assert [(x.code, x.spoken, x.interpreter) for x in view.client.languages] == [
        ("ar", "C2", False),
        ("en", "B2", False),
    ]
    assert view.client.address.municipality == "15002000"
    assert view.client.gender == "d"
    assert view.client.born is not None
    assert view.client.born.on == date(1991, 3, 14)
    with pytest.raises(BadInput, match="age"):
        cases.answer(case.id, "age", 34)
    cases.answer(case.id, "title_duration_months", 36, "eAT")
    assert cases.show(case.id).case.facts["title_duration_months"].value == 36
    cases.answer(case.id, "title_duration_months", 999, "eAT")
    again = cases.show(case.id).case
    assert (again.residence[0].is_unlimited, "title_duration_months" in again.facts) == (True, False)
    assert isinstance(records.stored[case.subject], Client)


def test_a_new_status_stands_first_and_the_old_one_stays(cases: CaseService, case: Case) -> None:
    cases.answer(case.id, "residence_status", "fiktion_81_4", "Bescheinigung")
    cases.answer(case.id, "previous_status", "ae_25_2_fl")
    titles = cases.show(case.id).case.residence
    assert [title.status for title in titles] == ["fiktion_81_4", "ae_25_2_fl"]
    assert titles[0].previous_status == "ae_25_2_fl"


def test_an_outcome_is_kept_with_its_day(cases: CaseService, case: Case, records: FakeRecords) -> None:
    referral = Referral(id=uuid4(), subject=case.subject, case=case.id, offer="x", on=date(2026, 11, 1))
    keep(records, referral)
    cases.set_outcome(referral.id, ReferralOutcome.WAITING_LIST, "ab Februar")
    (shown,) = cases.show(case.id).referrals
    assert (shown.outcome, shown.outcome_on, shown.note) == (
        ReferralOutcome.WAITING_LIST,
        TODAY,
        "ab Februar",
    )
    cases.set_outcome(referral.id, ReferralOutcome.OPEN)
    assert cases.show(case.id).referrals[0].outcome_on is None


def _draft(case: Case, content: bytes, minute: int, own: UUID | None = None, author: str = "") -> Draft:
    typed = datetime(2026, 11, 20, 9, minute, tzinfo=UTC)
    return Draft(
        id=own or uuid4(),
        subject=case.subject,
        form="note",
        case=case.id,
        content=content,
        typed_at=typed,
        author=author,
    )


def test_the_last_thing_typed_is_what_a_draft_holds(cases: CaseService, case: Case) -> None:
    own = uuid4()
    cases.keep_draft(_draft(case, b"Kurs", 1, own))
    cases.keep_draft(_draft(case, b"andere", 2))
    cases.keep_draft(_draft(case, b"fremde", 4, author="jemand"))
    cases.keep_draft(_draft(case, b"Kursplatz", 3, own))
    assert [draft.content for draft in cases.drafts()] == [b"Kursplatz", b"andere"]
    cases.drop_draft(own)
    cases.drop_draft(own)
    assert [draft.content for draft in cases.drafts()] == [b"andere"]


def test_topics_are_those_of_the_last_year(cases: CaseService, case: Case, clock: FixedClock) -> None:
    cases.note(a_note(case, on=date(2025, 2, 1), topics=("schulden",)))
    assert cases.topics(case.id) == {"schulden"}
    cases.note(a_note(case, on=TODAY - timedelta(days=30), topics=("sprache", "arbeit")))
    assert cases.topics(case.id) == {"sprache", "arbeit"}
    assert cases.topics(case.id, date(2025, 3, 1)) == {"schulden"}
    clock.go_on(800)
    assert cases.topics(case.id) == {"schulden", "sprache", "arbeit"}


def test_facts_bear_source_and_date(cases: CaseService, case: Case) -> None:
    pytest.importorskip("beratung.domain.facts")
    cases.answer(case.id, "employed", False, "client", date(2026, 11, 5))
    facts = {line.field: line for line in cases.facts(case.id)}
    assert list(facts) == sorted(facts)
    assert (facts["employed"].value, facts["employed"].source) == (False, "client")
    assert facts["employed"].on == date(2026, 11, 5)
    assert facts["german_level"].value == "A2"
    assert facts["age"].value == 34
    assert facts["age"].is_derived


def test_what_does_not_exist_is_not_found(cases: CaseService, case: Case) -> None:
    nobody = uuid4()
    for call in (
        lambda: cases.show(nobody),
        lambda: cases.note_from(nobody, NOTE),
        lambda: cases.note(a_note(a_case(a_client()))),
        lambda: cases.close(nobody, CloseReason.OTHER),
        lambda: cases.answer(nobody, "employed", True),
        lambda: cases.show(case.subject),
        lambda: cases.mark_done(nobody),
        lambda: cases.set_outcome(nobody, ReferralOutcome.DONE),
    ):
        with pytest.raises(NotFound):
            call()
