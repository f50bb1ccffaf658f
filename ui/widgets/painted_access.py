# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a screen reader finds in a widget that paints its entries itself: a list with an item for each of them."""

from typing import Protocol, cast

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QWidget


class PaintedEntries(Protocol):
    """What a widget says of the entries that it paints; places are in its own coordinates."""

    def entry_count(self) -> int:
        """Return how many entries there are."""

    def entry_text(self, number: int) -> str:
        """Return an entry in words."""

    def entry_rect(self, number: int) -> QRect:
        """Return where an entry is painted; empty where it cannot be seen."""

    def entry_at(self, pos: QPoint) -> int:
        """Return the entry at a place; -1 where there is none."""

    def current_entry(self) -> int:
        """Return the entry under the cursor; -1 where there is none."""


class _Face(QAccessibleInterface):
    """What the list and its items share. Everything is looked up when it is asked for."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget

    @property
    def is_there(self) -> bool:
        """Whether the widget still exists."""
        return shiboken6.isValid(self._widget)

    @property
    def entries(self) -> PaintedEntries:
        """The widget as what paints entries."""
        return cast("PaintedEntries", self._widget)

    def isValid(self) -> bool:
        return self.is_there

    def window(self) -> QWindow:
        return cast("QWindow", self._widget.window().windowHandle() if self.is_there else None)

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Take no text: nothing can be typed here."""

    def foregroundColor(self) -> QColor:
        return self._widget.palette().windowText().color() if self.is_there else QColor()

    def backgroundColor(self) -> QColor:
        return self._widget.palette().base().color() if self.is_there else QColor()

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations
    ) -> list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]:
        return []

    def virtual_hook(self, id: int, data: int) -> None:  # noqa: A002 -- Qt's name for it
        """Nothing beyond the usual is offered."""

    def interface_cast(self, t: QAccessible.InterfaceType) -> int:
        return cast("int", None)  # none of the further interfaces is there

    def _on_screen(self, rect: QRect) -> QRect:
        return QRect(self._widget.mapToGlobal(rect.topLeft()), rect.size()) if self.is_there else QRect()


class _Item(_Face):
    """One entry, by its number: the same object speaks for whatever stands there later."""

    def __init__(self, widget: QWidget, number: int, owner: "_List") -> None:
        super().__init__(widget)
        self.number, self._owner = number, owner

    def isValid(self) -> bool:
        return self.is_there and self.number < self.entries.entry_count()

    def object(self) -> QObject:
        return cast("QObject", None)

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def child(self, index: int) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        return -1

    def focusChild(self) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)

    def text(self, t: QAccessible.Text) -> str:
        return self.entries.entry_text(self.number) if t is QAccessible.Text.Name and self.isValid() else ""

    def rect(self) -> QRect:
        return self._on_screen(self.entries.entry_rect(self.number)) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        is_current = self.entries.current_entry() == self.number
        state.focusable = state.selectable = True
        state.selected = is_current
        state.focused = is_current and self._widget.hasFocus()
        state.offscreen = state.invisible = self.entries.entry_rect(self.number).isEmpty()
        return state


class _List(_Face):
    """The widget itself."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._items: list[_Item] = []

    def item(self, number: int) -> _Item:
        """Return the item of an entry; it stays the same object."""
        while len(self._items) <= number:
            made = _Item(self._widget, len(self._items), self)
            QAccessible.registerAccessibleInterface(made)
            self._items.append(made)
        return self._items[number]

    def object(self) -> QObject:
        return self._widget

    def parent(self) -> QAccessibleInterface:
        above = self._widget.parentWidget() if self.is_there else None
        return cast("QAccessibleInterface", above and QAccessible.queryAccessibleInterface(above))

    def child(self, index: int) -> QAccessibleInterface:
        is_there = self.is_there and 0 <= index < self.entries.entry_count()
        return cast("QAccessibleInterface", self.item(index) if is_there else None)

    def childCount(self) -> int:
        return self.entries.entry_count() if self.is_there else 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        number = self.entries.entry_at(self._widget.mapFromGlobal(QPoint(x, y))) if self.is_there else -1
        return cast("QAccessibleInterface", self.item(number) if number >= 0 else None)

    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        return arg__1.number if isinstance(arg__1, _Item) else -1

    def focusChild(self) -> QAccessibleInterface:
        number = self.entries.current_entry() if self.is_there else -1
        return cast("QAccessibleInterface", self.item(number) if number >= 0 else None)

    def text(self, t: QAccessible.Text) -> str:
        if not self.is_there:
            return ""
        if t is QAccessible.Text.Name:
            return self._widget.accessibleName()
        return self._widget.accessibleDescription() if t is QAccessible.Text.Description else ""

    def rect(self) -> QRect:
        return self._on_screen(self._widget.rect()) if self.is_there else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self.is_there:
            state.focusable = True
            state.focused = self._widget.hasFocus()
            state.disabled = not self._widget.isEnabled()
            state.invisible = not self._widget.isVisible()
        return state


_faces: list[_List] = []
"""Qt keeps the faces, and their items by number, for as long as it likes; Python must not let go of one before."""
_kinds: list[type[QWidget]] = []


def _make(_key: str, about: QObject) -> QAccessibleInterface | None:
    """Return a face for a widget of one of the kinds; Qt asks for every object."""
    if not isinstance(about, QWidget) or not isinstance(about, tuple(_kinds)):
        return None
    face = _List(about)
    _faces.append(face)
    return face


def install(kind: type[QWidget]) -> None:
    """Let screen readers find the entries of every widget of a kind; it must be like `PaintedEntries`."""
    if not _kinds:
        QAccessible.installFactory(_make)
    if kind not in _kinds:
        _kinds.append(kind)


def tell_current(widget: QWidget, number: int) -> None:
    """Tell a screen reader that the cursor is on an entry now."""
    if QAccessible.isActive():
        face = QAccessible.queryAccessibleInterface(widget)
        item = face.child(number) if face is not None else None
        if item is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))
