# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a client takes home: a slip of paper in his language, or a file for his own calendar. Neither names anybody."""

from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from beratung.domain.appointments import AppointmentKind
from beratung.domain.calendar_views import CalendarEntry
from beratung.i18n import _
from ui import files, jobs
from ui.models.words import say_language
from ui.screens.letters.printing import print_pdf
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.form import Field
from ui.widgets.inputs import Menu
from ui.widgets.labels import Line

_GERMAN = "de"


class PaperPart(QWidget):
    """A language, and buttons to print, to save and to write a calendar file."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entry: CalendarEntry | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Line())
        self.language: Menu[str] = Menu(self._languages)
        self._field = Field("", self.language)
        column.addWidget(self._field)
        grid = QGridLayout()
        grid.setSpacing(8)
        self.print_button = SecondaryButton(icon="printer", on_click=self.print_slip)
        self.save_button = SecondaryButton(icon="device-floppy", on_click=self.save_slip)
        self.file_button = SecondaryButton(icon="calendar", on_click=self.save_file)
        grid.addWidget(self.print_button, 0, 0)
        grid.addWidget(self.save_button, 0, 1)
        grid.addWidget(self.file_button, 1, 0, 1, 2)
        column.addLayout(grid)
        self.hide()

    def _languages(self) -> list[tuple[str, str]]:
        codes = self._session.centre.codes
        found = self._session.centre.letters.slip_languages()
        return [(code, say_language(codes, code)) for code in found]

    def show_entry(self, entry: CalendarEntry) -> None:
        """Offer paper for an appointment of a client, first in his language."""
        is_other = self._entry is None or self._entry.id != entry.id
        self._entry = entry
        self.setVisible(entry.is_live and entry.kind is AppointmentKind.SINGLE)
        if not is_other or self.isHidden() or entry.client is None:
            return
        clients, client, own = self._session.centre.clients, entry.client, entry.id

        def done(code: str) -> None:
            if self._entry is not None and self._entry.id == own:
                self.language.set_value(code)

        def read() -> str:
            row = clients.person(client)
            known = {code for code, _name in self._languages()}
            return next(
                (code for code in (row.languages if row is not None else ()) if code in known), _GERMAN
            )

        jobs.run(self, read, done, self._session.problem)

    def clear(self) -> None:
        """Forget it."""
        self._entry = None
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.language.retranslate()
        self.language.set_name(_("Language of the slip"))
        self._field.label.setText(_("Slip of paper in"))
        self._field.label.show()
        self.print_button.setText(_("Print"))
        self.save_button.setText(_("As PDF"))
        self.file_button.setText(_("Calendar file for the telephone"))

    # -- what is done ---------------------------------------------------------------------------------------------

    def print_slip(self) -> None:
        """Make the slip and print it; the name of the print job tells nobody."""
        entry = self._entry
        if entry is None or self.isHidden():
            return

        def done(pdf: bytes) -> None:
            print_pdf(self, self._session, pdf, _("Appointment"))

        jobs.run(self, self._slip(entry.id), done, self._session.problem)

    def _slip(self, own: UUID) -> "SlipJob":
        return SlipJob(self._session, own, self.language.value())

    def save_slip(self) -> None:
        """Ask where to, and write the slip there."""
        path = files.ask_save(self, _("Save the slip"), "termin.pdf", "PDF (*.pdf)")
        if path is not None:
            self.save_slip_at(path if path.suffix else path.with_suffix(".pdf"))

    def save_slip_at(self, path: Path) -> None:
        """Write the slip to a path."""
        entry, letters = self._entry, self._session.centre.letters
        if entry is None:
            return
        make = self._slip(entry.id)
        said = _("The slip is saved.")
        jobs.run(
            self,
            lambda: letters.save(make(), path),
            lambda _n: self._session.toast(said),
            self._session.problem,
        )

    def save_file(self) -> None:
        """Ask where to, and write the calendar file there."""
        path = files.ask_save(self, _("Save the calendar file"), "termin.ics", "iCalendar (*.ics)")
        if path is not None:
            self.save_file_at(path if path.suffix else path.with_suffix(".ics"))

    def save_file_at(self, path: Path) -> None:
        """Write the calendar file to a path."""
        entry, centre = self._entry, self._session.centre
        if entry is None:
            return
        own, said = entry.id, _("The calendar file is saved. It names nobody.")
        jobs.run(
            self,
            lambda: centre.letters.save(centre.exchange.hand_out(own), path),
            lambda _n: self._session.toast(said),
            self._session.problem,
        )


class SlipJob:
    """Makes a slip when it is called, off the GUI thread."""

    def __init__(self, session: Session, appointment: UUID, language: str) -> None:
        self._centre, self._appointment, self._language = session.centre, appointment, language

    def __call__(self) -> bytes:
        return self._centre.appointment_slip(self._appointment, self._language)
