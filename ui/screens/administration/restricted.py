# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The protected cases: one's own with who opens them; of all others only how many there are."""

from collections.abc import Sequence
from uuid import UUID

from beratung.domain.errors import N_
from beratung.domain.restricted_views import RestrictedCase
from beratung.domain.work import Changes
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry
from ui.screens.administration.panel import Panel
from ui.screens.cases.restricting import protect_case, say_who_opens
from ui.session import ACCESS, Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.waiting_card import WaitingCard


class RestrictedPanel(Panel):
    """A list for counsellors; for anybody else a number."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._cases: tuple[RestrictedCase, ...] = ()
        self._count = 0
        self.banner = Banner("accent", icon="shield-lock")
        self.ask_button = SecondaryButton(on_click=lambda: session.go(Place("cases", tab=ACCESS)))
        self.banner.add_button(self.ask_button)
        self.ask_button.setVisible(session.may_counsel())
        self.cards.addWidget(self.banner)
        self.card = WaitingCard("shield-lock", has_actions=True)
        self.members_button = SecondaryButton(icon="users", on_click=self._on_members)
        self.open_button = PrimaryButton(on_click=lambda: self._open(self.card.list.current_key()))
        self.card.foot.addWidget(self.members_button)
        self.card.foot.addStretch(1)
        self.card.foot.addWidget(self.open_button)
        self.card.opened.connect(self._open)
        self.cards.addWidget(self.card, 1)
        self.card.setVisible(session.may_counsel())
        if not session.may_counsel():
            self.cards.addStretch(1)
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(lambda: self._show((), 0))

    def retranslate(self) -> None:
        self.ask_button.setText(_("Ask for access"))
        self.members_button.setText(_("Who opens this case …"))
        self.open_button.setText(_("Open the case"))
        self.card.say(
            _("Protected cases that you open"),
            _("No protected case"),
            _("A case that you protect, or that a colleague lets you into, will stand here."),
        )
        self._show(self._cases, self._count)

    def load(self) -> None:
        restricted, may_counsel = self.session.centre.restricted, self.session.may_counsel()

        def read() -> tuple[tuple[RestrictedCase, ...], int]:
            return restricted.cases() if may_counsel else (), restricted.count()

        jobs.run(self, read, lambda found: self._show(*found), self.session.problem)

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.kinds() & {"Client", "Case"}:
            self.load()

    def _show(self, cases: Sequence[RestrictedCase], count: int) -> None:
        self._cases, self._count = tuple(cases), count
        title = (
            ngettext("There is %(n)d protected case", "There are %(n)d protected cases", count) % {"n": count}
            if count
            else _("There is no protected case")
        )
        self.banner.say(
            title,
            _("Only the counsellors who work on it open such a case. All others, the administration too, see no more "
              "than this number."),
        )  # fmt: skip
        entries = []
        for case in self._cases:
            name = case.name or _("Anonymous client")
            who = say_who_opens(case.members, self.session.user.id)
            sign = None if case.is_open else Sign("lock", "unknown", N_("closed case"))
            look = RowLook(name, who, sign)
            spoken = ", ".join(part for part in (name, who, sign.label if sign else "") if part)
            entries.append(Entry(str(case.case), "", look, spoken))
        self.card.show_entries(entries, str(len(entries)) if entries else "")

    def _open(self, key: str) -> None:
        if key:
            self.session.go(Place("cases", case=UUID(key)))

    def _on_members(self) -> None:
        key = self.card.list.current_key()
        if key:
            protect_case(self.session, self, UUID(key))
