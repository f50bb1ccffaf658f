# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The room of people and cases: the list, a case, a new person, a new consultation, taking over a list."""

from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.errors import N_
from ui.commands.command import Command
from ui.models import dates
from ui.screens.base import Screen
from ui.screens.cases.access_page import AccessPage
from ui.screens.cases.case_page import CasePage
from ui.screens.cases.import_page import ImportPage
from ui.screens.cases.list_page import ListPage
from ui.screens.cases.new_person import NewPersonPage
from ui.screens.cases.note_page import NotePage
from ui.session import ACCESS, IMPORT, NEW_CLIENT, NEW_CONSULTATION, Place, Session
from ui.widgets.tab_order import step


class CasesScreen(Screen):
    """Whom? And what about her? Pages are built when they are first needed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        dates.follow(session.today)
        self._place = Place("cases")
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.list_page = ListPage(session)
        self._stack.addWidget(self.list_page)
        self._case_page: CasePage | None = None
        self._new_person: NewPersonPage | None = None
        self._note_page: NotePage | None = None
        self._import_page: ImportPage | None = None
        self._access_page: AccessPage | None = None
        self.list_page.reload()

    # Pages

    @property
    def case_page(self) -> CasePage:
        """The page of a case."""
        if self._case_page is None:
            self._case_page = CasePage(self.session)
            self._case_page.found_closed.connect(self._show_access)
            self._add(self._case_page)
        return self._case_page

    @property
    def new_person(self) -> NewPersonPage:
        """The page that records a new person."""
        if self._new_person is None:
            self._new_person = NewPersonPage(self.session)
            self._add(self._new_person)
        return self._new_person

    @property
    def note_page(self) -> NotePage:
        """The page of a consultation for whom is not said yet."""
        if self._note_page is None:
            self._note_page = NotePage(self.session)
            self._add(self._note_page)
        return self._note_page

    @property
    def import_page(self) -> ImportPage:
        """The page that takes over a list."""
        if self._import_page is None:
            self._import_page = ImportPage(self.session)
            self._add(self._import_page)
        return self._import_page

    @property
    def access_page(self) -> AccessPage:
        """The page on which one asks for access to a protected case."""
        if self._access_page is None:
            self._access_page = AccessPage(self.session)
            self._add(self._access_page)
        return self._access_page

    def _show_access(self, case: UUID | None) -> None:
        """Offer to ask for access, in the place of a case that does not open."""
        self._stack.setCurrentWidget(self.access_page)
        self.access_page.start(case)

    def _add(self, page: CasePage | NewPersonPage | NotePage | ImportPage | AccessPage) -> None:
        self._stack.addWidget(page)
        page.retranslate()

    def page(self) -> QWidget | None:
        """Return the page that is shown."""
        return self._stack.currentWidget()

    # The screen

    def show_place(self, place: Place) -> None:
        """Show a case, a form or the list."""
        self._place = place
        if place.case is not None:
            self._stack.setCurrentWidget(self.case_page)
            self.case_page.show_place(place)
        elif place.tab == NEW_CLIENT:
            self._stack.setCurrentWidget(self.new_person)
            self.new_person.start()
        elif place.tab == NEW_CONSULTATION:
            self._stack.setCurrentWidget(self.note_page)
            self.note_page.start()
        elif place.tab == ACCESS:
            self._show_access(None)
        elif place.tab == IMPORT:
            self._stack.setCurrentWidget(self.import_page)
            self.import_page.start()
        else:
            self._stack.setCurrentWidget(self.list_page)
            self.list_page.focus_list()

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.list_page.retranslate()
        for page in (
            self._case_page,
            self._new_person,
            self._note_page,
            self._import_page,
            self._access_page,
        ):
            if page is not None:
                page.retranslate()

    def may_leave(self) -> bool:
        """Save what was typed; False where something is wrong. What is new stays as a draft."""
        if self._case_page is not None and self.page() is self._case_page:
            return self._case_page.save()
        return True

    def save(self) -> None:
        """Save (Ctrl+S)."""
        page = self.page()
        if isinstance(page, CasePage | NotePage | NewPersonPage):
            page.save()

    def go_back(self) -> bool:
        """Close an open form, or take a search away; False where the window is to go back."""
        page = self.page()
        if isinstance(page, CasePage):
            return page.go_back()
        if isinstance(page, ListPage):
            return page.clear_filter()
        return False

    def help_topic(self) -> str:
        page = self.page()
        if isinstance(page, AccessPage):
            return "access"
        if not isinstance(page, CasePage):
            return ""
        return "case-offers" if page.tab == "offers" else "case"

    def current_place(self) -> Place | None:
        """Return the case and the tab that are shown."""
        if (
            self._case_page is not None
            and self.page() is self._case_page
            and self._case_page.case is not None
        ):
            return Place("cases", case=self._case_page.case, tab=self._case_page.tab)
        return self._place

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Let Tab follow the layouts: rows that were added later stand where they are seen."""
        return step(self.window(), forward=is_next) or super().focusNextPrevChild(is_next)

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here."""
        on_case, is_open = self._is_on_case, self._is_on_open_case
        go = self.session.go
        group = N_("Cases")
        return (
            Command("cases.new", N_("New person"), lambda: go(Place("cases", tab=NEW_CLIENT)), "Ctrl+Shift+N",
                    "user-plus", group=group),
            Command("cases.import", N_("Take over a list"), lambda: go(Place("cases", tab=IMPORT)),
                    icon="file-import", group=group),
            Command("cases.letter", N_("Write letter"), self._write_letter, "Ctrl+B",
                    "mail-plus", on_case, group),
            Command("cases.close", N_("Close case"), self._close_case, icon="lock",
                    is_enabled=is_open, group=group),
            Command("cases.reopen", N_("Open case again"), self._reopen_case, icon="refresh",
                    is_enabled=lambda: on_case() and not is_open(), group=group),
            Command("cases.protect", N_("Protect the case, or change who opens it"), self._protect,
                    icon="shield-lock", is_enabled=on_case, group=group),
            Command("cases.delete", N_("Delete person for ever"), self._delete_client,
                    icon="trash", is_enabled=on_case, group=group),
            *(self._tab_command(n, key, title) for n, (key, title) in enumerate(_TAB_TITLES, start=1)),
        )  # fmt: skip

    def _tab_command(self, number: int, key: str, title: str) -> Command:
        def show() -> None:
            self._show_tab(key)

        return Command(f"cases.tab.{key}", title, show, f"Alt+{number}", "folders", self._is_on_case, N_("Cases"),
                       in_palette=False)  # fmt: skip

    def _is_on_case(self) -> bool:
        return isinstance(self.page(), CasePage) and self.case_page.view is not None

    def _is_on_open_case(self) -> bool:
        return self._is_on_case() and self.case_page.is_open()

    def _write_letter(self) -> None:
        self.case_page.write_letter()

    def _close_case(self) -> None:
        self.case_page.close_case()

    def _reopen_case(self) -> None:
        self.case_page.reopen_case()

    def _protect(self) -> None:
        self.case_page.protect()

    def _delete_client(self) -> None:
        self.case_page.delete_client()

    def _show_tab(self, key: str) -> None:
        if self.case_page.save():
            self.case_page.show_tab(key)


_TAB_TITLES = (
    ("overview", N_("Overview")),
    ("person", N_("Person and family")),
    ("consultations", N_("Consultations")),
    ("offers", N_("Offers")),
    ("goals", N_("Goals")),
    ("appointments", N_("Appointments")),
    ("documents", N_("Documents")),
    ("consents", N_("Consents")),
)
