# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of a consent: for whom, what may be told, why, how long, and how it was explained."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import Consent, ConsentKind, ReleaseField
from beratung.domain.codes import Codes
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, current
from ui.models.choices import FREQUENT_LANGUAGES, Choice, languages
from ui.models.dates import Lean
from ui.models.words import CONSENT_KINDS, RELEASE_FIELDS
from ui.widgets.buttons import QuietButton
from ui.widgets.columns import ColumnsLayout
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import TextLine, Tick
from ui.widgets.labels import Text
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments

replace = msgspec.structs.replace

USUAL = (
    ReleaseField.NAME,
    ReleaseField.BORN,
    ReleaseField.CONTACT,
    ReleaseField.LANGUAGES,
    ReleaseField.INTERPRETER,
    ReleaseField.RESIDENCE,
    ReleaseField.GERMAN,
    ReleaseField.CONCERN,
)
"""What a referral usually needs."""


class ReleaseTicks(QWidget):
    """The details that may be told, each a tick in plain words.

    Signals:
        changed: a tick was set or taken away.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        holder = QWidget()
        holder.setProperty("kind", "plain")
        grid = ColumnsLayout(holder, column=190, most=3, gap_y=2)
        self.ticks: dict[ReleaseField, Tick] = {}
        for field, word in RELEASE_FIELDS.items():
            tick = Tick(word)
            tick.changed.connect(self._on_changed)
            grid.add(tick)
            self.ticks[field] = tick
        column.addWidget(holder)
        line = QHBoxLayout()
        self._usual = QuietButton("", "list-check", lambda: self._set(USUAL))
        self._nothing = QuietButton("", "x", lambda: self._set(()))
        line.addWidget(self._usual)
        line.addWidget(self._nothing)
        line.addStretch(1)
        column.addLayout(line)
        self._is_told = False
        self.setFocusProxy(self.ticks[ReleaseField.NAME])

    def value(self) -> tuple[ReleaseField, ...]:
        """Return the details that are ticked, in the order of a letter."""
        return tuple(field for field, tick in self.ticks.items() if tick.value())

    def set_value(self, fields: Sequence[ReleaseField]) -> None:
        """Tick details without telling anyone."""
        self._is_told = False
        for field, tick in self.ticks.items():
            tick.set_value(field in fields)

    def problem(self) -> str:
        """Say what is wrong: nothing is ticked."""
        return "" if self.value() else _("Please tick at least one detail.")

    def shows_problem(self) -> bool:
        """Say whether the user has been told."""
        return self._is_told and bool(self.problem())

    def finish(self) -> None:
        """Say now what is wrong."""
        self._is_told = True

    def set_name(self, name: str) -> None:
        """Say what the ticks are about."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for tick in self.ticks.values():
            tick.retranslate()
        self._usual.setText(_("Usual for a referral"))
        self._nothing.setText(_("Nothing"))

    def _set(self, fields: Sequence[ReleaseField]) -> None:
        self.set_value(fields)
        self._on_changed()

    def _on_changed(self) -> None:
        self.changed.emit()


class ConsentForm(QWidget):
    """A consent or Schweigepflichtentbindung for one recipient.

    Signals:
        changed: an input has another value.
    """

    changed = Signal()

    def __init__(self, codes: Codes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self._recipients: tuple[str, ...] = ()
        self.kind: Segments[ConsentKind] = Segments(
            lambda: [(k, _(word)) for k, word in CONSENT_KINDS.items()]
        )
        self.recipient = Picker(self._suggestions, is_free=True, placeholder=N_("Office, agency or person"))
        self.purpose = TextLine(N_("for example: referral to a language course"))
        self.ticks = ReleaseTicks()
        self.mutual = Tick(N_("The recipient may also tell us"))
        self.given_on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.until = DateField(lean=Lean.FUTURE)
        self.language = Picker(
            lambda: languages(codes),
            placeholder=N_("Search a language"),
            frequent=("de", *FREQUENT_LANGUAGES),
        )
        self.interpreter = Tick(N_("With interpreter"))
        holder = QWidget()
        holder.setProperty("kind", "plain")
        grid = ColumnsLayout(holder, column=180, most=2)
        self.fields: list[Field] = []
        self._places: dict[str, Field] = {}
        for place, label, widget, span in (
            ("kind", N_("Kind"), self.kind, 2),
            ("recipient", N_("Recipient"), self.recipient, 2),
            ("purpose", N_("Purpose"), self.purpose, 2),
            ("fields", N_("This may be told"), self.ticks, 2),
            ("", "", self.mutual, 2),
            ("given_on", N_("Given on"), self.given_on, 1),
            ("until", N_("Valid until"), self.until, 1),
            ("language", N_("Explained in"), self.language, 1),
            ("", "", self.interpreter, 1),
        ):
            field = Field(label, widget)
            grid.add(field, span)
            field.changed.connect(self.changed)
            self.fields.append(field)
            if place:
                self._places[place] = field
        self.note = Text("", "secondary", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(holder)
        column.addWidget(self.note)
        self.setFocusProxy(self.recipient)

    def suggest(self, recipients: Sequence[str]) -> None:
        """Offer names of recipients."""
        self._recipients = tuple(dict.fromkeys(name for name in recipients if name))
        self.recipient.refresh()

    def fill(self, consent: Consent) -> None:
        """Show a consent without telling anyone."""
        self.kind.set_value(consent.kind_of)
        self.recipient.set_code(consent.recipient or None)
        self.purpose.set_value(consent.purpose)
        self.ticks.set_value(consent.fields)
        self.mutual.set_value(consent.is_mutual)
        self.given_on.set_value(consent.given_on)
        self.until.set_value(consent.until)
        self.language.set_code(consent.language or None)
        self.interpreter.set_value(consent.interpreter)
        for field in self.fields:
            field.set_problem("")

    def value(self, base: Consent) -> Consent:
        """Return the consent as the form says it."""
        return replace(
            base,
            kind_of=self.kind.value(),
            recipient=self.recipient.code() or "",
            purpose=self.purpose.value(),
            fields=self.ticks.value(),
            is_mutual=self.mutual.value(),
            given_on=self.given_on.value() or base.given_on,
            until=self.until.value(),
            language=self.language.code() or "",
            interpreter=self.interpreter.value(),
        )

    def tell(self) -> bool:
        """Say what is wrong and go to the first place; True if nothing is."""
        for field in self.fields:
            field.tell()
        given, until = self.given_on.value(), self.until.value()
        if given and until and until < given:
            self._places["until"].set_problem(_("The last day lies before the first one."))
        if not self.recipient.code():
            self._places["recipient"].set_problem(_("Please name the office or the person."))
        wrong = next((field for field in self.fields if field.problem()), None)
        if wrong is not None:
            wrong.widget.setFocus()
        return wrong is None

    def place_problem(self, error: BadInput) -> bool:
        """Say at its field what the service found wrong; False where no field is meant."""
        field = next((f for place, f in self._places.items() if error.place.startswith(place)), None)
        if field is None:
            return False
        details = {**error.details, "place": field.label.text()}
        field.set_problem(current().gettext(error.message) % details)
        field.widget.setFocus()
        return True

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for field in self.fields:
            field.retranslate()
        self.note.setText(
            _(
                "A consent is voluntary. Without an end it holds until it is revoked; it can be revoked at any time."
            )
        )
        self.setAccessibleName(_("Consent"))

    def _suggestions(self) -> list[Choice]:
        return [Choice(name, name) for name in self._recipients]
