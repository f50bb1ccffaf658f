# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unlocked window: rail, search, screens, and what lies over them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.base import Role
from beratung.domain.errors import BeratungError
from beratung.domain.views import Verification
from beratung.i18n import _
from ui import language, theme
from ui.answers import AnswerWatch
from ui.behind import Behind
from ui.commands.command import Command
from ui.commands.palette import Palette
from ui.commands.registry import Registry, build_action, native
from ui.commands.standard import people_and_offers, standard_commands
from ui.key_change import change_due_keys
from ui.models.backup_words import short, whole
from ui.navigation import History
from ui.screens import ENTRIES, Entry, home
from ui.screens.base import Screen
from ui.session import NEW_CONSULTATION, Busy, Place, Session
from ui.settings import Settings
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.curtain import Curtain
from ui.widgets.link_line import LinkLine
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.rail import Rail, RailItem
from ui.widgets.search_field import SearchField
from ui.widgets.tab_order import step
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from beratung.centre import Centre


def entries_for(roles: frozenset[Role]) -> tuple[Entry, ...]:
    """Return the screens that users with these roles see, in the order of the rail."""
    return tuple(e for e in ENTRIES if e.roles & {str(role) for role in roles})


class Workspace(QWidget):
    """Holds the screens of one session; closing it forgets everything that they showed.

    Signals:
        lock_wanted: the user wants to lock.
        ended: a ``BeratungError`` after which this user cannot go on; the window locks and says so.
    """

    lock_wanted = Signal()
    ended = Signal(object)

    def __init__(self, centre: "Centre", settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.settings = settings
        self.history = History()
        self._screens: dict[str, Screen] = {}
        self._room = ""
        self._before_curtain: QWidget | None = None
        self._actions: list[QAction] = []
        self._screen_actions: list[QAction] = []
        self._build()
        self.session = Session(centre, self, settings, self)
        self.session.went.connect(self.go)
        self.session.went_back.connect(self.go_back)
        self.session.counted.connect(self._on_counted)
        self.session.backups.changed.connect(lambda _state: self._show_backup_state())
        self.session.link_changed.connect(self._on_link)
        self.session.trouble_met.connect(self._on_trouble)
        self.entries = entries_for(self.session.user.roles)
        self._fill_rail()
        self.registry = Registry(standard_commands(self))
        self.palette_box.serve(
            self._all_commands, people_and_offers(self.session, {entry.room for entry in self.entries})
        )
        self._build_actions()
        self.retranslate()

    # -- what is built once ----------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail()
        self.rail.room_chosen.connect(lambda room: self.go(Place(room)))
        self.rail.foot_chosen.connect(lambda key: self.lock_wanted.emit() if key == "lock" else None)
        row.addWidget(self.rail)
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_top())
        self.banner = Banner("no", closable=True)
        self._banner_line = QWidget()
        holder = QVBoxLayout(self._banner_line)
        holder.setContentsMargins(theme.MARGIN, 10, theme.MARGIN, 0)
        holder.addWidget(self.banner)
        self.banner.closed.connect(self._banner_line.hide)
        self._banner_line.hide()
        column.addWidget(self._banner_line)
        self.link_line = LinkLine()
        column.addWidget(self.link_line)
        self.strip = ProgressStrip()
        column.addWidget(self.strip)
        self.stack = QStackedWidget()
        self.stack.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column.addWidget(self.stack, 1)
        row.addWidget(self.content, 1)
        self.toast_box = Toast(self.content)
        self.palette_box = Palette(self.search, self.content)
        self.curtain = Curtain(self.content)
        self.curtain.opened.connect(self.toggle_curtain)

    def _build_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(theme.MARGIN, 16, theme.MARGIN, 0)
        top.setSpacing(16)
        self.search = SearchField("Ctrl+K")
        self.search.setMaximumWidth(theme.px(480))
        self.new_button = SecondaryButton(icon="plus", on_click=self.new_consultation)
        top.addWidget(self.search, 10)
        top.addStretch(1)
        top.addWidget(self.new_button)
        return top

    def _fill_rail(self) -> None:
        def item(entry: Entry) -> RailItem:
            return RailItem(entry.room, _(entry.title), entry.icon)

        self.rail.set_rooms(
            [item(e) for e in self.entries if e.room != "administration"],
            [item(e) for e in self.entries if e.room == "administration"],
            [RailItem("lock", _("Lock"), "lock", native("Ctrl+L"))],
        )
        self.new_button.setVisible(self.session.may_counsel())

    def _build_actions(self) -> None:
        for action in self._actions:
            self.removeAction(action)
            action.deleteLater()
        self._actions = [build_action(command, self) for command in self.registry if command.shortcut]

    def retranslate(self) -> None:
        """Set every text in the language spoken now, on the screens too."""
        for entry in self.entries:
            self.rail.button(entry.room).say(_(entry.title))
        self.rail.button("lock").say(_("Lock"), native("Ctrl+L"))
        has_offers = "offers" in {entry.room for entry in self.entries}
        words = _("Search offer or action") if has_offers else _("Search action")
        self.search.say(_("Search person, offer or action") if self.session.may_counsel() else words)
        self.new_button.setText(_("New consultation"))
        self.link_line.retranslate()
        self._show_backup_state()
        self._build_actions()
        for screen in self._screens.values():
            screen.retranslate()

    def _show_backup_state(self) -> None:
        """Say how it stands with the backups."""
        state = self.session.backups.state
        if state is not None:
            today = self.session.today()
            self.rail.state.say(short(state, today), is_good=whole(state, today).is_good)

    # -- going places -----------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first screen of the user."""
        self.go(Place(home(str(role) for role in self.session.user.roles)))
        self.session.begin()
        self.session.backups.start()
        self._look_whether_all_is_there()
        change_due_keys(self.session)
        self._answers = AnswerWatch(self.session)
        self._answers.look()

    def _look_whether_all_is_there(self) -> None:
        """Compare all records with what was last saved, behind the first screen; speak up if something differs."""

        def done(outcome: Verification) -> None:
            if not outcome.ok:
                self.problem(
                    _(
                        "Something in this centre is not as it was last saved. Please do not enter anything new; "
                        "look at Administration, Check, and ask who keeps the backups."
                    )
                )

        self._behind = Behind(self.session.centre, self)
        self._behind.compared.connect(done)
        self._behind.start()

    def shown(self) -> Screen | None:
        """Return the screen that is shown."""
        return self._screens.get(self._room)

    def go(self, place: Place) -> bool:
        """Show a place, unless the current screen may not be left; say whether it is shown."""
        if place.room not in {e.room for e in self.entries}:
            self.problem(_("Your role has no access to this."))
            return False
        current = self.shown()
        if current is not None:
            if not current.may_leave():
                self.rail.show_room(self._room)
                return False
            here = current.current_place()
            if here is not None:
                self.history.amend(here)
        self._show(place)
        self.history.visit(place)
        return True

    def _show(self, place: Place) -> None:
        if self.curtain.isVisible():
            self.toggle_curtain()
        if place.room not in self._screens:
            entry = next(e for e in self.entries if e.room == place.room)
            screen = entry.build(self.session)
            screen.retranslate()
            self._screens[place.room] = screen
            self.stack.addWidget(screen)
        self._room = place.room
        screen = self._screens[place.room]
        self.stack.setCurrentWidget(screen)
        self.rail.show_room(place.room)
        self._listen_to(screen)
        screen.show_place(place)
        self._focus(screen)

    def _focus(self, screen: Screen) -> None:
        """Put the cursor into the screen, unless it has put it somewhere itself."""
        focus = QApplication.focusWidget()
        if focus is None or not screen.isAncestorOf(focus):
            screen.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
            focus = QApplication.focusWidget()
            if focus is None or not screen.isAncestorOf(focus):
                self.stack.setFocus(Qt.FocusReason.OtherFocusReason)

    def _listen_to(self, screen: Screen) -> None:
        """Let the keys of the screen that is shown work, and no other's."""
        for action in self._screen_actions:
            self.removeAction(action)
            action.deleteLater()
        commands = screen.commands()
        clashes = self.registry.clashes(commands)
        self._screen_actions = [build_action(c, self) for c in commands if c.shortcut and c.id not in clashes]

    def go_back(self) -> None:
        """Esc: out of a field, then a step back inside the screen, then to the place before."""
        focus = QApplication.focusWidget()
        screen = self.shown()
        if self.curtain.isVisible() or screen is None:
            return
        if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit) and self.isAncestorOf(focus):
            screen.setFocus(Qt.FocusReason.OtherFocusReason)
            if focus.hasFocus():
                focus.clearFocus()
            return
        if screen.go_back() or not screen.may_leave():
            return
        place = self.history.back()
        if place is not None:
            self._show(place)

    # -- what the commands do -----------------------------------------------------------------------

    def new_consultation(self) -> None:
        """Write down a consultation, for the case that is open or, without one, first asking for whom."""
        screen = self.shown()
        here = screen.current_place() if screen is not None else None
        here = here or self.history.here
        case = here.case if here is not None and here.room == "cases" else None
        self.go(Place("cases", case=case, tab=NEW_CONSULTATION))

    def save(self) -> None:
        """Save what the screen holds."""
        screen = self.shown()
        if screen is not None and not self.curtain.isVisible():
            screen.save()

    def print_page(self) -> None:
        """Print what the screen shows."""
        screen = self.shown()
        if screen is not None and not self.curtain.isVisible():
            screen.print_page()

    def undo(self) -> None:
        """Take back what the last message is about."""
        self.toast_box.take_back()

    def toggle_curtain(self) -> None:
        """Hide personal data from whoever looks over the shoulder, or show them again."""
        if self.curtain.isVisible():
            self.curtain.hide()
            if self._before_curtain is not None and shiboken6.isValid(self._before_curtain):
                self._before_curtain.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.palette_box.close_up()
        self._before_curtain = QApplication.focusWidget()
        self.curtain.draw()

    def show_keys(self) -> None:
        """Show the sheet of shortcuts."""
        self._open_sheet("")

    def show_help(self) -> None:
        """Show what the screen is for, and its keys."""
        from ui.screens.help import help_text

        screen = self.shown()
        topic = screen.help_topic() if screen is not None else ""
        self._open_sheet(help_text(topic or self._room, language.spoken()))

    def _open_sheet(self, help_text: str) -> None:
        from ui.commands.sheet import ShortcutSheet

        sheet = ShortcutSheet(self._all_commands(), self.window(), help_text=help_text)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _all_commands(self) -> tuple[Command, ...]:
        screen = self.shown()
        return (*(screen.commands() if screen is not None else ()), *self.registry)

    # -- the stage of the session -------------------------------------------------------------------

    def toast(self, text: str, undo: Callable[[], None] | None) -> None:
        """Show a message at the bottom."""
        self.toast_box.say(text, undo)

    def busy(self, text: str, cancel: Callable[[], None] | None) -> Busy:
        """Show the thin bar."""
        return self.strip.begin(text, cancel)

    def problem(self, text: str) -> None:
        """Show a sentence that stays until it is closed."""
        self.banner.say(text)
        self.banner.show()
        self._banner_line.show()

    def _on_link(self, is_there: bool) -> None:
        """Say that the server is away, for as long as it is."""
        was_said = self.link_line.show_link(is_there)
        if is_there and was_said:
            self.toast(_("The server is there again."), None)

    def _on_trouble(self, error: BeratungError) -> None:
        if self.session.is_over(error):
            self.ended.emit(error)
        else:
            self.session.problem(error)

    def _on_counted(self, room: str, number: int) -> None:
        if room in {entry.room for entry in self.entries}:
            self.rail.button(room).set_number(number)

    # -- size and end ---------------------------------------------------------------------------------

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Let Tab follow the layouts, on every screen: what was added later stands where it is seen."""
        return step(self, forward=is_next) or super().focusNextPrevChild(is_next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < max(theme.NARROW_WINDOW, theme.px(theme.NARROW_WINDOW * 0.75))
        if is_narrow != self.rail.is_narrow:
            self.rail.set_narrow(is_narrow)

    def forget(self) -> None:
        """Hide and drop every screen with its models, the history and all that lies over them."""
        self.hide()
        self.toast_box.forget()
        self.palette_box.close_up()
        for screen in self._screens.values():
            screen.hide()
            screen.setParent(None)
            screen.deleteLater()
        self._screens.clear()
        self.history = History()
