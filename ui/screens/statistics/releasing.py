# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card beside the tables that lets a report out of the house: to whom, where to, and whether with the proof."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.errors import N_, BeratungError
from beratung.domain.statistics_views import ProtectedReport, Released
from beratung.i18n import _, explain, ngettext
from ui import files, jobs, theme
from ui.screens.statistics.merging import SIDE
from ui.screens.statistics.saying import say_share
from ui.session import Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.form import Field
from ui.widgets.inputs import TextLine, Tick
from ui.widgets.labels import Text

PROOF = "Nachweis"
"""The folder for the proof, beside that of the release: it is for the house alone."""


@dataclass(frozen=True)
class Wish:
    """What is to be released."""

    report: str
    period: str
    to_whom: str
    folder: Path
    with_proof: bool
    is_revision: bool = False


class ReleaseCard(Card):
    """Asks what must be known, releases, and says which files were written.

    Signals:
        released: a `Released`.
        refused: a `BeratungError` that says what would help.
        closed: the user does not want to release anything now.
    """

    released = Signal(object)
    refused = Signal(object)
    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(" ")
        self._session = session
        self._report: ProtectedReport | None = None
        self._folder: Path | None = None
        self.setFixedWidth(theme.px(SIDE))
        self.about = Text("", "body", wrap=True)
        self.add(self.about)
        self.to_whom = TextLine()
        self.field = Field(
            N_("To whom"), self.to_whom, hint=N_("For example the funder. It stands in the ledger.")
        )
        self.add(self.field)
        self.where = Text("", "body", "muted", wrap=True)
        self.choose = SecondaryButton(icon="folder-open", on_click=self._choose)
        self.add(self.choose)
        self.add(self.where)
        self.proof = Tick(N_("With the proof for data protection"))
        self.proof.set_value(True)
        self.add(self.proof)
        self.corrected = Tick(N_("As a correction, with what came late"))
        self.corrected.changed.connect(self._look_at_correction)
        self.add(self.corrected)
        self.effect = Text("", "body", wrap=True)
        self.effect.hide()
        self.add(self.effect)
        self.hint = Text("", "secondary", "muted", wrap=True)
        self.add(self.hint)
        self.problem = Text("", "body", "no", wrap=True)
        self.problem.hide()
        self.add(self.problem)
        self.body.addStretch(1)
        row = QHBoxLayout()
        self.close_button = QuietButton(on_click=self.closed.emit)
        self.release_button = PrimaryButton(icon="send", on_click=self.release)
        row.addWidget(self.close_button)
        row.addStretch(1)
        row.addWidget(self.release_button)
        self.add(row)

    def open_for(self, report: ProtectedReport) -> None:
        """Release a report; of the same one, made better, what was typed stays."""
        old, self._report = self._report, report
        if old is None or (old.definition, old.period) != (report.definition, report.period):
            self.problem.hide()
            self.effect.hide()
            self.corrected.set_value(False)
        self.corrected.setVisible(report.is_released and bool(report.late))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.set_title(_("Release"))
        self.field.retranslate()
        self.proof.retranslate()
        self.corrected.retranslate()
        self.choose.setText(_("Choose the folder"))
        self.close_button.setText(_("Not now"))
        self.release_button.setText(_("Release now"))
        self.hint.setText(
            _(
                "The proof stays in the house: it lies in a folder of its own and is never part of what you send."
            )
        )
        self.where.setText(str(self._folder) if self._folder else _("No folder is chosen yet."))
        if self._report is not None:
            self.about.setText(_say_what(self._report))

    def _look_at_correction(self) -> None:
        """Say before it is too late how much a correction would hide."""
        report = self._report
        self.effect.hide()
        self.problem.hide()
        if report is None or not self.corrected.value():
            return
        service, work = self._session.centre.reports, self._session.busy(_("The correction is being tried"))

        def done(found: ProtectedReport) -> None:
            work.finish()
            if self._report is report and self.corrected.value():
                said = _("As a correction %(after)s of the numbers stay in the house; now it is %(before)s.")
                shares = {"after": say_share(found.hidden_share), "before": say_share(report.hidden_share)}
                self.effect.setText(said % shares)
                self.effect.show()

        def failed(error: BeratungError) -> None:
            work.finish()
            if self._report is report:
                self.corrected.set_value(False)
                self._say(explain(error))

        jobs.run(
            self,
            lambda: service.correction(report.definition, report.period),
            done,
            failed,
            pool=jobs.side_pool(),
        )

    def _choose(self) -> None:
        found = files.ask_folder(self, _("Where are the files to be written?"), self._folder)
        if found is not None:
            self._folder = found
            self.retranslate()

    def wish(self) -> Wish | None:
        """What was asked for; None while something is missing."""
        to_whom = self.to_whom.value().strip()
        if not to_whom:
            self.field.set_problem(_("Please say to whom this goes."))
            self.to_whom.setFocus()
            return None
        if self._folder is None:
            self._say(_("Please choose the folder first."))
            return None
        if self._report is None:
            return None
        return Wish(
            self._report.definition,
            self._report.period,
            to_whom,
            self._folder,
            self.proof.value(),
            self.corrected.value(),
        )

    def release(self) -> None:
        """Write the files and enter the release into the ledger."""
        wish = self.wish()
        if wish is None:
            return
        self.problem.hide()
        self.release_button.setEnabled(False)
        service = self._session.centre.reports
        work = self._session.busy(_("The report is being released"))

        def do() -> Released:
            let_out = service.revise if wish.is_revision else service.release
            return let_out(
                wish.report,
                wish.period,
                to_whom=wish.to_whom,
                out=wish.folder,
                proof=wish.folder / PROOF if wish.with_proof else None,
                progress=work.progress,
            )

        def done(released: Released) -> None:
            work.finish()
            self.release_button.setEnabled(True)
            count = len(released.files)
            said = ngettext(
                "%(n)d file was written to %(folder)s.", "%(n)d files were written to %(folder)s.", count
            )
            self._session.toast(said % {"n": count, "folder": wish.folder})
            self.released.emit(released)

        def failed(error: BeratungError) -> None:
            work.finish()
            self.release_button.setEnabled(True)
            if getattr(error, "merges", ()) or getattr(error, "without", ()):
                self.refused.emit(error)
            else:
                self._say(explain(error))

        jobs.run(self, do, done, failed, pool=jobs.side_pool())

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()


def _say_what(report: ProtectedReport) -> str:
    said = _("%(title)s, %(period)s: CSV, Excel, ODS, PDF and JSON are written.") % {
        "title": report.title,
        "period": report.period_label,
    }
    if report.is_released:
        more = _("The numbers are those that left the house before.")
    else:
        more = _("From then on the numbers stay as they are.")
    return f"{said} {more}"
