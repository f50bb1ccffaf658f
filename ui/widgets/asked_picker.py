# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A picker whose entries are asked for while one types, because there are too many to hold: people by name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.models.choices import Choice
from ui.widgets.picker import Picker

PAUSE = 120
"""Milliseconds of rest before it is asked."""
Ask = Callable[[str, Callable[[Sequence[Choice]], None]], None]


class AskedPicker(Picker):
    """Picks one or several entries that somebody else finds.

    ``ask`` gets what was typed and a callable that it calls with what was found, in the GUI thread.
    """

    def __init__(
        self, ask: Ask, *, several: bool = False, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        self._seen: dict[str, Choice] = {}
        self._latest: list[Choice] = []
        super().__init__(
            lambda: list(self._seen.values()), several=several, placeholder=placeholder, parent=parent
        )
        self._ask, self._asked = ask, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._on_time)

    def know(self, choices: Sequence[Choice]) -> None:
        """Take entries that may be picked without having been found."""
        self._seen |= {choice.code: choice.folded() for choice in choices}
        self._all = None

    def known(self, code: str) -> Choice | None:
        """Return an entry that was found or handed over."""
        return self._seen.get(code)

    def forget(self) -> None:
        """Forget what is picked and everything that was found."""
        self._asked += 1
        self._seen, self._latest, self._all = {}, [], None
        self._popup.hide()
        self.set_codes(())

    def found(self, text: str) -> list[Choice]:
        """Return what was found last; the order is that of who found it."""
        del text
        return [choice for choice in self._latest if not (self._several and choice.code in self._picked)]

    def _open(self, text: str = "") -> None:
        """Ask first; the list opens when the answer is there."""
        del text
        self._timer.start()

    def _on_time(self) -> None:
        self._asked += 1
        number = self._asked
        shown = self._choice(self._picked[0]).label if self._picked and not self._several else ""
        text = self.line.text().strip()

        def done(choices: Sequence[Choice]) -> None:
            if number != self._asked:
                return
            self.know(choices)
            self._latest = list(choices)
            if self.line.hasFocus():
                super(AskedPicker, self)._open(self.line.text())

        self._ask("" if text == shown else text, done)
