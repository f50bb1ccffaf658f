# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Version, licence, what else is inside, and where the log lies."""

import platform

import PySide6
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

import beratung
from beratung.i18n import _
from ui import log
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text

PARTS = (
    ("Qt / PySide6", "LGPL-3.0"), ("SQLCipher, sqlcipher3", "BSD, zlib"), ("SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "Apache-2.0, BSD"), ("msgspec", "BSD"), ("ReportLab", "BSD"), ("pikepdf", "MPL-2.0"),
    ("pypdfium2", "Apache-2.0, BSD"), ("segno", "BSD"), ("RapidFuzz, anyascii", "MIT, ISC"), ("openpyxl", "MIT"),
    ("Babel", "BSD"), ("Noto", "OFL-1.1"), ("Tabler Icons", "MIT"),
)  # fmt: skip
"""What is shipped or installed along, with its licence; THIRD_PARTY.md is the full list."""


class AboutPanel(Panel):
    """About the program."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.card = Card(" ")
        self._version = Text("", "body", wrap=True)
        self._licence = Text("", "body", "muted", wrap=True)
        self.card.add(self._version)
        self.card.add(self._licence)
        self.parts = Card(" ")
        self._parts = Text("", "body", "muted", wrap=True)
        self.parts.add(self._parts)
        self.log = Card(" ")
        self._log = Text("", "body", "muted", wrap=True)
        self.log.add(self._log)
        row = QHBoxLayout()
        self.log_button = SecondaryButton(icon="folder-open", on_click=self._on_log)
        row.addWidget(self.log_button)
        row.addStretch(1)
        self.log.add(row)
        for card in (self.card, self.parts, self.log):
            self.cards.addWidget(card)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        self.card.set_title("Beratung", "")
        self._version.setText(
            _("Version %(version)s · Python %(python)s · Qt %(qt)s · PySide6 %(pyside)s") % {
                "version": beratung.__version__, "python": platform.python_version(), "qt": qVersion(),
                "pyside": PySide6.__version__,
            }
        )  # fmt: skip
        self._licence.setText(
            _(
                "Free software under the EUPL 1.2. It decides nothing: a possible access must always be checked."
            )
        )
        self.parts.set_title(_("Also inside"), "")
        self._parts.setText(" · ".join(f"{name} ({licence})" for name, licence in PARTS))
        self.log.set_title(_("Log"), "")
        self._log.setText(
            _(
                "The log names places in the program and kinds of errors. It holds no name and nothing that was typed."
            )
        )
        self.log_button.setText(_("Show the folder"))

    def _on_log(self) -> None:
        folder = log.file().parent
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
