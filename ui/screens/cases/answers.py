# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One input for each kind of field of the rules, and the words for an answer."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.cases import FactValue
from beratung.domain.codes import Codes
from beratung.domain.offers import FieldInfo, FieldKind
from beratung.i18n import _, current, ngettext, pgettext
from ui.models.choices import LEVELS, Choice, municipalities, statuses
from ui.models.dates import Lean
from ui.models.words import say_day, say_place, say_status
from ui.widgets.date_field import DateField
from ui.widgets.inputs import NumberField, as_input
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments

NOT_KNOWN = "not known"
"""Stands for "asked, and the client does not know" in inputs whose answers are words."""


class AnswerInput(QWidget):
    """An input for the answer to one field.

    Signals:
        changed: another answer, or what is wrong with it.
    """

    changed = Signal()

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inner = inner
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inner)
        self.setFocusProxy(inner)
        as_input(inner).changed.connect(self.changed)

    def value(self) -> FactValue | None:
        """Return the answer; None says that it is not known."""
        raise NotImplementedError

    def set_value(self, value: FactValue | None, *, is_answered: bool) -> None:
        """Show an answer; ``is_answered`` False where nobody has asked yet."""
        raise NotImplementedError

    def is_answered(self) -> bool:
        """Say whether there is an answer, be it "not known"."""
        return self.value() is not None

    def problem(self) -> str:
        """Say what is wrong with what was typed."""
        return as_input(self.inner).problem()

    def set_name(self, name: str) -> None:
        """Give the input its accessible name."""
        as_input(self.inner).set_name(name)


class _Words(AnswerInput):
    """Answers that are a few words side by side, with "not known" at the end."""

    def __init__(self, answers: list[tuple[FactValue, str]]) -> None:
        options: list[tuple[FactValue, str]] = [
            *answers,
            (NOT_KNOWN, _("not known")),
            ("", pgettext("answer", "open")),
        ]
        self._segments: Segments[FactValue] = Segments(lambda: options, "")
        super().__init__(self._segments)

    def value(self) -> FactValue | None:
        """Return the answer."""
        chosen = self._segments.value()
        return None if chosen in (NOT_KNOWN, "") and isinstance(chosen, str) else chosen

    def set_value(self, value: FactValue | None, *, is_answered: bool) -> None:
        """Show an answer."""
        self._segments.set_value(value if value is not None else NOT_KNOWN if is_answered else "")

    def is_answered(self) -> bool:
        """Say whether there is an answer."""
        return self._segments.value() != ""


class _Number(AnswerInput):
    def __init__(self, info: FieldInfo) -> None:
        self._field = NumberField(least=info.minimum, most=info.maximum or 1_000_000)
        super().__init__(self._field)

    def value(self) -> FactValue | None:
        """Return the number."""
        return self._field.whole()

    def set_value(self, value: FactValue | None, *, is_answered: bool) -> None:
        """Show a number."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        self._field.set_value(float(value) if is_number else None)  # type: ignore[arg-type]


class _Day(AnswerInput):
    def __init__(self) -> None:
        self._field = DateField(lean=Lean.PAST, latest_is_today=True)
        super().__init__(self._field)

    def value(self) -> FactValue | None:
        """Return the day of the event, as the rules keep it."""
        day = self._field.value()
        return day.isoformat() if day else None

    def set_value(self, value: FactValue | None, *, is_answered: bool) -> None:
        """Show the day of an event."""
        self._field.set_value(_day(value))


class _Picked(AnswerInput):
    def __init__(self, picker: Picker, *, several: bool) -> None:
        self._picker, self._several = picker, several
        super().__init__(picker)

    def value(self) -> FactValue | None:
        """Return what was picked."""
        if self._several:
            return self._picker.codes() or None
        return self._picker.code()

    def set_value(self, value: FactValue | None, *, is_answered: bool) -> None:
        """Show what was picked."""
        if isinstance(value, tuple):
            self._picker.set_codes(value)
        else:
            self._picker.set_code(str(value) if value is not None else None)


def build_input(codes: Codes, info: FieldInfo) -> AnswerInput:
    """Return the input that fits a field."""
    match info.kind:
        case FieldKind.YES_NO:
            return _Words([(True, pgettext("answer", "yes")), (False, pgettext("answer", "no"))])
        case FieldKind.LEVEL:
            return _Words([(level, level) for level in ("A0", *LEVELS)])
        case FieldKind.STATUS:
            return _Picked(Picker(lambda: statuses(codes)), several=False)
        case FieldKind.PLACE:
            return _Picked(Picker(lambda: municipalities(codes)), several=False)
        case FieldKind.CHOICE:
            picker = Picker(lambda: _options(info), several=info.is_multiple)
            return _Picked(picker, several=info.is_multiple)
        case _:
            return _Day() if info.asks_date else _Number(info)


def say_answer(codes: Codes, info: FieldInfo, value: FactValue | None) -> str:
    """Say an answer in words."""
    if value is None:
        return _("asked, not known")
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, tuple):
        return ", ".join(say_answer(codes, info, part) for part in value)
    return _say_by_kind(codes, info, value)


def _say_by_kind(codes: Codes, info: FieldInfo, value: int | float | str) -> str:
    if info.kind is FieldKind.STATUS:
        return say_status(codes, str(value))
    if info.kind is FieldKind.PLACE:
        return say_place(codes, str(value))
    if (day := _day(value)) is not None:
        return say_day(day)
    if info.kind is FieldKind.MONTHS and isinstance(value, int):
        return ngettext("%(n)d month", "%(n)d months", value) % {"n": value}
    label = next((o.label_en if _is_english() else o.label for o in info.options if o.value == value), "")
    return label or str(value)


def _is_english() -> bool:
    return current().language == "en"


def _options(info: FieldInfo) -> list[Choice]:
    return [
        Choice(o.value, o.label_en if _is_english() and o.label_en else o.label, also=(o.label, o.label_en))
        for o in info.options
    ]


def _day(value: FactValue | None) -> date | None:
    """Return a day that is kept as text."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
