# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is copied in this window is marked as a secret and taken back after ten seconds.

Every copy goes through here, however it was made: the guard sees that the clipboard holds something of this program
and puts the same there again, with the hints that clipboard histories honour. What others put there is never touched.
A history that ignores the hints keeps its copy all the same.
"""

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

SECONDS = 10
OURS = "application/x-beratung-copy"
"""Holds a word that this run makes up, so that it knows its own copy again."""

_WINDOWS = 'application/x-qt-windows-mime;value="%s"'
HINTS: dict[str, bytes] = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS % "ExcludeClipboardContentFromMonitorProcessing": bytes(4),
    _WINDOWS % "CanIncludeInClipboardHistory": bytes(4),
    _WINDOWS % "CanUploadToCloudClipboard": bytes(4),
    "application/x-nspasteboard-concealed-type": b"",
    "org.nspasteboard.ConcealedType": b"",
}
"""What tells the histories of KDE, Windows and macOS to leave this out."""

_ALONE = frozenset({"offscreen", "minimal"})
"""Platforms whose clipboard no other program reaches; they do not say whose it is."""


def _owns(mode: QClipboard.Mode) -> bool:
    """Say whether the clipboard holds something of this program."""
    clipboard = QGuiApplication.clipboard()
    if QGuiApplication.platformName() in _ALONE:
        return True
    return clipboard.ownsClipboard() if mode is QClipboard.Mode.Clipboard else clipboard.ownsSelection()


class ClipboardGuard(QObject):
    """Watches the clipboard while a centre is open.

    Signals:
        copied: something was copied here; it will be taken back.
    """

    copied = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        seconds: float = SECONDS,
        owns: Callable[[QClipboard.Mode], bool] = _owns,
    ) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._owns = owns
        self._word = os.urandom(16).hex().encode()
        self._is_setting = False
        self._is_watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.forget)
        self._clipboard.dataChanged.connect(self._on_changed)

    def watch(self, *, is_on: bool) -> None:
        """Begin to watch when a centre is opened, and stop when it is locked."""
        self._is_watching = is_on

    def copy(self, text: str) -> None:
        """Copy a text."""
        data = QMimeData()
        data.setText(text)
        self._put(data)

    def is_ours(self) -> bool:
        """Say whether the clipboard still holds what was copied here."""
        data = self._clipboard.mimeData()
        is_known = data is not None and data.data(OURS).data() == self._word
        return is_known and self._owns(QClipboard.Mode.Clipboard)

    def forget(self) -> None:
        """Empty the clipboard, if what it holds was copied here."""
        self._timer.stop()
        if self.is_ours():
            self._set(None)

    def leave(self) -> None:
        """At locking and at the end: take back what was copied, and what was merely selected (X11, Wayland)."""
        self.forget()
        if self._clipboard.supportsSelection() and self._owns(QClipboard.Mode.Selection):
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _on_changed(self) -> None:
        """Something is new in the clipboard: if it is a copy made here, mark it and begin to count."""
        if self._is_setting or not self._is_watching or not self._owns(QClipboard.Mode.Clipboard):
            return
        found = self._clipboard.mimeData()
        if found is None or not found.formats() or found.hasFormat(OURS):
            return
        data = QMimeData()
        for kind in found.formats():
            data.setData(kind, found.data(kind))
        if found.hasText():
            data.setText(found.text())
        self._put(data)

    def _put(self, data: QMimeData) -> None:
        for kind, value in HINTS.items():
            data.setData(kind, value)
        data.setData(OURS, self._word)
        self._set(data)
        self._timer.start()
        self.copied.emit()

    def _set(self, data: QMimeData | None) -> None:
        self._is_setting = True
        try:
            if data is None:
                self._clipboard.clear()
            else:
                self._clipboard.setMimeData(data)
                if sys.platform == "darwin":
                    from ui.locking.mac import conceal

                    conceal()
        finally:
            self._is_setting = False
