# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Saves and prints the recovery sheet. It goes to paper from memory, never through a file of its own."""

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from beratung.i18n import _
from ui import files
from ui.opening import Created

_SHARPEST = 2400


def ask_file(parent: QWidget) -> Path | None:
    """Ask where the sheet shall be saved."""
    return files.ask_save(parent, _("Save the recovery sheet"), _("Recovery sheet") + ".pdf", "PDF (*.pdf)")


def print_sheet(parent: QWidget, created: Created) -> bool:
    """Ask for a printer and print the sheet; False where the user has changed his mind or nothing was printed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_("Recovery sheet"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print the recovery sheet"))
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    return draw_sheet(printer, created)


def draw_sheet(printer: QPrinter, created: Created) -> bool:
    """Draw the sheet on the printer's page; False where the printer takes nothing."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    width = printer.paperRect(QPrinter.Unit.DevicePixel).toRect().width()
    picture = QImage.fromData(created.picture(min(width, _SHARPEST)))
    painter.drawImage(QRect(0, 0, width, round(width * picture.height() / picture.width())), picture)
    return painter.end()
