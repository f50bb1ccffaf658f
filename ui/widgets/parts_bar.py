# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The parts of a screen that has many: tabs where all of them find room, and one menu where they do not."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.inputs import Menu
from ui.widgets.tab_strip import TabStrip


class PartsBar(QWidget):
    """Tabs by key, or a menu with the same words: with large text or in a narrow window no part is out of sight.

    Signals:
        tab_chosen: the key of the part that the user has chosen.
    """

    tab_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = TabStrip()
        self.strip.tab_chosen.connect(self.tab_chosen)
        self.menu: Menu[str] = Menu(lambda: ())
        self.menu.changed.connect(lambda: self.tab_chosen.emit(self.menu.value()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strip)
        column.addWidget(self.menu)
        self.menu.hide()

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show parts as (key, title), keeping the chosen one."""
        self.strip.set_tabs([(key, title, None) for key, title in tabs])
        self.menu.offer(tabs)
        self._fit()

    def set_name(self, name: str) -> None:
        """Give the bar its accessible name."""
        self.strip.setAccessibleName(name)
        self.menu.set_name(name)

    def choose(self, key: str) -> None:
        """Choose a part without telling anyone."""
        self.strip.choose(key)
        self.menu.set_value(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        """Show the tabs or the menu; the keyboard stays where it was."""
        is_menu = self.strip.sizeHint().width() > self.width()
        if is_menu != self.menu.isHidden():
            return
        shown, other = (self.menu, self.strip) if is_menu else (self.strip, self.menu)
        had_focus = other.hasFocus()
        shown.show()
        if had_focus:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        other.hide()
