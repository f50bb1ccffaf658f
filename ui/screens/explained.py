# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A screen that says plainly what it will hold, and leads to what is there already."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.screens.base import Screen
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.feature_card import FeatureCard, Side
from ui.widgets.page import Page


class ExplainedScreen(Screen):
    """A banner, cards side by side and one button; subclasses set the words in ``retranslate``."""

    def __init__(self, session: Session, icons: Sequence[str], first_step: Place) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page(scrolls=True)
        outer.addWidget(self.page)
        self.banner = Banner("accent", icon="shield-check")
        self.page.add(self.banner)
        self.features = tuple(FeatureCard(icon) for icon in icons)
        self.page.add(Side(*self.features))
        row = QHBoxLayout()
        row.addStretch(1)
        self.button = SecondaryButton(on_click=lambda: session.go(first_step))
        row.addWidget(self.button)
        self.page.add(row)
        self.page.body.addStretch(1)
