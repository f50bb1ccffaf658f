# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The scaffold of a screen: margins, a header, and room below it that scrolls where it must."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.header import Header


class Scroll(QScrollArea):
    """A column of widgets that scrolls up and down and never sideways. ``column`` is its layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("kind", "plain")
        self.viewport().setProperty("kind", "plain")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.setWidget(inner)


class Page(QWidget):
    """Header on top, ``body`` below, with the margins of the window.

    ``scrolls`` True puts the body into a column that scrolls as a whole.
    """

    def __init__(self, parent: QWidget | None = None, *, scrolls: bool = False) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 20)
        outer.setSpacing(12)
        self.header = Header()
        outer.addWidget(self.header)
        if scrolls:
            area = Scroll()
            self.body: QVBoxLayout = area.column
            outer.addWidget(area, 1)
        else:
            self.body = QVBoxLayout()
            self.body.setSpacing(12)
            outer.addLayout(self.body, 1)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below what is there."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)
