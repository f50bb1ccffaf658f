# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Shows the pages of a PDF that exists in memory only: zoom, page keys, crisp on every screen."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import jobs, theme
from ui.session import Session
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text

_GAP = 16
_A4 = 297 / 210
_A4_AT_100 = 210 / 25.4 * 96
"""Width of an A4 page in pixels at 100 %."""
_ZOOMS = (0.25, 0.35, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
_WIDEST = 5000
"""No picture of a page is wider than this, in device pixels."""
_SETTLE = 80
"""Milliseconds to wait for the next turn of the wheel before pages are drawn anew."""


@dataclass
class _Drawn:
    """The picture of a page and the width in device pixels that it was drawn for."""

    width: int
    image: QImage


class _Canvas(QAbstractScrollArea):
    """The pages one below the other.

    Signals:
        moved: another page is at the top, or the zoom has changed.
    """

    moved = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pdf = b""
        self._run = 0
        self.pages = 0
        self._zoom: float | None = None
        self._drawn: dict[int, _Drawn] = {}
        self._asked: dict[int, int] = {}
        self._drag: QPoint | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE)
        self._timer.timeout.connect(self._draw_visible)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.notifier().changed.connect(self.viewport().update)

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document; the place and the zoom stay, so that a preview does not jump."""
        self._run += 1
        self._pdf = pdf
        self._asked.clear()
        if not pdf:
            self.pages = 0
            self._drawn.clear()
            self._lay_out()
            return
        run, letters = self._run, self._session.centre.letters

        def counted(pages: int) -> None:
            if run != self._run:
                return
            self.pages = pages
            for page in [p for p in self._drawn if p >= pages]:
                del self._drawn[page]
            for drawn in self._drawn.values():
                drawn.width = 0
            self._lay_out()
            self._draw_visible()

        jobs.run(self, lambda: letters.page_count(pdf), counted, pool=jobs.side_pool())

    @property
    def pdf(self) -> bytes:
        """The document that is shown; empty where none is."""
        return self._pdf

    @property
    def zoom(self) -> float:
        """How large a page is; 1.0 is its size on paper at 96 dots per inch."""
        return self.page_width() / _A4_AT_100

    @property
    def fits_width(self) -> bool:
        """Whether a page is as wide as the window."""
        return self._zoom is None

    def set_zoom(self, zoom: float | None) -> None:
        """Make pages larger or smaller around the middle; None fits them to the width."""
        bar = self.verticalScrollBar()
        before = max(1, self._total_height())
        middle = (bar.value() + self.viewport().height() / 2) / before
        self._zoom = zoom
        self._lay_out()
        bar.setValue(round(middle * self._total_height() - self.viewport().height() / 2))
        self._timer.start()
        self.moved.emit()

    def step_zoom(self, direction: int) -> None:
        """Go one step larger (1) or smaller (-1)."""
        now = self.zoom
        steps = (
            [z for z in _ZOOMS if z > now + 0.01] if direction > 0 else [z for z in _ZOOMS if z < now - 0.01]
        )
        if steps:
            self.set_zoom(steps[0] if direction > 0 else steps[-1])

    def current_page(self) -> int:
        """Return the page that fills most of the window, counted from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        for page in range(self.pages):
            if middle < self._top(page) + self._height(page) + _GAP // 2:
                return page
        return max(0, self.pages - 1)

    def go_to_page(self, page: int) -> None:
        """Bring the top of a page to the top of the window."""
        if self.pages:
            self.verticalScrollBar().setValue(self._top(min(max(page, 0), self.pages - 1)) - _GAP // 2)

    def pictures(self) -> list[QImage]:
        """Return the pictures that are drawn now, in the order of their pages."""
        return [self._drawn[page].image for page in sorted(self._drawn) if self._drawn[page].width]

    def page_width(self) -> int:
        """Return how wide a page is shown, in pixels of the window."""
        if self._zoom is not None:
            return round(_A4_AT_100 * self._zoom)
        return max(120, min(self.viewport().width() - 2 * _GAP, round(_A4_AT_100 * 1.6)))

    def _height(self, page: int) -> int:
        drawn = self._drawn.get(page)
        ratio = drawn.image.height() / drawn.image.width() if drawn and drawn.image.width() else _A4
        return round(self.page_width() * ratio)

    def _top(self, page: int) -> int:
        return _GAP + sum(self._height(p) + _GAP for p in range(page))

    def _total_height(self) -> int:
        return self._top(self.pages) if self.pages else 0

    def _page_rect(self, page: int) -> QRect:
        """Return where a page stands in the viewport."""
        width = self.page_width()
        left = max(_GAP, (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
        return QRect(left, self._top(page) - self.verticalScrollBar().value(), width, self._height(page))

    def _lay_out(self) -> None:
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(self.viewport().height())
        vertical.setSingleStep(40)
        vertical.setRange(0, max(0, self._total_height() - self.viewport().height()))
        wide = self.page_width() + 2 * _GAP
        horizontal.setPageStep(self.viewport().width())
        horizontal.setSingleStep(40)
        horizontal.setRange(0, max(0, wide - self.viewport().width()))
        self.viewport().update()
        self.moved.emit()

    def _draw_visible(self) -> None:
        """Ask for pictures of the pages in sight that are missing or of another size."""
        width = min(round(self.page_width() * self.devicePixelRatioF()), _WIDEST)
        sight = self.viewport().rect().adjusted(0, -200, 0, self.viewport().height() // 2)
        for page in range(self.pages):
            drawn = self._drawn.get(page)
            is_sharp = drawn is not None and drawn.width == width
            if self._page_rect(page).intersects(sight) and not is_sharp and self._asked.get(page) != width:
                self._asked[page] = width
                self._draw(page, width)

    def _draw(self, page: int, width: int) -> None:
        run, pdf, letters = self._run, self._pdf, self._session.centre.letters

        def work() -> QImage:
            return QImage.fromData(letters.render_page(pdf, page, width))

        def done(image: QImage) -> None:
            if run != self._run:
                return
            self._asked.pop(page, None)
            is_first = page not in self._drawn
            self._drawn[page] = _Drawn(width, image)
            if is_first:
                self._lay_out()
            self.viewport().update()

        jobs.run(self, work, done, pool=jobs.side_pool())

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._draw_visible()
        self.moved.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), c.color("window"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in range(self.pages):
            place = self._page_rect(page)
            if not place.intersects(event.rect()):
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            drawn = self._drawn.get(page)
            if drawn is not None:
                painter.drawImage(place, drawn.image)
            painter.setPen(c.color("hairline"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(c.color("focus"), theme.FOCUS))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.viewport().update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Minus}:
            self.step_zoom(1 if key == Qt.Key.Key_Plus else -1)
        elif key == Qt.Key.Key_0:
            self.set_zoom(None)
        elif key == Qt.Key.Key_Home:
            self.go_to_page(0)
        elif key == Qt.Key.Key_End:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.go_to_page(self.current_page() + (1 if key == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            now = event.position().toPoint()
            for bar, step in (
                (self.horizontalScrollBar(), self._drag.x() - now.x()),
                (self.verticalScrollBar(), self._drag.y() - now.y()),
            ):
                bar.setValue(bar.value() + step)
            self._drag = now

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None


class PageView(QWidget):
    """The pages of a PDF with a line of controls above: page, zoom, fit to the width.

    The document lives in memory only and is forgotten when the centre is locked.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.canvas = _Canvas(session)
        line = QHBoxLayout()
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(4)
        self._previous = IconButton("chevron-up", on_click=lambda: self._turn(-1))
        self._next = IconButton("chevron-down", on_click=lambda: self._turn(1))
        self._where = Text("", "secondary", "muted")
        self._smaller = IconButton("minus", on_click=lambda: self.canvas.step_zoom(-1))
        self._percent = Text("", "secondary", "muted")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._larger = IconButton("plus", on_click=lambda: self.canvas.step_zoom(1))
        self._fit = IconButton("arrow-autofit-width", on_click=lambda: self.canvas.set_zoom(None))
        for widget in (self._previous, self._next, self._where):
            line.addWidget(widget)
        line.addStretch(1)
        for widget in (self._smaller, self._percent, self._larger, self._fit):
            line.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        self.canvas.moved.connect(self._say_where)
        session.about_to_lock.connect(self.clear)
        self._name = ""
        self.retranslate()

    def show_pdf(self, pdf: bytes, name: str = "") -> None:
        """Show a document; ``name`` is what a screen reader calls it and must name nobody."""
        self._name = name
        self.canvas.show_pdf(pdf)
        self._say_where()

    def clear(self) -> None:
        """Forget the document and its pictures."""
        self.show_pdf(b"")

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self._previous.set_name(_("Previous page"))
        self._next.set_name(_("Next page"))
        self._smaller.set_name(_("Smaller"))
        self._larger.set_name(_("Larger"))
        self._fit.set_name(_("Fit to width"))
        self._say_where()

    def _turn(self, step: int) -> None:
        self.canvas.go_to_page(self.canvas.current_page() + step)

    def _say_where(self) -> None:
        pages, page = self.canvas.pages, self.canvas.current_page()
        where = _("Page %(page)d of %(pages)d") % {"page": page + 1, "pages": pages} if pages else ""
        self._where.setText(where)
        self._percent.setText(f"{round(self.canvas.zoom * 100)} %" if pages else "")
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("400 %"))
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < pages)
        for button in (self._smaller, self._larger, self._fit):
            button.setEnabled(pages > 0)
        self.canvas.setAccessibleName(self._name or _("Preview"))
        self.canvas.setAccessibleDescription(where)
