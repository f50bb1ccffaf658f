# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Help: what a screen is for, and every key that works there."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.commands.command import Command
from ui.commands.registry import native
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Line, Text
from ui.widgets.page import Scroll


class ShortcutSheet(QDialog):
    """Lists commands with keys under their groups; beside them, where given, a help page in Markdown."""

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
        self.setMinimumSize(theme.px(420), theme.px(420))
        self.resize(theme.px(1000 if help_text else 520), theme.px(640))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        if help_text:
            sides.addWidget(self._build_page(help_text), 5)
            sides.addWidget(Line(vertical=True))
        area = Scroll()
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("Keys"))
        self._fill(area.column, list(commands))
        sides.addWidget(area, 4)
        column.addLayout(sides, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = SecondaryButton(_("Close"), on_click=self.accept)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _build_page(self, help_text: str) -> QTextBrowser:
        page = QTextBrowser()
        page.setProperty("kind", "page")
        page.setAccessibleName(_("Help"))
        page.setOpenLinks(False)
        page.document().setDocumentMargin(8)
        page.setMarkdown(help_text)
        return page

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
                grid.addWidget(Text(_(command.title), wrap=True), line, 1)
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
