# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A case: the header with what matters, and its tabs."""

from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from beratung.domain.cases import Draft
from beratung.domain.errors import BeratungError, NotFound
from beratung.domain.views import CaseView, UserView
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs, theme
from ui.models.words import CLOSE_REASONS, header_line, say_day, say_language, say_name, say_programme
from ui.screens.cases.appointments_tab import AppointmentsTab
from ui.screens.cases.consents_tab import ConsentsTab
from ui.screens.cases.consultations_tab import ConsultationsTab
from ui.screens.cases.documents_tab import DocumentsTab
from ui.screens.cases.ending import close_case, delete_client, reopen_case
from ui.screens.cases.later_tab import GOALS, LaterTab
from ui.screens.cases.overview_tab import OverviewTab
from ui.screens.cases.person_tab import PersonTab
from ui.screens.cases.restricting import protect_case, say_who_opens
from ui.screens.offers.case_offers import CaseOffers
from ui.session import NEW_CONSULTATION, Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.chip import Chip
from ui.widgets.page import Page
from ui.widgets.tab_strip import TabStrip

TABS = ("overview", "person", "consultations", "offers", "goals", "appointments", "documents", "consents")
_IGNORED = frozenset({"Draft"})


class CasePage(Page):
    """Everything about one case.

    Signals:
        found_closed: the id of a case that is protected, and not for this user.
    """

    found_closed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._case: UUID | None = None
        self._view: CaseView | None = None
        self._members: tuple[UserView, ...] = ()
        self._wanted: Place | None = None
        self._run = 0
        self.menu_button = IconButton("dots", on_click=self._open_menu)
        self.letter_button = PrimaryButton("", "mail-plus", self.write_letter)
        self.header.add_action(self.menu_button)
        self.header.add_action(self.letter_button)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self._on_tab)
        self.add(self.tabs)
        self.closed_banner = Banner("unknown", icon="lock")
        self.reopen_button = SecondaryButton("", "refresh", lambda: reopen_case(session, self, self._view))
        self.closed_banner.add_button(self.reopen_button)
        self.closed_banner.hide()
        self.add(self.closed_banner)
        self.pages = QStackedWidget()
        self.pages.setMinimumWidth(theme.px(480))  # a wide tab must not push the window over the screen
        self.add(self.pages, 1)
        self.overview = OverviewTab(session)
        self.person = PersonTab(session)
        self.consultations = ConsultationsTab(session)
        self.offers = CaseOffers(session)
        self.goals = LaterTab(session, GOALS)
        self.appointments = AppointmentsTab(session)
        self.appointments.counted.connect(lambda _number: self._show_tabs())
        self.documents = DocumentsTab(session)
        self.consents = ConsentsTab(session)
        self._tabs: dict[str, QWidget] = dict(
            zip(
                TABS,
                (
                    self.overview,
                    self.person,
                    self.consultations,
                    self.offers,
                    self.goals,
                    self.appointments,
                    self.documents,
                    self.consents,
                ),
                strict=True,
            )
        )
        for tab in self._tabs.values():
            self.pages.addWidget(tab)
        self.overview.tab_wanted.connect(self.show_tab)
        for asking in (self.overview, self.goals, self.appointments):
            asking.note_wanted.connect(self.begin_note)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.clear)

    # Where the user is

    @property
    def case(self) -> UUID | None:
        """The case that is shown."""
        return self._case

    @property
    def view(self) -> CaseView | None:
        """The case as it was read last."""
        return self._view

    @property
    def tab(self) -> str:
        """The key of the tab that is shown."""
        return self.tabs.current_key() or TABS[0]

    def show_place(self, place: Place) -> None:
        """Show a case, and in it what the place names."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if place.case != self._case:
            self.clear()
            self._case = place.case
            self.show_tab(TABS[0])
        self._wanted = place
        if place.tab in TABS:
            self.show_tab(str(place.tab))
        elif place.tab == NEW_CONSULTATION:
            self.show_tab("consultations")
        if self._view is not None:
            self._go_to_wanted()
        self._load()

    def clear(self) -> None:
        """Forget the case."""
        self._run += 1
        self._case, self._view, self._wanted, self._members = None, None, None, ()
        self.header.set_title("")
        self.header.set_chips(())
        self.closed_banner.hide()
        self.overview.clear()
        self.person.clear()
        self.consultations.clear()
        self.offers.clear()
        self.goals.clear()
        self.appointments.clear()
        self.documents.clear()
        self.consents.clear()

    def show_tab(self, key: str) -> None:
        """Show one of the tabs."""
        self.tabs.choose(key)
        self.pages.setCurrentWidget(self._tabs[key])
        self._fit_buttons()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.letter_button.setText(_("Write letter"))
        self.menu_button.set_name(_("More for this case"))
        self.reopen_button.setText(_("Open again"))
        self.setAccessibleName(_("Case"))
        self.tabs.setAccessibleName(_("Parts of the case"))
        self._show_tabs()
        for tab in (
            self.overview,
            self.person,
            self.consultations,
            self.offers,
            self.goals,
            self.appointments,
            self.documents,
            self.consents,
        ):
            tab.retranslate()
        self._show_header()

    # Reading

    def _load(self) -> None:
        case = self._case
        if case is None:
            return
        self._run += 1
        run, cases, is_first = self._run, self._session.centre.cases, self._view is None
        restricted = self._session.centre.restricted

        def work() -> tuple[CaseView, tuple[Draft, ...], tuple[UserView, ...]]:
            view = cases.show(case)
            drafts: tuple[Draft, ...] = cases.drafts() if is_first else ()
            return view, drafts, restricted.members(case)

        def done(found: tuple[CaseView, tuple[Draft, ...], tuple[UserView, ...]]) -> None:
            if run == self._run:
                self._take(*found)

        def failed(error: BeratungError) -> None:
            if run == self._run and isinstance(error, NotFound):
                jobs.run(self, lambda: restricted.is_closed_to_me(case), lambda it_is: missing(error, it_is))
            elif run == self._run:
                self._session.problem(error)

        def missing(error: BeratungError, is_closed: bool) -> None:
            if run != self._run:
                return
            self.clear()
            if is_closed:
                self.found_closed.emit(case)
                return
            self._session.go(Place("cases"))
            self._session.problem(error)

        jobs.run(self, work, done, failed)

    def _take(self, view: CaseView, drafts: tuple[Draft, ...], members: tuple[UserView, ...]) -> None:
        self._view, self._members = view, members
        self._show_header()
        self._show_tabs()
        self.overview.show_case(view)
        self.person.show_case(view, drafts)
        self.consultations.show_case(view, drafts)
        self.offers.show_case(view)
        self.goals.show_case(view)
        self.appointments.show_case(view)
        self.documents.show_case(view)
        self.consents.show_case(view, drafts)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        """Do what the place asked for beyond showing a tab, once the case is there."""
        place, self._wanted = self._wanted, None
        if place is None:
            return
        if place.tab == NEW_CONSULTATION:
            self.begin_note()
        elif place.tab == "consultations" and place.record is not None:
            self.consultations.focus_entry(place.record)
        elif place.tab == "documents" and place.record is not None:
            self.documents.show_letter(place.record)
        elif place.tab == "offers" and place.offer is not None:
            self.offers.select_offer(place.offer)

    def _on_changed(self, changes: Changes) -> None:
        view = self._view
        if view is None or (not self.isVisibleTo(self.window()) and self._case is None):
            return
        about_me = {t for t in changes.touched if t.subject == view.client.id and t.kind not in _IGNORED}
        if about_me:
            self._load()

    # The header

    def _show_tabs(self) -> None:
        view = self._view
        notes = len(view.consultations) if view else None
        letters = len(view.letters) if view else None
        self.tabs.set_tabs(
            (
                ("overview", _("Overview"), None),
                ("person", _("Person and family").replace("&", "&&"), None),
                ("consultations", _("Consultations"), notes),
                ("offers", _("Offers"), None),
                ("goals", _("Goals"), None),
                ("appointments", _("Appointments"), self.appointments.number or None),
                ("documents", _("Documents"), letters),
                ("consents", _("Consents"), None),
            )
        )

    def _show_header(self) -> None:
        view = self._view
        if view is None:
            return
        codes = self._session.centre.codes
        self.header.set_title(say_name(view.client), header_line(codes, view.client, view.case))
        chips = []
        if view.case.programme is not None:
            chips.append(Chip(say_programme(view.case.programme), "info"))
        tongues = view.client.interpreter_languages
        if tongues:
            words = ", ".join(say_language(codes, code) for code in tongues)
            chips.append(Chip(_("Interpreter: %(language)s") % {"language": words}, "accent", "language"))
        if self._members:
            sign = Chip(_("protected"), "neutral", "shield-lock")
            sign.setToolTip(say_who_opens(self._members, self._session.user.id))
            sign.setAccessibleName(sign.toolTip())
            chips.append(sign)
        self.header.set_chips(chips)
        closing = view.case.closing
        self.closed_banner.setVisible(closing is not None)
        if closing is not None:
            title = _("This case was closed on %(day)s.") % {"day": say_day(closing.on)}
            note = f"{_(CLOSE_REASONS[closing.reason])}. {closing.note}".strip()
            self.closed_banner.say(title, note)

    def _fit_buttons(self) -> None:
        """Keep one filled button on the screen: where a form has its own, the letter steps back."""
        is_form = self.tab in {"person", "consultations", "consents"}
        kind = "secondary" if is_form else "primary"
        if self.letter_button.property("kind") != kind:
            self.letter_button.setProperty("kind", kind)
            self.letter_button.style().unpolish(self.letter_button)
            self.letter_button.style().polish(self.letter_button)
            self.letter_button.set_icon("mail-plus", "text" if is_form else "on_accent")

    def _on_tab(self, key: str) -> None:
        if not self.save():
            self.tabs.choose(self._key_of(self.pages.currentWidget()))
            return
        self.show_tab(key)

    def _key_of(self, widget: QWidget | None) -> str:
        return next(key for key, tab in self._tabs.items() if tab is widget)

    # What the user does

    def begin_note(self) -> None:
        """Open the form for a new consultation."""
        self.show_tab("consultations")
        self.consultations.begin()

    def write_letter(self) -> None:
        """Go to the letters with this case."""
        if self._case is not None:
            self._session.go(Place("letters", case=self._case))

    def save(self) -> bool:
        """Save what was typed; False where something is wrong and the user must stay."""
        return self.person.save() and self._save_note() and self.consents.save()

    def _save_note(self) -> bool:
        return not self.consultations.is_dirty or self.consultations.save()

    def go_back(self) -> bool:
        """Close an open form; False where none is open."""
        if self.tab == "consultations" and self.consultations.is_editing:
            self.consultations.give_up()
            return True
        if self.tab == "consents" and self.consents.is_editing:
            self.consents.give_up()
            return True
        return False

    def close_case(self) -> None:
        """Close the case with a reason."""
        close_case(self._session, self, self._view)

    def reopen_case(self) -> None:
        """Open the case again."""
        reopen_case(self._session, self, self._view)

    def protect(self) -> None:
        """Choose who opens the case."""
        protect_case(self._session, self, self._case)

    def delete_client(self) -> None:
        """Delete the client for ever."""
        delete_client(self._session, self, self._view)

    def is_open(self) -> bool:
        """Say whether an open case is shown."""
        return self._view is not None and self._view.case.is_open

    def build_menu(self) -> QMenu:
        """Return what can be done with the case beyond its tabs."""
        menu = QMenu(self)
        is_open = self.is_open()
        for text, run in (
            (_("New consultation"), self.begin_note),
            (_("Close case"), self.close_case) if is_open else (_("Open again"), self.reopen_case),
            (_("Who opens this case …") if self._members else _("Protect the case …"), self.protect),
            (_("Delete person for ever"), self.delete_client),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, do=run: do())
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2)))
