# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The recovery code as it stands on the sheet: eight groups of five characters, each checked as soon as it is typed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.labels import Picture, Text
from ui.widgets.note import Note

GROUPS, SIZE, PER_ROW = 8, 5, 4
Judge = Callable[[str], Sequence[bool | None]]
"""Says of each group, as far as it was typed, whether it is right; None while it is not complete."""


def tidy(text: str) -> str:
    """Return what was typed or pasted as the sheet prints it."""
    return "".join(c for c in text.upper() if c.isalnum())


class _Group(QLineEdit):
    """One group. What is typed beyond its five characters goes on in the next one."""

    overflowed = Signal(str)
    left = Signal(int)
    """The cursor wants to the group before (-1) or behind (1)."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhPreferUppercase
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        font = QFont(theme.font("section"))
        font.setFamilies(["Noto Sans Mono", "Consolas", "Menlo", "monospace"])
        self.setFont(font)
        self.textEdited.connect(self._on_edited)

    def _on_edited(self, text: str) -> None:
        typed, cursor = tidy(text), self.cursorPosition()
        self.setText(typed[:SIZE])
        self.setCursorPosition(min(cursor, SIZE))
        if len(typed) >= SIZE and cursor >= SIZE:
            self.overflowed.emit(typed[SIZE:])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.cursorPosition()
        goes_back = (key == Qt.Key.Key_Left and at == 0) or (key == Qt.Key.Key_Backspace and not self.text())
        goes_on = key == Qt.Key.Key_Right and at == len(self.text())
        if goes_back or goes_on or key in {Qt.Key.Key_Space, Qt.Key.Key_Minus}:
            self.left.emit(-1 if goes_back else 1)
        else:
            super().keyPressEvent(event)


class CodeField(QWidget):
    """Eight lines in two rows, each with a sign, and a sentence about the first group that is mistyped.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self._states: tuple[bool | None, ...] = (None,) * GROUPS
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.label = Text("", "strong")
        column.addWidget(self.label)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        column.addLayout(grid)
        self.groups = tuple(_Group() for _ in range(GROUPS))
        self.signs = tuple(Picture("circle-dashed", "muted", 16) for _ in range(GROUPS))
        for at, (group, sign) in enumerate(zip(self.groups, self.signs, strict=True)):
            row, place = divmod(at, PER_ROW)
            grid.addWidget(sign, row, 2 * place)
            grid.addWidget(group, row, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
            group.textChanged.connect(self._on_changed)
            group.overflowed.connect(lambda rest, at=at: self._go_on(at + 1, rest))
            group.left.connect(lambda step, at=at: self._move(at, step))
        self.note = Note()
        column.addWidget(self.note)
        self.label.setBuddy(self.groups[0])
        self.setFocusProxy(self.groups[0])
        self.retranslate()

    def text(self) -> str:
        """Return the code as it was typed, groups joined by hyphens."""
        return "-".join(group.text() for group in self.groups)

    def is_complete(self) -> bool:
        """Say whether every group is there and none is mistyped."""
        return all(self._states)

    def fill(self, code: str) -> None:
        """Put a whole code in."""
        typed = tidy(code)
        for at, group in enumerate(self.groups):
            group.setText(typed[at * SIZE : (at + 1) * SIZE])

    def forget(self) -> None:
        """Empty every line."""
        for group in self.groups:
            group.clear()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.label.setText(_("Code of the recovery sheet"))
        self._show()

    def focus(self) -> None:
        """Put the cursor into the first group that is not right yet."""
        at = next((at for at, state in enumerate(self._states) if not state), 0)
        self.groups[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _go_on(self, at: int, rest: str) -> None:
        """Take what is left over into the next group and put the cursor there."""
        if at >= GROUPS:
            return
        group = self.groups[at]
        group.setFocus(Qt.FocusReason.OtherFocusReason)
        if rest:
            group.setText(rest[:SIZE])
            if len(rest) >= SIZE:
                self._go_on(at + 1, rest[SIZE:])
        else:
            group.selectAll()

    def _move(self, at: int, step: int) -> None:
        to = at + step
        if 0 <= to < GROUPS:
            self.groups[to].setFocus(Qt.FocusReason.OtherFocusReason)
            self.groups[to].setCursorPosition(len(self.groups[to].text()) if step < 0 else 0)

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Judge each group by itself, so that one that is left out does not move the others."""
        states = []
        for at, group in enumerate(self.groups):
            padded = "0" * (SIZE * at) + group.text()
            states.append(self._judge(padded)[at] if len(group.text()) == SIZE else None)
        self._states = tuple(states)
        wrong = next((at for at, state in enumerate(states) if state is False), None)
        for at, (group, sign, state) in enumerate(zip(self.groups, self.signs, states, strict=True)):
            icon, role = {
                True: ("circle-check", "yes"),
                False: ("circle-x", "no"),
                None: ("circle-dashed", "muted"),
            }[state]
            sign.show_icon(icon, role)
            theme.set_tone(group, "invalid" if state is False else "")
            name = _("Group %(n)d of %(total)d") % {"n": at + 1, "total": GROUPS}
            said = {True: _("fits"), False: _("mistyped"), None: ""}[state]
            group.setAccessibleName(name)
            group.setAccessibleDescription(said)
        self.note.say(
            _("There is a slip in group %(n)d. Please compare it with the sheet.") % {"n": wrong + 1}
            if wrong is not None
            else ""
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.note.setEnabled(self.isEnabled())
