# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A field for a time of the day as people type it; arrows move it by five minutes, Page keys by an hour."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from beratung.i18n import _
from ui import theme
from ui.models.grid import DAY, STEP, clock
from ui.models.times import is_step, read_time

_STEPS = {
    Qt.Key.Key_Up: STEP,
    Qt.Key.Key_Down: -STEP,
    Qt.Key.Key_PageUp: 60,
    Qt.Key.Key_PageDown: -60,
}


class TimeField(QLineEdit):
    """A time, typed freely: "9", "9:30", "930".

    Signals:
        changed: the value, or what is wrong with it, is another one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self.setMaxLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(64))
        self.textEdited.connect(lambda _text: self._on_typed())
        self.editingFinished.connect(self.finish)
        self.retranslate()

    def value(self) -> int | None:
        """Return the minutes since midnight; None where nothing or nothing sensible was typed."""
        minute = read_time(self.text())
        return minute if minute is not None and is_step(minute) else None

    def set_value(self, minute: int | None) -> None:
        """Show a time without telling anyone."""
        self.setText("" if minute is None else clock(minute))
        self._is_told = False
        self._show()

    def set_name(self, name: str) -> None:
        """Give the field its accessible name."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.setPlaceholderText(_("e.g. 9:30"))

    def problem(self) -> str:
        """Say what is wrong with what was typed; empty where nothing is."""
        if not self.text().strip():
            return _("Please type a time.")
        minute = read_time(self.text())
        if minute is None:
            return _("This is not a time. Type for example 9:30.")
        return "" if is_step(minute) else _("Times are whole steps of five minutes, such as 10:05.")

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return self._is_told and bool(self.problem())

    def finish(self) -> None:
        """Say what is wrong, and write a time as it is written."""
        self._is_told = True
        minute = self.value()
        if minute is not None and self.text() != clock(minute):
            self.setText(clock(minute))
        self._show()
        self.changed.emit()

    def _on_typed(self) -> None:
        self._is_told = False
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        theme.set_tone(self, "invalid" if self.shows_problem() else "")
        self.setAccessibleDescription(self.problem() if self.shows_problem() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        minute = read_time(self.text())
        if step is None or minute is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        moved = minute + step - (minute % STEP if step < 0 and minute % STEP else 0)
        self.setText(clock(min(max(moved // STEP * STEP, 0), DAY)))
        self.changed.emit()
