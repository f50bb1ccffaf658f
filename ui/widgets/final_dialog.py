# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks once, clearly, before something is done that cannot be undone."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from beratung.i18n import _
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton
from ui.widgets.dialog import Dialog
from ui.widgets.inputs import Tick
from ui.widgets.labels import Text


class FinalDialog(Dialog):
    """Says what it brings about and asks for a tick; stays open until it is told the outcome.

    ``told`` stands in the banner, ``words`` below it, ``sure`` is the message id at the tick, and ``waiting`` is said
    while it is done.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        told: str,
        words: Iterable[str],
        *,
        sure: str,
        button: DangerButton,
        waiting: str = "",
    ) -> None:
        super().__init__(title, parent)
        banner = Banner("no", icon="alert-triangle")
        banner.say(_("This cannot be undone."), told)
        self.column.addWidget(banner)
        for sentence in words:
            self.column.addWidget(Text(sentence, "body", wrap=True))
        self.sure = Tick(sure)
        self.column.addWidget(self.sure)
        self.waiting = Text(waiting, "body", "muted", wrap=True)
        self.refused = Text("", "body", "no", wrap=True)
        for text in (self.waiting, self.refused):
            text.hide()
            self.column.addWidget(text)
        self.do = button
        self.add_buttons(self.do)
        self.cancel.setDefault(True)
        self.sure.changed.connect(self._fit)
        self._fit()
        self.sure.setFocus()

    def on_confirmed(self, run: Callable[[], None]) -> None:
        """Call this when the user has confirmed."""

        def confirm() -> None:
            self.do.setEnabled(False)
            self.sure.setEnabled(False)
            self.refused.hide()
            self.waiting.setVisible(bool(self.waiting.text()))
            self.fit_height()
            run()

        self.do.clicked.connect(lambda _checked=False: confirm())

    def refuse(self, text: str) -> None:
        """Say why it was not done."""
        self.waiting.hide()
        self.refused.setText(text)
        self.refused.show()
        self.fit_height()
        self.sure.setEnabled(True)
        self._fit()

    def _fit(self) -> None:
        self.do.setEnabled(self.sure.value())
