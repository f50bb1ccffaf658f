# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Help: what a screen is for, and every key that works there."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.commands.command import Command
from ui.commands.registry import native
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Line, Text
from ui.widgets.page import Scroll


class ShortcutSheet(QDialog):
    """Lists commands with keys under their groups; above them, where given, a few sentences of help."""

    def __init__(
        self,
        commands: Iterable[Command],
        parent: QWidget | None = None,
        *,
        title: str = "",
        help_text: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help"))
        self.setMinimumSize(theme.px(560), theme.px(420))
        self.resize(theme.px(640), theme.px(600))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        if help_text:
            column.addWidget(Text(title, "heading"))
            column.addWidget(Text(help_text, "body", "muted", wrap=True))
            column.addWidget(Line())
        area = Scroll()
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("Keys"))
        self._fill(area.column, list(commands))
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = SecondaryButton(_("Close"), on_click=self.accept)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _fill(self, column: QVBoxLayout, commands: list[Command]) -> None:
        groups: dict[str, list[Command]] = {}
        for command in commands:
            if command.shortcut:
                groups.setdefault(command.group, []).append(command)
        for group, members in groups.items():
            if group:
                column.addWidget(Text(_(group), "section"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(8)
            grid.setColumnStretch(1, 1)
            for line, command in enumerate(members):
                key = Text(native(command.shortcut), "strong", "accent")
                key.setMinimumWidth(theme.px(130))
                grid.addWidget(key, line, 0)
                grid.addWidget(Text(_(command.title)), line, 1)
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
