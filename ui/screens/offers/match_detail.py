# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card beside the list: why an offer is possible, open or not, what to bring along, what to mind."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from beratung.domain.offers import CriterionResult, OfferMatch, Verdict
from beratung.i18n import _, ngettext, pgettext
from ui.models.looks import VERDICTS
from ui.screens.offers.detail_card import DetailCard
from ui.screens.offers.matches import Catalogue
from ui.screens.offers.trees import Node, decide, telling, tree
from ui.screens.offers.words import KINDS, advice, criterion_text, reason
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.criterion_line import CriterionGroup, CriterionLine
from ui.widgets.labels import Text

_MANY = 8
"""No more alternatives than this are shown before all are asked for."""


class MatchDetail(DetailCard):
    """An offer decided for one client, with its reasons; buttons at the bottom.

    Signals:
        asked: the name of a field that the user wants to answer now.
        referred: the id of the offer to which the client is to be referred.
    """

    asked = Signal(str)
    referred = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._match: OfferMatch | None = None
        self._catalogue: Catalogue | None = None
        self._shows_all = False
        self.refer = SecondaryButton(icon="mail-plus", on_click=self._on_refer)
        self.foot.addWidget(self.refer)
        self.clear()

    @property
    def match(self) -> OfferMatch | None:
        """What is shown now."""
        return self._match

    def show_match(self, match: OfferMatch, catalogue: Catalogue) -> None:
        """Show an offer; the place in the text stays where it is the same offer."""
        is_same = self._match is not None and self._match.offer == match.offer
        if not is_same:
            self._shows_all = False
        keep = self.area.verticalScrollBar().value() if is_same else 0
        self._match, self._catalogue = match, catalogue
        self._build()
        self.area.verticalScrollBar().setValue(keep)

    def clear(self) -> None:
        """Forget the offer."""
        self._match = None
        self.show_nothing()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self.refer.setText(_("&Refer"))
        self.empty.say(_("Choose an offer"), _("Its conditions, and what to bring along, will stand here."))
        if self._match is not None:
            self._build()

    def _build(self) -> None:
        match, catalogue = self._match, self._catalogue
        if match is None or catalogue is None:
            return
        info = catalogue.offers.get(match.offer)
        self.show_something(match.name, VERDICTS[match.verdict])
        self.add(Text(advice(match), "body", "muted", wrap=True))
        self.add_state(match.status)
        self._add_requirements(match, catalogue)
        if match.verdict is Verdict.NO:
            against = [_say(part) for part in tree(match.criteria) if decide(part) is Verdict.NO]
            self.add_section(_("What would make it possible"), "\n".join(against))
        if info is not None:
            documents = match.documents or info.documents
            self.add_public_data(info, catalogue.codes, documents, _(KINDS[match.kind]))
        self.finish()
        self.refer.setAccessibleName(_("Refer to %(offer)s") % {"offer": match.name})

    def _add_requirements(self, match: OfferMatch, catalogue: Catalogue) -> None:
        """Add what is needed; of alternatives only those that tell something, until all are asked for."""
        hidden = 0
        for part in tree(match.criteria):
            told, left_out = (part, 0) if self._shows_all else telling(part, _MANY)
            hidden += left_out
            for widget in self._widgets(told, catalogue):
                self.add(widget)
        if hidden:
            words = ngettext("Show %(n)d other way", "Show %(n)d other ways", hidden) % {"n": hidden}
            self.area.column.addWidget(
                QuietButton(words, "chevron-down", self._on_all), 0, Qt.AlignmentFlag.AlignLeading
            )

    def _widgets(self, node: Node[CriterionResult], catalogue: Catalogue) -> list[QWidget]:
        """Return a part: a line, the lines that are all needed, or a group of which one suffices."""
        if node.item is not None:
            return [self._line(node.item, catalogue)]
        if not node.is_any:
            return [widget for part in node.parts for widget in self._widgets(part, catalogue)]
        ways: list[QWidget] = []
        for part in node.parts:
            lines = self._widgets(part, catalogue)
            if len(lines) > 1:
                lines = [CriterionGroup(VERDICTS[decide(part)], _("All of these together"), lines)]
            ways += lines
        return [CriterionGroup(VERDICTS[decide(node)], _("One of these is enough"), ways)]

    def _line(self, criterion: CriterionResult, catalogue: Catalogue) -> CriterionLine:
        known = catalogue.offers.get(self._match.offer) if self._match is not None else None
        detail = reason(criterion, catalogue.fields, catalogue.codes, known.law if known else "")
        return CriterionLine(
            VERDICTS[criterion.verdict],
            criterion_text(criterion),
            detail,
            action=pgettext("verb", "Answer") if self._may_ask(criterion, catalogue) else "",
            on_action=self._asker(criterion.fact),
        )

    def _may_ask(self, criterion: CriterionResult, catalogue: Catalogue) -> bool:
        field = catalogue.fields.get(criterion.fact)
        return criterion.verdict is Verdict.UNKNOWN and field is not None and not field.is_derived

    def _asker(self, field: str) -> Callable[[], None]:
        return lambda: self.asked.emit(field)

    def _on_all(self) -> None:
        self._shows_all = True
        if self._match is not None and self._catalogue is not None:
            self.show_match(self._match, self._catalogue)

    def _on_refer(self) -> None:
        if self._match is not None:
            self.referred.emit(self._match.offer)


def _say(node: Node[CriterionResult]) -> str:
    """Say a part in words: its conditions joined by "or" or by a plus."""
    if node.item is not None:
        return criterion_text(node.item)
    word = _("or")
    between = f" {word} " if node.is_any else " + "
    return between.join(_say(part) for part in node.parts[:_MANY])
