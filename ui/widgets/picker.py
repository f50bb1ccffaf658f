# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A field that picks from a long list by typing: one entry, or several as chips that can be taken out again.

The list opens inside the window and the keyboard stays in the line: arrows choose, Enter takes, Esc closes,
Backspace in an empty line takes the last chip out. Typing finds in any spelling: the German name, the English
one, the code and what speakers of the language call it.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from beratung.i18n import _
from ui import theme
from ui.models.choices import Choice
from ui.models.folding import fold, matches, needles
from ui.widgets.columns import FlowLayout
from ui.widgets.line_button import LineButton
from ui.widgets.picker_chip import PickedChip, word_of
from ui.widgets.picker_list import ChoiceList


class Picker(QFrame):
    """A field that picks one or several entries from a list by typing.

    Signals:
        changed: other entries are picked.
    """

    changed = Signal()

    def __init__(
        self,
        choices: Callable[[], Sequence[Choice]],
        *,
        several: bool = False,
        placeholder: str = "",
        frequent: Sequence[str] = (),
        is_free: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Take a callable that returns the entries in the language spoken now.

        ``placeholder`` is a message id, shown while nothing is picked; ``frequent`` codes come first while
        nothing is typed. With ``is_free`` the list only suggests: what is typed is taken as it is.
        """
        super().__init__(parent)
        self._is_free = is_free
        self._source, self._several, self._placeholder = choices, several, placeholder
        self._frequent = list(frequent)
        self._all: list[Choice] | None = None
        self._picked: list[str] = []
        self._chips: list[PickedChip] = []
        self._is_lost = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._flow = FlowLayout(self, gap=4, stretches_last=True)
        self._flow.setContentsMargins(6, 5, 6, 5) if several else self._flow.setContentsMargins(0, 0, 0, 0)
        self.line = QLineEdit(self)
        self.line.setMaxLength(120)
        if several:
            self.line.setFrame(False)
            self._dress_line()
            theme.notifier().changed.connect(self._dress_line)
        self.line.setMinimumWidth(theme.px(90))
        self._flow.addWidget(self.line)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._on_edited)
        self.setFocusProxy(self.line)
        self._popup = ChoiceList(self)
        self._popup.taken.connect(self._take)
        self.destroyed.connect(self._popup.deleteLater)
        self._opener = None if several else LineButton(self.line, "chevron-down", self._toggle)
        self.retranslate()

    def _dress_line(self) -> None:
        """Let the line look like a part of the field around it, in the size of text that holds now."""
        tall = theme.px(26)
        self.line.setStyleSheet(
            "QLineEdit, QLineEdit:focus, QLineEdit:hover { border: 0; background: transparent; padding: 0 4px;"
            f" min-height: {tall}px; max-height: {tall}px; }}"
        )

    # What is picked

    def codes(self) -> tuple[str, ...]:
        """Return the codes that are picked, in the order in which they were picked."""
        return tuple(self._picked)

    def code(self) -> str | None:
        """Return the code that is picked; None where nothing is."""
        return self._picked[0] if self._picked else None

    def set_codes(self, codes: Sequence[str]) -> None:
        """Pick entries without telling anyone; codes that the list does not know are kept and shown as they are."""
        self._picked = list(codes) if self._several else list(codes[:1])
        self._is_lost = False
        self._show_picked()

    def set_code(self, code: str | None) -> None:
        """Pick one entry, or none, without telling anyone."""
        self.set_codes([code] if code else [])

    def problem(self) -> str:
        """Say what is wrong: something was typed that the list does not have."""
        return _("Please choose an entry of the list.") if self._is_lost else ""

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return self._is_lost

    def set_name(self, name: str) -> None:
        """Say what is picked here."""
        self.setAccessibleName(name)
        self.line.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._all = None
        if self._opener is not None:
            self._opener.set_name(_("Open the list (Down)"))
        self._show_picked()

    def is_open(self) -> bool:
        """Say whether the list is open."""
        return self._popup.isVisible()

    def refresh(self) -> None:
        """Ask for the entries again."""
        self._all = None
        self._show_picked()

    # The list

    def _choices(self) -> list[Choice]:
        if self._all is None:
            self._all = [choice.folded() for choice in self._source()]
        return self._all

    def _choice(self, code: str) -> Choice:
        return next((c for c in self._choices() if c.code == code), Choice(code, code))

    def found(self, text: str) -> list[Choice]:
        """Return the entries that a text finds, the closest first; everything where it is empty."""
        words = needles(text)
        left = [c for c in self._choices() if not (self._several and c.code in self._picked)]
        if not words:
            first = [c for code in self._frequent for c in left if c.code == code]
            return first + [c for c in left if c.code not in self._frequent]
        found = [c for c in left if matches(words, c.hay)]
        whole = " ".join(words)
        order = {c.code: _closeness(c, whole) for c in found}
        if any(c.group for c in found):
            return found
        return sorted(found, key=lambda c: order[c.code])

    def _open(self, text: str = "") -> None:
        found = self.found(text)
        if not found:
            self._popup.hide()
            return
        self._popup.show_choices(found, "" if text else (self.code() or ""), marks_first=not self._is_free)
        self._popup.open_at(self)
        self._announce()

    def _toggle(self) -> None:
        if self.is_open():
            self._popup.hide()
        else:
            self.line.setFocus()
            self._open()

    def _announce(self) -> None:
        """Tell a screen reader which entry is marked, since the keyboard stays in the line."""
        marked = self._popup.marked()
        if marked is not None and QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self.line, f"{marked.label} {marked.detail}".strip())
            QAccessible.updateAccessibility(event)

    def _on_edited(self, text: str) -> None:
        self._is_lost = False
        theme.set_tone(self.line, "")
        if self._is_free:
            self._picked = [text.strip()] if text.strip() else []
            self.changed.emit()
        elif not text and not self._several and self._picked:
            self._picked = []
            self.changed.emit()
        self._open(text)

    def _take(self, choice: Choice) -> None:
        if self._several:
            self._picked.append(choice.code)
        else:
            self._picked = [choice.code]
        self._is_lost = False
        self._popup.hide()
        self._show_picked()
        self.line.setFocus()
        self.changed.emit()

    def _remove(self, code: str) -> None:
        self._picked.remove(code)
        self._show_picked()
        self.line.setFocus()
        self.changed.emit()

    def _show_picked(self) -> None:
        theme.set_tone(self.line, "")
        if not self._several:
            code = self.code()
            self.line.setText(word_of(self._choice(code)) if code else "")
            self.line.setCursorPosition(0)
        else:
            self.line.clear()
            for chip in self._chips:
                self._flow.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self._chips = []
            for number, code in enumerate(self._picked):
                chip = PickedChip(self._choice(code), self)
                chip.clicked.connect(lambda _checked=False, taken=code: self._remove(taken))
                chip.installEventFilter(self)
                self._flow.insert(number, chip)
                chip.show()
                self._chips.append(chip)
                QWidget.setTabOrder(self._chips[number - 1] if number else self.line, chip)
            self.updateGeometry()
        self.line.setPlaceholderText(_(self._placeholder) if self._placeholder and not self._picked else "")
        labels = ", ".join(self._choice(code).label for code in self._picked)
        self.setAccessibleDescription(labels)
        self.line.setAccessibleDescription(labels if self._several else "")

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, PickedChip) and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._on_chip_key(watched, event)
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusOut:
                self._on_left()
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
                self.update()
            if isinstance(event, QKeyEvent) and self._keeps(event):
                return True
            if event.type() == QEvent.Type.MouseButtonPress and not self.is_open() and not self._several:
                self._open()
        return super().eventFilter(watched, event)

    def _keeps(self, event: QKeyEvent) -> bool:
        """Keep Esc from the window's shortcuts while the list is open."""
        is_escape = event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape
        if is_escape and self.is_open():
            event.accept()
            return True
        return False

    def _on_chip_key(self, chip: PickedChip, event: QKeyEvent) -> bool:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._remove(chip.choice.code)
            return True
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            if not self.is_open():
                self._open(self.line.text() if self._several else "")
            else:
                self._popup.move_mark(steps[Qt.Key(key)])
                self._announce()
            return True
        if self.is_open():
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or (key == Qt.Key.Key_Tab and self.line.text()):
                self._take_marked()
                return key != Qt.Key.Key_Tab
            if key == Qt.Key.Key_Escape:
                self._popup.hide()
                if not self._several and not self._is_free:
                    self._show_picked()
                return True
        if key == Qt.Key.Key_Backspace and self._several and not self.line.text() and self._picked:
            self._remove(self._picked[-1])
            return True
        return False

    def _take_marked(self) -> None:
        marked = self._popup.marked()
        already = self.code() if not self._several else None
        if marked is not None and marked.code != already:
            self._take(marked)
        else:
            self._popup.hide()
            if not self._is_free:
                self._show_picked()

    def _on_left(self) -> None:
        self._popup.hide()
        typed = self.line.text().strip()
        if self._is_free:
            return
        shown = word_of(self._choice(self._picked[0])) if self._picked and not self._several else ""
        if not typed or typed == shown:
            return
        found = self.found(typed)
        exact = [c for c in found if fold(c.label) == fold(typed) or c.code == typed]
        if len(found) == 1 or len(exact) == 1:
            focus = self.window().focusWidget()
            self._take((exact or found)[0])
            if focus is not None:
                focus.setFocus()
            return
        self._is_lost = True
        theme.set_tone(self.line, "invalid")
        self.line.setAccessibleDescription(self.problem())
        self.changed.emit()

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._several:
            return
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.line.hasFocus()
        role = "focus" if has_focus else "no" if self._is_lost else "control_border"
        painter.setPen(QPen(c.color(role), 2 if has_focus or self._is_lost else 1))
        painter.setBrush(c.color("surface"))
        inset = 1 if has_focus or self._is_lost else 0.5
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS
        )
        painter.end()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._flow.heightForWidth(width), theme.px(theme.CONTROL))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(theme.CONTROL))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.line.setFocus()
        self._open(self.line.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._popup.hide()


def _closeness(choice: Choice, query: str) -> tuple[int, str]:
    """Order what was found: the code itself, then what begins with the query, then the rest."""
    label = fold(choice.label)
    if fold(choice.code) == query or label == query:
        return 0, label
    if label.startswith(query):
        return 1, label
    return (2 if f" {query}" in f" {choice.hay}" else 3), label
