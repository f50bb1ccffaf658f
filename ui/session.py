# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An unlocked centre as the screens see it: its services, what changed, and how to go elsewhere."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Signal

from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from ui.backups import BackupWatch
from ui.changes import ChangeBus
from ui.settings import Settings

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.views import UserView

ROOMS = ("today", "cases", "offers", "letters", "calendar", "statistics", "administration")
"""The rooms of the rail, in the order of Ctrl+1 to Ctrl+7."""

NEW_CONSULTATION = "new-consultation"
"""``Place.tab`` of the room ``cases``: write a new consultation, for ``Place.case`` or, without one, first ask."""
NEW_CLIENT = "new-client"
"""``Place.tab`` of the room ``cases``: record a new person."""
IMPORT = "import"
"""``Place.tab`` of the room ``cases``: take over an existing list."""
ACCESS = "access"
"""``Place.tab`` of the room ``cases``: ask for access to a protected case, whose number one types."""

DRAFT = "draft"
"""``Place.tab``: go on with the draft ``Place.record``."""
NEW_APPOINTMENT = "new-appointment"
"""``Place.tab`` of the room ``calendar``: book something, for ``Place.case`` where there is one."""


class Place(msgspec.Struct, frozen=True):
    """Somewhere in the window; ``Session.go`` takes one and the history keeps them."""

    room: str
    case: UUID | None = None
    tab: str | None = None
    """A tab of the case (``overview``, ``person``, ``consultations``, ``offers``, ``documents``, ``consents``...)
    or one of the words above."""
    offer: str | None = None
    record: UUID | None = None
    """A consultation, letter or draft that is to be shown first."""


class Busy(Protocol):
    """A piece of long work that the window shows as a thin bar."""

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; may be called from any thread."""

    def finish(self) -> None:
        """Take the bar away."""


class Stage(Protocol):
    """What the session needs of the window around it."""

    def toast(self, text: str, undo: Callable[[], None] | None) -> None:
        """Show a short message at the bottom."""

    def busy(self, text: str, cancel: Callable[[], None] | None) -> Busy:
        """Show a thin bar until the work is finished."""

    def problem(self, text: str) -> None:
        """Show a banner that stays until it is closed."""


class Session(QObject):
    """The open centre, the change bus and the way to other places.

    Signals:
        went: a ``Place``; the window shows it.
        went_back: the user wants to go to the place before (Esc).
        about_to_lock: save what was typed now, synchronously: the keys are forgotten right after.
        counted: ``(room, number)`` for the rail; 0 shows nothing.
        link_changed: whether the way to a server is there; False when it is lost, True when it is there again.
        trouble_met: a ``BeratungError`` that makes going on impossible: the account was suspended, the server
            shows an older state, the centre was moved.
        look_changed: the settings ask for another language, other colours or another size of text.
    """

    went = Signal(object)
    went_back = Signal()
    about_to_lock = Signal()
    counted = Signal(str, int)
    look_changed = Signal()
    link_changed = Signal(bool)
    trouble_met = Signal(object)

    def __init__(
        self, centre: "Centre", stage: Stage, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.centre = centre
        self.settings = settings
        self.bus = ChangeBus(self)
        self._stage = stage
        self.backups = BackupWatch(self)
        centre.subscribe(self.bus.publish)
        self.about_to_lock.connect(
            centre.connection.give_up
        )  # what waits for a server must not hold locking up

    def begin(self) -> None:
        """Hear of the way to the data from now on; work that meets a lost one waits for it."""
        self.centre.connection.wait_on()
        self.centre.connection.follow(self._on_link, self._on_trouble)

    def _on_link(self, is_there: bool) -> None:
        """Pass it on to the GUI thread; comes from any thread, also after the session has ended."""
        if shiboken6.isValid(self):
            self.link_changed.emit(is_there)

    def _on_trouble(self, error: BeratungError) -> None:
        if shiboken6.isValid(self):
            self.trouble_met.emit(error)

    def is_over(self, error: BeratungError) -> bool:
        """Whether nobody can go on here after such trouble: everything was forgotten already."""
        return self.centre.connection.is_over_after(error)

    @property
    def user(self) -> "UserView":
        """Who unlocked the centre."""
        return self.centre.user

    def may_counsel(self) -> bool:
        """Whether the user reads cases."""
        return Role.COUNSELLOR in self.user.roles

    def today(self) -> date:
        """Return the calendar day at the centre."""
        return self.centre.clock.today()

    def go(self, place: Place) -> None:
        """Show another place; the current screen may refuse to be left."""
        self.went.emit(place)

    def back(self) -> None:
        """Go to the place before."""
        self.went_back.emit()

    def count(self, room: str, number: int) -> None:
        """Set the number beside a room in the rail."""
        self.counted.emit(room, number)

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say in passing what was done; with ``undo``, offer to take it back (Ctrl+Z too)."""
        self._stage.toast(text, undo)

    def busy(self, text: str, cancel: Callable[[], None] | None = None) -> Busy:
        """Show a thin bar with a text until ``finish()`` of the result is called."""
        return self._stage.busy(text, cancel)

    def problem(self, error: BeratungError | str) -> None:
        """Show what went wrong in a banner that stays until it is closed."""
        from beratung.i18n import explain

        self._stage.problem(explain(error) if isinstance(error, BeratungError) else error)
