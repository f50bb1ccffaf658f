# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card that tells everything about one offer: name and sign on top, sections below, buttons at the foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.codes import Codes
from beratung.domain.offers import OfferInfo, OfferStatus
from beratung.i18n import _
from ui.models.looks import STATES, Sign
from ui.models.words import dotted, say_day
from ui.screens.offers.words import say_freshness, say_region
from ui.widgets.chip import Chip
from ui.widgets.criterion_line import CriterionLine
from ui.widgets.emptied import empty_out
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.page import Scroll


class DetailCard(QFrame):
    """What the details of an offer share, whether it was decided for somebody or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._head = QWidget()
        outer.addWidget(self._head)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(18, 13, 18, 0)
        head.setSpacing(12)
        self.name = Text("", "section", wrap=True)
        self.chip = Chip()
        head.addWidget(self.name, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self.middle = QVBoxLayout()
        outer.addLayout(self.middle, 1)
        self.area = Scroll()
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.column.setContentsMargins(18, 8, 18, 12)
        self.area.column.setSpacing(8)
        self.middle.addWidget(self.area, 1)
        self.empty = EmptyState("map-pin-heart")
        outer.addWidget(self.empty, 1)
        self._foot = QWidget()
        outer.addWidget(self._foot)
        self.foot = QHBoxLayout(self._foot)
        self.foot.setContentsMargins(18, 10, 18, 14)
        self.foot.addStretch(1)
        self.setFocusProxy(self.area)

    def show_nothing(self) -> None:
        """Show that no offer is chosen."""
        for widget in (self._head, self.area, self._foot):
            widget.hide()
        self.empty.show()
        self.empty_column()

    def show_something(self, name: str, sign: Sign) -> None:
        """Show name and sign, and an empty column to fill."""
        self.name.setText(name)
        self.chip.show_word(sign.label, sign.role, sign.icon)
        self.area.setAccessibleName(f"{name}, {sign.label}")
        self.empty_column()
        for widget in (self._head, self.area, self._foot):
            widget.show()
        self.empty.hide()

    def empty_column(self) -> None:
        """Take away all sections."""
        column = self.area.column
        empty_out(column)

    def add(self, widget: QWidget) -> None:
        """Put a widget below what is there."""
        self.area.column.addWidget(widget)

    def finish(self) -> None:
        """Push all sections to the top."""
        self.area.column.addStretch(1)

    def add_section(self, title: str, text: str) -> None:
        """Put a title with a text below what is there; nothing where there is no text."""
        if not text:
            return
        block = QWidget()
        block.setProperty("kind", "plain")
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addWidget(Text(title, "section"))
        column.addWidget(Text(text, "body", "muted", wrap=True))
        self.add(block)

    def add_state(self, status: OfferStatus) -> None:
        """Say what is to be minded about the offer's existence."""
        if status is OfferStatus.AKTIV:
            return
        text = {
            OfferStatus.UNGEPRUEFT: _("It is not certain that this offer still exists. Please call first."),
            OfferStatus.AUSGESETZT: _("This offer is suspended: nobody is admitted at the moment."),
            OfferStatus.AUSGELAUFEN: _("This offer has ended."),
        }[status]
        self.add(CriterionLine(STATES[status], _sentence(STATES[status].label), text))

    def add_public_data(self, info: OfferInfo, codes: Codes, documents: tuple[str, ...], kind: str) -> None:
        """Add what is known of the offer whoever asks."""
        self.add_section(_("Bring along"), dotted(documents))
        self.add_section(_("Costs"), _sentence(info.cost))
        self.add_section(_("To be minded"), _listed(info.caveats))
        self.add_section(_("Provider"), dotted((info.provider, say_region(codes, info.region))))
        self.add_section(_("Contact"), _("No contact recorded."))
        until = _("valid until %(day)s") % {"day": say_day(info.valid_until)} if info.valid_until else ""
        reviewed = _("reviewed on %(day)s") % {"day": say_day(info.reviewed_on)} if info.reviewed_on else ""
        self.add_section(
            _("Legal basis"),
            "\n".join(
                filter(None, (dotted((info.law, kind)), dotted((say_freshness(info), reviewed, until))))
            ),
        )


def _sentence(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _listed(text: str) -> str:
    """Return the parts between semicolons as lines of their own, as long as none stands in brackets."""
    lines, depth, part = [], 0, ""
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth == 0:
            lines.append(part.strip())
            part = ""
        else:
            part += letter
    lines.append(part.strip())
    lines = [_sentence(line) for line in lines if line]
    return lines[0] if len(lines) == 1 else "\n".join(f"• {line}" for line in lines)
