# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One quiet line at the foot of Today: how it stands with the backups, and where to do something about it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from beratung.domain.backup_views import BackupState
from beratung.i18n import _
from ui.models.backup_words import whole
from ui.session import Place, Session
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Picture, Text

_SIGNS = {"yes": "shield-check", "unknown": "shield-x", "no": "alert-triangle"}


class BackupLine(QFrame):
    """A sign, a line and, where something is to be done, a way there. Hidden until it is known."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(8)
        self._picture = Picture("shield-check", "yes", 16)
        self.text = Text("", "secondary", "muted", wrap=True)
        self.button = QuietButton(on_click=lambda: session.go(Place("administration", tab="backup")))
        row.addWidget(self._picture)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()
        session.backups.changed.connect(self._show)

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.button.setText(_("Backups"))
        if self._session.backups.state is not None:
            self._show(self._session.backups.state)

    def _show(self, state: BackupState) -> None:
        said = whole(state, self._session.today())
        self._picture.show_icon(_SIGNS[said.tone], said.tone)
        words = said.title if said.is_good else f"{said.title}. {said.text}"
        self.text.setText(words)
        self.setAccessibleName(words)
        self.button.setVisible(not said.is_good)
        self.show()
