# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A strip of tabs with a line under the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from ui import theme


class TabStrip(QTabBar):
    """Tabs by key; a count stands after the title.

    Signals:
        tab_chosen: the key of the tab that the user has chosen.
    """

    tab_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(self.elideMode().ElideNone)
        self.setFont(theme.font("body", theme.font().weight().Medium))
        self._is_setting = False
        self.currentChanged.connect(self._on_changed)

    def set_tabs(self, tabs: Sequence[tuple[str, str, int | None]]) -> None:
        """Show tabs as (key, title, count or None), keeping the chosen one."""
        chosen = self.current_key()
        self._is_setting = True
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        while self.count() < len(tabs):
            self.addTab("")
        for index, (key, title, number) in enumerate(tabs):
            self.setTabText(index, f"{title} {number}" if number else title)
            self.setTabData(index, key)
        self._is_setting = False
        if chosen:
            self.choose(chosen)

    def current_key(self) -> str:
        """Return the key of the chosen tab."""
        data = self.tabData(self.currentIndex()) if self.currentIndex() >= 0 else None
        return str(data) if data else ""

    def choose(self, key: str) -> None:
        """Choose a tab without telling anyone."""
        self._is_setting = True
        for index in range(self.count()):
            if self.tabData(index) == key:
                self.setCurrentIndex(index)
        self._is_setting = False

    def _on_changed(self, index: int) -> None:
        if not self._is_setting and index >= 0:
            self.tab_chosen.emit(self.current_key())
