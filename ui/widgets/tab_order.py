# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Tab goes where the eye goes: in the order of the layouts, also for rows that were added later.

Qt keeps the order in which widgets were made, and appends what comes later to its end.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLayout,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)

_WHOLE = (QAbstractItemView, QComboBox, QLineEdit, QTabBar)
"""Widgets whose inner parts are their own business."""


def in_order(root: QWidget) -> Iterator[QWidget]:
    """Return the widgets at which Tab stops, as they are laid out."""
    if root.isHidden() or not root.isEnabled():
        return
    if _is_stop(root):
        yield root
    if isinstance(root, _WHOLE):
        return
    placed: list[QWidget] = []
    layout = root.layout()
    if layout is not None:
        placed = list(_placed(layout))
    known = set(placed)
    loose = [c for c in root.children() if isinstance(c, QWidget) and c not in known and not c.isWindow()]
    for child in (*placed, *loose):
        yield from in_order(child)


def _is_stop(widget: QWidget) -> bool:
    """Say whether Tab stops here.

    The proxy is asked for last: PySide takes the answer for a child of the widget that was asked. The viewport of a
    scroll area answers with the area itself, and the next collection of garbage would take both for a loose ring.
    """
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not isinstance(widget.parent(), QAbstractScrollArea)
        and not _is_other_choice(widget)
        and widget.focusProxy() is None
    )


def _is_other_choice(widget: QWidget) -> bool:
    """Say whether a widget is one of several of which another is chosen: arrows lead there, not Tab."""
    group = widget.group() if isinstance(widget, QRadioButton) else None
    return group is not None and group.checkedButton() not in (None, widget)


def step(root: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next widget in the order of the layouts; False where Qt must decide."""
    order = list(in_order(root))
    focus = QApplication.focusWidget()
    if focus not in order:
        return False
    at = order.index(focus) + (1 if forward else -1)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[at % len(order)].setFocus(reason)
    return True


def _placed(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _placed(inner)
