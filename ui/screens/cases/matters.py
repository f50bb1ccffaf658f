# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What matters in a case now: deadlines, steps, answers awaited, and what nobody has asked yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from beratung.domain.cases import GermanSkill, Referral, ReferralOutcome
from beratung.domain.codes import Codes
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui.models.people import ENDS_WITHIN
from ui.models.words import OUTCOMES, dotted, say_day, say_days, say_status

_CONSENT_ENDS = timedelta(days=30)
_ASK_AGAIN = timedelta(days=28)


class MatterKind(StrEnum):
    """What kind of thing it is, and so what can be done about it."""

    RESIDENCE = "residence"
    STEP = "step"
    NO_STEP = "no_step"
    REFERRAL = "referral"
    CONSENT = "consent"
    MISSING = "missing"


@dataclass(frozen=True)
class Matter:
    """Something that matters; ``order`` sorts the most urgent first."""

    kind: MatterKind
    title: str
    detail: str = ""
    role: str = "muted"
    icon: str = "info-circle"
    record: UUID | None = None
    group: str = ""
    """For what is missing: the letter group of the form where it belongs."""
    order: int = 0

    def __repr__(self) -> str:
        return f"<Matter {self.kind}>"


def matters(codes: Codes, view: CaseView, today: date, offers: Mapping[str, str]) -> list[Matter]:
    """Return what matters about a case on a day, most urgent first; ``offers`` gives names to their ids."""
    found = [
        *_residence(codes, view, today),
        *_steps(view, today),
        *_referrals(view, today, offers),
        *_consents(view, today),
    ]
    return sorted(found, key=lambda m: m.order)


def _residence(codes: Codes, view: CaseView, today: date) -> list[Matter]:
    title = view.case.residence[0] if view.case.residence else None
    if title is None or title.until is None or title.is_unlimited or title.until > today + ENDS_WITHIN:
        return []
    days = (title.until - today).days
    said = _("The residence title has ended") if days < 0 else _("The residence title ends")
    when = f"{say_day(title.until)}, {say_days(days)}"
    role, icon = ("no", "alert-triangle") if days < 14 else ("unknown", "calendar-due")
    return [
        Matter(
            MatterKind.RESIDENCE,
            said,
            dotted((when, say_status(codes, title.status))),
            role,
            icon,
            order=days,
        )
    ]


def _steps(view: CaseView, today: date) -> list[Matter]:
    found = []
    for entry in view.consultations:
        if not entry.has_open_step:
            continue
        days = (entry.due - today).days if entry.due else 60
        role = "muted" if entry.due is None else "no" if days < 0 else "unknown" if days <= 7 else "info"
        when = f"{say_day(entry.due)}, {say_days(days)}" if entry.due else _("no date agreed")
        said = entry.next_step or _("Next step")
        detail = dotted((when, _("agreed on %(day)s") % {"day": say_day(entry.on)}))
        found.append(Matter(MatterKind.STEP, said, detail, role, "arrow-right", entry.id, order=days))
    if not found and view.case.is_open:
        words = _("Agree what happens next, so that the case is not forgotten.")
        found.append(
            Matter(MatterKind.NO_STEP, _("No next step is agreed"), words, "unknown", "help-circle", order=20)
        )
    return found


def say_target(view: CaseView, entry: Referral, offers: Mapping[str, str]) -> str:
    """Say where a client was referred: the recipient of the letter, else the offer."""
    letter = next((x for x in view.letters if x.id == entry.letter), None)
    return letter.recipient if letter is not None else offers.get(entry.offer, entry.offer)


def _referrals(view: CaseView, today: date, offers: Mapping[str, str]) -> list[Matter]:
    found = []
    for entry in view.referrals:
        if entry.outcome not in {ReferralOutcome.OPEN, ReferralOutcome.WAITING_LIST}:
            continue
        waited = (today - entry.on).days
        is_long = entry.on + _ASK_AGAIN <= today
        to = say_target(view, entry, offers)
        detail = dotted((say_days(-waited), _(OUTCOMES[entry.outcome])))
        found.append(
            Matter(
                MatterKind.REFERRAL,
                _("Referred to %(recipient)s") % {"recipient": to},
                detail,
                "unknown" if is_long else "info",
                "send",
                entry.id,
                order=0 if is_long else 40,
            )
        )
    return found


def _consents(view: CaseView, today: date) -> list[Matter]:
    found = []
    for consent in view.consents:
        if consent.until is None or consent.revoked_on is not None or not consent.is_valid(today):
            continue
        days = (consent.until - today).days
        if consent.until <= today + _CONSENT_ENDS:
            said = _("The consent for %(recipient)s ends") % {"recipient": consent.recipient}
            when = f"{say_day(consent.until)}, {say_days(days)}"
            found.append(
                Matter(MatterKind.CONSENT, said, when, "unknown", "signature", consent.id, order=days)
            )
    return found


def missing(view: CaseView) -> list[Matter]:
    """Return what nobody has asked yet and much depends on; ``group`` says where in the form it belongs."""
    client, case = view.client, view.case
    title = case.residence[0] if case.residence else None
    gaps = (
        (client.born is None, _("Birth date"), "person"),
        (not client.nationalities, _("Nationality"), "person"),
        (not client.languages, _("Languages"), "languages"),
        (
            bool(client.languages) and all(x.interpreter is None for x in client.languages),
            _("Need of an interpreter"),
            "languages",
        ),
        (client.address.municipality is None, _("Municipality"), "reach"),
        (title is None, _("Residence status"), "residence"),
        (title is not None and title.issued is None, _("Day of issue of the title"), "residence"),
        (
            title is not None and title.until is None and not title.is_unlimited,
            _("How long the title is valid"),
            "residence",
        ),
        (case.entry is None, _("Day of entry into Germany"), "residence"),
        (all(x.skill is not GermanSkill.OVERALL for x in case.german), _("Level of German"), "german"),
    )
    return [Matter(MatterKind.MISSING, said, group=group) for is_missing, said, group in gaps if is_missing]
