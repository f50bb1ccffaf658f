# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every colour, size and icon of the window. Widgets take them from here and from nowhere else.

A widget that paints itself asks ``colours()`` in its ``paintEvent``; a widget that is styled sets the dynamic
property ``kind`` or ``tone`` (see ``ui/stylesheet.py``) and is styled by the sheet of the application.
"""

import sys
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

GAP = 4
"""The unit of distance: gaps are 4, 8, 12, 16 and 24 pixels."""
MARGIN = 24
RADIUS = 8
CARD_RADIUS = 10
RAIL_WIDTH = 196
RAIL_NARROW = 64
NARROW_WINDOW = 1100
"""Under this width the rail shows icons alone."""
ICON = 20
CONTROL = 36
"""Height of a button or an input line at 10 pt."""
FOCUS = 2
TARGET = 24
"""No control is smaller than this, in either direction."""


class Scheme(StrEnum):
    """Which colours the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Colours(NamedTuple):
    """One set of colours by role, as ``#RRGGBB``."""

    window: str
    surface: str
    raised: str
    text: str
    muted: str
    hairline: str
    control_border: str
    info: str
    accent: str
    on_accent: str
    accent_soft: str
    yes: str
    yes_soft: str
    unknown: str
    unknown_soft: str
    no: str
    no_soft: str
    focus: str
    accent_hover: str
    """The accent under the mouse."""
    hover: str
    """The ground of a quiet control under the mouse."""
    scrollbar: str
    is_dark: bool

    def color(self, role: str) -> QColor:
        """Return the colour of a role as a QColor."""
        return QColor(getattr(self, role))


LIGHT = Colours(
    window="#F4F5F3", surface="#FFFFFF", raised="#FAFBFA", text="#1B2226", muted="#56626A", hairline="#DFE4E6",
    control_border="#7D8990", info="#2A5A9E", accent="#17636B", on_accent="#FFFFFF", accent_soft="#DCEDEE",
    yes="#1C6F40", yes_soft="#E2F3E8", unknown="#855400", unknown_soft="#FBEFD6", no="#A32A22", no_soft="#FBE6E4",
    focus="#0B57D0", accent_hover="#0F4D54", hover="#EEF1F0", scrollbar="#B9C1C5", is_dark=False,
)  # fmt: skip
DARK = Colours(
    window="#14181A", surface="#1C2225", raised="#242B2F", text="#E9EDEF", muted="#A4AFB6", hairline="#2E373C",
    control_border="#76838B", info="#8DB7FA", accent="#62C3CA", on_accent="#07282B", accent_soft="#1F3A3D",
    yes="#6FCF93", yes_soft="#1D3527", unknown="#E6B566", unknown_soft="#3A2F1B", no="#FF9088", no_soft="#3E2423",
    focus="#8AB4F8", accent_hover="#82D3D9", hover="#242B2F", scrollbar="#4A565C", is_dark=True,
)  # fmt: skip
HIGH_LIGHT = Colours(
    window="#FFFFFF", surface="#FFFFFF", raised="#FFFFFF", text="#000000", muted="#000000", hairline="#000000",
    control_border="#000000", info="#00337A", accent="#00454D", on_accent="#FFFFFF", accent_soft="#E3F1F2",
    yes="#00401C", yes_soft="#FFFFFF", unknown="#553300", unknown_soft="#FFFFFF", no="#7A0000", no_soft="#FFFFFF",
    focus="#0038C8", accent_hover="#000000", hover="#E8E8E8", scrollbar="#000000", is_dark=False,
)  # fmt: skip
HIGH_DARK = Colours(
    window="#000000", surface="#000000", raised="#000000", text="#FFFFFF", muted="#FFFFFF", hairline="#FFFFFF",
    control_border="#FFFFFF", info="#A8CBFF", accent="#7FE7EF", on_accent="#000000", accent_soft="#0B2B2E",
    yes="#8FF0B5", yes_soft="#000000", unknown="#FFD37A", unknown_soft="#000000", no="#FFB3AD", no_soft="#000000",
    focus="#FFFF00", accent_hover="#FFFFFF", hover="#262626", scrollbar="#FFFFFF", is_dark=True,
)  # fmt: skip


class _Notifier(QObject):
    """Tells who keeps pictures of its own that the colours or sizes have changed."""

    changed = Signal()


class _Current:
    """What the window looks like now."""

    colours: Colours = LIGHT
    scheme: Scheme = Scheme.SYSTEM
    text_scale: float = 1.0
    system_points: float | None = None
    notifier: _Notifier | None = None
    is_following: bool = False


def colours() -> Colours:
    """Return the colours that hold at the moment."""
    return _Current.colours


def notifier() -> _Notifier:
    """Return the object whose signal ``changed`` fires after the colours or sizes have changed."""
    if _Current.notifier is None:
        _Current.notifier = _Notifier()
    return _Current.notifier


def scheme() -> Scheme:
    """Return what the user chose."""
    return _Current.scheme


def text_scale() -> float:
    """Return how much larger than the system's text the user wants to read (1.0 to 2.0)."""
    return _Current.text_scale


def apply(app: QApplication, chosen: Scheme, text_scale: float = 1.0) -> None:
    """Give the whole application the colours of a scheme, and follow the system from now on."""
    _Current.scheme, _Current.text_scale = chosen, text_scale
    if _Current.system_points is None:
        _Current.system_points = app.font().pointSizeF()
    hints = QGuiApplication.styleHints()
    if not _Current.is_following:
        _Current.is_following = True
        hints.colorSchemeChanged.connect(_on_system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(_on_system_changed)
    hints.setColorScheme(
        {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}.get(
            chosen, Qt.ColorScheme.Unknown
        )
    )
    _refresh(app)


def _on_system_changed() -> None:
    """Follow the system where the user has not chosen otherwise."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _refresh(app)


def wants_high_contrast() -> bool:
    """Say whether the system is set to high contrast."""
    preference = QGuiApplication.styleHints().accessibility().contrastPreference()
    return preference is Qt.ContrastPreference.HighContrast


def _choose() -> Colours:
    """Return the colours for what the user and the system want."""
    hints = QGuiApplication.styleHints()
    is_dark = _Current.scheme is Scheme.DARK or (
        _Current.scheme is Scheme.SYSTEM and hints.colorScheme() is Qt.ColorScheme.Dark
    )
    if wants_high_contrast():
        return HIGH_DARK if is_dark else HIGH_LIGHT
    return DARK if is_dark else LIGHT


def _refresh(app: QApplication) -> None:
    """Lay palette, font and sheet over the application, unless nothing has changed."""
    from ui.stylesheet import sheet

    _Current.colours = _choose()
    look = (_Current.colours, body_points())
    if app.property("beratungLook") == repr(look):
        return
    app.setProperty("beratungLook", repr(look))
    app.setFont(font("body"))
    app.setPalette(_palette(_Current.colours))
    app.setStyleSheet(sheet(_Current.colours))
    notifier().changed.emit()


def _palette(c: Colours) -> QPalette:
    """Return the palette for what is not reached by the sheet."""
    palette = QPalette()
    role = QPalette.ColorRole
    for key, value in (
        (role.Window, c.window), (role.WindowText, c.text), (role.Base, c.surface), (role.AlternateBase, c.raised),
        (role.Text, c.text), (role.Button, c.surface), (role.ButtonText, c.text), (role.BrightText, c.no),
        (role.Highlight, c.accent_soft), (role.HighlightedText, c.text), (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.text), (role.PlaceholderText, c.muted), (role.Link, c.info), (role.LinkVisited, c.info),
        (role.Accent, c.accent), (role.Mid, c.hairline), (role.Midlight, c.hairline), (role.Light, c.raised),
        (role.Dark, c.control_border), (role.Shadow, c.hairline),
    ):  # fmt: skip
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(c.control_border))
    return palette


_USUAL_POINTS = {"win32": 9.0, "darwin": 13.0}
_BODY_POINTS = {"darwin": 13.0}
_SIZES = {"secondary": 0.9, "small": 0.9, "body": 1.0, "section": 1.15, "heading": 1.4, "title": 1.9}
_WEIGHTS = {
    "section": QFont.Weight.DemiBold,
    "heading": QFont.Weight.DemiBold,
    "title": QFont.Weight.DemiBold,
}


def factor() -> float:
    """Return how much larger than usual the text is: the system's size and the user's together."""
    usual = _USUAL_POINTS.get(sys.platform, 10.0)
    system = _Current.system_points or usual
    return max(system if system > 0 else usual, usual) / usual * _Current.text_scale


def body_points() -> float:
    """Return the size of body text: 10 pt where the system has its usual size."""
    return _BODY_POINTS.get(sys.platform, 10.0) * factor()


def points(size: str = "body") -> float:
    """Return the size of a kind of text: ``secondary``, ``body``, ``section``, ``heading`` or ``title``."""
    return round(body_points() * _SIZES[size], 2)


def font(size: str = "body", weight: QFont.Weight | None = None) -> QFont:
    """Return the system's font in the size and weight of a kind of text."""
    result = QFont(QApplication.font())
    result.setPointSizeF(points(size))
    result.setWeight(weight or _WEIGHTS.get(size, QFont.Weight.Normal))
    return result


def px(pixels: float) -> int:
    """Return a length that grows with the text; gaps and margins stay as they are."""
    return round(pixels * factor())


def icon(name: str, role: str = "muted", on_role: str | None = None) -> QIcon:
    """Return an icon of ``resources/icons`` in the colour of a role; it follows the theme by itself.

    ``on_role`` is the colour while a checkable control is on.
    """
    from ui.icons import RoleIcon

    return QIcon(RoleIcon(name, role, on_role))


def pixmap(name: str, role: str = "muted", size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """Return a picture of an icon for a screen with ``ratio`` device pixels per pixel."""
    from ui.icons import RoleIcon

    side = round(px(size) * ratio)
    picture = RoleIcon(name, role).scaledPixmap(QSize(side, side), QIcon.Mode.Normal, QIcon.State.Off, 1.0)
    picture.setDevicePixelRatio(ratio)
    return picture


def set_tone(widget: QWidget, tone: str, property_name: str = "tone") -> None:
    """Set a property that the sheet looks at, and restyle the widget."""
    if widget.property(property_name) == tone:
        return
    widget.setProperty(property_name, tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


TEXT_ROLES = ("text", "muted", "info", "accent", "yes", "unknown", "no")
"""Roles that text is written in; each must reach 5:1 on every ground that it may stand on."""
GROUNDS = ("window", "surface", "raised")
SOFT = {
    "accent": "accent_soft",
    "yes": "yes_soft",
    "unknown": "unknown_soft",
    "no": "no_soft",
    "info": "accent_soft",
}
ROLES = tuple(name for name in Colours._fields if name != "is_dark")
