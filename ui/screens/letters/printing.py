# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Saves and prints a letter. The file's suggested name and the name of the print job tell its number alone."""

from pathlib import Path

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from beratung.domain.errors import BeratungError
from beratung.i18n import _
from ui import files, jobs
from ui.session import Session

_SHARPEST = 3000
"""Pixels across a page on paper: more than 300 dots per inch on A4."""


def ask_path(parent: QWidget, suggested: str) -> Path | None:
    """Ask where a letter is to be saved; None where the user has changed his mind."""
    path = files.ask_save(parent, _("Save the letter"), suggested, "PDF (*.pdf)")
    if path is None:
        return None
    return path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")


def ask_printer(parent: QWidget, title: str, pages: int) -> QPrinter | None:
    """Ask for a printer and its pages; None where the user has changed his mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print the letter"))
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def save_letter(parent: QWidget, session: Session, pdf: bytes, number: int) -> None:
    """Ask where to, and write the letter there, whole or not at all."""
    letters = session.centre.letters
    path = ask_path(parent, letters.suggested_name(number))
    if path is None:
        return

    def done(_nothing: None) -> None:
        session.toast(_("The letter was saved."))

    jobs.run(parent, lambda: letters.save(pdf, path), done, session.problem, pool=jobs.side_pool())


def print_letter(parent: QWidget, session: Session, pdf: bytes, number: int) -> None:
    """Ask for a printer and print the letter as it is."""
    print_pdf(parent, session, pdf, _("Letter %(n)d") % {"n": number})


def print_pdf(parent: QWidget, session: Session, pdf: bytes, title: str) -> None:
    """Ask for a printer and print a document as it is; the title of the print job must name nobody."""
    letters = session.centre.letters
    pages = letters.page_count(pdf)
    printer = ask_printer(parent, title, pages)
    if printer is None:
        return
    printer.setDocName(title)
    _Printing(parent, session, printer, pdf, pages).start()


class _Printing(QObject):
    """Draws one page after the other off the GUI thread and hands each to the printer."""

    def __init__(self, parent: QWidget, session: Session, printer: QPrinter, pdf: bytes, pages: int) -> None:
        super().__init__(parent)
        self._session, self._printer, self._pdf = session, printer, pdf
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or pages, pages)
        self._pages = list(range(first - 1, last))
        self._painter = QPainter()
        self._busy = session.busy(_("Printing"))
        self._done = 0

    def start(self) -> None:
        """Begin with the first page."""
        self._printer.setFullPage(True)
        if not self._pages or not self._painter.begin(self._printer):
            self._fail(_("The printer cannot be reached. Please check it and print again."))
            return
        self._draw()

    def _draw(self) -> None:
        page, pdf, letters = self._pages[self._done], self._pdf, self._session.centre.letters
        width = min(self._paper().width(), _SHARPEST)
        jobs.run(
            self,
            lambda: QImage.fromData(letters.render_page(pdf, page, width)),
            self._put,
            self._on_failed,
            pool=jobs.side_pool(),
        )

    def _paper(self) -> QRect:
        return self._printer.paperRect(QPrinter.Unit.DevicePixel).toRect()

    def _put(self, image: QImage) -> None:
        """Put a page on paper and go on with the next."""
        paper = self._paper()
        height = round(paper.width() * image.height() / image.width())
        self._painter.drawImage(QRect(0, 0, paper.width(), height), image)
        self._done += 1
        self._busy.progress(self._done, len(self._pages))
        if self._done < len(self._pages):
            if self._printer.newPage():
                self._draw()
            else:
                self._fail(_("The printer has stopped. Please check it and print again."))
            return
        self._end()
        self._session.toast(_("The letter was sent to the printer."))

    def _on_failed(self, error: BeratungError) -> None:
        self._session.problem(error)
        self._end()

    def _fail(self, text: str) -> None:
        self._session.problem(text)
        self._end()

    def _end(self) -> None:
        self._pdf = b""
        if self._painter.isActive():
            self._painter.end()
        self._busy.finish()
        self.deleteLater()
