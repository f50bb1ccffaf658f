# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The unlock screen: which centre, who, and the password. Whatever takes long is loaded behind it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.errors import BeratungError
from beratung.i18n import _, explain, ngettext
from ui import jobs, language, opening, theme
from ui.screens.unlock.delay import Delay
from ui.settings import Settings
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.labels import Picture, Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll
from ui.widgets.password_field import PasswordField

if TYPE_CHECKING:
    from beratung.centre import Centre
    from beratung.domain.recovery_views import FoundState
    from beratung.domain.views import CentreInfo

_WIDTH = 420
_OTHER = {"de": "English", "en": "Deutsch"}


class UnlockScreen(QWidget):
    """Asks for centre, user and password.

    Signals:
        opened: the ``Centre`` that was unlocked.
        wants_setup: the user wants to create a centre.
        wants_to_join: the user was invited to the centre that is chosen.
        wants_to_recover: the user has forgotten the password of the centre that is chosen.
        wants_to_accept: a ``FoundState``: the data is not known to be the newest, and the user wants to decide.
        language_chosen: the code of another language.
    """

    opened = Signal(object)
    wants_setup = Signal()
    wants_to_join = Signal()
    wants_to_recover = Signal()
    wants_to_accept = Signal(object)
    language_chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._opener: opening.Opener = opening.open_centre
        self._info: CentreInfo | None = None
        self._is_busy = False
        self._wrong = ""
        self._found: FoundState | None = None
        self._has_locked = False
        self.delay = Delay(self)
        self.delay.ticked.connect(self._on_ticked)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = Scroll()
        whole.addWidget(area)
        outer = area.column
        outer.setContentsMargins(24, 16, 24, 16)
        outer.setSpacing(6)
        outer.addLayout(self._build_corner())
        outer.addStretch(2)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._build_middle())
        line.addStretch(1)
        outer.addLayout(line)
        outer.addLayout(self._build_links())
        outer.addStretch(3)
        self.folder = Path(settings.centre) if settings.centre else None
        self.retranslate()

    # -- building ---------------------------------------------------------------------------------

    def _build_corner(self) -> QHBoxLayout:
        corner = QHBoxLayout()
        corner.addStretch(1)
        self.language_button = QuietButton(icon="language", on_click=self._on_language)
        corner.addWidget(self.language_button)
        return corner

    def _build_middle(self) -> QWidget:
        middle = QWidget()
        middle.setFixedWidth(theme.px(_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        brand = QHBoxLayout()
        brand.setSpacing(10)
        brand.addStretch(1)
        brand.addWidget(Picture("compass", "accent", 32))
        brand.addWidget(Text("Beratung", "title"))
        brand.addStretch(1)
        column.addLayout(brand)
        column.addSpacing(4)
        self.card = Card()
        self.card.body.setContentsMargins(24, 20, 24, 24)
        self.card.add(self._build_centre())
        self.card.add(self._build_form())
        self.error = Note("circle-x", "no")
        self.card.add(self.error)
        self.found_button = QuietButton(icon="history", on_click=self._on_found)
        self.found_button.hide()
        self.card.add(self.found_button)
        self.card.body.addSpacing(4)
        self.open_button = PrimaryButton(on_click=self.submit)
        self.card.add(self.open_button)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        self.card.add(self.progress)
        self.forgot_button = QuietButton(on_click=self.wants_to_recover.emit)
        self.card.add(self.forgot_button)
        column.addWidget(self.card)
        self.hint = Text("", "secondary", "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hint.hide()
        column.addWidget(self.hint)
        return middle

    def _build_links(self) -> QHBoxLayout:
        links = QHBoxLayout()
        links.setSpacing(4)
        links.addStretch(1)
        self.create_button = QuietButton(on_click=self.wants_setup.emit)
        self.other_button = QuietButton(on_click=self._on_other)
        self.join_button = QuietButton(on_click=self.wants_to_join.emit)
        links.addWidget(self.create_button)
        links.addWidget(self.other_button)
        links.addWidget(self.join_button)
        self.server_button = QuietButton(on_click=self._on_server)
        links.addWidget(self.server_button)
        links.addStretch(1)
        return links

    def _build_centre(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Picture("building", "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.centre_name = Text("", "section", wrap=True)
        self.centre_place = Text("", "secondary", "muted", wrap=True)
        words.addWidget(self.centre_name)
        words.addWidget(self.centre_place)
        row.addLayout(words, 1)
        self.folder_button = IconButton("folder-open", on_click=self._on_other)
        row.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_form(self) -> QWidget:
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 10, 0, 0)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.user = QLineEdit()
        self.user.setMaxLength(80)
        self.user_label = Text("", "strong")
        self.user_label.setBuddy(self.user)
        self.password = PasswordField()
        self.password.setMaxLength(1024)
        self.password_label = Text("", "strong")
        self.password_label.setBuddy(self.password)
        self.caps = Note("alert-triangle", "unknown")
        form.addRow(self.user_label, self.user)
        form.addItem(_space(8))
        form.addRow(self.password_label, self.password)
        form.addRow(self.caps)
        self.user.returnPressed.connect(lambda: self.password.setFocus(Qt.FocusReason.TabFocusReason))
        self.password.returnPressed.connect(self.submit)
        self.user.textChanged.connect(self._allow)
        self.password.textChanged.connect(self._allow)
        self.password.caps_lock_changed.connect(self._on_caps)
        return self.form

    # -- words --------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.user_label.setText(_("User"))
        self.user.setAccessibleName(_("User"))
        self.password_label.setText(_("Password"))
        self.password.setAccessibleName(_("Password"))
        self.password.retranslate()
        self.create_button.setText(_("Create a centre"))
        self.other_button.setText(_("Open another centre"))
        self.join_button.setText(_("Accept an invitation"))
        self.server_button.setText(_("Take part in a centre on a server"))
        self.forgot_button.setText(_("Forgotten the password"))
        self.found_button.setText(_("Look at what was found"))
        self.folder_button.set_name(_("Choose the folder of a centre"))
        self.language_button.setText(_OTHER.get(language.spoken(), "Deutsch"))
        self.progress.setAccessibleName(_("The centre is being opened"))
        self._on_ticked(self.delay.left())
        self._show_centre()

    def _show_centre(self) -> None:
        has_centre = self.folder is not None
        if self.folder is None:
            self.centre_name.setText(_("No centre yet"))
            self.centre_place.setText(
                _("Create one on this computer, or open the folder of one that exists.")
            )
        else:
            self.centre_name.setText(self._info.name if self._info is not None else self.folder.name)
            is_here = self._info is None or not self._info.server
            self.centre_place.setText(str(self.folder) if is_here else _server_words(self._info))
        self.form.setVisible(has_centre)
        self.join_button.setVisible(has_centre)
        self.server_button.setVisible(not has_centre)
        self.forgot_button.setVisible(has_centre)
        self.open_button.setVisible(has_centre)
        self.progress.setVisible(self._is_busy)
        hint = ""
        if self._info is not None and self._info.is_demo:
            hint = _("A demo centre with invented people. Users: %(users)s. Password: %(password)s") % {
                "users": "beraterin, sprachmittler, leitung, verwaltung", "password": "demo-demo-demo",
            }  # fmt: skip
        elif self._has_locked:
            hint = _("Locked. Everything is saved; what you typed waits as a draft.")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._allow()

    def show_locked(self) -> None:
        """Say that the centre was locked; the user's name stays for this run of the program."""
        self._has_locked = True
        self._clear()
        self._show_centre()
        self.take_focus()

    def _clear(self) -> None:
        """Take back what was said about the last try."""
        self._wrong, self._found = "", None
        self.found_button.hide()
        self.error.say("")

    def _on_found(self) -> None:
        if self._found is not None:
            self.wants_to_accept.emit(self._found)

    def show_problem(self, text: str) -> None:
        """Show a sentence above the button."""
        self._clear()
        self.error.say(text)

    def take_over(self, other: "UnlockScreen") -> None:
        """Go on where another unlock screen stood, after everything was built in another size."""
        self.folder, self._info = other.folder, other._info  # noqa: SLF001 -- the same class
        self.user.setText(other.user.text())
        self._show_centre()

    # -- choosing the centre ------------------------------------------------------------------------

    def set_folder(self, folder: Path | None) -> None:
        """Ask for the password of the centre in a folder from now on."""
        self.folder, self._info = folder, None
        self.delay.stop()
        self._has_locked = False
        self._clear()
        self._show_centre()
        self.load_info()

    def load_info(self) -> None:
        """Learn the centre's name behind the window."""
        folder = self.folder
        if folder is not None:
            jobs.run(self, lambda: opening.read_info(folder), lambda info: self._on_info(folder, info),
                     pool=jobs.side_pool())  # fmt: skip

    def _on_info(self, folder: Path, info: "CentreInfo | None") -> None:
        if folder != self.folder:
            return
        self._info = info
        if info is None:
            self.show_problem(_("There is no centre in this folder. Please choose another one."))
        self._show_centre()

    def _on_other(self) -> None:
        from ui import files

        chosen = files.ask_folder(self, _("Choose the folder of a centre"), self.folder)
        if chosen is not None:
            self.set_folder(chosen)
            self.take_focus()

    def _on_server(self) -> None:
        """Let this computer take part by the file from a colleague's or one's other computer."""
        from ui import files

        file = files.ask_open(self, _("Choose the file from the other computer"))
        folder = (
            files.ask_folder(self, _("Choose an empty folder for your keys")) if file is not None else None
        )
        if file is not None and folder is not None:
            self.take_part(file, folder)

    def take_part(self, file: Path, folder: Path) -> None:
        """Make the folder of keys, and ask for the password of that centre from then on."""

        def done(_info: object) -> None:
            self._set_busy(is_busy=False)
            self.set_folder(folder)
            self.take_focus()

        def failed(error: BeratungError) -> None:
            self._set_busy(is_busy=False)
            self.show_problem(explain(error))

        self.error.say("")
        self._set_busy(is_busy=True)
        jobs.run(self, lambda: opening.take_part(file, folder), done, failed, pool=jobs.side_pool())

    def _on_language(self) -> None:
        self.language_chosen.emit("en" if language.spoken() == "de" else "de")

    # -- unlocking ------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Put the cursor where the next thing is to be typed."""
        if self.folder is None:
            self.create_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.user.text():
            self.password.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.user.setFocus(Qt.FocusReason.TabFocusReason)

    def _allow(self) -> None:
        is_ready = bool(self.user.text().strip() and self.password.text())
        self.open_button.setEnabled(is_ready and not self._is_busy and self.delay.left() == 0)

    def _on_caps(self, is_on: bool) -> None:
        self.caps.say(_("Caps lock is on.") if is_on else "")

    def submit(self) -> None:
        """Try to unlock with what was typed."""
        if self.folder is None or not self.open_button.isEnabled():
            return
        folder, user, password = self.folder, self.user.text().strip(), self.password.take()
        self._clear()
        self._set_busy(is_busy=True)
        jobs.run(self, lambda: self._opener(folder, user, password), self._on_opened, self._on_failed,
                 pool=jobs.side_pool())  # fmt: skip

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.form.setEnabled(not is_busy)
        self.create_button.setEnabled(not is_busy)
        self.other_button.setEnabled(not is_busy)
        self.join_button.setEnabled(not is_busy)
        self.server_button.setEnabled(not is_busy)
        self.forgot_button.setEnabled(not is_busy)
        self.folder_button.setEnabled(not is_busy)
        self.open_button.setText(_("Opening …") if is_busy else _("Open"))
        self.progress.setVisible(is_busy)
        self._allow()

    def _on_opened(self, centre: "Centre") -> None:
        self.delay.stop()
        self._set_busy(is_busy=False)
        if self.folder is not None:
            self._settings.centre = str(self.folder)
            self._settings.save()
        self.opened.emit(centre)

    def _on_failed(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        if opening.is_wrong_password(error):
            self._wrong = explain(error)
            self.delay.wait(opening.seconds_to_wait(self.folder) if self.folder is not None else 0)
        else:
            self.show_problem(explain(error))
            if self.folder is not None and opening.is_not_newest(error):
                self._found = opening.found_state(self.folder, error)
                self.found_button.show()
        self.password.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_ticked(self, left: int) -> None:
        wait = ngettext("Next try in %(n)d second.", "Next try in %(n)d seconds.", left) % {"n": left}
        if self._wrong:
            self.error.say(f"{self._wrong} {wait}" if left else self._wrong)
        self.open_button.setText(_("Opening …") if self._is_busy else _("Open"))
        self._allow()


def _server_words(info: "CentreInfo | None") -> str:
    """Where the records of a centre on a server lie, without the user's name there."""
    address = info.server if info is not None else ""
    return _("Server %(place)s") % {"place": address.partition("://")[2].rpartition("@")[2].partition("?")[0]}


def _space(height: int) -> QSpacerItem:
    return QSpacerItem(1, height)
