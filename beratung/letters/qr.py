# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Draws QR codes."""

from itertools import groupby
from typing import NamedTuple

import segno

from beratung.letters.sheet import Sheet

QUIET = 4
"""Modules that stay white around a QR code."""


class Square(NamedTuple):
    """What a code holds, what is said to who cannot see it, and where it stands: left, top, size in millimetres."""

    content: str
    alt: str
    left: float
    top: float
    size: float


def draw_qr(sheet: Sheet, square: Square, *, error: str = "m") -> None:
    """Draw a QR code; neighbouring modules of a row are one rectangle, so that no hairline shows."""
    matrix = segno.make(square.content, error=error, micro=False).matrix
    module = square.size / (len(matrix) + 2 * QUIET)
    cells = []
    for row, modules in enumerate(matrix):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                left = square.left + (column + QUIET) * module
                cells.append((left, square.top + (row + QUIET) * module, length * module))
            column += length
    box = (square.left, square.top, square.left + square.size, square.top + square.size)
    with sheet.marked(sheet.figure(square.alt, box)):
        sheet.squares(cells, module)
