# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A banner that asks one question, with answers that fit what is asked."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.errors import N_
from beratung.i18n import _, pgettext
from ui import theme
from ui.models.choices import Choice
from ui.models.dates import DateProblem, Lean, add_months
from ui.models.questions import Answer, AnswerKind, Question
from ui.models.words import say_day
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.labels import Picture, Text
from ui.widgets.picker import Picker

_FEW = 3
"""So many choices stand side by side; more go into a list."""


class _Entry(QWidget):
    """A field with what it means at its side, a button to take it over and one to go back.

    Signals:
        taken: the answer.
        left: the user does not want to answer this way.
    """

    taken = Signal(object)
    left = Signal()

    def __init__(self, field: QWidget, read: Callable[[], Answer | None]) -> None:
        super().__init__()
        self._read = read
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
        self.take = SecondaryButton(_("Apply"), on_click=self.finish)
        self.go_back = IconButton("x", _("Other answer"), self.left.emit)
        self._row.addWidget(self.take)
        self._row.addWidget(self.go_back)
        self.setFocusProxy(field)

    def put_before_button(self, widget: QWidget) -> None:
        """Put something between the field and the button."""
        self._row.insertWidget(1, widget)

    def finish(self) -> None:
        """Hand over the answer, if there is one."""
        value = self._read()
        if value is not None:
            self.taken.emit(value)

    def event(self, event: QEvent) -> bool:
        is_early = event.type() is QEvent.Type.ShortcutOverride
        if is_early and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self.go_back.isVisible())
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.go_back.isVisible():
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.finish()
        else:
            super().keyPressEvent(event)


class _Ago(QWidget):
    """How long ago something was: a number and a unit; the day that follows stands beside."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.number = _number_box()
        self.number.setRange(0, 999)
        self.number.setValue(1)
        self.number.setAccessibleName(_("How long ago"))
        self.unit = QComboBox()
        for key, word in (
            ("day", pgettext("ago", "days")),
            ("week", pgettext("ago", "weeks")),
            ("month", pgettext("ago", "months")),
            ("year", pgettext("ago", "years")),
        ):
            self.unit.addItem(word, key)
        self.unit.setCurrentIndex(2)
        self.unit.setAccessibleName(_("Unit"))
        self.day = Text("", "secondary", "muted")
        row.addWidget(Text(pgettext("ago", "How long ago?")))
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addWidget(self.day)
        self.setFocusProxy(self.number)
        self.number.valueChanged.connect(lambda _value: self._show())
        self.unit.currentIndexChanged.connect(lambda _index: self._show())
        self._show()

    def value(self) -> date | None:
        """Return the day; None before the calendar begins."""
        number, unit = self.number.value(), self.unit.currentData()
        try:
            if unit in {"month", "year"}:
                return add_months(self._today, -number * (12 if unit == "year" else 1))
            return self._today - timedelta(days=number * (7 if unit == "week" else 1))
        except (DateProblem, OverflowError):
            return None

    def _show(self) -> None:
        self.day.setText(f"= {say_day(self.value())}")


class QuestionBanner(QFrame):
    """Asks a question and hands over the answer; "I do not know" is an answer too.

    Signals:
        answered: the answer: true or false, a date, a number or the value of a choice.
        not_known: it was asked, and nobody knows.
        left: the user wants the proposed question back (only for a question asked out of turn).
    """

    answered = Signal(object)
    not_known = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.setProperty("tone", "accent")
        self._question: Question | None = None
        self._today = date.min
        self._is_out_of_turn = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(8)
        row.addWidget(Picture("message-question", "accent"))
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Text("", "section", wrap=True)
        self.detail = Text("", "body", "muted", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.detail)
        row.addLayout(words, 1)
        self._row = row
        self._page: QWidget | None = None
        self.hide()

    @property
    def question(self) -> Question | None:
        """What is asked now."""
        return self._question

    def ask(self, question: Question, today: date, *, is_out_of_turn: bool = False) -> None:
        """Ask a question; one out of turn can be left for the proposed one."""
        self._question, self._today, self._is_out_of_turn = question, today, is_out_of_turn
        said = (
            question.text
            if is_out_of_turn
            else _("Next question: %(question)s") % {"question": question.text}
        )
        self.title.setText(said)
        self.detail.setText(question.detail)
        self.detail.setVisible(bool(question.detail))
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(question.detail)
        self._show_answers()
        self.show()

    def ask_nothing(self) -> None:
        """Disappear: nothing is left to be asked."""
        self._question = None
        self.hide()

    def set_waiting(self, is_waiting: bool) -> None:
        """Take no answer while one is being stored."""
        if self._page is not None:
            self._page.setEnabled(not is_waiting)

    def focus_first(self) -> None:
        """Put the keyboard on the first answer."""
        if self._page is not None:
            self._page.setEnabled(True)
            self._page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_keyboard(self) -> bool:
        """Return whether the keyboard is on one of the answers."""
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus()

    def retranslate(self) -> None:
        """Set the texts of the controls; the question itself is asked anew by the screen."""
        if self._question is not None:
            self.ask(self._question, self._today, is_out_of_turn=self._is_out_of_turn)

    def _show_answers(self) -> None:
        """Show the first answers that fit the question."""
        question = self._question
        if question is None:
            return
        buttons: list[QWidget]
        match question.kind:
            case AnswerKind.YES_NO:
                buttons = [
                    SecondaryButton(pgettext("answer", "Yes"), on_click=lambda: self.answered.emit(True)),
                    SecondaryButton(pgettext("answer", "No"), on_click=lambda: self.answered.emit(False)),
                ]
            case AnswerKind.DATE:
                buttons = [
                    SecondaryButton(_("Ago ..."), on_click=self._ask_ago),
                    SecondaryButton(_("Enter a date"), on_click=self._ask_date),
                ]
            case AnswerKind.CHOICE if len(question.choices) <= _FEW:
                buttons = [self._choice_button(choice) for choice in question.choices]
            case AnswerKind.CHOICE | AnswerKind.SEVERAL:
                buttons = [self._choice_list(question)]
            case AnswerKind.NUMBER:
                buttons = [self._number_entry(question)]
        buttons.append(SecondaryButton(_("I do not know"), on_click=self.not_known.emit))
        if self._is_out_of_turn:
            buttons.append(IconButton("x", _("Back to the next question"), self.left.emit))
        self._turn_to(_line(buttons))

    def _choice_button(self, choice: Choice) -> QWidget:
        return SecondaryButton(choice.label, on_click=lambda: self.answered.emit(choice.code))

    def _choice_list(self, question: Question) -> QWidget:
        is_several = question.kind is AnswerKind.SEVERAL
        picker = Picker(lambda: question.choices, several=is_several, placeholder=N_("Type or choose"))
        picker.set_name(question.text)
        picker.setFixedWidth(picker.fontMetrics().averageCharWidth() * 28)
        return self._entry(picker, lambda: (picker.codes() or None) if is_several else picker.code())

    def _number_entry(self, question: Question) -> QWidget:
        box = _number_box()
        box.setRange(-1, question.highest)
        box.setSpecialValueText(" ")
        box.setValue(-1)
        box.setAccessibleName(question.text)
        entry = self._entry(box, lambda: box.value() if box.value() >= 0 else None)
        if question.unit:
            entry.put_before_button(Text(question.unit))
        return entry

    def _entry(self, field: QWidget, read: Callable[[], Answer | None], *, has_back: bool = False) -> _Entry:
        entry = _Entry(field, read)
        entry.go_back.setVisible(has_back)
        entry.taken.connect(self.answered)
        entry.left.connect(self._on_left)
        return entry

    def _ask_ago(self) -> None:
        ago = _Ago(self._today)
        self._turn_to(self._entry(ago, ago.value, has_back=True))
        self.focus_first()

    def _ask_date(self) -> None:
        field = DateField(lean=Lean.PAST, latest_is_today=True)
        field.set_name(self._question.text if self._question else "")
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * 26)

        def read() -> date | None:
            field.finish()
            return field.value()

        self._turn_to(self._entry(field, read, has_back=True))
        self.focus_first()

    def _on_left(self) -> None:
        kind = self._question.kind if self._question else None
        if kind is AnswerKind.DATE:
            self._show_answers()
            self.focus_first()
        elif self._is_out_of_turn:
            self.left.emit()

    def _turn_to(self, page: QWidget) -> None:
        """Show another set of controls and forget the one before."""
        old, self._page = self._page, page
        if old is not None:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._row.addWidget(page)
        page.show()


def _number_box() -> QSpinBox:
    """Return a field for a number whose digits keep off its edge; the style sheet cannot move them."""
    box = QSpinBox()
    box.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
    return box


def _line(widgets: list[QWidget]) -> QWidget:
    """Return widgets side by side; the first one takes the keyboard."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    page.setFocusProxy(widgets[0])
    return page
