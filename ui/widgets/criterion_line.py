# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A condition with its sign: what was asked, what was found, and where that comes from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.models.looks import Sign
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Line, Picture, Text


class CriterionLine(QWidget):
    """A sign, a sentence and a muted line below; with a quiet button where something can be done about it."""

    def __init__(
        self,
        sign: Sign,
        text: str,
        detail: str = "",
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Picture(sign.icon, sign.role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        row.addLayout(words, 1)
        self.text = Text(text, "strong", wrap=True)
        self.detail = Text(detail, "secondary", "muted", wrap=True)
        words.addWidget(self.text)
        words.addWidget(self.detail)
        self.detail.setHidden(not detail)
        self.button: QuietButton | None = None
        if action:
            self.button = QuietButton(action, on_click=on_action)
            self.button.setAccessibleName(f"{action}: {text}")
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(f"{sign.label}: {text}")
        self.setAccessibleDescription(detail)


class CriterionGroup(QFrame):
    """Conditions that belong together, held by a title and a line at their side."""

    def __init__(
        self, sign: Sign, title: str, lines: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Picture(sign.icon, sign.role))
        head.addWidget(Text(title, "strong"), 1)
        outer.addLayout(head)
        inner = QHBoxLayout()
        inner.setContentsMargins(9, 0, 0, 0)
        inner.setSpacing(20)
        inner.addWidget(Line(vertical=True))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        inner.addLayout(self._column, 1)
        outer.addLayout(inner)
        for line in lines:
            self.add(line)
        self.setAccessibleName(f"{sign.label}: {title}")

    def add(self, widget: QWidget) -> None:
        """Put a widget below the conditions."""
        if isinstance(widget, CriterionLine | CriterionGroup):
            self._column.addWidget(widget)
        else:
            self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading)
