# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The one list of what can be done. Keys, palette and the sheet of shortcuts are made from it."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from beratung.i18n import _
from ui import theme
from ui.commands.command import Command


class DuplicateCommand(ValueError):
    """Two commands claim the same id or the same key."""


class Registry:
    """Commands by id, in the order in which they were registered. No key is given twice."""

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        self._commands: dict[str, Command] = {}
        for command in commands:
            self.add(command)

    def add(self, command: Command) -> None:
        """Register a command.

        Raises:
            DuplicateCommand: its id or its key is taken.
        """
        if command.id in self._commands:
            raise DuplicateCommand(command.id)
        key = portable(command.shortcut)
        if key and any(portable(other.shortcut) == key for other in self._commands.values()):
            raise DuplicateCommand(f"{command.id}: {key}")
        self._commands[command.id] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __getitem__(self, command: str) -> Command:
        return self._commands[command]

    def clashes(self, others: Iterable[Command]) -> list[str]:
        """Return the ids of those commands whose id or key is taken here."""
        keys = {portable(c.shortcut) for c in self if c.shortcut}
        return [c.id for c in others if c.id in self._commands or portable(c.shortcut) in keys]


def portable(shortcut: str) -> str:
    """Return a key sequence in one spelling for all systems."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.PortableText) if shortcut else ""


def native(shortcut: str) -> str:
    """Return a key sequence as it is printed on the user's keyboard, in the language spoken now."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""


def perform(command: Command) -> None:
    """Run a command unless it cannot be done now."""
    if command.is_enabled():
        command.run()


def build_action(command: Command, parent: QWidget) -> QAction:
    """Make the action that listens to the command's key in the window of ``parent``."""
    action = QAction(theme.icon(command.icon), _(command.title), parent)
    action.setObjectName(command.id)
    if command.shortcut:
        action.setShortcut(QKeySequence(command.shortcut))
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda: perform(command))
    parent.addAction(action)
    return action
