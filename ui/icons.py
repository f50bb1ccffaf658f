# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Icons from SVG files, drawn in the colour of a role at the moment they are painted.

The files are Tabler's outline icons (``resources/icons``). To add one, copy it there from the npm package
``@tabler/icons``; a test refuses files that nothing uses.
"""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

import beratung


@lru_cache
def folder() -> Path:
    """Return the folder of the icons, in an installed copy or in a checkout."""
    package = Path(beratung.__file__).resolve().parent
    installed = package / "_data" / "resources" / "icons"
    return installed if installed.is_dir() else package.parent / "resources" / "icons"


@lru_cache(maxsize=256)
def _drawing(name: str, colour: str) -> QByteArray:
    """Return the SVG of an icon with its line in a colour."""
    text = (folder() / f"{name}.svg").read_text(encoding="utf-8")
    return QByteArray(text.replace("currentColor", colour).encode())


def paint(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw an icon into a rectangle in a colour such as ``#17636B``."""
    from PySide6.QtCore import QRectF
    from PySide6.QtSvg import QSvgRenderer

    QSvgRenderer(_drawing(name, colour)).render(painter, QRectF(rect))


class RoleIcon(QIconEngine):
    """An icon whose colours are looked up when it is painted, so that it follows the theme."""

    def __init__(self, name: str, role: str, on_role: str | None = None) -> None:
        super().__init__()
        self._name, self._role, self._on_role = name, role, on_role or role

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        from ui import theme

        colours = theme.colours()
        if mode is QIcon.Mode.Disabled:
            return colours.control_border
        return str(getattr(colours, self._on_role if state is QIcon.State.On else self._role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._colour(mode, state))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def clone(self) -> QIconEngine:
        return RoleIcon(self._name, self._role, self._on_role)
