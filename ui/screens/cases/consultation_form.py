# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of a consultation, with or without a case."""

from uuid import uuid4

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.cases import Channel, Consultation
from beratung.domain.codes import Codes
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, current
from ui.models.choices import FREQUENT_LANGUAGES, languages, topics
from ui.models.dates import Lean
from ui.models.needs import codes_of, cross_topics, needs, needs_of
from ui.models.words import CHANNELS
from ui.session import Session
from ui.widgets.columns import ColumnsLayout
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import NumberField, TextBox, Tick
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments

replace = msgspec.structs.replace


def empty_consultation(session: Session) -> Consultation:
    """Return a consultation of today that says nothing yet and belongs to nobody."""
    new = uuid4()
    return Consultation(id=new, subject=new, on=session.today(), author=session.user.name)


class ConsultationForm(QWidget):
    """What was talked about, when, how and with what next step.

    Signals:
        changed: an input has another value.
    """

    changed = Signal()

    def __init__(self, codes: Codes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self._places: dict[str, Field] = {}
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.minutes = NumberField(N_("minutes"), most=1440)
        self.channel: Segments[Channel] = Segments(lambda: [(c, _(word)) for c, word in CHANNELS.items()])
        self.topics = Picker(lambda: topics(codes), several=True, placeholder=N_("Search a topic"))
        self.language = Picker(
            lambda: languages(codes), placeholder=N_("Search a language"), frequent=FREQUENT_LANGUAGES
        )
        self.interpreter = Tick(N_("With interpreter"))
        self.text = TextBox(lines=5, most=16)
        self.step = TextBox(lines=2, most=5)
        self.due = DateField(lean=Lean.FUTURE)
        self.unmet = Picker(needs, several=True, placeholder=N_("What could not be had"))
        self.querschnitt = Picker(lambda: cross_topics(codes), several=True, placeholder=N_("Search a topic"))
        holder = QWidget()
        holder.setProperty("kind", "plain")
        grid = ColumnsLayout(holder, column=140, most=3)
        self.fields: list[Field] = []
        for place, label, widget, span, breaks in (
            ("on", N_("Date"), self.on, 1, False),
            ("minutes", N_("Duration"), self.minutes, 1, False),
            ("language", N_("Language"), self.language, 1, False),
            ("channel", N_("Channel"), self.channel, 3, True),
            ("", "", self.interpreter, 3, True),
            ("topics", N_("Topics"), self.topics, 3, True),
            ("text", N_("Notes"), self.text, 3, True),
            ("next_step", N_("Next step"), self.step, 3, True),
            ("due", N_("Due on"), self.due, 2, True),
            ("unmet", N_("Unmet needs"), self.unmet, 3, True),
            ("querschnitt", N_("Cross-cutting topics"), self.querschnitt, 3, True),
        ):
            field = Field(label, widget)
            grid.add(field, span, breaks=breaks)
            field.changed.connect(self.changed)
            self.fields.append(field)
            if place:
                self._places[place] = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(holder)
        self.setFocusProxy(self.topics)

    def fill(self, entry: Consultation) -> None:
        """Show a consultation without telling anyone."""
        self.on.set_value(entry.on)
        self.minutes.set_value(entry.minutes)
        self.channel.set_value(entry.channel)
        self.topics.set_codes(entry.topics)
        self.language.set_code(entry.language or None)
        self.interpreter.set_value(entry.interpreter)
        self.text.set_value(entry.text)
        self.step.set_value(entry.next_step)
        self.due.set_value(entry.due)
        self.unmet.set_codes(codes_of(entry.unmet))
        self.querschnitt.set_codes(entry.querschnitt)
        for field in self.fields:
            field.set_problem("")

    def value(self, base: Consultation) -> Consultation:
        """Return the consultation as the form says it; what the form does not show stays."""
        return replace(
            base,
            on=self.on.value() or base.on,
            minutes=self.minutes.whole(),
            channel=self.channel.value(),
            topics=self.topics.codes(),
            language=self.language.code() or "",
            interpreter=self.interpreter.value(),
            text=self.text.value(),
            next_step=self.step.value(),
            due=self.due.value(),
            unmet=needs_of(self.unmet.codes(), base.unmet),
            querschnitt=self.querschnitt.codes(),
        )

    def tell(self) -> bool:
        """Say what is wrong and go to the first place; True if nothing is."""
        for field in self.fields:
            field.tell()
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
        self.setAccessibleName(_("Consultation"))
