# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Buttons: the one filled, the outlined, the quiet and the one that is only an icon.

They take the focus by keyboard only, so that the focus ring means that the keyboard is in use.
"""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui import theme


class _Button(QPushButton):
    """What the buttons share."""

    kind = "secondary"
    role = "text"

    def __init__(
        self,
        text: str = "",
        icon: str | None = None,
        on_click: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", self.kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if icon is not None:
            self.set_icon(icon)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show an icon before the text, in the colour of the button or of another role."""
        self.setIcon(theme.icon(name, role or self.role))
        side = theme.px(16)
        self.setIconSize(QSize(side, side))


class PrimaryButton(_Button):
    """The one filled button of a screen: its main action."""

    kind = "primary"
    role = "on_accent"


class SecondaryButton(_Button):
    """An outlined button for everything else that can be done."""


class QuietButton(_Button):
    """A button without a frame, for what is rarely needed."""

    kind = "quiet"
    role = "accent"


class DangerButton(_Button):
    """An outlined button for what cannot be undone."""

    kind = "danger"
    role = "no"


class IconButton(QToolButton):
    """A button that is only an icon; its name is read out and shown as a tool tip."""

    def __init__(
        self,
        icon: str,
        name: str = "",
        on_click: Callable[[], None] | None = None,
        parent: QWidget | None = None,
        role: str = "muted",
    ) -> None:
        super().__init__(parent)
        self.setIcon(theme.icon(icon, role, "accent"))
        side = theme.px(theme.ICON)
        self.setIconSize(QSize(side, side))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_name(name)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(name)
