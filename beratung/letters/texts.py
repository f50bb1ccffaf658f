# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The wording of letters, as content in ``resources/letters``: versioned, in one language, never a message id."""

from functools import lru_cache

import msgspec

from beratung.resources import path, read_yaml


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the parts of a record are put into words."""

    estimated: str
    gender: dict[str, str]
    phone: str
    contact_note: str
    interpreter_needed: str
    interpreter_not_needed: str
    valid_until: str
    unlimited: str
    continues: str
    skill: dict[str, str]
    source: dict[str, str]
    qualification: dict[str, str]
    completed: str
    not_completed: str
    recognition: dict[str, str]
    employment: dict[str, str]
    since: str
    until: str
    hours: str
    relation: dict[str, dict[str, str]]
    years: dict[str, str]
    under_one: str
    born_in: str


class ReferralTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every sentence of a referral letter."""

    version: int
    language: str
    reviewed_on: str
    title: str
    subject: str
    salutation: str
    page: str
    later_head: str
    preview_reference: str
    remark_recipient: str
    remark_client: str
    info: dict[str, str]
    foot: dict[str, str]
    intro_person: str
    intro_anonymous: str
    intro_client: str
    handed_over: str
    heading_concern: str
    heading_person: str
    heading_consent: str
    heading_documents: str
    heading_enclosures: str
    consent_einwilligung: str
    consent_schweigepflichtentbindung: str
    consent_until: str
    consent_open: str
    consent_explained: str
    consent_explained_interpreter: str
    consent_understood: str
    consent_revocable: str
    basis: dict[str, str]
    answer_mutual: str
    answer_one_way: str
    closing: str
    labels: dict[str, str]
    words: Words


class RecoveryTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every sentence of a recovery sheet."""

    version: int
    language: str
    reviewed_on: str
    title: str
    lead: str
    code: str
    qr_alt: str
    checksum: str
    facts: dict[str, str]
    keep_heading: str
    keep: tuple[str, ...]
    opens_heading: str
    opens: tuple[str, ...]
    without_heading: str
    without: tuple[str, ...]
    use_heading: str
    use: tuple[str, ...]


class SlipTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every sentence of an appointment slip."""

    version: int
    language: str
    reviewed_on: str
    is_rtl: bool
    weekdays: tuple[str, str, str, str, str, str, str]
    """Monday first."""
    title: str
    when: str
    where: str
    clock: str
    phone_call: str
    video: str
    link: str
    interpreter: str
    cancel: str
    cancel_plain: str
    bring: str
    qr: str


@lru_cache
def referral_texts() -> ReferralTexts:
    """Return the wording of the referral letter."""
    return read_yaml("letters/referral.de.yaml", ReferralTexts)


@lru_cache
def recovery_texts(language: str) -> RecoveryTexts:
    """Return the wording of the recovery sheet, German where there is no other."""
    name = language if language in {"de", "en"} else "de"
    return read_yaml(f"letters/recovery.{name}.yaml", RecoveryTexts)


@lru_cache
def slip_languages() -> tuple[str, ...]:
    """Return the languages in which there is a slip, German first."""
    found = sorted(file.name.split(".")[1] for file in path("letters").glob("appointment.*.yaml"))
    return ("de", *(code for code in found if code != "de"))


@lru_cache
def slip_texts(language: str) -> SlipTexts:
    """Return the wording of the appointment slip in one of `slip_languages`."""
    return read_yaml(f"letters/appointment.{language}.yaml", SlipTexts)
