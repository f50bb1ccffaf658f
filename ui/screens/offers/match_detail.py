# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card beside the list: why an offer is possible, open or not, what to bring along, what to mind."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.offers import CriterionResult, OfferInfo, OfferMatch, OfferStatus, Verdict
from beratung.i18n import _, ngettext
from ui.models.looks import STATES, VERDICTS
from ui.models.words import dotted
from ui.screens.offers.matches import Catalogue, Requirement, requirements
from ui.screens.offers.words import KINDS, advice, criterion_text, reason, say_freshness, say_region
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.chip import Chip
from ui.widgets.criterion_line import CriterionGroup, CriterionLine
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.page import Scroll

_MANY = 8
"""More alternatives than this are folded where one of them is met already."""


class MatchDetail(QFrame):
    """An offer decided for one client, with its reasons; buttons at the bottom.

    Signals:
        asked: the name of a field that the user wants to answer now.
        referred: the id of the offer to which the client is to be referred.
    """

    asked = Signal(str)
    referred = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._match: OfferMatch | None = None
        self._catalogue: Catalogue | None = None
        self._shows_all = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(18, 13, 18, 0)
        head.setSpacing(12)
        self.name = Text("", "section", wrap=True)
        self.verdict = Chip()
        head.addWidget(self.name, 1)
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignTop)
        self._head = QWidget()
        self._head.setLayout(head)
        outer.addWidget(self._head)
        self._scroll = Scroll()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.column.setContentsMargins(18, 8, 18, 12)
        outer.addWidget(self._scroll, 1)
        self._empty = EmptyState("map-pin-heart")
        outer.addWidget(self._empty, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 10, 18, 14)
        foot.addStretch(1)
        self.refer = SecondaryButton(icon="mail-plus", on_click=self._on_refer)
        foot.addWidget(self.refer)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        outer.addWidget(self._foot)
        self.setFocusProxy(self._scroll)
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
        keep = self._scroll.verticalScrollBar().value() if is_same else 0
        self._match, self._catalogue = match, catalogue
        self._build()
        self._scroll.verticalScrollBar().setValue(keep)

    def clear(self) -> None:
        """Forget the offer."""
        self._match = None
        for widget in (self._head, self._scroll, self._foot):
            widget.hide()
        self._empty.show()
        self._empty_column()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self.refer.setText(_("&Refer"))
        self._empty.say(_("Choose an offer"), _("Its conditions, and what to bring along, will stand here."))
        if self._match is not None:
            self._build()

    def _empty_column(self) -> None:
        column = self._scroll.column
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _build(self) -> None:
        match, catalogue = self._match, self._catalogue
        if match is None or catalogue is None:
            return
        info = catalogue.offers.get(match.offer)
        sign = VERDICTS[match.verdict]
        self.name.setText(match.name)
        self.verdict.show_word(sign.label, sign.role, sign.icon)
        self._scroll.setAccessibleName(f"{match.name}, {sign.label}")
        self._empty_column()
        self._add(Text(advice(match), "body", "muted", wrap=True))
        self._add_state(match)
        self._add_requirements(match, catalogue)
        if info is not None:
            self._add_facts(match, info, catalogue)
        self._scroll.column.addStretch(1)
        for widget in (self._head, self._scroll, self._foot):
            widget.show()
        self._empty.hide()
        self.refer.setAccessibleName(_("Refer to %(offer)s") % {"offer": match.name})

    def _add(self, widget: QWidget) -> None:
        self._scroll.column.addWidget(widget)

    def _add_state(self, match: OfferMatch) -> None:
        """Say what is to be minded about the offer itself, before its conditions."""
        if match.status is OfferStatus.AKTIV:
            return
        text = {
            OfferStatus.UNGEPRUEFT: _("It is not certain that this offer still exists. Please call first."),
            OfferStatus.AUSGESETZT: _("This offer is suspended: nobody is admitted at the moment."),
            OfferStatus.AUSGELAUFEN: _("This offer has ended."),
        }[match.status]
        self._add(CriterionLine(STATES[match.status], STATES[match.status].label, text))

    def _add_requirements(self, match: OfferMatch, catalogue: Catalogue) -> None:
        for requirement in requirements(match):
            if requirement.is_single:
                self._add(self._line(requirement.alternatives[0].criteria[0], catalogue))
            else:
                self._add(self._group(requirement, catalogue))

    def _group(self, requirement: Requirement, catalogue: Catalogue) -> QWidget:
        """Show alternatives; once one is met, or where there are many, only those that matter."""
        ways = requirement.alternatives
        if not self._shows_all:
            telling = [w for w in ways if any(c.is_decisive for c in w.criteria)] or list(ways)
            if requirement.verdict is not Verdict.NO:
                telling = [w for w in telling if w.verdict is requirement.verdict]
            ways = tuple(telling[:_MANY])
        lines: list[QWidget] = []
        for way in ways:
            inner = [self._line(criterion, catalogue) for criterion in way.criteria]
            if len(inner) == 1:
                lines += inner
            else:
                lines.append(CriterionGroup(VERDICTS[way.verdict], _("All of these together"), inner))
        hidden = len(requirement.alternatives) - len(ways)
        title = _("One of these is enough")
        group = CriterionGroup(VERDICTS[requirement.verdict], title, lines)
        if hidden > 0:
            words = ngettext("Show %(n)d other way", "Show %(n)d other ways", hidden) % {"n": hidden}
            group.add(QuietButton(words, "chevron-down", self._on_all))
        return group

    def _line(self, criterion: CriterionResult, catalogue: Catalogue) -> CriterionLine:
        detail = reason(criterion, catalogue.fields, catalogue.codes)
        return CriterionLine(
            VERDICTS[criterion.verdict],
            criterion_text(criterion),
            detail,
            action=_("Answer") if self._may_ask(criterion, catalogue) else "",
            on_action=self._asker(criterion.fact),
        )

    def _may_ask(self, criterion: CriterionResult, catalogue: Catalogue) -> bool:
        field = catalogue.fields.get(criterion.fact)
        return criterion.verdict is Verdict.UNKNOWN and field is not None and not field.is_derived

    def _asker(self, field: str) -> Callable[[], None]:
        return lambda: self.asked.emit(field)

    def _add_facts(self, match: OfferMatch, info: OfferInfo, catalogue: Catalogue) -> None:
        """Add what is known of the offer whoever asks."""
        if match.verdict is Verdict.NO:
            against = [r for r in requirements(match) if r.verdict is Verdict.NO]
            texts = [self._say_requirement(r) for r in against]
            self._add_section(_("What would make it possible"), "\n".join(texts))
        self._add_section(_("Bring along"), dotted(match.documents or info.documents))
        self._add_section(_("Costs"), info.cost)
        self._add_section(_("To be minded"), info.caveats)
        self._add_section(_("Provider"), dotted((info.provider, say_region(catalogue.codes, info.region))))
        self._add_section(_("Contact"), _("No contact recorded."))
        kind = _(KINDS[match.kind])
        self._add_section(_("Legal basis"), dotted((info.law, kind, say_freshness(info))))

    def _say_requirement(self, requirement: Requirement) -> str:
        ways = [" + ".join(criterion_text(c) for c in way.criteria) for way in requirement.alternatives]
        return _(" or ").join(ways[:_MANY])

    def _add_section(self, title: str, text: str) -> None:
        if text:
            self._add_spaced(Text(title, "section"), Text(text, "body", "muted", wrap=True))

    def _add_spaced(self, title: QWidget, text: QWidget) -> None:
        block = QWidget()
        block.setProperty("kind", "plain")
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(text)
        self._add(block)

    def _on_all(self) -> None:
        self._shows_all = True
        if self._match is not None and self._catalogue is not None:
            self.show_match(self._match, self._catalogue)

    def _on_refer(self) -> None:
        if self._match is not None:
            self.referred.emit(self._match.offer)
