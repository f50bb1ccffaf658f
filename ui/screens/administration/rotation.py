# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keys that somebody who left still knows: that they are due to be changed, and changing them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.rotation_views import Due, DuePart, Rotated
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.words import say_day
from ui.screens.administration.roles import say_key
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.note import Note


def say_due(due: Due) -> str:
    """Say what is to be changed, and who can where the user cannot."""
    if due.part is DuePart.STORAGE or due.domain is None:
        what = _("the key of the database")
    else:
        words = _("keys of the people in %(area)s") if due.part is DuePart.CLIENTS else _("key of %(area)s")
        what = words % {"area": say_key(due.domain)}
    if due.is_restricted:
        what = _("%(what)s, in protected cases") % {"what": what}
    if due.may_run:
        return what
    if due.needs_sheet or not due.holders:
        return _("%(what)s: this takes the recovery sheet") % {"what": what}
    return _("%(what)s: this can be done by %(names)s") % {"what": what, "names": ", ".join(due.holders)}


class RotationCard(QWidget):
    """A banner with one button; hidden while every key is known to nobody but those who may know it.

    Signals:
        done: keys were changed.
    """

    done = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._due: tuple[Due, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.banner = Banner("unknown", icon="key")
        self.button = SecondaryButton(icon="refresh", on_click=self.run)
        self.banner.add_button(self.button)
        column.addWidget(self.banner)
        self.parts = Text("", "secondary", "muted", wrap=True)
        self.parts.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.parts)
        self.trouble = Note()
        column.addWidget(self.trouble)
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.button.setText(_("Change the keys now"))
        self.show_due(self._due)

    def show_due(self, due: Sequence[Due]) -> None:
        """Show what is to be changed."""
        self._due = tuple(due)
        self.setVisible(bool(self._due))
        may_run = any(part.may_run for part in self._due)
        self.button.setVisible(may_run)
        since = [part.since for part in self._due if part.since is not None]
        told = _("Somebody who left, or has another role now, still knows them. Until they are changed, new entries are "
                 "sealed with them.")  # fmt: skip
        if since:
            day = say_day(min(since).astimezone().date())
            told = _("Since %(day)s.") % {"day": day} + " " + told
        self.banner.say(_("Keys are due to be changed"), told)
        self.parts.setText("\n".join(f"· {line}" for line in dict.fromkeys(map(say_due, self._due))))

    def run(self) -> None:
        """Change every key that this user can, off the GUI thread, with a thin bar."""
        rotation = self._session.centre.rotation
        busy = self._session.busy(_("Changing keys"))
        self.button.setEnabled(False)
        self.trouble.say("")

        def done(outcome: Rotated) -> None:
            busy.finish()
            self.button.setEnabled(True)
            self.show_due(outcome.left)
            self._session.toast(say_outcome(outcome))
            self.done.emit()

        def failed(error: BeratungError) -> None:
            busy.finish()
            self.button.setEnabled(True)
            self.trouble.say(explain(error))

        jobs.run(self, lambda: rotation.run(busy.progress), done, failed)


def say_outcome(outcome: Rotated) -> str:
    """Say what was changed and whether anything is left."""
    number = outcome.domains + outcome.clients + int(outcome.is_storage_new)
    said = ngettext("%(n)d key is new.", "%(n)d keys are new.", number) % {"n": number}
    if outcome.left:
        return said + " " + _("The rest has to be done by a colleague.")
    return said + " " + _("What is written from now on is closed to whoever left.")
