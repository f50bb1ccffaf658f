# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rail at the side: the rooms with their numbers, below them administration, lock and backup state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.icons import paint as paint_icon
from ui.widgets.labels import Picture, Text

_HEIGHT = 38
_INDENT = 13
_GAP = 8


@dataclass(frozen=True)
class RailItem:
    """A line of the rail: key, title and icon; ``hint`` stands behind the title (a shortcut)."""

    key: str
    title: str
    icon: str
    hint: str = ""


class RailButton(QAbstractButton):
    """A line of the rail; in a narrow window only its icon, with a mark where something waits."""

    def __init__(self, item: RailItem, *, is_room: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = item.key
        self._icon = item.icon
        self._hint = item.hint
        self._number = 0
        self._is_narrow = False
        self._is_hovered = False
        self.setCheckable(is_room)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(item.title, item.hint)

    def say(self, title: str, hint: str = "") -> None:
        """Set title and hint."""
        self._hint = hint
        self.setText(title)
        self._describe()

    def set_number(self, number: int) -> None:
        """Show how much waits; 0 shows nothing."""
        self._number = number
        self._describe()

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the icon alone, or icon and title."""
        self._is_narrow = is_narrow
        self._describe()
        self.updateGeometry()

    @property
    def number(self) -> int:
        """How much waits."""
        return self._number

    def _describe(self) -> None:
        self.setAccessibleName(f"{self.text()} {self._number}" if self._number else self.text())
        self.setToolTip(f"{self.text()} {self._hint}".strip() if self._is_narrow else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.isDown():
            painter.setBrush(colours.color("accent_soft"))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        elif self._is_hovered:
            painter.setBrush(colours.color("hover"))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.color("focus"), theme.FOCUS))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        self._paint_content(painter, colours)
        painter.end()

    def _paint_content(self, painter: QPainter, colours: theme.Colours) -> None:
        role = "accent" if self.isChecked() else "muted"
        side = theme.px(theme.ICON)
        left = (self.width() - side) // 2 if self._is_narrow else _INDENT
        box = QRect(left, (self.height() - side) // 2, side, side)
        paint_icon(painter, self._mirrored(box), self._icon, getattr(colours, role))
        if self._is_narrow:
            if self._number:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.color("accent"))
                dot = self._mirrored(QRect(box.right() - 2, box.top() - 2, 8, 8))
                painter.drawEllipse(QRectF(dot))
            return
        painter.setFont(theme.font("body", QFont.Weight.Medium))
        painter.setPen(colours.color(role))
        start = box.right() + _GAP
        width = painter.fontMetrics().horizontalAdvance(self.text()) + 1
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        text = self._mirrored(QRect(start, 0, min(width, self.width() - start - 4), self.height()))
        painter.drawText(text, align, self.text())
        extra = str(self._number) if self._number else self._hint
        if extra:
            gap = 17 if self._number else _GAP
            rest = self._mirrored(
                QRect(start + width + gap, 0, self.width() - start - width - gap, self.height())
            )
            painter.drawText(rest, align, extra)

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)


class StateLine(QFrame):
    """One quiet line with a sign at the foot of the rail: whether everything is saved elsewhere too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 4, 2, 4)
        row.setSpacing(4)
        self._picture = Picture("shield-check", "yes", 16)
        self._text = Text("", "secondary", "muted", wrap=True)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)

    def say(self, text: str, *, is_good: bool) -> None:
        """Show the state in words and with its sign."""
        self._text.setText(text)
        self._picture.show_icon("shield-check" if is_good else "shield-x", "yes" if is_good else "unknown")
        self._picture.setToolTip(text)

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the sign alone, or sign and words."""
        self._text.setVisible(not is_narrow)


class Rail(QFrame):
    """The rooms of the user, and at the foot what is always there.

    Signals:
        room_chosen: the key of a room.
        foot_chosen: the key of a line at the foot that is no room (``lock``).
    """

    room_chosen = Signal(str)
    foot_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._buttons: dict[str, RailButton] = {}
        self._is_narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(2)
        column.addWidget(self._build_brand())
        column.addSpacing(16)
        self._top = QVBoxLayout()
        self._top.setSpacing(2)
        column.addLayout(self._top)
        column.addStretch(1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(2)
        column.addLayout(self._foot)
        self.state = StateLine()
        column.addWidget(self.state)
        self.set_narrow(False)

    def _build_brand(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(Picture("compass", "accent", 24))
        self._brand: QLabel = Text("Beratung", "section")
        row.addWidget(self._brand)
        row.addStretch(1)
        return line

    def set_rooms(
        self, rooms: Sequence[RailItem], foot_rooms: Sequence[RailItem], foot: Sequence[RailItem]
    ) -> None:
        """Show the rooms on top, further rooms and other lines at the foot."""
        for item in rooms:
            self._add(item, self._top, self.room_chosen.emit, is_room=True)
        for item in foot_rooms:
            self._add(item, self._foot, self.room_chosen.emit, is_room=True)
        for item in foot:
            self._add(item, self._foot, self.foot_chosen.emit, is_room=False)

    def _add(self, item: RailItem, where: QVBoxLayout, emit: Callable[[str], None], *, is_room: bool) -> None:
        button = RailButton(item, is_room=is_room, parent=self)
        button.clicked.connect(lambda: self._on_clicked(button, emit))
        where.addWidget(button)
        self._buttons[item.key] = button

    def _on_clicked(self, button: RailButton, emit: Callable[[str], None]) -> None:
        if button.isCheckable():
            button.setChecked(not button.isChecked())  # only ``show_room`` decides: leaving may be refused
        emit(button.key)

    def button(self, key: str) -> RailButton:
        """Return the line of a key."""
        return self._buttons[key]

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all lines."""
        return tuple(self._buttons)

    def show_room(self, key: str) -> None:
        """Mark a room as the one that is shown."""
        for other, button in self._buttons.items():
            button.setChecked(button.isCheckable() and other == key)

    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons alone, or icons and titles."""
        self._is_narrow = is_narrow
        narrow = max(theme.RAIL_NARROW, theme.px(theme.ICON) + 40)
        wide = max(theme.RAIL_WIDTH, theme.px(theme.RAIL_WIDTH))
        self.setFixedWidth(narrow if is_narrow else wide)
        self._brand.setVisible(not is_narrow)
        self.state.set_narrow(is_narrow)
        for button in self._buttons.values():
            button.set_narrow(is_narrow)

    @property
    def is_narrow(self) -> bool:
        """Whether icons stand alone."""
        return self._is_narrow
