# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the request for an interpreter: who could be asked, who was asked, and what leaves the house."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.interpreting import DeclineReason, Offer, OfferState
from beratung.domain.interpreting_views import Candidate, Fit, Shown
from beratung.domain.people import Gender
from beratung.i18n import _, current
from ui.models.calendar_words import MODES, say_long
from ui.models.looks import Sign
from ui.models.times import local
from ui.models.words import DOT, say_language
from ui.widgets.buttons import QuietButton
from ui.widgets.columns import FlowLayout
from ui.widgets.inputs import Tick
from ui.widgets.labels import Picture, Text

OFFERS = {
    OfferState.SENT: Sign("send", "accent", N_("was asked")),
    OfferState.ACCEPTED: Sign("circle-check", "yes", N_("accepted")),
    OfferState.DECLINED: Sign("circle-x", "no", N_("cannot")),
    OfferState.PROPOSED: Sign("clock", "unknown", N_("proposes another time")),
    OfferState.WITHDRAWN: Sign("minus", "muted", N_("taken back")),
}
DECLINES = {
    DeclineReason.NO_TIME: N_("no time"),
    DeclineReason.TOO_FAR: N_("too far"),
    DeclineReason.KNOWN: N_("may know the person"),
    DeclineReason.LANGUAGE: N_("language or dialect does not fit"),
    DeclineReason.TOPIC: N_("does not interpret this topic"),
    DeclineReason.OTHER: N_("another reason"),
}
_GENDERS = {Gender.F: N_("a woman is wished"), Gender.M: N_("a man is wished")}
_FITS = {Fit.FITS: Sign("circle-check", "yes", ""), Fit.OPEN: Sign("help-circle", "unknown", ""),
         Fit.NOT: Sign("circle-x", "no", "")}  # fmt: skip


def say_reason(one: Candidate) -> str:
    """Say why somebody does not fit, what is not known, or what speaks for him."""
    reasons = one.against or one.unknown
    if reasons:
        return " ".join(current().fill(check.words, check.details) for check in reasons[:2])
    return DOT.join(
        current().fill(weight.words, weight.details) for weight in one.weights if weight.points > 0
    )


class CandidateRow(QWidget):
    """Somebody who could be asked, with a tick and the reason."""

    def __init__(self, one: Candidate, on_changed: Callable[[], None]) -> None:
        super().__init__()
        self.candidate = one
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(6)
        sign = _FITS[one.fit]
        can_be_asked = one.fit is not Fit.NOT and bool(one.starts) and not one.is_asked
        self.tick = Tick("")
        self.tick.setAccessibleName(one.interpreter.name)
        self.tick.setEnabled(can_be_asked)
        self.tick.setVisible(can_be_asked)
        self.tick.setChecked(one.fit is Fit.FITS and can_be_asked)
        self.tick.changed.connect(on_changed)
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(one.interpreter.name, "body", "text" if can_be_asked else "muted", wrap=True), 1)
        row.addWidget(Picture(sign.icon, sign.role, 16))
        column.addLayout(row)
        words = say_reason(one)
        if words:
            text = Text(words, "secondary", "muted", wrap=True)
            text.setContentsMargins(30 if can_be_asked else 0, 0, 0, 0)
            column.addWidget(text)
            self.tick.setAccessibleDescription(words)


class OfferRow(QWidget):
    """Somebody who was asked, what he said, and what can be noted for who was called."""

    def __init__(
        self, name: str, offer: Offer, phone: str, actions: Sequence[tuple[str, Callable[[], None]]]
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        sign = OFFERS[offer.state]
        row.addWidget(Picture(sign.icon, sign.role, 16))
        row.addWidget(Text(name, "body", wrap=True), 1)
        row.addWidget(Text(sign.label, "secondary", sign.role))
        column.addLayout(row)
        words = self._words(offer, phone)
        if words:
            column.addWidget(Text(words, "secondary", "muted", wrap=True))
        if actions:
            holder = QWidget()
            line = FlowLayout(holder, gap=4)
            for text, run in actions:
                button = QuietButton(text, on_click=run)
                button.setAccessibleDescription(name)
                line.addWidget(button)
            column.addWidget(holder)

    @staticmethod
    def _words(offer: Offer, phone: str) -> str:
        parts = []
        if offer.decline is not None:
            parts.append(_(DECLINES[offer.decline]))
        if offer.words:
            parts.append(f"“{offer.words}”")
        parts += [f"{at.astimezone():%d.%m. %H:%M}" for at in offer.proposed[:3]]
        if offer.state is OfferState.SENT and offer.is_by_phone:
            parts.append(_("Works without the program. Please call: %(phone)s") % {"phone": phone or "–"})
        return DOT.join(parts)


class LeavesCard(QFrame):
    """Exactly what an interpreter will see, before it is sent."""

    def __init__(self, seen: Shown, codes: Codes) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", "accent")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(2)
        column.addWidget(
            Text(_("This leaves: %(name)s will see") % {"name": seen.name}, "secondary", "muted", wrap=True)
        )
        for words in self.lines(seen, codes):
            column.addWidget(Text(words, wrap=True))
        column.addWidget(Text(_("No name, no case, no reason."), "secondary", "muted", wrap=True))

    @staticmethod
    def lines(seen: Shown, codes: Codes) -> list[str]:
        """Return what is seen, line by line."""
        language = say_language(codes, seen.language)
        parts = [f"{seen.number}{DOT}{language}" + (f" ({seen.dialect})" if seen.dialect else "")]
        for begins, ends in seen.times[:3]:
            start, end = local(begins, seen.zone), local(ends, seen.zone)
            parts.append(f"{say_long(start.date())}, {start:%H:%M}–{end:%H:%M}")
        place = DOT.join(part for part in (_(MODES[seen.mode]), seen.place) if part)
        parts.append(place)
        wish = _(_GENDERS[seen.gender]) if seen.gender in _GENDERS else ""
        rest = DOT.join(part for part in (seen.setting, wish) if part)
        return [*parts, rest] if rest else parts
