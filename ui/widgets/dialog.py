# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The scaffold of dialogs: a heading, what is asked, and two buttons. Only what must be decided opens one."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text


class Dialog(QDialog):
    """A dialog with a heading; ``column`` is its layout."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(Text(title, "heading", wrap=True))
        self.setMinimumWidth(theme.px(480))

    def add_buttons(self, do: QWidget) -> None:
        """Put Cancel and the button that does it below everything."""
        self.column.addSpacing(4)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.cancel = SecondaryButton(_("Cancel"), on_click=self.reject)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(do)
        self.column.addLayout(self.foot)

    def fit_height(self) -> None:
        """Be as tall as the sentences are when they are wrapped, and no taller."""
        if self.isVisible():
            for label in self.findChildren(Text):
                if label.wordWrap():
                    label.setMinimumHeight(1)  # Qt guesses the height of wrapped text for a narrow line
            self.column.activate()
            self.resize(self.width(), self.column.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_height()
