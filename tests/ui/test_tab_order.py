# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Walking along the stops of Tab leaves every widget alive, whenever garbage is collected."""

import gc

import shiboken6
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell import dress
from ui.widgets.page import Scroll
from ui.widgets.tab_order import in_order


def _filled(window: QWidget) -> tuple[QCheckBox, QLineEdit]:
    """Put a tick into a scroll area that nothing of Python holds, and a line below it."""
    column, area, tick, line = QVBoxLayout(window), Scroll(), QCheckBox(), QLineEdit()
    area.column.addWidget(tick)
    column.addWidget(area)
    column.addWidget(line)
    return tick, line


def test_what_scrolls_survives_a_collection_of_garbage(qtbot: QtBot) -> None:
    dress()
    window = QWidget()
    qtbot.addWidget(window)
    tick, line = _filled(window)
    window.show()
    for _again in range(2):
        assert list(in_order(window)) == [tick, line]
        gc.collect()
        assert shiboken6.isValid(tick)
        assert shiboken6.isValid(line)
