# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Two people, one record: both versions side by side, and a choice for each field that both changed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.base import Record
from beratung.domain.codes import Codes
from beratung.i18n import _, ngettext
from ui import theme
from ui.models.merge import Clash
from ui.screens.cases.saying import say_field, say_label
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Line, Text
from ui.widgets.page import Scroll


class Choice(QWidget):
    """One version of a field: a radio button with what it says."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.button = QRadioButton()
        self.button.setAccessibleName(f"{name}: {text}")
        words = Text(text, "body", wrap=True)
        words.setBuddy(self.button)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)


class ConflictDialog(QDialog):
    """Shows what two people changed differently; ``kept`` are the fields where mine is to stay."""

    def __init__(
        self,
        codes: Codes,
        pairs: Sequence[tuple[Clash, Record, Record]],
        merged: int,
        parent: QWidget | None = None,
    ) -> None:
        """Take each clash with my and the other record, and how many other changes come together by themselves."""
        super().__init__(parent)
        self.setWindowTitle(_("Two versions"))
        self.setModal(True)
        self._groups: list[tuple[Clash, QButtonGroup]] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(Text(_("Somebody else has saved this meanwhile"), "heading"))
        outer.addWidget(
            Text(
                _("Nothing is lost. Please choose for each field which version counts."),
                "body",
                "muted",
                wrap=True,
            )
        )
        area = Scroll()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column, title in enumerate((_("Field"), _("Yours"), _("The other version"))):
            grid.addWidget(Text(title, "caps", "muted"), 0, column)
            grid.setColumnStretch(column, 0 if column == 0 else 1)
        for number, (clash, mine, theirs) in enumerate(pairs):
            versions = (say_field(codes, value_of(mine, clash)), say_field(codes, value_of(theirs, clash)))
            self._add_row(grid, 2 * number + 1, clash, versions)
        area.column.addLayout(grid)
        area.column.addStretch(1)
        outer.addWidget(area, 1)
        if merged:
            said = ngettext(
                "%(n)d other change needs no choice and is kept.",
                "%(n)d other changes need no choice and are kept.",
                merged,
            )
            outer.addWidget(Text(said % {"n": merged}, "secondary", "muted"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(SecondaryButton(_("Back to editing"), on_click=self.reject))
        self.save_button = PrimaryButton(_("Save like this"), on_click=self.accept)
        self.save_button.setDefault(True)
        foot.addWidget(self.save_button)
        outer.addLayout(foot)
        self.resize(theme.px(760), theme.px(300) + min(len(pairs), 4) * theme.px(60))

    def _add_row(self, grid: QGridLayout, row: int, clash: Clash, versions: tuple[str, str]) -> None:
        label = say_label(clash.name)
        grid.addWidget(Line(), row, 0, 1, 3)
        grid.addWidget(Text(label, "strong", wrap=True), row + 1, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        names = (_("Yours"), _("The other version"))
        for column, (said, name) in enumerate(zip(versions, names, strict=True), start=1):
            choice = Choice(said, f"{label}, {name}")
            group.addButton(choice.button, column)
            grid.addWidget(choice, row + 1, column, Qt.AlignmentFlag.AlignTop)
        group.button(1).setChecked(True)
        self._groups.append((clash, group))

    def kept(self) -> frozenset[Clash]:
        """Return the fields in which my version is to stay."""
        return frozenset(clash for clash, group in self._groups if group.checkedId() == 1)

    def choose_theirs(self, clash: Clash) -> None:
        """Take the other version of a field."""
        group = next(g for c, g in self._groups if c == clash)
        group.button(2).setChecked(True)


def value_of(record: Record, clash: Clash) -> object:
    """Return the value that a clash is about."""
    value = getattr(record, clash.field)
    return value.get(clash.key) if clash.key else value
