# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Walks a screen as a screen reader and a keyboard would, and says what they would stumble over.

``assert_accessible(screen)`` is for the tests of every screen: show it first (``qtbot.addWidget``, ``show``).
"""

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

LEAST = 24
_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)
_MNEMONIC = re.compile(r"(?<!&)&([^&\s])")


def shown(root: QWidget) -> Iterator[QWidget]:
    """Return the widgets that can be seen on a screen, without the inner parts of Qt's own widgets."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisibleTo(root) and not widget.objectName().startswith("qt_") and not _is_inner(widget):
            yield widget


def _is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractSpinBox | QComboBox | QTabBar) or (
        isinstance(parent, QAbstractItemView) and widget is not parent.viewport()
    )


def name_of(widget: QWidget) -> str:
    """Return the name that a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def can_focus(widget: QWidget) -> bool:
    """Say whether Tab stops at a widget itself."""
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None and widget.isEnabled()
    )


def nameless(root: QWidget) -> list[str]:
    """Return the widgets at which Tab stops although nobody can say what they are."""
    return [_describe(w) for w in shown(root) if can_focus(w) and not name_of(w).strip()]


def too_small(root: QWidget) -> list[str]:
    """Return the controls that are smaller than 24 pixels in a direction."""
    return [
        f"{_describe(w)} {w.width()}x{w.height()}"
        for w in shown(root)
        if isinstance(w, _CONTROLS) and min(w.width(), w.height()) < LEAST
    ]


def mnemonics(root: QWidget) -> list[str]:
    """Return the letters that Alt reaches on a screen."""
    found = []
    for widget in shown(root):
        texts: list[str] = []
        if isinstance(widget, QAbstractButton | QGroupBox):
            texts.append(widget.text() if isinstance(widget, QAbstractButton) else widget.title())
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            texts.append(widget.text())
        elif isinstance(widget, QTabBar):
            texts += [widget.tabText(n) for n in range(widget.count())]
        found += [match.group(1).lower() for text in texts for match in _MNEMONIC.finditer(text)]
    return found


def doubled(root: QWidget) -> list[str]:
    """Return the letters that two things on a screen claim."""
    return [f"Alt+{letter}" for letter, times in Counter(mnemonics(root)).items() if times > 1]


def unreached(root: QWidget) -> list[str]:
    """Return the widgets that want the focus but stand outside the chain of Tab."""
    chain: set[QWidget] = {root}
    at = root.nextInFocusChain()
    while at is not None and at not in chain:
        chain.add(at)
        at = at.nextInFocusChain()
    return [_describe(w) for w in shown(root) if can_focus(w) and w not in chain]


def problems(root: QWidget) -> list[str]:
    """Return everything that a screen reader, a keyboard or an unsteady hand would stumble over."""
    return [
        *(f"no name: {what}" for what in nameless(root)),
        *(f"too small: {what}" for what in too_small(root)),
        *(f"claimed twice: {what}" for what in doubled(root)),
        *(f"not reached by Tab: {what}" for what in unreached(root)),
    ]


def assert_accessible(root: QWidget) -> None:
    """Fail with a list of everything that is wrong."""
    found = problems(root)
    assert not found, "\n".join(found)


def _describe(widget: QWidget) -> str:
    parents: list[str] = []
    at = widget.parentWidget()
    while at is not None and len(parents) < 3:
        parents.append(type(at).__name__)
        at = at.parentWidget()
    return f"{type(widget).__name__}({name_of(widget)!r}) in {' < '.join(parents)}"
