# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A tick for each role, with what it may see and do."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from beratung.domain.base import Role
from ui.screens.administration.roles import say_holds, say_role
from ui.widgets.labels import Text


class RoleBoxes(QWidget):
    """The roles that an account has or shall have.

    Signals:
        changed: other roles are ticked.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.boxes: dict[Role, QCheckBox] = {}
        self._words: dict[Role, Text] = {}
        for row, role in enumerate(Role):
            box, words = QCheckBox(), Text("", "secondary", "muted", wrap=True)
            words.setMinimumHeight(1)
            box.toggled.connect(self.changed)
            grid.addWidget(box, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
            self.boxes[role], self._words[role] = box, words
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for role, box in self.boxes.items():
            box.setText(say_role(role))
            box.setAccessibleDescription(say_holds(role))
            self._words[role].setText(say_holds(role))

    def roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def choose(self, roles: Iterable[Role]) -> None:
        """Tick these roles and no others."""
        wanted = frozenset(roles)
        for role, box in self.boxes.items():
            box.setChecked(role in wanted)
