# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A hand that types a marker into every field of the main job, in the real window, and then waits to be killed.

``python -m tests.acceptance.typing_hand CENTRE USER PASSWORD``: prints one JSON line with the markers and how many
records were saved, then sleeps. Every field gets a marker of its own, so that a leak names its field.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from beratung.domain.cases import ReleaseField
from ui import jobs
from ui.main_window import MainWindow
from ui.screens.cases.screen import CasesScreen
from ui.session import NEW_CLIENT, NEW_CONSULTATION, Place
from ui.settings import Settings
from ui.start import build_application, build_window
from ui.widgets.inputs import TextBox, TextLine
from ui.workspace import Workspace

Field = QLineEdit | QPlainTextEdit | QTextEdit
DRAFT_PAUSE = 2.6
"""Seconds after which what was typed lies in the store as a sealed draft."""


class Hand:
    """Types into the window and remembers what it typed."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self.app, self.window = app, window
        self.markers: list[str] = []

    @property
    def workspace(self) -> Workspace:
        """The unlocked window."""
        assert self.window.workspace is not None
        return self.window.workspace

    def settle(self, seconds: float = 0.0, patience: float = 60.0) -> None:
        """Let jobs end, and then the given time pass."""
        begun = time.monotonic()
        while jobs.is_busy() or time.monotonic() - begun < seconds:
            QCoreApplication.processEvents()
            time.sleep(0.005)
            assert time.monotonic() - begun < patience, "the window does not come to rest"
        QCoreApplication.processEvents()

    def unlock(self, user: str, password: str) -> None:
        """Come in as a user does."""
        self.window.unlock.user.setText(user)
        self.window.unlock.password.setText(password)
        self.window.unlock.submit()
        begun = time.monotonic()
        while self.window.workspace is None:
            QCoreApplication.processEvents()
            assert time.monotonic() - begun < 60, "the centre does not open"
        self.settle()

    def go(self, place: Place) -> None:
        """Go to a place of the window."""
        assert self.workspace.go(place), f"the page is not left for {place.room}, {place.tab}"
        self.settle(0.2)

    def marker(self) -> str:
        """Return a new marker: letters alone, so that every field takes it."""
        number = len(self.markers)
        text = "Zzmarke" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03d}") + "qx"
        self.markers.append(text)
        return text

    def type_everywhere(self, page: QWidget, *, is_plain: bool) -> int:
        """Type a marker into every field that is seen; ``is_plain``: only where any text is right."""
        kinds: tuple[type[QWidget], ...] = (
            (TextLine, TextBox) if is_plain else (QLineEdit, QPlainTextEdit, QTextEdit)
        )
        count = 0
        for kind in kinds:
            for field in page.findChildren(kind):
                if not isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit) or field.isReadOnly():
                    continue
                if not field.isVisible() or not field.isEnabled():
                    continue
                field.setFocus()
                QTest.keyClicks(field, self.marker())
                count += 1
        self.settle()
        return count


def main_job(hand: Hand) -> dict[str, int]:
    """Do the main job with markers; return how many fields were filled on each page."""

    def cases() -> CasesScreen:
        return hand.workspace.findChildren(CasesScreen)[0]

    filled = {}
    hand.go(Place("cases", tab=NEW_CLIENT))
    filled["new person"] = hand.type_everywhere(cases().new_person, is_plain=True)
    cases().save()
    hand.settle(0.5)
    case = cases().case_page.case
    assert case is not None, "the person was not saved"
    for tab in ("person", "consultations", "consents"):
        hand.go(Place("cases", case=case, tab=tab))
        page = cases().case_page
        if tab == "consultations":
            page.begin_note()
        if tab == "consents":
            page.consents.begin()
        hand.settle(0.2)
        filled[tab] = hand.type_everywhere(page, is_plain=True)
        if tab == "consents":
            QTest.keyClicks(page.consents.form.recipient.line, hand.marker())
            page.consents.form.ticks.set_value((ReleaseField.NAME, ReleaseField.CONCERN))
        page.save()
        hand.settle(0.5)
    hand.go(Place("letters", case=case, offer="mbe"))
    filled["letter"] = hand.type_everywhere(hand.workspace.stack, is_plain=True)
    hand.settle(DRAFT_PAUSE)
    hand.go(Place("cases", tab=NEW_CONSULTATION))
    filled["anonymous consultation"] = hand.type_everywhere(cases().note_page, is_plain=True)
    cases().save()
    hand.settle(0.5)
    hand.go(Place("cases", tab=NEW_CLIENT))
    filled["unsaved"] = hand.type_everywhere(cases().new_person, is_plain=False)
    hand.settle(DRAFT_PAUSE)
    hand.workspace.search.setFocus()
    filled["search"] = hand.type_everywhere(hand.workspace.content, is_plain=False)
    hand.settle(DRAFT_PAUSE)
    return filled


def main() -> None:
    """Open the centre, type, report, and wait to be killed."""
    centre, user, password = sys.argv[1:4]
    app = build_application()
    settings = Settings.load()
    settings.centre = str(Path(centre))
    window = build_window(app, settings)
    window.resize(1360, 860)
    window.show()
    hand = Hand(app, window)
    hand.unlock(user, password)
    filled = main_job(hand)
    sys.stdout.write(json.dumps({"markers": hand.markers, "filled": filled}) + "\n")
    sys.stdout.flush()
    while True:
        QCoreApplication.processEvents()
        time.sleep(0.05)


if __name__ == "__main__":
    main()
