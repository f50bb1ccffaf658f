# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The screen "Offers": what there is, in the order of the Handlungsfelder, how sure it is, and whom it fits."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import N_
from beratung.domain.offers import OfferInfo, OfferStatus
from beratung.i18n import _, current, ngettext
from ui import jobs
from ui.commands.command import Command
from ui.models.folding import haystack
from ui.models.looks import STATES, RowLook
from ui.models.sections import Entry, SectionModel
from ui.models.words import dotted
from ui.screens.base import Screen
from ui.screens.offers.catalogue_detail import CatalogueDetail
from ui.screens.offers.fits import Fits
from ui.screens.offers.words import say_freshness, short_law
from ui.session import Place, Session
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_line import FilterLine
from ui.widgets.page import Page
from ui.widgets.section_list import SectionList

HERE = N_("On this page")
_SHOWN = (OfferStatus.AKTIV, OfferStatus.UNGEPRUEFT, OfferStatus.AUSGESETZT)


class OffersScreen(Screen):
    """The catalogue with its details beside it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._offers: tuple[OfferInfo, ...] = ()
        self._wanted = ""
        self._is_loading = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._page = Page()
        outer.addWidget(self._page)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_list(), 5)
        self.fits = Fits(session) if session.may_counsel() else None
        self.detail = CatalogueDetail(self.fits)
        if self.fits is not None:
            self.detail.fits_wanted.connect(self.fits.show_offer)
            self.fits.opened.connect(self._on_case)
        sides.addWidget(self.detail, 4)
        self._page.add(sides, 1)
        session.about_to_lock.connect(self._forget_people)

    def _build_list(self) -> QWidget:
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        card = Card(inset=False)
        card.body.setContentsMargins(0, 14, 0, 8)
        self.field = QComboBox()
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.setMinimumContentsLength(26)
        self.field.currentIndexChanged.connect(lambda _index: self._show_list())
        signs = {status: STATES[status] for status in _SHOWN}
        self.filter: FilterLine[OfferStatus] = FilterLine(signs, beside=self.field)
        self.filter.switch(frozenset(_SHOWN))
        self.filter.searched.connect(self._on_searched)
        self.filter.switched.connect(self._show_list)
        self.filter.went_down.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _key: self.detail.setFocus(Qt.FocusReason.TabFocusReason))
        self._empty = EmptyState("map-pin-heart")
        self._empty.hide()
        card.add(self.filter)
        card.add(self.list, 1)
        card.add(self._empty, 1)
        return card

    def show_place(self, place: Place) -> None:
        """Show the catalogue, and an offer that the place names."""
        self._wanted = place.offer or self._wanted
        if self._offers:
            self._show_list()
        elif not self._is_loading:
            self._is_loading = True
            jobs.run(self, self.session.centre.offers.catalogue, self._take)
        if not place.offer:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def current_place(self) -> Place | None:
        return Place("offers", offer=self.detail.offer or None)

    def commands(self) -> tuple[Command, ...]:
        """Offer the search field and the second tab to keyboard and palette."""
        find = N_("Search in the offers")
        found = [Command("offers.search", find, self._focus_search, "Ctrl+F", "search", group=HERE)]
        if self.fits is not None:
            title = N_("Who does it fit?")
            found.append(Command("offers.fits", title, self.detail.show_fits, "Ctrl+G", "users", group=HERE))
        return tuple(found)

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.list.setAccessibleName(_("Offers by Handlungsfeld"))
        self.filter.search.say(_("Search in the offers"))
        self._empty.say(_("No offer is shown"), _("No offer of the list meets the search and the filter."))
        self._fill_fields()
        self.detail.retranslate()
        if self.fits is not None:
            self.fits.retranslate()
        self._show_list()

    def _take(self, offers: tuple[OfferInfo, ...]) -> None:
        self._is_loading = False
        self._offers = tuple(o for o in offers if o.status in _SHOWN)
        self._show_list()

    def _fill_fields(self) -> None:
        """Fill the list of Handlungsfelder, keeping the chosen one."""
        chosen = self.field.currentData()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(_("All Handlungsfelder"), 0)
        for entry in self.session.centre.codes.handlungsfelder.values():
            self.field.addItem(f"{entry.nr} · {entry.label(current().language)}", entry.nr)
        self.field.setCurrentIndex(max(0, self.field.findData(chosen)))
        self.field.setAccessibleName(_("Handlungsfeld"))
        self.field.view().setMinimumWidth(self.field.view().sizeHintForColumn(0) + 32)
        self.field.blockSignals(False)

    def _show_list(self) -> None:
        field = int(self.field.currentData() or 0)
        within = [o for o in self._offers if field == 0 or field in o.handlungsfeld]
        self.filter.count({status: sum(o.status is status for o in within) for status in _SHOWN})
        shown = self.filter.shown()
        entries = [self._entry(o, field) for o in within if o.status in shown]
        entries.sort(key=lambda pair: pair[0])
        n = len(entries)
        said = ngettext("%(n)d offer", "%(n)d offers", n) % {"n": n} if self._offers else ""
        advice = _("Possible access only: please check before you refer.")
        self._page.header.set_title(_("Offers"), dotted((said, advice)))
        keep = self._wanted or self.list.current_key() or self.detail.offer
        place = self.list.verticalScrollBar().value()
        self.model.show([entry for _rank, entry in entries])
        self.list.verticalScrollBar().setValue(place)
        self._choose(keep)

    def _entry(self, info: OfferInfo, field: int) -> tuple[int, Entry]:
        """Return an offer's row and the place of its section; one that was searched for stands under its own."""
        codes = self.session.centre.codes
        number = field or (info.handlungsfeld[0] if info.handlungsfeld else 99)
        known = number != 99
        title = codes.handlungsfeld(number).label(current().language) if known else _("Further offers")
        sign = STATES[info.status]
        detail = dotted((short_law(info.law), say_freshness(info)))
        hay = haystack(info.name, info.provider, info.target_group, info.law, info.cost, title)
        look = RowLook(info.name, detail, sign)
        return number, Entry(info.id, title, look, f"{info.name}, {sign.label}", hay)

    def _choose(self, key: str) -> None:
        is_wanted, self._wanted = bool(self._wanted and self._offers), "" if self._offers else self._wanted
        if not (key and self.list.choose(key, scroll=is_wanted)):
            key = next(iter(self.model.shown_keys()), "")
            self.list.choose(key)
        is_empty = bool(self._offers) and self.model.rowCount() == 0
        self.list.setVisible(not is_empty)
        self._empty.setVisible(is_empty)
        self._on_chosen(key)

    def _on_chosen(self, key: str) -> None:
        info = next((o for o in self._offers if o.id == key), None)
        if info is None:
            self.detail.clear()
        else:
            self.detail.show_offer(info, self.session.centre.codes)

    def _on_searched(self, words: tuple[str, ...]) -> None:
        keep = self.list.current_key()
        self.model.search(words)
        self._choose(keep)

    def _on_case(self, case: UUID) -> None:
        self.session.go(Place("cases", case=case, tab="offers", offer=self.detail.offer or None))

    def _focus_search(self) -> None:
        self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.search.selectAll()

    def _forget_people(self) -> None:
        if self.fits is not None:
            self.fits.clear()
