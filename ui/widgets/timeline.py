# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Entries one below the other along a line, the newest on top; arrows move from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.chip import Chip
from ui.widgets.columns import FlowLayout
from ui.widgets.labels import Picture, Text

_FIRST = 25
"""Entries shown at first; more on demand."""
_RAIL = 28


@dataclass(frozen=True)
class Entry:
    """What an entry of the line shows."""

    id: UUID
    title: str
    detail: str = ""
    chips: tuple[str, ...] = ()
    text: str = ""
    step: str = ""
    """The next step that was agreed."""
    step_note: str = ""
    """When it is due or was done."""
    step_role: str = "muted"
    is_step_open: bool = False
    role: str = field(default="accent")
    """Colour of the dot on the line."""

    def __repr__(self) -> str:
        return "<Entry>"


class TimelineEntry(QFrame):
    """One entry: a dot on the line, a head, chips, text and the step that was agreed.

    Signals:
        opened: the id of the entry that is to be changed.
        step_done: the id of the entry whose step was done.
        moved: -1 or 1, the arrow that was pressed.
    """

    opened = Signal(object)
    step_done = Signal(object)
    moved = Signal(int)

    def __init__(self, entry: Entry, *, is_last: bool) -> None:
        super().__init__()
        self.entry = entry
        self._is_last = is_last
        self.setProperty("kind", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        spoken = (entry.title, entry.detail, *entry.chips, entry.text, entry.step, entry.step_note)
        self.setAccessibleName(". ".join(part for part in spoken if part))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(_RAIL, 8, 10, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(entry.title, "strong"))
        head.addWidget(Text(entry.detail, "secondary", "muted", wrap=True), 1)
        self.change = QuietButton(_("Change"), "pencil", lambda: self.opened.emit(entry.id))
        self.change.setAccessibleName(_("Change the entry of %(day)s") % {"day": entry.title})
        self.change.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.addWidget(self.change)
        column.addLayout(head)
        if entry.chips:
            holder = QWidget()
            holder.setProperty("kind", "plain")
            flow = FlowLayout(holder, gap=6)
            for word in entry.chips:
                flow.addWidget(Chip(word, "neutral"))
            column.addWidget(holder)
        if entry.text:
            column.addWidget(Text(entry.text, "body", wrap=True))
        self.done: SecondaryButton | None = None
        if entry.step or entry.step_note:
            column.addLayout(self._build_step(entry))

    def _build_step(self, entry: Entry) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        sign = "arrow-right" if entry.is_step_open else "circle-check"
        line.addWidget(Picture(sign, entry.step_role, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        if entry.step:
            words.addWidget(Text(entry.step, "strong" if entry.is_step_open else "body", wrap=True))
        words.addWidget(Text(entry.step_note, "secondary", entry.step_role))
        line.addLayout(words, 1)
        if entry.is_step_open:
            self.done = SecondaryButton(_("Done"), "check", lambda: self.step_done.emit(entry.id))
            self.done.setAccessibleName(_("Step done: %(step)s") % {"step": entry.step})
            line.addWidget(self.done, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def paintEvent(self, event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = self.width() - _RAIL / 2 + 2 if is_mirrored else _RAIL / 2 - 2
        middle = 8 + self.change.height() / 2
        painter.setPen(QPen(c.color("hairline"), 2))
        painter.drawLine(round(x), round(middle), round(x), round(middle if self._is_last else self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.color(self.entry.role))
        painter.drawEllipse(QRectF(x - 5, middle - 5, 10, 10))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(c.color("focus"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.opened.emit(self.entry.id)
        elif key == Qt.Key.Key_Space and self.entry.is_step_open:
            self.step_done.emit(self.entry.id)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.moved.emit(10_000 if key == Qt.Key.Key_End else -10_000)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.entry.id)


class Timeline(QWidget):
    """Entries along a line.

    Signals:
        opened: the id of the entry that is to be changed.
        step_done: the id of the entry whose step was done.
        focused: the entry widget that the keyboard has reached, to bring it into view.
    """

    opened = Signal(object)
    step_done = Signal(object)
    focused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self._all: tuple[Entry, ...] = ()
        self._limit = _FIRST
        self.entries: list[TimelineEntry] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 8)
        self._column.setSpacing(0)
        self._more = QuietButton("", "chevron-down", self._on_more)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.hide()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; the one with the keyboard keeps it."""
        if tuple(entries) == self._all:
            return
        focused = next((w.entry.id for w in self.entries if w.hasFocus()), None)
        self._all = tuple(entries)
        self._build()
        if focused is not None:
            self.focus_entry(focused)

    def clear(self) -> None:
        """Forget every entry."""
        self._limit = _FIRST
        self.show_entries(())

    def focus_entry(self, entry: UUID) -> bool:
        """Put the keyboard on an entry; False where it is not there."""
        if any(e.id == entry for e in self._all[self._limit :]):
            self._limit = len(self._all)
            self._build()
        for widget in self.entries:
            if widget.entry.id == entry:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                self.focused.emit(widget)
                return True
        return False

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._more.setText(_("Show older entries"))
        self._build()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), super().sizeHint().height())

    def _build(self) -> None:
        for widget in self.entries:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.entries = []
        shown = self._all[: self._limit]
        for number, entry in enumerate(shown):
            widget = TimelineEntry(entry, is_last=number == len(self._all) - 1)
            widget.opened.connect(self.opened)
            widget.step_done.connect(self.step_done)
            widget.moved.connect(lambda step, at=number: self._on_moved(at + step))
            self._column.insertWidget(number, widget)
            self.entries.append(widget)
        self._more.setVisible(len(self._all) > self._limit)

    def _on_moved(self, target: int) -> None:
        if self.entries:
            widget = self.entries[min(max(target, 0), len(self.entries) - 1)]
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            self.focused.emit(widget)

    def _on_more(self) -> None:
        at = self._limit
        self._limit += 100
        self._build()
        self._on_moved(at)
