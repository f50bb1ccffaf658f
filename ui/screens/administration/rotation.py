# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keys that somebody who left still knows: that they are due to be changed, and changing them."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.rotation_views import Due, Rotated
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.words import say_day
from ui.screens.administration.roles import say_either, say_key
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.note import Note


def say_part(due: Due) -> str:
    """Say which key is to be changed."""
    what = say_key("storage" if due.domain is None else due.domain)
    return _("%(what)s in protected cases") % {"what": what} if due.is_restricted else what


def say_due(due: Iterable[Due]) -> str:
    """Say which keys are to be changed, and by whom."""
    groups: dict[tuple[bool, bool, tuple[str, ...]], list[str]] = {}
    for part in due:
        needs_sheet = not part.may_run and (part.needs_sheet or not part.holders)
        who = () if part.may_run or needs_sheet else part.holders
        groups.setdefault((part.may_run, needs_sheet, who), []).append(say_part(part))
    lines = []
    for (may_run, needs_sheet, who), keys in groups.items():
        words = (
            _("You can change these: %(keys)s.") if may_run else _("%(names)s can change these: %(keys)s.")
        )
        if needs_sheet:
            words = _("Only with the recovery sheet: %(keys)s.")
        lines.append(words % {"names": say_either(who), "keys": ", ".join(dict.fromkeys(keys))})
    return "\n".join(lines)


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
        self.banner.say(_("Keys are due to be changed"), f"{told}\n{say_due(self._due)}")

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
