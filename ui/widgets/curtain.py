# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The privacy curtain (F9): hides what a page says from whoever looks over the shoulder."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Picture, Text

COARSENESS = 28
"""So many pixels become one: no letter survives, the shape of the page does."""


class Curtain(QWidget):
    """Covers its parent with a picture too coarse to read. The page below is not reachable meanwhile.

    Signals:
        opened: the user wants to see the page again.
    """

    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._picture = QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Personal data are hidden"))
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Picture("eye-off", "accent", 24))
        self._text = Text("", "strong")
        row.addWidget(self._text)
        self._button = SecondaryButton(on_click=self.opened.emit)
        row.addWidget(self._button)
        card.add(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        parent.installEventFilter(self)
        self.hide()

    def draw(self) -> None:
        """Take a coarse picture of the parent, and cover it."""
        self.hide()
        parent = self._over
        sharp = parent.grab()
        small = QSize(max(1, parent.width() // COARSENESS), max(1, parent.height() // COARSENESS))
        coarse = sharp.scaled(
            small, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        coarse.setDevicePixelRatio(1.0)
        self._picture = coarse
        self.setAccessibleName(_("Personal data are hidden"))
        self._text.setText(_("Personal data are hidden."))
        self._button.setText(_("Show (F9)"))
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colours().color("window"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(self.rect()), self._picture, QRectF(self._picture.rect()))
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)
