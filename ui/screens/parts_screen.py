# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A screen of tabs: each part is made when it is first needed, and read anew when it is shown."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.screens.base import Screen
from ui.screens.part import Part
from ui.session import Place, Session
from ui.widgets.page import Page, Scroll
from ui.widgets.tab_strip import TabStrip

P = TypeVar("P", bound=Part)


class PartsScreen(Screen):
    """Tabs over parts. Subclasses make the parts and say what the page is called in ``say_title``.

    ``room`` is where the screen lives; ``titles`` are message ids by the key of the part.
    """

    room = ""
    titles: Mapping[str, str] = {}

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self.show_part)
        self.page.add(self.tabs)
        self.stack = QStackedWidget()
        self.page.add(self.stack, 1)
        self._builders: dict[str, Callable[[], Part]] = {}
        self._built: dict[str, Part] = {}
        self._pages: dict[str, QWidget] = {}
        self._key = next(iter(self.titles))

    def add_part(self, key: str, build: Callable[[], Part], page: QWidget | None = None) -> None:
        """Add a part that ``build`` makes; ``page`` is what is shown where the part is only a piece of it."""
        self._builders[key] = build
        if page is not None:
            self._pages[key] = page

    def part(self, key: str, kind: type[P]) -> P:
        """Return a part, made now where nobody needed it before."""
        found = self._part(key)
        if not isinstance(found, kind):
            raise TypeError(key)
        return found

    def is_built(self, key: str) -> bool:
        """Say whether a part was needed before."""
        return key in self._built

    def _part(self, key: str) -> Part:
        if key not in self._built:
            part = self._built[key] = self._builders[key]()
            part.retranslate()
            page = self._pages.get(key, part)
            if part.least_height:
                page.setMinimumHeight(theme.px(part.least_height))
                area = Scroll()
                area.column.addWidget(page, 1)
                page = area
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._built[key]

    def say_title(self) -> tuple[str, str]:
        """The title of the page and the line below it, in the language spoken now."""
        raise NotImplementedError

    def show_place(self, place: Place) -> None:
        self.show_part(place.tab if place.tab in self._builders else self._key)

    def current_place(self) -> Place:
        return Place(self.room, tab=self._key)

    def show_part(self, key: str) -> None:
        """Show one of the tabs."""
        self._key = key
        part = self._part(key)
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self._pages[key])
        part.load()

    def reload(self) -> None:
        """Read what is shown anew."""
        self._part(self._key).load()

    def retranslate(self) -> None:
        title, below = self.say_title()
        self.page.header.set_title(title, below)
        self.tabs.set_tabs([(key, _(words), None) for key, words in self.titles.items()])
        self.tabs.setAccessibleName(title)
        for part in self._built.values():
            part.retranslate()
