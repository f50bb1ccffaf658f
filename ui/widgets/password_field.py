# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A line for a password: hidden, shown while a button is pressed in, with a word about caps lock."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from beratung.i18n import _
from ui import theme


def caps_lock_by_text(text: str, *, has_shift: bool) -> bool | None:
    """Conclude from a typed letter whether caps lock is on; None where nothing can be said."""
    if len(text) != 1 or text.lower() == text.upper():
        return None
    return text.isupper() != has_shift


def caps_lock_by_system() -> bool | None:
    """Ask the system whether caps lock is on; None where it cannot be asked."""
    import ctypes

    library = getattr(ctypes, "windll", None)
    return None if library is None else bool(library.user32.GetKeyState(0x14) & 1)


class PasswordField(QLineEdit):
    """A password. It cannot be copied out, and no input method learns it.

    Signals:
        caps_lock_changed: whether caps lock seems to be on.
    """

    caps_lock_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_caps = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.eye = QToolButton(self)
        self.eye.setCheckable(True)
        self.eye.setIcon(theme.icon("eye", "muted", "accent"))
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.setCursor(Qt.CursorShape.PointingHandCursor)
        self.eye.toggled.connect(self._on_shown)
        side = theme.px(18)
        self.eye.setIconSize(QSize(side, side))
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words of the button in the line."""
        self.eye.setAccessibleName(_("Show the password"))
        self.eye.setToolTip(_("Show the password"))

    def take(self) -> str:
        """Return what was typed and empty the line."""
        text = self.text()
        self.clear()
        self.eye.setChecked(False)
        return text

    def _on_shown(self, is_shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)

    def _set_caps(self, is_on: bool | None) -> None:
        if is_on is not None and is_on != self._is_caps:
            self._is_caps = is_on
            self.caps_lock_changed.emit(is_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock and caps_lock_by_system() is None:
            if self._is_caps:
                self._set_caps(False)
        else:
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            by_system = caps_lock_by_system()
            typed = caps_lock_by_text(event.text(), has_shift=has_shift)
            self._set_caps(by_system if by_system is not None else typed)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_caps(caps_lock_by_system())
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = min(self.height() - 4, theme.px(32))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.eye.setGeometry(
            3 if is_mirrored else self.width() - side - 3, (self.height() - side) // 2, side, side
        )
        self.setTextMargins(0, 0, side, 0)
