# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card of one offer in the catalogue: what it asks for, and whom it may fit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.offers import Condition, OfferInfo
from beratung.i18n import _, current
from ui.models.looks import STATES, Sign
from ui.models.words import dotted
from ui.screens.offers.detail_card import DetailCard
from ui.screens.offers.trees import Node, tree
from ui.screens.offers.words import KINDS, criterion_text, together
from ui.widgets.criterion_line import CriterionGroup, CriterionLine
from ui.widgets.labels import Text
from ui.widgets.tab_strip import TabStrip

_NEUTRAL = Sign("circle-dashed", "muted", N_("condition"))


class CatalogueDetail(DetailCard):
    """An offer as it is for everybody; a second tab takes the widget that says whom it fits.

    Signals:
        fits_wanted: the id of the offer for which the second tab was opened.
    """

    fits_wanted = Signal(str)

    def __init__(self, fits: QWidget | None, parent: QWidget | None = None) -> None:
        """Take the widget of the second tab; None for users who read no cases."""
        super().__init__(parent)
        self._info: OfferInfo | None = None
        self._codes: Codes | None = None
        self._fits = fits
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self._on_tab)
        strip = QHBoxLayout()
        strip.setContentsMargins(16, 0, 16, 0)
        strip.addWidget(self.tabs)
        strip.addStretch(1)
        self.middle.insertLayout(0, strip)
        self.middle.setContentsMargins(0, 4, 0, 0)
        if fits is not None:
            self.middle.addWidget(fits, 1)
        self.clear()

    @property
    def offer(self) -> str:
        """The id of the offer that is shown; empty where none is."""
        return self._info.id if self._info else ""

    def show_offer(self, info: OfferInfo, codes: Codes) -> None:
        """Show an offer; the chosen tab stays."""
        is_other = self.offer != info.id
        self._info, self._codes = info, codes
        self._build()
        if is_other:
            self.area.verticalScrollBar().setValue(0)
        self._on_tab(self.tabs.current_key())

    def clear(self) -> None:
        """Forget the offer."""
        self._info = None
        self.show_nothing()
        self.tabs.hide()
        if self._fits is not None:
            self._fits.hide()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        tabs = [("offer", _("Offer"), None)]
        if self._fits is not None:
            tabs.append(("fits", _("Who does it fit?"), None))
        self.tabs.set_tabs(tabs)
        self.tabs.setAccessibleName(_("Details of the offer"))
        self.empty.say(_("Choose an offer"), _("What it asks for, and whom it may fit, will stand here."))
        if self._info is not None:
            self._build()
            self._on_tab(self.tabs.current_key())

    def show_fits(self) -> None:
        """Go to the second tab."""
        if self._fits is not None:
            self.tabs.choose("fits")
            self._on_tab("fits")

    def _on_tab(self, key: str) -> None:
        if self._info is None:
            return
        shows_fits = key == "fits" and self._fits is not None
        self.area.setVisible(not shows_fits)
        if self._fits is not None:
            self._fits.setVisible(shows_fits)
        if shows_fits:
            self.fits_wanted.emit(self._info.id)

    def _build(self) -> None:
        info, codes = self._info, self._codes
        if info is None or codes is None:
            return
        self.show_something(info.name, STATES[info.status])
        self.tabs.setVisible(self._fits is not None)
        self._foot.hide()
        self.add(Text(info.target_group, "body", "muted", wrap=True))
        self.add_state(info.status)
        self._add_conditions(info.conditions, info.law)
        language = current().language
        fields = [codes.handlungsfeld(nr).label(language) for nr in info.handlungsfeld]
        across = [
            codes.querschnitt[key].label(language) for key in info.querschnitt if key in codes.querschnitt
        ]
        self.add_section(_("Handlungsfelder"), dotted((*fields, *across)))
        kind = _(KINDS[info.kind]) if info.kind else _("as the basic access on which it rests")
        self.add_public_data(info, codes, info.documents, kind)
        self.add_section(_("Source"), info.source)
        self.finish()

    def _add_conditions(self, conditions: Sequence[Condition], known_law: str) -> None:
        if conditions:
            self.add(Text(_("Conditions"), "section"))
        for part in tree(conditions):
            for widget in _widgets(part, known_law):
                self.add(widget)


def _widgets(node: Node[Condition], known_law: str) -> list[QWidget]:
    """Return a part: a line, the lines that are all needed, or a group of which one suffices."""
    if node.item is not None:
        law = node.item.law if node.item.law != known_law else ""
        return [CriterionLine(_NEUTRAL, criterion_text(node.item), together(law))]
    if not node.is_any:
        return [widget for part in node.parts for widget in _widgets(part, known_law)]
    ways: list[QWidget] = []
    for part in node.parts:
        lines = _widgets(part, known_law)
        if len(lines) > 1:
            lines = [CriterionGroup(_NEUTRAL, _("All of these together"), lines)]
        ways += lines
    return [CriterionGroup(_NEUTRAL, _("One of these is enough"), ways)]
