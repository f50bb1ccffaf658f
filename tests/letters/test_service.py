# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Consent decides, the Postbuch counts, and nothing is stored by halves."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest

from beratung.domain.base import Domain, Record
from beratung.domain.cases import Consent, Letter, LetterPaper, Referral, ReleaseField
from beratung.domain.errors import NotFound, RecordConflict
from beratung.domain.letters import POSTBOOK, PostbookCounter
from beratung.domain.offers import OfferBrief
from beratung.domain.people import Address, Client
from beratung.domain.views import ConsentState, LetterPlan, ReleaseState
from beratung.domain.work import Action
from beratung.letters import LetterService
from beratung.letters.errors import (
    ConsentExpired,
    ConsentNotYetValid,
    ConsentRevoked,
    FieldEmpty,
    FieldNotReleased,
    LetterRefused,
    NoConsent,
    PlanOutdated,
)
from tests.fakes.records import FakeWork
from tests.letters.samples import OFFER, TODAY, Desk

F = ReleaseField
DAY = timedelta(days=1)


def stored(desk: Desk, kind: type[Record]) -> list[Record]:
    return [record for record in desk.records.stored.values() if isinstance(record, kind)]


@pytest.mark.parametrize(
    "recipient",
    [
        OFFER.provider,
        OFFER.provider.upper(),
        f"  {OFFER.provider}\u00a0 ",
        OFFER.id,
        OFFER.name,
        OFFER.name.lower(),
    ],
)
def test_a_consent_for_the_offer_counts_under_its_names(desk: Desk, recipient: str) -> None:
    consent = desk.consent(recipient=recipient)
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert plan.consent_state is ConsentState.VALID
    issued = desk.service.issue(plan, (F.NAME,))
    assert issued.letter.consent == consent.id
    assert issued.letter.recipient == OFFER.provider


def test_a_typed_recipient_needs_a_consent_of_his_own(desk: Desk) -> None:
    desk.consent()
    named = desk.service.plan_referral(desk.case.id, OFFER, recipient="Volkshochschule Musterstadt")
    assert named.consent_state is ConsentState.NONE
    with pytest.raises(NoConsent) as caught:
        desk.service.issue(named, (F.NAME,))
    assert caught.value.details == {"recipient": "Volkshochschule Musterstadt"}
    desk.consent(recipient=" volkshochschule  musterstadt")
    plan = desk.service.plan_referral(desk.case.id, OFFER, recipient="Volkshochschule Musterstadt")
    assert desk.service.issue(plan, (F.NAME,)).letter.recipient == "Volkshochschule Musterstadt"


@pytest.mark.parametrize(
    ("consent", "error"),
    [
        ({"until": TODAY}, None),
        ({"until": TODAY + DAY}, None),
        ({"given_on": TODAY}, None),
        ({"revoked_on": TODAY + DAY}, None),
        ({"until": TODAY - DAY}, ConsentExpired),
        ({"given_on": TODAY + DAY}, ConsentNotYetValid),
        ({"revoked_on": TODAY}, ConsentRevoked),
        ({"revoked_on": TODAY - DAY}, ConsentRevoked),
        ({"until": TODAY - DAY, "revoked_on": TODAY - 2 * DAY}, ConsentRevoked),
        ({"recipient": "Jemand anders"}, NoConsent),
    ],
)
def test_only_a_valid_consent_lets_a_letter_out(
    desk: Desk, consent: dict[str, date], error: type[LetterRefused] | None
) -> None:
    desk.consent(**consent)  # type: ignore[arg-type]
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    if error is None:
        assert desk.service.issue(plan, (F.NAME,)).letter.consent is not None
        return
    assert plan.allowed() == ()
    with pytest.raises(error):
        desk.service.issue(plan, (F.NAME,))
    with pytest.raises(error):
        desk.service.issue(plan, ())
    assert stored(desk, Letter) == []
    assert [planned.state for planned in plan.fields if planned.text] == [ReleaseState.NOT_RELEASED] * 13


def test_a_consent_of_another_case_does_not_count(desk: Desk) -> None:
    consent = desk.consent()
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(consent, case=uuid4()))
        work.commit()
    assert desk.service.plan_referral(desk.case.id, OFFER).consent_state is ConsentState.NONE


def test_the_newest_of_several_consents_counts(desk: Desk) -> None:
    desk.consent(F.NAME, F.BORN, given_on=date(2026, 1, 1))
    desk.consent(F.NAME, given_on=date(2026, 6, 1))
    desk.consent(F.NAME, F.BORN, F.GENDER, given_on=date(2026, 9, 1), revoked_on=date(2026, 10, 1))
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    assert plan.allowed() == (F.NAME,)


def test_a_field_that_is_not_released_is_refused_and_named(desk: Desk) -> None:
    desk.consent(F.NAME)
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    for make in (desk.service.issue, desk.service.preview):
        with pytest.raises(FieldNotReleased) as caught:
            make(plan, (F.NAME, F.RESIDENCE))
        assert caught.value.details["field"] == "residence"
    assert stored(desk, Letter) == []


def test_an_empty_field_is_refused_and_named(desk: Desk) -> None:
    desk.change_client(born=None)
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    with pytest.raises(FieldEmpty) as caught:
        desk.service.issue(plan, (F.BORN,))
    assert caught.value.place == "Geburtsdatum"


def test_a_protected_address_never_leaves_the_house(desk: Desk) -> None:
    desk.change_client(address=Address(street="Zuflucht 1", is_protected=True))
    desk.consent()
    for to_client in (False, True):
        plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=to_client)
        with pytest.raises(FieldEmpty):
            desk.service.issue(plan, (F.ADDRESS,))


def test_what_is_stored_is_the_whole_story(desk: Desk) -> None:
    consent = desk.consent(F.NAME, F.BORN)
    plan = desk.service.plan_referral(desk.case.id, OFFER, address=("Musterallee 12",))
    issued = desk.service.issue(plan, (F.BORN, F.NAME))
    letter = desk.service.letter(issued.letter.id)
    assert letter == issued.letter
    assert (letter.subject, letter.case, letter.on) == (desk.client.id, desk.case.id, TODAY)
    assert letter.fields == (F.NAME, F.BORN)
    assert letter.consent == consent.id
    assert letter.recipient_address == ("Musterallee 12",)
    assert letter.author == "beraterin"
    assert letter.pdf == issued.pdf
    assert letter.sha256 == hashlib.sha256(issued.pdf).hexdigest()
    (referral,) = stored(desk, Referral)
    assert isinstance(referral, Referral)
    assert (referral.offer, referral.letter, referral.case) == (OFFER.id, letter.id, desk.case.id)
    assert issued.changes.kinds() == {"Letter", "LetterPaper", "Referral", "PostbookCounter"}
    (entry,) = stored(desk, Letter)
    (paper,) = stored(desk, LetterPaper)
    assert isinstance(entry, Letter)
    assert isinstance(paper, LetterPaper)
    assert entry.pdf == b""  # lists of letters stay small
    assert (entry.paper, paper.letter, paper.pdf) == (paper.id, letter.id, issued.pdf)


def test_a_letter_from_before_papers_were_apart_still_shows_its_own(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    issued = desk.service.issue(plan, (F.NAME,))
    (entry,) = stored(desk, Letter)
    assert isinstance(entry, Letter)
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(entry, pdf=b"%PDF-before", paper=None))
        work.commit()
    assert desk.service.letter(issued.letter.id).pdf == b"%PDF-before"
    assert desk.client.id in issued.changes.subjects()


def test_the_audit_log_learns_what_left_the_house(desk: Desk) -> None:
    desk.consent()
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    desk.service.preview(plan, (F.NAME,))
    assert desk.records.notes == []
    desk.service.issue(plan, (F.NAME,))
    own = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    letter = desk.service.issue(own, (F.NAME,)).letter
    desk.service.letter(letter.id)
    assert [(note.action, note.subject, note.what) for note in desk.records.notes] == [
        (Action.EXPORTED, desk.client.id, "letter"),
        (Action.PRINTED, desk.client.id, "letter"),
        (Action.READ, desk.client.id, "letter"),
    ]


def test_a_letter_for_the_clients_own_hand_needs_no_consent(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    assert plan.consent_state is ConsentState.NOT_NEEDED
    assert set(plan.allowed()) == set(F) - {F.CONCERN}
    letter = desk.service.issue(plan, plan.allowed()).letter
    assert letter.to_client
    assert letter.consent is None


def change_name(desk: Desk, _: Consent) -> None:
    desk.change_client(names=())


def revoke(desk: Desk, consent: Consent) -> None:
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(consent, revoked_on=TODAY))
        work.commit()


def give_another(desk: Desk, _: Consent) -> None:
    desk.consent(given_on=TODAY)


def wait_a_day(desk: Desk, _: Consent) -> None:
    desk.clock.go_on(1)


@pytest.mark.parametrize(
    ("meanwhile", "error"),
    [
        (change_name, FieldEmpty),
        (revoke, ConsentRevoked),
        (give_another, PlanOutdated),
        (wait_a_day, PlanOutdated),
        (lambda desk, _: desk.change_client(born=None), None),
        (lambda desk, _: desk.change_client(names=desk.client.names[1:]), PlanOutdated),
    ],
)
def test_what_changed_after_the_preview_is_not_sent(
    desk: Desk, meanwhile: object, error: type[LetterRefused] | None
) -> None:
    consent = desk.consent()
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    meanwhile(desk, consent)  # type: ignore[operator]
    if error is None:
        desk.service.issue(plan, (F.NAME,))
        return
    with pytest.raises(error):
        desk.service.issue(plan, (F.NAME,))
    assert stored(desk, Letter) == []


def test_a_plan_that_was_tampered_with_releases_nothing_more(desk: Desk) -> None:
    desk.consent(F.NAME)
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    forged = msgspec.structs.replace(
        plan, fields=tuple(msgspec.structs.replace(f, state=ReleaseState.RELEASED) for f in plan.fields)
    )
    with pytest.raises(FieldNotReleased):
        desk.service.issue(forged, (F.NAME, F.RESIDENCE))


def test_the_postbook_counts_from_one_without_gaps(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    numbers = [desk.service.issue(plan, (F.NAME,)).letter.number for _ in range(5)]
    assert numbers == [1, 2, 3, 4, 5]
    book = desk.service.postbook(3)
    assert [letter.number for letter in book] == [5, 4, 3]
    assert all(letter.pdf == b"" and letter.sha256 for letter in book)


def test_the_first_number_follows_letters_that_are_there_already(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    letter = desk.service.issue(plan, (F.NAME,)).letter
    with desk.records.work() as work:
        work.put(msgspec.structs.replace(letter, id=uuid4(), version=0, number=41))
        work.remove(work.get(PostbookCounter, POSTBOOK))
        work.commit()
    assert desk.service.issue(plan, (F.NAME,)).letter.number == 42


def test_a_refused_letter_takes_no_number(desk: Desk) -> None:
    desk.consent(F.NAME)
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    desk.service.issue(plan, (F.NAME,))
    with pytest.raises(FieldNotReleased):
        desk.service.issue(plan, (F.BORN,))
    assert desk.service.issue(plan, (F.NAME,)).letter.number == 2


def test_many_programs_at_once_never_share_a_number(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    numbers: list[int] = []
    failures: list[Exception] = []

    def make() -> None:
        service = LetterService(desk.records, desk.clock, desk.service._codes, desk.service.sender)
        for _ in range(4):
            try:
                numbers.append(service.issue(plan, (F.NAME,)).letter.number)
            except RecordConflict as error:
                failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(numbers) == list(range(1, 17))


def test_a_conflict_is_tried_again_with_the_next_number(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else takes number 1 between our reading and our commit."""
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    rival = LetterService(desk.records, desk.clock, desk.service._codes, desk.service.sender)
    original = desk.records.work
    taken: list[int] = []

    @contextmanager
    def interrupted() -> Iterator[FakeWork]:
        with original() as work:
            commit = work.commit

            def late() -> object:
                if not taken:
                    taken.append(0)
                    taken[0] = rival.issue(plan, (F.NAME,)).letter.number
                return commit()

            monkeypatch.setattr(work, "commit", late)
            yield work

    monkeypatch.setattr(desk.records, "work", interrupted)
    number = desk.service.issue(plan, (F.NAME,)).letter.number
    assert (taken, number) == ([1], 2)
    assert len(stored(desk, Letter)) == len(stored(desk, Referral)) == 2


def test_an_unknown_case_and_a_missing_key_are_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.service.plan_referral(uuid4(), OFFER)
    desk.records.readable.discard(Domain.IDENTITY)
    with pytest.raises(NotFound):
        desk.service.plan_referral(desk.case.id, OFFER)


def test_an_offer_without_provider_is_addressed_by_its_name(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OfferBrief(id="x", name="Sprachcafé"))
    assert plan.recipient == "Sprachcafé"
    assert plan.consent_names == ("x", "Sprachcafé")


def test_errors_name_no_client(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER)
    with pytest.raises(NoConsent) as caught:
        desk.service.issue(plan, (F.NAME,))
    assert "Amal" not in str(caught.value) + repr(caught.value.details) + repr(plan)


def test_two_letters_of_one_plan_differ_only_in_number(desk: Desk) -> None:
    plan: LetterPlan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True)
    assert desk.service.preview(plan, (F.NAME,)) == desk.service.preview(plan, (F.NAME,))
    first, second = (desk.service.issue(plan, (F.NAME,)).pdf for _ in range(2))
    assert first != second
    assert desk.records.stored.keys() >= {desk.client.id}
    assert isinstance(desk.records.stored[desk.client.id], Client)
