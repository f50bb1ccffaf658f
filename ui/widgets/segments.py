# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A choice of a few words side by side; ja / nein / offen is the most frequent one."""

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from beratung.i18n import pgettext
from ui import theme

T = TypeVar("T")


class _Segment(QRadioButton):
    """One of the words: a radio button that paints itself as a part of a strip."""

    def __init__(self, is_first: bool, is_last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_ends(is_first, is_last)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_ends(self, is_first: bool, is_last: bool) -> None:
        """Say whether the strip begins and ends with this one."""
        self._is_first, self._is_last = is_first, is_last
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("body", QFont.Weight.DemiBold))
        return QSize(
            max(metrics.horizontalAdvance(self.text()) + 2 * theme.px(11), theme.px(34)), theme.px(34)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 if self._is_last else 0.5, -0.5)
        ends = (self._is_first, self._is_last)
        left, right = reversed(ends) if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else ends
        ground = c.accent_soft if self.isChecked() else c.hover if self.underMouse() else c.surface
        painter.setBrush(c.color("window") if not self.isEnabled() else QColor(ground))
        painter.setPen(QPen(c.color("accent" if self.isChecked() else "control_border"), 1))
        painter.drawPath(_ends(rect, theme.RADIUS if left else 0, theme.RADIUS if right else 0))
        painter.setFont(
            theme.font("body", QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        )
        role = "accent" if self.isChecked() else "text" if self.isEnabled() else "control_border"
        painter.setPen(c.color(role))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(c.color("focus"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


def _ends(rect: QRectF, left: float, right: float) -> QPainterPath:
    """Return a rectangle whose left and right corners are round by different radii."""
    path = QPainterPath()
    path.moveTo(rect.left() + left, rect.top())
    path.lineTo(rect.right() - right, rect.top())
    path.arcTo(rect.right() - 2 * right, rect.top(), 2 * right, 2 * right, 90, -90)
    path.lineTo(rect.right(), rect.bottom() - right)
    path.arcTo(rect.right() - 2 * right, rect.bottom() - 2 * right, 2 * right, 2 * right, 0, -90)
    path.lineTo(rect.left() + left, rect.bottom())
    path.arcTo(rect.left(), rect.bottom() - 2 * left, 2 * left, 2 * left, 270, -90)
    path.lineTo(rect.left(), rect.top() + left)
    path.arcTo(rect.left(), rect.top(), 2 * left, 2 * left, 180, -90)
    path.closeSubpath()
    return path


class Segments(QWidget, Generic[T]):
    """One of a few values; the arrow keys move between them, Tab goes on to the next field.

    Signals:
        changed: the user has chosen another value.
    """

    changed = Signal()

    def __init__(
        self,
        options: Callable[[], Sequence[tuple[T, str]]],
        chosen: T | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Take a callable that returns values and words, so that the words can be said in another language."""
        super().__init__(parent)
        self._options = options
        self._values = [value for value, _word in options()]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        last = len(self._values) - 1
        self.segments = [_Segment(i == 0, i == last, self) for i in range(last + 1)]
        for number, segment in enumerate(self.segments):
            self._group.addButton(segment, number)
            row.addWidget(segment)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(lambda _number: self.changed.emit())
        self.set_value(chosen if chosen is not None else self._values[0])
        self.retranslate()

    def show_only(self, values: Collection[T]) -> None:
        """Show only some of the values; the strip stays round at both ends."""
        shown = [value for value in self._values if value in values]
        for value, segment in zip(self._values, self.segments, strict=True):
            segment.setVisible(value in shown)
            segment.set_ends(value in shown[:1], value in shown[-1:])

    def value(self) -> T:
        """Return the chosen value."""
        return self._values[max(self._group.checkedId(), 0)]

    def set_value(self, value: T | None) -> None:
        """Choose a value without telling anyone; one that is not offered chooses the last."""
        number = self._values.index(value) if value in self._values else len(self._values) - 1
        self.segments[number].setChecked(True)
        self.setFocusProxy(self.segments[number])

    def set_name(self, name: str) -> None:
        """Say what is chosen here."""
        self.setAccessibleName(name)
        for segment in self.segments:
            segment.setAccessibleDescription(name)

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False

    def retranslate(self) -> None:
        """Say the words in the language spoken now."""
        for segment, (_value, word) in zip(self.segments, self._options(), strict=True):
            segment.setText(word)
            segment.setAccessibleName(word)
            segment.updateGeometry()


def yes_no_open() -> Sequence[tuple[bool | None, str]]:
    """Return the three answers to a question of fact."""
    return (
        (True, pgettext("answer", "yes")),
        (False, pgettext("answer", "no")),
        (None, pgettext("answer", "open")),
    )


class TriState(Segments[bool | None]):
    """yes / no / open: a fact that nobody has asked for yet is never a no."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(yes_no_open, None, parent)
        self.set_value(None)
