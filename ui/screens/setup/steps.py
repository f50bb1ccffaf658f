# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The steps of the wizard: the centre, the user, the recovery sheet, the trial."""

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.base import Role
from beratung.domain.errors import N_
from beratung.i18n import _
from ui import files, opening
from ui.screens.administration.roles import say_role
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.code_field import CodeField
from ui.widgets.labels import Text
from ui.widgets.new_password import NewPassword
from ui.widgets.note import Note


class Step(QWidget):
    """One step: a title, an explanation, and what is asked.

    Signals:
        changed: something was typed or chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.title = Text("", "heading", wrap=True)
        self.text = Text("", "body", "muted", wrap=True)
        self.column.addWidget(self.title)
        self.column.addWidget(self.text)
        self.column.addSpacing(8)
        self.error = Note()

    def add_label(self, buddy: QWidget) -> Text:
        """Put a label above what comes next."""
        label = Text("", "strong")
        label.setBuddy(buddy)
        self.column.addWidget(label)
        return label

    def is_ready(self) -> bool:
        """Say whether one may go on."""
        return True

    def problem(self) -> str:
        """Look more closely before going on, and say what is wrong; empty where nothing is."""
        return ""

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""

    def take_focus(self) -> None:
        """Put the cursor where the first thing is to be typed."""


class CentreStep(Step):
    """The centre's name and folder."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setMaxLength(120)
        self.name_label = self.add_label(self.name)
        self.column.addWidget(self.name)
        self.column.addSpacing(8)
        self.folder = QLineEdit()
        self.folder_label = self.add_label(self.folder)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        self.browse = SecondaryButton(icon="folder-open", on_click=self._on_browse)
        row.addWidget(self.browse)
        self.column.addLayout(row)
        self.hint = Text("", "secondary", "muted", wrap=True)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.error)
        self.column.addStretch(1)
        self.folder.setText(str(Path.home() / "Beratung"))
        for line in (self.name, self.folder):
            line.textChanged.connect(self._on_typed)

    def _on_typed(self) -> None:
        self.error.say("")
        self.changed.emit()

    def _on_browse(self) -> None:
        chosen = files.ask_folder(self, _("Choose an empty folder"))
        if chosen is not None:
            self.folder.setText(str(chosen))

    def path(self) -> Path:
        """Return the folder that was typed."""
        return Path(self.folder.text().strip()).expanduser()

    def is_ready(self) -> bool:
        return bool(self.name.text().strip() and self.folder.text().strip())

    def problem(self) -> str:
        path = self.path()
        if not path.is_absolute():
            return _("Please name the folder with its full path.")
        if path.exists() and not path.is_dir():
            return _("This is a file. Please choose a folder.")
        nearest = next((p for p in (path, *path.parents) if p.exists()), path)
        if not os.access(nearest, os.W_OK | os.X_OK):
            return _("You may not write in this folder. Please choose another one.")
        try:
            is_empty = not path.exists() or not any(path.iterdir())
        except OSError:
            return _("You may not read this folder. Please choose another one.")
        return "" if is_empty else _("This folder is not empty. Please choose an empty or a new one.")

    def retranslate(self) -> None:
        self.title.setText(_("What is your centre called, and where shall its data lie?"))
        self.text.setText(
            _(
                "Everything is kept encrypted in one folder on this computer. The name stands on the unlock screen."
            )
        )
        self.name_label.setText(_("Name of the centre"))
        self.name.setAccessibleName(_("Name of the centre"))
        self.folder_label.setText(_("Folder"))
        self.folder.setAccessibleName(_("Folder"))
        self.browse.setText(_("Choose"))
        self.hint.setText(_("An empty or a new folder on this computer, not on a network drive."))

    def take_focus(self) -> None:
        self.name.setFocus(Qt.FocusReason.TabFocusReason)


_ROLES = {
    Role.COUNSELLOR: N_("Keeps cases, finds offers, writes letters."),
    Role.SUPERVISOR: N_("Sees protected statistics and the audit trail."),
    Role.ADMIN: N_("Keeps accounts, offers and backups."),
}


class UserStep(Step):
    """The first user: name, password typed twice, and roles."""

    def __init__(self) -> None:
        super().__init__()
        self.user = QLineEdit()
        self.user.setMaxLength(80)
        self.user_label = self.add_label(self.user)
        self.column.addWidget(self.user)
        self.column.addSpacing(6)
        self.password = NewPassword()
        self.column.addWidget(self.password)
        self.column.addSpacing(6)
        self.roles_label = Text("", "strong")
        self.roles_text = Text("", "secondary", "muted", wrap=True)
        self.column.addWidget(self.roles_label)
        self.column.addWidget(self.roles_text)
        self.boxes: dict[Role, QCheckBox] = {}
        for role in _ROLES:
            box = QCheckBox()
            box.setChecked(True)
            box.toggled.connect(self._on_typed)
            self.boxes[role] = box
            self.column.addWidget(box)
        self.column.addWidget(self.error)
        self.column.addStretch(1)
        self.user.textChanged.connect(self._on_typed)
        self.password.changed.connect(self._on_typed)

    def _on_typed(self) -> None:
        self.error.say("")
        self.changed.emit()

    def roles(self) -> frozenset[Role]:
        """Return the roles that were chosen."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def is_ready(self) -> bool:
        return bool(self.user.text().strip() and self.password.is_filled() and self.roles())

    def problem(self) -> str:
        wrong = self.password.problem()
        if wrong:
            return wrong
        if Role.COUNSELLOR not in self.roles() or Role.ADMIN not in self.roles():
            return _("The first user needs the roles of a counsellor and of the administration, so that nothing is "
                     "left without an owner.")  # fmt: skip
        return ""

    def retranslate(self) -> None:
        self.title.setText(_("Who are you, and which password opens the centre?"))
        self.text.setText(
            _(
                "Long is better than complicated: four words that only you put together. "
                "Nobody can look the password up or reset it; the recovery sheet of the next step is the only way back."
            )
        )
        self.user_label.setText(_("Your user name"))
        self.user.setAccessibleName(_("Your user name"))
        self.password.retranslate()
        self.roles_label.setText(_("Your roles"))
        self.roles_text.setText(
            _(
                "In a centre of one person, that person has them all. Colleagues with roles of their own come later."
            )
        )
        for role, text in _ROLES.items():
            self.boxes[role].setText(f"{say_role(role)} – {_(text)}")

    def take_focus(self) -> None:
        self.user.setFocus(Qt.FocusReason.TabFocusReason)


class SheetStep(Step):
    """The recovery sheet: save or print it.

    Signals:
        save_wanted: save the sheet as PDF.
        print_wanted: print the sheet.
    """

    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.print_button = SecondaryButton(icon="printer", on_click=self.print_wanted.emit)
        self.save_button = SecondaryButton(icon="device-floppy", on_click=self.save_wanted.emit)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addSpacing(4)
        self.done = Note("circle-check", "yes")
        self.column.addWidget(self.done)
        self.column.addWidget(self.error)
        self.banner = Banner("unknown")
        self.column.addWidget(self.banner)
        self.column.addStretch(1)
        self._is_out = False

    def mark_out(self, text: str) -> None:
        """Note that the sheet is on paper or in a file."""
        self._is_out = True
        self.error.say("")
        self.done.say(text)
        self.changed.emit()

    def is_ready(self) -> bool:
        return self._is_out

    def retranslate(self) -> None:
        self.title.setText(_("Keep the recovery sheet"))
        self.text.setText(
            _(
                "The centre is made. If you forget the password or this computer breaks, the code on this sheet "
                "together with a backup opens everything again. It is shown only now."
            )
        )
        self.print_button.setText(_("Print the sheet"))
        self.save_button.setText(_("Save as PDF"))
        self.banner.say(
            _("Without password and sheet nobody opens the data again"),
            _("Put the sheet into a sealed envelope and a safe, not beside the computer. A PDF belongs on a stick "
              "that you lock away."),
        )  # fmt: skip

    def take_focus(self) -> None:
        self.print_button.setFocus(Qt.FocusReason.TabFocusReason)


class TrialStep(Step):
    """The sheet is tried once: its code is typed, and opens the centre as it would after a loss."""

    def __init__(self) -> None:
        super().__init__()
        self.code = CodeField(opening.judge_code)
        self.column.addWidget(self.code)
        self.column.addWidget(self.error)
        self.column.addStretch(1)
        self.code.changed.connect(self._on_typed)

    def forget(self) -> None:
        """Forget the code."""
        self.code.forget()

    def _on_typed(self) -> None:
        self.error.say("")
        self.changed.emit()

    def is_ready(self) -> bool:
        return self.code.is_complete()

    def retranslate(self) -> None:
        self.title.setText(_("Try the sheet once"))
        self.text.setText(
            _(
                "Take the sheet to hand and type its code. It opens the centre as it would after a loss, "
                "so you know that it can be read and that it works."
            )
        )
        self.code.retranslate()

    def take_focus(self) -> None:
        self.code.focus()


def step_words(number: int, total: int) -> str:
    """Say which step it is."""
    return _("Step %(n)d of %(total)d") % {"n": number, "total": total}
