# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The palette below the search field: people, offers and actions, found as one types."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.commands.command import Command
from ui.commands.found import Found, FoundDelegate, FoundModel, Heading
from ui.commands.registry import native, perform
from ui.models.folding import fold, needles
from ui.widgets.labels import Text
from ui.widgets.search_field import SearchField

DELAY = 60
"""Milliseconds of silence before people are searched."""
MOST_LINES = 11
PEOPLE, OFFERS, ACTIONS = 8, 6, 8

Lookup = Callable[[str, Callable[[list[Found]], None]], None]
"""Searches a text off the GUI thread and hands back what it found."""


def matching(commands: Iterable[Command], text: str, most: int = ACTIONS) -> list[Found]:
    """Return the commands whose title contains every word typed; all of them for an empty text."""
    words = needles(text)
    lines = []
    for command in commands:
        title = _(command.title)
        if command.in_palette and command.is_enabled() and all(word in fold(title) for word in words):
            lines.append(
                Found(title, partial(perform, command), icon=command.icon, key=native(command.shortcut))
            )
    return lines[:most]


class Palette(QFrame):
    """Hangs below the search field while it has the focus. Arrows choose, Enter opens, Esc closes."""

    def __init__(self, field: SearchField, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field = field
        self._commands: Callable[[], Iterable[Command]] = tuple
        self._lookups: list[tuple[str, Lookup]] = []
        self._results: dict[str, list[Found]] = {}
        self._asked = 0
        self.model = FoundModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(FoundDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setProperty("kind", "plain")
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.hint = Text("", "secondary", "muted")
        self.hint.setContentsMargins(12, 2, 12, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 6, 2, 2)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._look_up)
        field.textEdited.connect(self._on_typed)
        field.installEventFilter(self)
        parent.installEventFilter(self)
        self.hide()

    def serve(self, commands: Callable[[], Iterable[Command]], lookups: Sequence[tuple[str, Lookup]]) -> None:
        """Say what can be found: the commands, and lookups under the message id of their heading."""
        self._commands = commands
        self._lookups = list(lookups)

    def open(self) -> None:
        """Go to the search field and show what can be done."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self._show()
        if self._field.text():
            self._look_up()

    def close_up(self) -> None:
        """Hide, and forget what was typed and found."""
        self._timer.stop()
        self._asked += 1
        self._results = {}
        self._field.clear()
        self.model.show_rows(())
        self.hide()

    def _on_typed(self) -> None:
        self._asked += 1
        if not self._field.text().strip():
            self._results = {}
        self._show()
        self._timer.start()

    def _look_up(self) -> None:
        text = self._field.text().strip()
        self._asked += 1
        asked = self._asked
        if not text:
            return
        for title, lookup in self._lookups:
            lookup(text, partial(self._on_found, asked, title))

    def _on_found(self, asked: int, title: str, found: list[Found]) -> None:
        if asked == self._asked:
            self._results[title] = found
            self._show()

    def _show(self) -> None:
        text = self._field.text().strip()
        rows: list[Found | Heading] = []
        for title, _lookup in self._lookups:
            found = self._results.get(title, [])
            rows += [Heading(_(title)), *found] if found else []
        actions = matching(self._commands(), text)
        rows += [Heading(_("Actions")), *actions] if actions else []
        chosen = self.list.currentIndex().row()
        kept = self.model.row(chosen)
        self.model.show_rows(rows)
        again = next(
            (n for n, row in enumerate(rows) if kept is not None and row == kept), self.model.first()
        )
        self._select(again)
        self.hint.setText(
            _("Nothing found. Try fewer letters or another spelling.") if not rows else
            _("Arrow keys choose, Enter opens, Esc closes")
        )  # fmt: skip
        self._place()
        self.show()
        self.raise_()

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        line = self.model.row(row)
        self._field.setAccessibleDescription(line.title if isinstance(line, Found) else "")

    def _place(self) -> None:
        below = self._field.mapTo(self._over, QPoint(0, self._field.height() + 4))
        lines = min(self.model.rowCount(), MOST_LINES)
        height = sum(self.list.sizeHintForRow(n) for n in range(lines)) + theme.px(46)
        width = max(self._field.width(), theme.px(560))
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            below.setX(below.x() + self._field.width() - width)
        self.setGeometry(below.x(), below.y(), width, min(height, self._over.height() - below.y() - 12))

    def _choose(self, row: int) -> None:
        line = self.model.row(row)
        if isinstance(line, Found):
            self.close_up()
            focus = QApplication.focusWidget()
            if focus is self._field:
                self._field.clearFocus()
            line.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if event.type() is QEvent.Type.FocusOut and self.isVisible():
                self.close_up()
            elif event.type() is QEvent.Type.MouseButtonPress and not self.isVisible():
                self._show()
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._on_key(event)
            elif self._is_escape(event):
                event.accept()
                return True
        elif event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _is_escape(self, event: QEvent) -> bool:
        """Whether Esc is about to reach the window although the palette wants it."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
            return False
        return event.key() == Qt.Key.Key_Escape and self.isVisible()

    def _on_key(self, event: QKeyEvent) -> bool:
        at = self.list.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self.isVisible():
                self._select(self.model.step(at, 1 if event.key() == Qt.Key.Key_Down else -1))
            case Qt.Key.Key_Down:
                self._show()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.isVisible():
                self._choose(at)
            case Qt.Key.Key_Escape if self.isVisible():
                self.close_up()
                self._field.clearFocus()
            case _:
                return False
        return True
