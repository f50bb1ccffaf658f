# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Consents: what may be stored, and which one holds for a recipient, its fields and a day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from beratung.domain.cases import Case, Consent, ReleaseField
from beratung.domain.errors import BadInput, NotFound
from beratung.offers.codes import load_codes
from beratung.privacy import PrivacyService
from beratung.privacy.consents import read_fields
from beratung.privacy.errors import (
    NoRecipient,
    NothingReleased,
    RevokedAlready,
    RevokedBeforeGiven,
    StrangerConsent,
    UntilBeforeGiven,
)
from tests.builders import TODAY, a_case, a_client, a_consent, replace
from tests.fakes.records import FakeRecords, FixedClock

NAME, BORN, RESIDENCE = ReleaseField.NAME, ReleaseField.BORN, ReleaseField.RESIDENCE


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def privacy(records: FakeRecords) -> PrivacyService:
    return PrivacyService(records, FixedClock(TODAY), load_codes())


@pytest.fixture
def case(records: FakeRecords) -> Case:
    client = a_client()
    case = a_case(client)
    with records.work() as work:
        work.put(client)
        work.put(case)
        work.commit()
    return case


def test_a_consent_is_kept_in_the_letters_order(privacy: PrivacyService, case: Case) -> None:
    consent = privacy.new_consent(
        case.id, "  Probe-Sprachschule   Nord ", (RESIDENCE, NAME), purpose=" Kurs ", language="ar"
    )
    privacy.give_consent(consent)
    (kept,) = privacy.consents(case.id)
    assert kept.recipient == "Probe-Sprachschule Nord"
    assert kept.fields == (NAME, RESIDENCE)
    assert (kept.purpose, kept.given_on, kept.subject) == ("Kurs", TODAY, case.subject)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"recipient": "  "}, NoRecipient),
        ({"fields": ()}, NothingReleased),
        ({"until": date(2026, 11, 1)}, UntilBeforeGiven),
        ({"given_on": TODAY + timedelta(days=1)}, BadInput),
        ({"language": "klingon"}, BadInput),
        ({"recipient": "x" * 300}, BadInput),
    ],
)
def test_what_cannot_be_is_refused(
    privacy: PrivacyService, case: Case, change: dict[str, object], fault: type[BadInput]
) -> None:
    with pytest.raises(fault):
        privacy.give_consent(replace(a_consent(case), **change))
    assert privacy.consents(case.id) == ()


def test_a_consent_stays_with_its_client(privacy: PrivacyService, case: Case) -> None:
    with pytest.raises(StrangerConsent):
        privacy.give_consent(a_consent(case, subject=uuid4()))
    with pytest.raises(NotFound):
        privacy.new_consent(uuid4(), "Amt", (NAME,))


def test_revocation_holds_from_its_day_on(privacy: PrivacyService, case: Case) -> None:
    consent = a_consent(case, given_on=date(2026, 11, 2))
    privacy.give_consent(consent)
    with pytest.raises(RevokedBeforeGiven):
        privacy.revoke_consent(consent.id, date(2026, 11, 1))
    with pytest.raises(BadInput, match="future"):
        privacy.revoke_consent(consent.id, TODAY + timedelta(days=1))
    privacy.revoke_consent(consent.id, date(2026, 11, 10))
    with pytest.raises(RevokedAlready):
        privacy.revoke_consent(consent.id)
    recipient = consent.recipient
    assert privacy.valid_consent(case.id, recipient, [NAME], date(2026, 11, 9)) is not None
    assert privacy.valid_consent(case.id, recipient, [NAME], date(2026, 11, 10)) is None


def _kept(privacy: PrivacyService, case: Case, **more: object) -> Consent:
    consent = a_consent(case, **more)
    privacy.give_consent(consent)
    return consent


def test_only_a_consent_for_this_recipient_these_fields_and_this_day_counts(
    privacy: PrivacyService, case: Case
) -> None:
    consent = _kept(privacy, case, fields=(NAME, BORN), until=date(2026, 12, 1))
    who = consent.recipient
    assert privacy.valid_consent(case.id, who, [NAME]) == replace(consent, version=1)
    assert privacy.valid_consent(case.id, f" {who.upper()} ", [NAME, BORN]) is not None
    assert privacy.valid_consent(case.id, who, [NAME, RESIDENCE]) is None
    assert privacy.valid_consent(case.id, f"{who} Nord", [NAME]) is None
    assert privacy.valid_consent(case.id, who, [NAME], date(2026, 11, 1)) is None
    assert privacy.valid_consent(case.id, who, [NAME], date(2026, 12, 1)) is not None
    assert privacy.valid_consent(case.id, who, [NAME], date(2026, 12, 2)) is None


def test_the_newest_of_several_counts(privacy: PrivacyService, case: Case) -> None:
    _kept(privacy, case, given_on=date(2026, 10, 1))
    newest = _kept(privacy, case, given_on=date(2026, 11, 5))
    found = privacy.valid_consent(case.id, newest.recipient, [NAME])
    assert found is not None
    assert found.id == newest.id


def test_fields_are_read_by_name() -> None:
    assert read_fields([" born", "name"]) == (NAME, BORN)
    with pytest.raises(BadInput, match="contact"):
        read_fields(["name", "shoe_size"])
