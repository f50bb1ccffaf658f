# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The window: locked it shows the unlock screen, open a workspace, and never a name in its title."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain
from ui import jobs, language, theme
from ui.screens.unlock.screen import UnlockScreen
from ui.settings import Settings

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.recovery_views import FoundState
    from ui.clipboard import ClipboardGuard
    from ui.locking.desktop import DesktopLock
    from ui.locking.idle import IdleWatch
    from ui.screens.setup.join import JoinScreen
    from ui.screens.setup.screen import SetupScreen
    from ui.screens.unlock.accept import AcceptScreen
    from ui.screens.unlock.recover import RecoverScreen
    from ui.workspace import Workspace

SMALLEST = (900, 600)
USUAL = (1360, 860)


class MainWindow(QMainWindow):
    """Holds the unlock screen, the wizard for a new centre, and the workspace of an open one.

    Signals:
        painted: the window has been painted for the first time.
    """

    painted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.workspace: Workspace | None = None
        self.setup: SetupScreen | None = None
        self.join: JoinScreen | None = None
        self.recover: RecoverScreen | None = None
        self.accept: AcceptScreen | None = None
        self.idle: IdleWatch | None = None
        self._desktop: DesktopLock | None = None
        self._has_painted = False
        self.clipboard: ClipboardGuard | None = None
        self.setWindowTitle("Beratung")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._restore_geometry()
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)
        self._add_unlock()
        self.unlock.take_focus()

    def _add_unlock(self) -> None:
        self.unlock = UnlockScreen(self.settings)
        self.unlock.opened.connect(self.open)
        self.unlock.wants_setup.connect(self.show_setup)
        self.unlock.wants_to_join.connect(self.show_join)
        self.unlock.wants_to_recover.connect(self.show_recover)
        self.unlock.wants_to_accept.connect(self.show_accept)
        self.unlock.language_chosen.connect(self.speak)
        self.pages.addWidget(self.unlock)

    def _restore_geometry(self) -> None:
        if self.settings.geometry:
            from PySide6.QtCore import QByteArray

            self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode()))

    # -- behind the first picture --------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def load_behind(self) -> None:
        """Load what unlocking needs while the user types, and begin to watch for locks."""
        from ui import opening
        from ui.collecting import Collecting
        from ui.locking.desktop import DesktopLock
        from ui.locking.idle import IdleWatch

        self.collecting = Collecting(self)
        self.setWindowIcon(theme.icon("compass", "accent"))
        self._complete_language()
        self.idle = IdleWatch(parent=self)
        self.idle.idle.connect(self.lock)
        self.idle.soon_idle.connect(self._on_soon_idle)
        self.idle.watch(self.windowHandle())
        if self.workspace is not None:
            self._begin_idle(self.workspace)
        self._desktop = DesktopLock(self)
        self._desktop.locked.connect(self.lock)
        self._desktop.listen(self)
        jobs.run(self, opening.preload, lambda _nothing: self._on_preloaded(), pool=jobs.side_pool())

    def _complete_language(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            language.complete(app)

    def _on_preloaded(self) -> None:
        from ui.ahead import Ahead

        if self.workspace is None:
            self.unlock.load_info()
        ahead = Ahead(self)
        ahead.finished.connect(self.collecting.spare)
        ahead.go_on()

    # -- opening and locking ---------------------------------------------------------------------------

    def open(self, centre: "Centre") -> None:
        """Show the workspace of a centre that was unlocked."""
        from ui.workspace import Workspace

        self._drop_setup()
        self._complete_language()
        workspace = Workspace(centre, self.settings)
        workspace.lock_wanted.connect(self.lock)
        workspace.ended.connect(self._on_ended)
        workspace.session.look_changed.connect(self.refresh_look)
        self.workspace = workspace
        self.pages.addWidget(workspace)
        self.pages.setCurrentWidget(workspace)
        workspace.start()
        self._guard_clipboard()
        self._begin_idle(workspace)

    def _guard_clipboard(self) -> None:
        """From now on take back after a while what is copied here."""
        from ui.clipboard import ClipboardGuard

        if self.clipboard is None:
            self.clipboard = ClipboardGuard(self)
            self.clipboard.copied.connect(self._on_copied)
        self._has_told_of_copy = False
        self.clipboard.watch(is_on=True)

    def _begin_idle(self, workspace: "Workspace") -> None:
        """Count the quiet minutes after which this centre locks."""
        if self.idle is not None:
            self.idle.minutes = workspace.session.centre.settings.idle_minutes
            self.idle.start()

    def lock(self) -> None:
        """Hide everything at once, seal what was typed, forget the keys and every model."""
        workspace = self.workspace
        if workspace is None:
            self._leave_recovery()
            return
        self.workspace = None
        self.pages.setCurrentWidget(self.unlock)
        workspace.hide()
        self._close_others()
        if self.idle is not None:
            self.idle.stop()
        centre = workspace.session.centre
        try:
            workspace.session.about_to_lock.emit()
            jobs.wait()
        finally:
            self._drop_workspace(workspace)
            if self.clipboard is not None:
                self.clipboard.watch(is_on=False)
                self.clipboard.leave()
            centre.lock()
        self.unlock.show_locked()

    def _on_ended(self, error: BeratungError) -> None:
        """Lock, and say why nobody can go on."""
        self.lock()
        self.show_trouble(error)

    def _drop_workspace(self, workspace: "Workspace") -> None:
        workspace.forget()
        self.pages.removeWidget(workspace)
        workspace.deleteLater()

    def _close_others(self) -> None:
        """Close every dialog, menu and tool tip of the application."""
        for widget in QApplication.topLevelWidgets():
            if widget is not self and widget.isVisible():
                widget.hide()
                widget.close()

    def _on_copied(self) -> None:
        """Say once for each time a centre is open what becomes of a copy, unless another message offers an undo."""
        if self.workspace is not None and not self._has_told_of_copy and self.workspace.toast_box.isHidden():
            self._has_told_of_copy = True
            self.workspace.toast(_("Copied. After ten seconds the clipboard is empty again."), None)

    def _on_soon_idle(self) -> None:
        if self.workspace is not None:
            self.workspace.toast(_("The centre locks in 30 seconds. Any key keeps it open."), None)

    # -- creating a centre -------------------------------------------------------------------------------

    def show_setup(self) -> None:
        """Show the wizard that creates a centre."""
        from ui.screens.setup.screen import SetupScreen

        if self.setup is None:
            self.setup = SetupScreen(self.settings)
            self.setup.finished.connect(self._on_created)
            self.setup.cancelled.connect(self._on_setup_cancelled)
            self.pages.addWidget(self.setup)
        self.pages.setCurrentWidget(self.setup)
        self.setup.take_focus()

    def show_join(self) -> None:
        """Show where an invitation to the chosen centre is accepted."""
        from ui.screens.setup.join import JoinScreen

        if self.unlock.folder is None:
            return
        self._drop_guests()
        self.join = JoinScreen(self.unlock.folder)
        self.join.finished.connect(self._on_joined)
        self._show_guest(self.join)

    def show_recover(self) -> None:
        """Show where the recovery sheet gives an account of the chosen centre a new password."""
        from ui.screens.unlock.recover import RecoverScreen

        if self.unlock.folder is None:
            return
        self._drop_guests()
        self.recover = RecoverScreen(self.unlock.folder, self.unlock.user.text().strip())
        self.recover.finished.connect(self._on_joined)
        self.recover.wants_to_accept.connect(self.show_accept)
        self._show_guest(self.recover)
        if self.idle is not None:
            self.idle.start()

    def show_accept(self, found: "FoundState") -> None:
        """Show what was found in the chosen centre, and let who may accept it."""
        from ui.screens.unlock.accept import AcceptScreen

        if self.unlock.folder is None:
            return
        self._drop_guests()
        self.accept = AcceptScreen(self.unlock.folder, found)
        self.accept.finished.connect(self._on_setup_cancelled)
        self._show_guest(self.accept)

    def _leave_recovery(self) -> None:
        """Whoever goes away leaves no open recovery sheet behind."""
        if self.recover is not None and not self.recover.must_stay():
            self._on_setup_cancelled()

    def _guests(self) -> "tuple[JoinScreen | RecoverScreen | AcceptScreen, ...]":
        """Return the screens that are shown over the unlock screen for a while."""
        return tuple(guest for guest in (self.join, self.recover, self.accept) if guest is not None)

    def _show_guest(self, guest: "JoinScreen | RecoverScreen | AcceptScreen") -> None:
        guest.cancelled.connect(self._on_setup_cancelled)
        self.pages.addWidget(guest)
        self.pages.setCurrentWidget(guest)
        guest.take_focus()

    def _on_joined(self, name: str) -> None:
        self.unlock.user.setText(name)
        self._on_setup_cancelled()

    def _drop_guests(self) -> None:
        for guest in self._guests():
            guest.forget()
            self.pages.removeWidget(guest)
            guest.deleteLater()
        self.join = self.recover = self.accept = None

    def _on_created(self, centre: "Centre", folder: str) -> None:
        self.settings.centre = folder
        self.settings.save()
        from pathlib import Path

        self.unlock.set_folder(Path(folder))
        self.open(centre)

    def _on_setup_cancelled(self) -> None:
        self._drop_setup()
        self._drop_guests()
        self.pages.setCurrentWidget(self.unlock)
        self.unlock.take_focus()

    def _drop_setup(self) -> None:
        if self.setup is not None:
            self.pages.removeWidget(self.setup)
            self.setup.deleteLater()
            self.setup = None

    # -- language and look -----------------------------------------------------------------------------

    def speak(self, code: str) -> None:
        """Switch the language of the whole window."""
        self.settings.language = code
        self.settings.save()
        self.refresh_look()

    def refresh_look(self) -> None:
        """Take language, colours, size of text and idle time from the settings, at once and everywhere."""
        app = QApplication.instance()
        is_resized = self.settings.text_scale != theme.text_scale()
        if isinstance(app, QApplication):
            if self.settings.language != language.spoken():
                language.switch(app, self.settings.language)
            theme.apply(app, theme.Scheme(self.settings.scheme), self.settings.text_scale)
        if self.workspace is not None:
            self._begin_idle(self.workspace)
        if is_resized:
            QTimer.singleShot(0, self._rebuild)
        else:
            self.retranslate()

    def _rebuild(self) -> None:
        """Build everything anew in another size of text, and go back to where the user was."""
        self._replace_unlock()
        old = self.workspace
        if old is None:
            return
        place = old.history.here
        self._drop_workspace(old)
        self.open(old.session.centre)
        if place is not None and self.workspace is not None:
            self.workspace.go(place)

    def _replace_unlock(self) -> None:
        old = self.unlock
        was_shown = self.pages.currentWidget() is old
        self._add_unlock()
        self.unlock.take_over(old)
        if was_shown:
            self.pages.setCurrentWidget(self.unlock)
        self.pages.removeWidget(old)
        old.deleteLater()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.unlock.retranslate()
        if self.setup is not None:
            self.setup.retranslate()
        for guest in self._guests():
            guest.retranslate()
        if self.workspace is not None:
            self.workspace.retranslate()

    # -- trouble and the end -----------------------------------------------------------------------------

    def show_trouble(self, error: BaseException) -> None:
        """Tell the user about an exception that nobody caught; what it says stays out of the window."""
        text = (
            explain(error)
            if isinstance(error, BeratungError)
            else _(
                "Something went wrong here. What you saved is safe. Please try again; the log names the place."
            )
        )
        if self.workspace is not None:
            self.workspace.problem(text)
        elif self.setup is not None and self.pages.currentWidget() is self.setup:
            self.setup.show_problem(text)
        else:
            self.unlock.show_problem(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        shown = self.setup or self.recover or self.accept
        if shown is not None and shown.must_stay():
            event.ignore()
            return
        screen = self.workspace.shown() if self.workspace is not None else None
        if screen is not None and not screen.may_leave():
            event.ignore()
            return
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.settings.save()
        self.lock()
        self._drop_guests()
        jobs.wait()
        jobs.side_pool().waitForDone(5000)
        super().closeEvent(event)
