# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The referral letter: what it says, and in which order. Nothing stands in it that was not released."""

from collections.abc import Collection, Mapping

from beratung.domain.cases import Consent, ConsentKind, ReleaseField
from beratung.domain.codes import Codes
from beratung.domain.letters import Letterhead
from beratung.domain.views import LetterPlan
from beratung.letters.din5008 import FormB, Head
from beratung.letters.flow import BODY, Flow, height
from beratung.letters.fonts import PRESS, iso
from beratung.letters.sending import Sending
from beratung.letters.sheet import About
from beratung.letters.text import MM, wrap
from beratung.letters.texts import ReferralTexts, referral_texts
from beratung.letters.wording import day

GAP, WIDE_GAP = 3.0, 5.0
ROOM_TO_SIGN = 16.0
_LANGUAGE_FIELDS = frozenset({ReleaseField.LANGUAGES, ReleaseField.INTERPRETER})


def compose(plan: LetterPlan, fields: Collection[ReleaseField], sending: Sending, codes: Codes) -> bytes:
    """Return the letter as PDF with exactly these fields in it.

    Raises:
        NoGlyph, ShapingMissing, AddressTooLong: it cannot be set; the error names the place.
    """
    texts = referral_texts()
    told = {f.field: f.text for f in plan.fields if f.field in fields and f.text}
    with PRESS:
        form = FormB(About(texts.title, texts.language, sending.made_at), _head(plan, sending, texts))
        _Body(form.flow, texts, plan, told).draw(sending, codes)
        return form.finish()


def _head(plan: LetterPlan, sending: Sending, texts: ReferralTexts) -> Head:
    reference = str(sending.number) if sending.number else texts.preview_reference
    sender = sending.sender
    info = (
        (texts.info["reference"], reference),
        (texts.info["author"], sending.author),
        (texts.info["phone"], sender.phone),
        (texts.info["email"], sender.email),
        (texts.info["date"], day(plan.on)),
    )
    return Head(
        sender=sender,
        remarks=(texts.remark_client if plan.to_client else texts.remark_recipient,),
        recipient=(plan.recipient, *plan.recipient_address),
        info=tuple((key, value) for key, value in info if value),
        subject=texts.subject % {"offer": iso(plan.offer_name)},
        page_words=texts.page,
        later_head=texts.later_head % {"date": day(plan.on), "reference": reference},
        footer=_footer(sender, texts),
    )


def _footer(sender: Letterhead, texts: ReferralTexts) -> tuple[tuple[str, ...], ...]:
    reached = (
        texts.foot["phone"] % {"number": sender.phone} if sender.phone else "",
        texts.foot["fax"] % {"number": sender.fax} if sender.fax else "",
        sender.email,
        sender.web,
    )
    return (
        (sender.agency, sender.street, f"{sender.postal_code} {sender.town}".strip()),
        reached,
        sender.footer,
    )


class _Body:
    """The letter from the salutation to the enclosures."""

    def __init__(
        self, flow: Flow, texts: ReferralTexts, plan: LetterPlan, told: Mapping[ReleaseField, str]
    ) -> None:
        self.flow = flow
        self.texts = texts
        self.plan = plan
        self.told = told

    def draw(self, sending: Sending, codes: Codes) -> None:
        """Draw everything in order."""
        self._say(self.texts.salutation)
        self._say(self._intro())
        self._concern()
        self._person()
        if self.plan.to_client:
            self._say(self.texts.handed_over % {"date": iso(day(self.plan.on))})
            self._list(self.texts.heading_documents, self.plan.documents)
        elif self.plan.consent is not None:
            self._consent(self.plan.consent, sending.sender, codes)
        self._answer()
        self._sign(sending)
        self._list(self.texts.heading_enclosures, self.plan.enclosures)

    def _say(self, text: str, place: str = "") -> None:
        self.flow.paragraph(text, place=place)
        self.flow.space(GAP)

    def _intro(self) -> str:
        if self.plan.to_client:
            sentence = self.texts.intro_client
        elif self._rows():
            sentence = self.texts.intro_person
        else:
            sentence = self.texts.intro_anonymous
        return sentence % {"offer": iso(self.plan.offer_name)}

    def _rows(self) -> list[tuple[str, str]]:
        return [
            (self.texts.labels[field], text)
            for field, text in self.told.items()
            if field is not ReleaseField.CONCERN
        ]

    def _person(self) -> None:
        rows = self._rows()
        if rows:
            self.flow.heading(self.texts.heading_person)
            self.flow.space(0.5)
            self.flow.table(rows)
            self.flow.space(WIDE_GAP)

    def _concern(self) -> None:
        concern = self.told.get(ReleaseField.CONCERN)
        if concern:
            self.flow.heading(self.texts.heading_concern)
            self._say(concern, place=self.texts.labels["concern"])

    def _consent(self, consent: Consent, sender: Letterhead, codes: Codes) -> None:
        """State when, for what and in which language consent was given; all in the letter's own words."""
        sentences = [
            self._given(consent, sender),
            self.texts.consent_until % {"until": iso(day(consent.until))}
            if consent.until
            else self.texts.consent_open,
            self._explained(consent, codes),
            self.texts.consent_revocable,
        ]
        self.flow.heading(self.texts.heading_consent)
        self._say(" ".join(sentence for sentence in sentences if sentence))

    def _given(self, consent: Consent, sender: Letterhead) -> str:
        released = consent.kind_of is ConsentKind.SCHWEIGEPFLICHTENTBINDUNG
        sentence = (
            self.texts.consent_schweigepflichtentbindung if released else self.texts.consent_einwilligung
        )
        scope = ", ".join(self.texts.labels[field] for field in self.told)
        basis = self.texts.basis.get(sender.legal_basis, "")
        if not scope:
            return ""
        filled = sentence % {"given": iso(day(consent.given_on)), "basis": basis, "scope": scope}
        return " ".join(filled.split())

    def _explained(self, consent: Consent, codes: Codes) -> str:
        """Name the language only where the letter names the client's languages anyway."""
        if not consent.language:
            return ""
        language = codes.languages.get(consent.language)
        is_told = consent.language == "de" or bool(_LANGUAGE_FIELDS & self.told.keys())
        if language is None or not is_told:
            return self.texts.consent_understood
        sentence = (
            self.texts.consent_explained_interpreter if consent.interpreter else self.texts.consent_explained
        )
        return sentence % {"language": language.name}

    def _answer(self) -> None:
        if self.plan.answer_by is None or self.plan.to_client:
            return
        consent = self.plan.consent
        is_mutual = consent is not None and consent.is_mutual
        sentence = self.texts.answer_mutual if is_mutual else self.texts.answer_one_way
        self._say(sentence % {"date": iso(day(self.plan.answer_by))})

    def _sign(self, sending: Sending) -> None:
        """Draw closing, room for the signature and who signs, all on one page."""
        names = [text for text in (sending.author, sending.sender.agency) if text]
        lines = [wrap(text, BODY, self.flow.column.width * MM) for text in (self.texts.closing, *names)]
        self.flow.space(1.0)
        self.flow.need(sum(height(group, BODY) for group in lines) + ROOM_TO_SIGN)
        self.flow.paragraph(self.texts.closing)
        self.flow.space(ROOM_TO_SIGN)
        for text in names:
            self.flow.paragraph(text)
        self.flow.space(WIDE_GAP)

    def _list(self, heading: str, entries: Collection[str]) -> None:
        if entries:
            self.flow.heading(heading, keep=10.0)
            self.flow.items(list(entries), place=heading)
            self.flow.space(GAP)
