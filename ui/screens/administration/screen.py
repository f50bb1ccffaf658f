# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Is all in order? What each role may see of the administration, in parts."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from beratung.domain.base import Role
from beratung.domain.errors import N_
from beratung.i18n import _
from ui.screens.administration.about import AboutPanel
from ui.screens.administration.backup import BackupPanel
from ui.screens.administration.check import CheckPanel
from ui.screens.administration.letterhead import LetterheadPanel
from ui.screens.administration.look import LookPanel
from ui.screens.administration.opening import OpeningPanel
from ui.screens.administration.panel import Panel
from ui.screens.administration.restricted import RestrictedPanel
from ui.screens.administration.rooms import RoomsPanel
from ui.screens.administration.trail import TrailPanel
from ui.screens.administration.users import UsersPanel
from ui.screens.administration.ways import WaysPanel
from ui.screens.base import Screen
from ui.session import Place, Session
from ui.widgets.page import Page
from ui.widgets.parts_bar import PartsBar

_EVERYBODY = frozenset(Role)
PARTS: tuple[tuple[str, str, frozenset[Role], Callable[[Session], Panel]], ...] = (
    ("look", N_("Look and lock"), _EVERYBODY, LookPanel),
    ("letterhead", N_("Letterhead"), frozenset({Role.COUNSELLOR, Role.ADMIN}), LetterheadPanel),
    ("rooms", N_("Rooms"), frozenset({Role.COUNSELLOR}), RoomsPanel),
    ("opening", N_("Opening hours"), frozenset({Role.COUNSELLOR, Role.ADMIN}), OpeningPanel),
    ("ways", N_("Ways"), frozenset({Role.COUNSELLOR, Role.ADMIN}), WaysPanel),
    ("users", N_("Users"), _EVERYBODY, UsersPanel),
    ("restricted", N_("Protected cases"), frozenset({Role.COUNSELLOR, Role.ADMIN}), RestrictedPanel),
    ("backup", N_("Backups"), frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.ADMIN}), BackupPanel),
    ("check", N_("Check"), frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.ADMIN}), CheckPanel),
    ("trail", N_("Audit trail"), frozenset({Role.SUPERVISOR}), TrailPanel),
    ("about", N_("About"), _EVERYBODY, AboutPanel),
)
"""Key, title, who sees it, and what it is made of."""


class AdministrationScreen(Screen):
    """Tabs of panels; each is built when it is first shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        roles = session.user.roles
        self._parts = {key: (title, build) for key, title, seen_by, build in PARTS if seen_by & roles}
        self._panels: dict[str, Panel] = {}
        self._key = next(iter(self._parts))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.tabs = PartsBar()
        self.tabs.tab_chosen.connect(self.show_part)
        self.page.add(self.tabs)
        self.stack = QStackedWidget()
        self.page.add(self.stack, 1)

    def show_place(self, place: Place) -> None:
        self.show_part(place.tab if place.tab in self._parts else self._key)

    def show_part(self, key: str) -> None:
        """Show one of the parts."""
        if not self._panel(self._key).may_leave():
            self.tabs.choose(self._key)
            return
        self._key = key
        panel = self._panel(key)
        self.tabs.choose(key)
        self.stack.setCurrentWidget(panel)
        panel.load()

    def _panel(self, key: str) -> Panel:
        if key not in self._panels:
            panel = self._parts[key][1](self.session)
            panel.retranslate()
            self._panels[key] = panel
            self.stack.addWidget(panel)
        return self._panels[key]

    def retranslate(self) -> None:
        self.page.header.set_title(_("Administration"), _("Is all in order?"))
        self.tabs.set_tabs([(key, _(title)) for key, (title, _build) in self._parts.items()])
        self.tabs.set_name(_("Administration"))
        for panel in self._panels.values():
            panel.retranslate()

    def may_leave(self) -> bool:
        return self._panel(self._key).may_leave()

    def save(self) -> None:
        self._panel(self._key).save()

    def current_place(self) -> Place:
        return Place("administration", tab=self._key)
