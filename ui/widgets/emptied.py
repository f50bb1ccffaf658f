# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A layout that is filled anew: what was in it goes."""

from PySide6.QtWidgets import QLayout


def empty_out(layout: QLayout) -> None:
    """Take everything out of a layout, hide it at once and delete it with the next event; layouts in it too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_out(inner)
            inner.deleteLater()
