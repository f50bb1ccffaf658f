# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Taking a calendar file over: first a look at what would come, then the entries themselves; and forgetting them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import N_, BeratungError
from beratung.domain.exchange import LineNote, TakenOver
from beratung.domain.work import Changes
from beratung.i18n import _, explain, ngettext
from ui import files, jobs
from ui.screens.calendar.exchange_words import read_file, say_line, say_taken
from ui.session import Busy, Session
from ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.emptied import empty_out
from ui.widgets.inputs import Tick
from ui.widgets.labels import Line, Text
from ui.widgets.note import Note

_SHOWN = 30
"""Lines of a file that are named; of more only the number is said."""


class TakingPart(QWidget):
    """Nothing is written before the user confirms what was found."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._data, self._run, self._there = b"", 0, 0
        self._busy: Busy | None = None
        self.trial: TakenOver | None = None
        self.dialog: QFileDialog | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.about = Text("", "body", "muted", wrap=True)
        self.choose_button = SecondaryButton(icon="folder-open", on_click=self.ask_file)
        self.only_times = Tick(N_("Only the times, no words"))
        self.hint = Text("", "secondary", "muted", wrap=True)
        self.problem = Note()
        self.summary = Note("circle-check", "yes")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.take_button = PrimaryButton(icon="file-import", on_click=self.take_over)
        for widget in (
            self.about,
            self.choose_button,
            self.only_times,
            self.hint,
            self.problem,
            self.summary,
        ):
            column.addWidget(widget)
        column.addLayout(self._lines)
        column.addWidget(self.take_button)
        column.addWidget(self._build_rest())
        column.addStretch(1)
        self.only_times.changed.connect(self._look_again)
        self.clear()

    def _build_rest(self) -> QWidget:
        """What is there already, and how to forget it."""
        self.rest = QWidget()
        column = QVBoxLayout(self.rest)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(Line())
        self.count = Text("", "body", wrap=True)
        column.addWidget(self.count)
        self.forget_button = QuietButton(icon="trash", on_click=self._ask_to_forget)
        row = QHBoxLayout()
        row.addWidget(self.forget_button)
        row.addStretch(1)
        column.addLayout(row)
        self.sure = Text("", "body", "no", wrap=True)
        column.addWidget(self.sure)
        row = QHBoxLayout()
        self.keep_button = SecondaryButton(on_click=self._ask_no_more)
        self.drop_button = DangerButton(icon="trash", on_click=self.forget_entries)
        row.addWidget(self.keep_button)
        row.addWidget(self.drop_button)
        row.addStretch(1)
        column.addLayout(row)
        return self.rest

    # -- what is shown ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Say how much is there already."""
        exchange = self._session.centre.exchange

        def done(number: int) -> None:
            self._there = number
            self._ask_no_more()

        jobs.run(self, exchange.count_foreign, done, self._session.problem)

    def take_focus(self) -> None:
        """Put the keyboard where one begins, or goes on."""
        if self.isVisible():
            (self.choose_button if self.take_button.isHidden() else self.take_button).setFocus()

    def clear(self) -> None:
        """Forget the file and all that was read from it."""
        self._run += 1
        self._finish()
        self._data, self.trial, self._there = b"", None, 0
        self.problem.say("")
        self._show()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.about.setText(
            _(
                "Entries of another calendar stand in yours as taken time. Nothing is written before you confirm."
            )
        )
        self.choose_button.setText(_("Choose a calendar file"))
        self.only_times.retranslate()
        self.hint.setText(
            _("Without the tick your colleagues read the titles too, except of what is marked as private.")
        )
        self.forget_button.setText(_("Forget them"))
        self.keep_button.setText(_("Keep them"))
        self._show()

    def _show(self) -> None:
        self._empty_lines()
        trial = self.trial
        self.take_button.hide()
        self.summary.say("")
        if trial is not None:
            self._show_trial(trial)
        self.rest.setVisible(self._there > 0)
        there = ngettext(
            "Your calendar holds %(n)d entry of other calendars.",
            "Your calendar holds %(n)d entries of other calendars.",
            self._there,
        )
        self.count.setText(there % {"n": self._there})
        is_asking = not self.sure.isHidden() and self._there > 0
        self._show_asking(is_asking=is_asking)

    def _show_trial(self, trial: TakenOver) -> None:
        n = trial.added + trial.replaced + trial.unchanged
        found = ngettext("%(n)d entry can be taken over", "%(n)d entries can be taken over", n) % {"n": n}
        if n:
            self.summary.say(f"{found}: {say_taken(trial)}.", "yes", "circle-check")
        else:
            self.summary.say(_("Nothing in this file can be taken over."), "no", "circle-x")
        self._add_notes(
            ngettext("%(n)d line is left out", "%(n)d lines are left out", len(trial.refused)), trial.refused
        )
        self._add_notes(
            ngettext("Please check %(n)d line", "Please check %(n)d lines", len(trial.guessed)), trial.guessed
        )
        self.take_button.setVisible(n > 0)
        self.take_button.setText(ngettext("Take over %(n)d entry", "Take over %(n)d entries", n) % {"n": n})

    def _add_notes(self, title: str, notes: Sequence[LineNote]) -> None:
        if not notes:
            return
        heading = Text(title % {"n": len(notes)}, "strong", wrap=True)
        heading.setContentsMargins(0, 6, 0, 0)
        self._lines.addWidget(heading)
        for note in notes[:_SHOWN]:
            self._lines.addWidget(Text(say_line(note), "secondary", "muted", wrap=True))
        left = len(notes) - _SHOWN
        if left > 0:
            more = ngettext("and %(n)d more line", "and %(n)d more lines", left) % {"n": left}
            self._lines.addWidget(Text(more, "secondary", "muted", wrap=True))

    def _empty_lines(self) -> None:
        empty_out(self._lines)

    # -- taking over ----------------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a file."""
        kinds = [_("Calendar files (*.ics)"), _("All files (*)")]
        self.dialog = files.open_dialog(self.window(), _("Choose a calendar file"), kinds)
        self.dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def look_at(self, path: Path) -> None:
        """Read a file and show what taking it over would do."""
        self._try(lambda: read_file(path))

    def _look_again(self) -> None:
        data = self._data
        if data:
            self._try(lambda: data)

    def _try(self, read: Callable[[], bytes]) -> None:
        self._run += 1
        run, exchange, only_times = self._run, self._session.centre.exchange, self.only_times.value()
        self._begin(_("The calendar file is being read."))

        def work() -> tuple[bytes, TakenOver]:
            data = read()
            return data, exchange.take_over(data, only_times=only_times, is_trial=True)

        def done(found: tuple[bytes, TakenOver]) -> None:
            if run == self._run:
                self._finish()
                self._data, self.trial = found
                self._show()
                self.take_focus()

        def failed(error: BeratungError) -> None:
            if run == self._run:
                self._data, self.trial = b"", None
                self._show()
                self._refuse(error)

        jobs.run(self, work, done, failed, pool=jobs.side_pool())

    def take_over(self) -> None:
        """Take over what was found; where nothing was there before, it can be taken back."""
        trial, data, only_times = self.trial, self._data, self.only_times.value()
        if trial is None or self._busy is not None:
            return
        session, exchange = self._session, self._session.centre.exchange
        run = self._run
        self._begin(_("The calendar file is being taken over."))

        def work() -> tuple[int, TakenOver]:
            return exchange.count_foreign(), exchange.take_over(data, only_times=only_times)

        def done(found: tuple[int, TakenOver]) -> None:
            before, told = found
            n = told.added + told.replaced + told.unchanged
            said = ngettext("%(n)d entry was taken over.", "%(n)d entries were taken over.", n) % {"n": n}
            session.toast(said, self.forget_entries if before == 0 and told.added else None)
            if run == self._run:
                self.clear()
                self.take_focus()
                self.begin()

        def failed(error: BeratungError) -> None:
            if run == self._run:
                self._refuse(error)

        jobs.run(self, work, done, failed, pool=jobs.side_pool())

    # -- forgetting -----------------------------------------------------------------------------------------------

    def _ask_to_forget(self) -> None:
        self._show_asking(is_asking=True)
        self.keep_button.setFocus()

    def _ask_no_more(self) -> None:
        self.sure.hide()
        self._show()

    def _show_asking(self, *, is_asking: bool) -> None:
        words = ngettext("Remove %(n)d entry", "Remove %(n)d entries", self._there) % {"n": self._there}
        self.drop_button.setText(words)
        self.sure.setText(_("They leave your calendar for good. The file itself stays where it is."))
        for widget in (self.sure, self.keep_button, self.drop_button):
            widget.setVisible(is_asking)
        self.forget_button.setVisible(not is_asking)

    def forget_entries(self) -> None:
        """Remove everything that was taken over."""
        session, exchange = self._session, self._session.centre.exchange

        def done(changes: Changes) -> None:
            n = sum(touched.kind == "Appointment" for touched in changes.touched)
            words = ngettext("%(n)d entry was removed.", "%(n)d entries were removed.", n)
            session.toast(words % {"n": n})
            self._there = 0
            self._ask_no_more()
            self._look_again()

        jobs.run(self, exchange.drop_foreign, done, session.problem)

    # -- saying ------------------------------------------------------------------------------------------------------

    def _begin(self, words: str) -> None:
        self._finish()
        self.problem.say("")
        self._busy = self._session.busy(words)
        self._allow()

    def _refuse(self, error: BeratungError) -> None:
        self._finish()
        self.problem.say(" ".join((explain(error), _("Nothing was written."))))
        self.take_focus()

    def _finish(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.finish()
        self._allow()

    def _allow(self) -> None:
        for widget in (self.choose_button, self.only_times, self.take_button):
            widget.setEnabled(self._busy is None)
