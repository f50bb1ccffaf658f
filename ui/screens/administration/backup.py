# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Is there a backup, and can it be trusted? Where the daily ones go, how long they stay, and how one is put back."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.domain.backup_views import BackupReport, BackupState
from beratung.domain.base import Role
from beratung.domain.errors import N_, BeratungError
from beratung.i18n import _, current, ngettext
from ui import files, jobs
from ui.models.backup_words import say_check, whole
from ui.screens.administration.panel import Panel
from ui.session import Busy, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.form import Group
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text

_DAILY = (3, 5, 7, 14, 30)
_WEEKLY = (0, 4, 8, 12, 26)
_DAYS = (30, 60, 90, 180, 365)
_KIND = "*.backup"


def _days(numbers: Sequence[int]) -> Callable[[], Sequence[tuple[int, str]]]:
    return lambda: [(n, ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in numbers]


def _weeks() -> Sequence[tuple[int, str]]:
    return [(n, ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n} if n else _("none")) for n in _WEEKLY]


class BackupPanel(Panel):
    """The state with its checks, the daily backups, and what a restore does."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._may_decide = Role.ADMIN in session.user.roles
        self._checked: BackupReport | None = None
        self._build_state()
        self._build_daily()
        self.restore = Card(" ")
        self.restore_text = Text("", "body", "muted", wrap=True)
        self.command = Text("", "code", "muted", wrap=True)
        self.restore.add(self.restore_text)
        self.restore.add(self.command)
        self.cards.addWidget(self.restore)
        self.cards.addStretch(1)
        session.backups.changed.connect(self._show)

    def _build_state(self) -> None:
        self.card = Card(" ")
        self.banner = Banner("unknown")
        self.banner.hide()
        self.card.add(self.banner)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(2)
        self.card.add(self._checks)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.make_button = PrimaryButton(icon="shield-check", on_click=self.make)
        self.elsewhere_button = SecondaryButton(icon="device-floppy", on_click=self._on_elsewhere)
        self.check_button = SecondaryButton(icon="list-check", on_click=self._on_check)
        for button in (self.make_button, self.elsewhere_button, self.check_button):
            row.addWidget(button)
        row.addStretch(1)
        self.card.add(row)
        self.result = Banner("yes")
        self.result.hide()
        self.card.add(self.result)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(4)
        self.card.add(self._findings)
        self.cards.addWidget(self.card)

    def _build_daily(self) -> None:
        self.daily = Card(" ")
        self._daily_text = Text("", "body", "muted", wrap=True)
        self.daily.add(self._daily_text)
        self.folder = Text("", "strong", wrap=True)
        self.daily.add(self.folder)
        row = QHBoxLayout()
        self.folder_button = SecondaryButton(icon="folder-open", on_click=self._on_folder)
        self.stop_button = QuietButton(on_click=lambda: self.set_folder(""))
        row.addWidget(self.folder_button)
        row.addWidget(self.stop_button)
        row.addStretch(1)
        self.daily.add(row)
        self.cards.addWidget(self.daily)
        self.keep = Group(N_("&How long they stay"), column=260, most=3)
        self.days_kept, self.weeks_kept, self.oldest = Menu(_days(_DAILY)), Menu(_weeks), Menu(_days(_DAYS))
        self.keep.add_field(N_("One a day for"), self.days_kept)
        self.keep.add_field(N_("One a week for"), self.weeks_kept)
        self.keep.add_field(
            N_("None older than"), self.oldest, hint=N_("So long does what was deleted live on in a backup.")
        )
        self.keep.changed.connect(self._on_keep)
        self.cards.addWidget(self.keep)

    # -- words ------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.card.set_title(_("Backups"), "")
        self.make_button.setText(_("Back up now"))
        self.elsewhere_button.setText(_("Save a backup elsewhere"))
        self.check_button.setText(_("Check a backup"))
        self.daily.set_title(_("Every day by itself"), "")
        self._daily_text.setText(
            _(
                "After unlocking, once a day, encrypted with the keys of this centre. Take a folder on another disk, "
                "on a stick or on a network drive: the disk that breaks takes its backups along."
            )
        )
        self.folder_button.setText(_("Choose a folder"))
        self.stop_button.setText(_("No daily backups any more"))
        self.keep.retranslate()
        self.restore.set_title(_("Putting a backup back"), "")
        self.restore_text.setText(
            _(
                "A backup is put back into a new folder, beside what is there now: its signatures, counts and sums are "
                "checked first, and nothing takes its place before all is right. Who was deleted or suspended since "
                "stays so, and passwords that were changed since hold. It takes your password or the recovery sheet, "
                "and is done on the command line:"
            )
        )
        self.command.setText(
            "beratung centre restore DATEI.backup NEUER_ORDNER --user NAME --since ALTER_ORDNER"
        )
        self._show(self.session.backups.state)
        if self._checked is not None:
            self._show_checked(self._checked)

    def load(self) -> None:
        self._show_settings()
        self.session.backups.look()

    def _show_settings(self) -> None:
        settings = self.session.centre.settings
        self.folder.setText(settings.backup_folder or _("No folder chosen"))
        self.stop_button.setVisible(bool(settings.backup_folder) and self._may_decide)
        self.folder_button.setVisible(self._may_decide)
        self.keep.setVisible(bool(settings.backup_folder))
        for menu, value, known in (
            (self.days_kept, settings.backup_daily, _DAILY), (self.weeks_kept, settings.backup_weekly, _WEEKLY),
            (self.oldest, settings.backup_days, _DAYS),
        ):  # fmt: skip
            menu.set_value(min(known, key=lambda number: abs(number - value)))
            menu.setEnabled(self._may_decide)

    def _show(self, state: BackupState | None) -> None:
        if state is None:
            return
        said = whole(state, self.session.today())
        self.banner.say(said.title, said.text, said.tone)
        self.banner.show()
        empty_out(self._checks)
        for check in state.checks:
            tone = "no" if check.has_findings else "muted"
            self._checks.addWidget(Text(say_check(check), "secondary", tone, wrap=True))
        if state.kept:
            number = ngettext(
                "%(n)d backup lies in the folder", "%(n)d backups lie in the folder", state.kept
            )
            self.daily.set_title(_("Every day by itself"), number % {"n": state.kept})

    # -- making and checking ------------------------------------------------------------------------------

    def make(self) -> None:
        """Make a backup in the folder of the daily ones; where there is none, ask where to."""
        state, folder = self.session.backups.state, self.session.centre.settings.backup_folder
        if folder and state is not None and state.is_reachable:
            self.make_at(Path(folder) / self._name())
        else:
            self._on_elsewhere()

    def _name(self) -> str:
        from beratung.centre.backup_files import backup_name

        return backup_name(self.session.centre.info.id, self.session.centre.clock.now())

    def _on_elsewhere(self) -> None:
        file = files.ask_save(self, _("Save a backup elsewhere"), self._name(), _KIND)
        if file is not None:
            self.make_at(file)

    def make_at(self, file: Path) -> None:
        """Make a backup there, and check it at once as far as one's own keys go."""
        backups = self.session.centre.backups
        busy = self.session.busy(_("The backup is being made and read again"))
        self._allow(is_on=False)

        def work() -> BackupReport:
            backups.make(file, busy.progress)
            return backups.check(file, busy.progress)

        jobs.run(self, work, lambda report: self._on_checked(busy, report), lambda error: self._on_failed(busy, error),
                 pool=jobs.side_pool())  # fmt: skip

    def _on_check(self) -> None:
        file = files.ask_open(self, _("Check a backup"), _KIND)
        if file is not None:
            self.check(file)

    def check(self, file: Path) -> None:
        """Put a backup back on trial, and say what was found."""
        backups = self.session.centre.backups
        busy = self.session.busy(_("The backup is being checked"))
        self._allow(is_on=False)
        jobs.run(self, lambda: backups.check(file, busy.progress), lambda report: self._on_checked(busy, report),
                 lambda error: self._on_failed(busy, error), pool=jobs.side_pool())  # fmt: skip

    def _on_checked(self, busy: Busy, report: BackupReport) -> None:
        busy.finish()
        self._allow(is_on=True)
        self._checked = report
        self._show_checked(report)
        self.session.backups.look()

    def _on_failed(self, busy: Busy, error: BeratungError) -> None:
        busy.finish()
        self._allow(is_on=True)
        self.session.problem(error)

    def _allow(self, *, is_on: bool) -> None:
        for button in (self.make_button, self.elsewhere_button, self.check_button):
            button.setEnabled(is_on)

    def _show_checked(self, report: BackupReport) -> None:
        local = report.made_at.astimezone()
        title = _("Backup of %(when)s: %(records)d records, %(size)s MB") % {
            "when": f"{local:%d.%m.%Y %H:%M}", "records": report.rows.get("record", 0),
            "size": QLocale().toString(report.size / 1e6, "f", 1),
        }  # fmt: skip
        if not report.ok:
            text, tone = _("Faults were found. Please do not rely on it, and make a new one now."), "no"
        elif report.left:
            text = _(
                "Read from the first to the last byte. What your keys do not open is opened by a colleague."
            )
            tone = "unknown"
        else:
            text, tone = _("Read from the first to the last byte, and every record was opened."), "yes"
        self.result.say(title, text, tone)
        self.result.show()
        empty_out(self._findings)
        for finding in report.findings[:50]:
            words = current().fill(finding.what, finding.details)
            self._findings.addWidget(Text(f"{finding.where}: {words}", "body", "no", wrap=True))

    # -- settings -----------------------------------------------------------------------------------------

    def _on_folder(self) -> None:
        now = self.session.centre.settings.backup_folder
        chosen = files.ask_folder(self, _("Choose a folder"), Path(now) if now else None)
        if chosen is not None:
            self.set_folder(str(chosen))

    def set_folder(self, folder: str) -> None:
        """Let the daily backups go there, or nowhere; the first one is made at once."""
        self._change(backup_folder=folder)

    def _on_keep(self) -> None:
        self._change(
            backup_daily=self.days_kept.value(),
            backup_weekly=self.weeks_kept.value(),
            backup_days=self.oldest.value(),
        )

    def _change(self, **changes: str | int) -> None:
        centre = self.session.centre
        wanted = msgspec.structs.replace(centre.settings, **changes)

        def done(_nothing: None) -> None:
            self._show_settings()
            self.session.backups.run()

        jobs.run(self, lambda: centre.change_settings(wanted), done, self._on_not_changed)

    def _on_not_changed(self, error: BeratungError) -> None:
        self._show_settings()
        self.session.problem(error)
