# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes what happened in a case: consultations with next steps, consents, referrals."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import msgspec

from beratung.demo.chance import Chance
from beratung.demo.talks import (
    ANONYMOUS,
    BY_STATUS,
    OFFERS,
    OPENING,
    PURPOSES,
    RECIPIENTS,
    TALKS,
    Talk,
)
from beratung.domain.cases import (
    Case,
    Channel,
    Consent,
    ConsentKind,
    Consultation,
    Referral,
    ReferralOutcome,
    ReleaseField,
)
from beratung.domain.people import Client
from beratung.domain.statistics import Unmet, UnmetNeed

_CHANNELS = (Channel.PERSONAL, Channel.PHONE, Channel.VIDEO, Channel.CHAT, Channel.MAIL)
_CROSS = ("interkulturelle_oeffnung", "ehrenamt", "mo", "frauen_maedchen", "laendlicher_raum")
_NEEDS = (
    UnmetNeed(need=Unmet.NO_PLACE),
    UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=6),
    UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=12),
    UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=30),
    UnmetNeed(need=Unmet.NO_OFFER_DISTRICT),
    UnmetNeed(need=Unmet.NO_INTERPRETER),
)
_USUAL = (
    ReleaseField.NAME,
    ReleaseField.BORN,
    ReleaseField.ADDRESS,
    ReleaseField.LANGUAGES,
    ReleaseField.GERMAN,
)
_MORE = (ReleaseField.INTERPRETER, ReleaseField.NATIONALITY, ReleaseField.RESIDENCE, ReleaseField.QUALIFICATIONS,
         ReleaseField.CONTACT, ReleaseField.CONCERN)  # fmt: skip


def _topics(status: str) -> tuple[str, ...]:
    return next(topics for start, topics in BY_STATUS if status.startswith(start))


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def consultations(chance: Chance, client: Client, case: Case, on: date) -> tuple[Consultation, ...]:
    """Return the consultations of a case, oldest first; the step of the last one may still wait."""
    status = case.residence[0].status if case.residence else ""
    last = case.closing.on if case.closing is not None else on
    often = chance.weighted((1, 2, 4, 7, 12), (16, 24, 28, 22, 10))
    days = sorted({case.opened, *(_workday(chance.day(case.opened, last)) for _ in range(often - 1))})
    days = [day for day in days if day >= case.opened]
    interpreter = client.interpreter_languages
    found = []
    for n, day in enumerate(days):
        topic = chance.one(_topics(status))
        talk = OPENING if n == 0 else chance.one(TALKS[topic])
        further = (chance.one(_topics(status)),) if chance.happens(30) else ()
        note = Consultation(
            id=chance.id(),
            subject=case.subject,
            case=case.id,
            on=day,
            minutes=chance.one((15, 20, 30, 30, 45, 60, 90)),
            channel=chance.weighted(_CHANNELS, (68, 18, 5, 3, 6)),
            topics=tuple(dict.fromkeys((topic, *further))),
            language=interpreter[0] if interpreter else "de",
            interpreter=bool(interpreter) and chance.happens(70),
            text=talk.text,
            author=case.counsellor,
            querschnitt=_cross(case.id, n),
            unmet=_needs(case.id, n),
        )
        found.append(_with_step(chance, note, talk, (on, n == len(days) - 1, case.is_open)))
    return tuple(found)


def _cross(case: UUID, n: int) -> tuple[str, ...]:
    """A few talks touch a cross-cutting topic; drawn apart, so that everything else stays as it was."""
    chance = Chance(case.int, "cross", n)
    return (chance.one(_CROSS),) if chance.happens(12) else ()


def _needs(case: UUID, n: int) -> tuple[UnmetNeed, ...]:
    chance = Chance(case.int, "unmet", n)
    return (chance.weighted(_NEEDS, (30, 14, 14, 10, 18, 14)),) if chance.happens(9) else ()


def _with_step(
    chance: Chance, note: Consultation, talk: Talk, where: tuple[date, bool, bool]
) -> Consultation:
    """Give a consultation a next step: done for old ones, open, due or overdue for the last one."""
    on, is_last, is_open = where
    waits = is_last and is_open
    step = talk.step or ("Folgetermin vereinbaren" if waits or chance.happens(30) else "")
    if not step or not chance.happens(84 if waits else 70):
        return note
    due = note.on + timedelta(days=chance.one((3, 7, 7, 14, 14, 21, 30)))
    if not waits or chance.happens(6):
        done = min(on, due + timedelta(days=chance.between(-3, 6)))
        return msgspec.structs.replace(note, next_step=step, due=due, done_on=max(done, note.on))
    if due < on - timedelta(days=12):
        due = on + timedelta(days=chance.between(-12, 35))
    return msgspec.structs.replace(note, next_step=step, due=due if chance.happens(92) else None)


def consents(chance: Chance, case: Case, on: date) -> tuple[Consent, ...]:
    """Return the consents of a case: most are valid, some run out soon, a few were revoked."""
    if not chance.happens(34):
        return ()
    found = []
    for recipient in dict.fromkeys(chance.one(RECIPIENTS) for _ in range(chance.between(1, 2))):
        given = chance.day(case.opened, on)
        chosen = {*_USUAL, *(field for field in _MORE if chance.happens(45))}
        until = given + timedelta(days=chance.one((180, 365, 365, 730))) if chance.happens(80) else None
        revoked = chance.day(given, on) if chance.happens(7) else None
        is_wide = chance.happens(18)
        found.append(
            Consent(
                id=chance.id(),
                subject=case.subject,
                case=case.id,
                kind_of=ConsentKind.SCHWEIGEPFLICHTENTBINDUNG if is_wide else ConsentKind.EINWILLIGUNG,
                recipient=recipient,
                fields=tuple(field for field in ReleaseField if field in chosen),
                purpose=chance.one(PURPOSES),
                is_mutual=is_wide,
                given_on=given,
                until=until,
                language="de",
                revoked_on=revoked,
            )
        )
    return tuple(found)


def referrals(
    chance: Chance, case: Case, notes: tuple[Consultation, ...], known: Collection[str], on: date
) -> tuple[Referral, ...]:
    """Return to which offers somebody was referred, and what became of it."""
    found = []
    for note in notes:
        offers = [offer for topic in note.topics for offer in OFFERS.get(topic, ()) if offer in known]
        if not offers or not chance.happens(22):
            continue
        outcome = chance.weighted(tuple(ReferralOutcome), (34, 26, 14, 8, 12, 6))
        is_open = outcome is ReferralOutcome.OPEN
        found.append(
            Referral(
                id=chance.id(),
                subject=case.subject,
                case=case.id,
                offer=chance.one(offers),
                on=note.on,
                outcome=outcome,
                outcome_on=None if is_open else chance.day(note.on, on),
            )
        )
    return tuple(found)


def anonymous(chance: Chance, counsellor: str, on: date) -> Consultation:
    """Return a consultation of somebody who gave no name."""
    topic, text = chance.one(ANONYMOUS)
    own = chance.id()
    day = _workday(chance.day(on - timedelta(days=180), on))
    waits = chance.happens(30)
    return Consultation(
        id=own,
        subject=own,
        on=day,
        minutes=chance.one((10, 15, 20)),
        channel=chance.one((Channel.PHONE, Channel.CHAT, Channel.MAIL)),
        topics=(topic,),
        language=chance.one(("de", "en", "ar", "ru")),
        text=text,
        next_step="Auf Rückruf warten" if waits else "",
        due=day + timedelta(days=14) if waits else None,
        done_on=min(on, day + timedelta(days=14)) if waits and chance.happens(60) else None,
        author=counsellor,
    )
