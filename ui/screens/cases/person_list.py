# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list of people: two lines a person, chips for what matters, nothing per row but paint."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QElapsedTimer, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from beratung.domain.views import PersonRow
from beratung.i18n import _
from ui import icons, theme
from ui.models.dates import today
from ui.models.people import ENDS_WITHIN, PeopleModel, PersonRole, say_person
from ui.models.words import say_day, say_days

Index = QModelIndex | QPersistentModelIndex
_PAD = 16
_SOON = timedelta(days=7)
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Mark:
    """A chip of a row: a word with a sign, in the colours of a role."""

    word: str
    role: str
    icon: str


def marks(row: PersonRow, on: date, language: str) -> list[Mark]:
    """Return what matters about a person now, most urgent first."""
    found = []
    if not row.is_open:
        return [Mark(_("closed"), "muted", "lock")]
    if row.status_until is not None and row.status_until <= on + ENDS_WITHIN:
        has_ended = row.status_until < on
        word = _("ended %(day)s") if has_ended else _("ends %(day)s")
        role, sign = ("no", "alert-triangle") if has_ended else ("unknown", "calendar-due")
        found.append(Mark(word % {"day": say_day(row.status_until)}, role, sign))
    if row.next_due is not None and row.next_due <= on + _SOON:
        days = (row.next_due - on).days
        role = "no" if days < 0 else "unknown" if days == 0 else "info"
        found.append(Mark(_("step %(when)s") % {"when": say_days(days)}, role, "clock"))
    if row.needs_interpreter:
        found.append(Mark(language or _("interpreter"), "accent", "language"))
    return found


class PersonDelegate(QStyledItemDelegate):
    """Paints a person: name, what is known in a second line, chips at the end."""

    def __init__(self, model: PeopleModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(theme.font("body")).height() + QFontMetrics(theme.font("secondary")).height()
        return QSize(0, lines + theme.px(20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        person = index.data(PersonRole)
        if not isinstance(person, PersonRow):
            return
        painter.save()
        rect, direction = QRect(option.rect), option.direction
        painter.setLayoutDirection(direction)
        self._paint_ground(painter, option, rect, direction)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        name, small = theme.font("body", QFont.Weight.DemiBold), theme.font("secondary")
        name_metrics, small_metrics = QFontMetrics(name), QFontMetrics(small)
        top = inner.top() + (inner.height() - name_metrics.height() - small_metrics.height() - 1) // 2
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        line = QRect(inner.left(), top, inner.width(), name_metrics.height())
        end = self._paint_marks(painter, person, line, direction, is_chosen=is_chosen)
        first = QRect(inner.left(), top, end - inner.left(), name_metrics.height())
        second = QRect(inner.left(), first.bottom() + 2, inner.width(), small_metrics.height())
        lines = (
            (first, name, name_metrics, "text" if person.name else "muted", say_person(person)),
            (second, small, small_metrics, "muted", self._model.describe(person)),
        )
        for place, font, metrics, role, text in lines:
            painter.setFont(font)
            painter.setPen(theme.colours().color(role))
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(QStyle.visualRect(direction, rect, place), _LEADING, said)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colours().color("focus"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), 4, 4)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, direction: Qt.LayoutDirection
    ) -> None:
        c = theme.colours()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.color("accent_soft"))
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), c.color("accent"))
            return
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, c.color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), c.color("hairline"))

    def _paint_marks(
        self,
        painter: QPainter,
        person: PersonRow,
        rect: QRect,
        direction: Qt.LayoutDirection,
        *,
        is_chosen: bool,
    ) -> int:
        """Draw the chips from the end of the first line and return where the name must stop."""
        font = theme.font("secondary", QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        side, tall = theme.px(14), metrics.height() + 4
        end = rect.right()
        shown = marks(person, today(), self._model.interpreter(person))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in reversed(shown[:2]):
            wide = metrics.horizontalAdvance(mark.word) + side + 21
            if end - wide < rect.left() + rect.width() // 3:
                break
            c = theme.colours()
            place = QRect(end - wide, rect.center().y() - tall // 2, wide, tall)
            ground = c.color("surface" if is_chosen else theme.SOFT.get(mark.role, "hover"))
            is_plain = not is_chosen and ground == c.color("surface")
            painter.setPen(QPen(c.color(mark.role), 1) if is_plain else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(
                QRectF(QStyle.visualRect(direction, rect, place)), theme.RADIUS, theme.RADIUS
            )
            sign = QRect(place.left() + 8, place.center().y() - side // 2 + 1, side, side)
            icons.paint(
                painter, QStyle.visualRect(direction, rect, sign), mark.icon, c.color(mark.role).name()
            )
            painter.setFont(font)
            painter.setPen(c.color(mark.role))
            word = place.adjusted(8 + side + 4, 0, -6, 0)
            painter.drawText(QStyle.visualRect(direction, rect, word), _LEADING, mark.word)
            end = place.left() - 8
        return end - 8 if end != rect.right() else end


class PersonList(QTableView):
    """The list of people by keyboard: type-ahead by name, Home, End, Enter opens.

    A table of one visible column: with rows of one height Qt lays out 100,000 of them at once, where its list
    walks through them all.

    Signals:
        opened: the ``PersonRow`` that the user wants to open.
    """

    opened = Signal(object)

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = model
        self._typed = ""
        self._clock = QElapsedTimer()
        self.setModel(model)
        self.delegate = PersonDelegate(model, self)
        self.setItemDelegate(self.delegate)
        for column in range(1, model.columnCount()):
            self.hideColumn(column)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setStyleSheet("QTableView, QTableView:focus { border: 0; border-radius: 0; }")
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        theme.notifier().changed.connect(self._fit_rows)
        self._fit_rows()
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "rows")
        self.activated.connect(lambda index: self.opened.emit(index.data(PersonRole)))

    def person(self) -> PersonRow | None:
        """Return the person that is selected."""
        found = self.currentIndex().data(PersonRole) if self.currentIndex().isValid() else None
        return found if isinstance(found, PersonRow) else None

    def choose_row(self, row: int) -> None:
        """Select a row and bring it into view."""
        index = self._people.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next person whose name begins with what is being typed."""
        is_fresh = not self._clock.isValid() or self._clock.elapsed() > 900
        self._clock.restart()
        repeats = not is_fresh and self._typed and set(self._typed) == {search}
        self._typed = search if is_fresh or repeats else self._typed + search
        current = max(self.currentIndex().row(), 0)
        start = current + 1 if is_fresh or repeats else current
        row = self._people.row_starting_with(self._typed, start % max(len(self._people.rows), 1))
        if row is not None:
            self.choose_row(row)

    def _fit_rows(self) -> None:
        """Give every row the height of two lines of the text that holds now."""
        option = QStyleOptionViewItem()
        tall = self.delegate.sizeHint(option, QModelIndex()).height()
        self.verticalHeader().setMinimumSectionSize(tall)
        self.verticalHeader().setDefaultSectionSize(tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._people.rows) - 1}
        end = ends.get(Qt.Key(event.key()))
        if end is not None and end >= 0:
            self.choose_row(end)
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.person() is not None:
            self.opened.emit(self.person())
            return
        super().keyPressEvent(event)
