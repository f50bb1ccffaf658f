# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The sender as it is printed on every letter."""

from beratung.domain.errors import N_, BeratungError
from beratung.domain.letters import Letterhead
from beratung.i18n import _
from ui import jobs
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.form import Group
from ui.widgets.inputs import Menu, TextBox, TextLine, said

_LAWS = (
    ("DSGVO", N_("DSGVO")),
    ("KDG", N_("KDG (Catholic agencies)")),
    ("DSG-EKD", N_("DSG-EKD (Protestant agencies)")),
)


class LetterheadPanel(Panel):
    """A form for the letterhead; it is saved on leaving and with Ctrl+S."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stored: Letterhead | None = None
        self.house = Group(N_("&Sender"), column=260, most=4)
        self.agency, self.department = TextLine(), TextLine()
        self.street, self.postal_code, self.town = TextLine(), TextLine(most=5), TextLine()
        self.house.add_field(N_("Agency"), self.agency, 2)
        self.house.add_field(N_("Department"), self.department, 2, breaks=True)
        self.house.add_field(N_("Street and number"), self.street, 2, breaks=True)
        self.house.add_field(N_("Postal code"), self.postal_code)
        self.house.add_field(N_("Town"), self.town)
        self.reach = Group(N_("&Ways to reach you"), column=260, most=4)
        self.phone, self.fax, self.email, self.web = TextLine(), TextLine(), TextLine(), TextLine()
        self.reach.add_field(N_("Phone"), self.phone)
        self.reach.add_field(N_("Fax"), self.fax)
        self.reach.add_field(N_("E-mail"), self.email)
        self.reach.add_field(N_("Web site"), self.web)
        self.foot = Group(N_("&Foot of the page and law"), column=260, most=4)
        self.footer = TextBox(2, 6)
        self.law: Menu[str] = Menu(said(_LAWS))
        self.foot.add_field(
            N_("Further lines"), self.footer, 2, hint=N_("Register, bank, funding: one line each.")
        )
        self.foot.add_field(N_("Law for consents"), self.law)
        for group in (self.house, self.reach, self.foot):
            self.cards.addWidget(group)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        for group in (self.house, self.reach, self.foot):
            group.retranslate()

    def load(self) -> None:
        centre = self.session.centre
        jobs.run(self, lambda: centre.letterhead, self._on_loaded)

    def _on_loaded(self, head: Letterhead) -> None:
        self._stored = head
        for name in ("agency", "department", "street", "postal_code", "town", "phone", "fax", "email", "web"):
            getattr(self, name).set_value(getattr(head, name))
        self.footer.set_value("\n".join(head.footer))
        self.law.set_value(head.legal_basis)

    def typed(self) -> Letterhead:
        """Return what the form says."""
        return Letterhead(
            agency=self.agency.value(), department=self.department.value(), street=self.street.value(),
            postal_code=self.postal_code.value(), town=self.town.value(), phone=self.phone.value(),
            fax=self.fax.value(), email=self.email.value(), web=self.web.value(),
            footer=tuple(line.strip() for line in self.footer.value().splitlines() if line.strip()),
            legal_basis=self.law.value(),
        )  # fmt: skip

    def may_leave(self) -> bool:
        self.save()
        return True

    def save(self) -> None:
        head = self.typed()
        if self._stored is None or head == self._stored:
            return
        centre, before = self.session.centre, self._stored
        self._stored = head

        def take_back() -> None:
            jobs.run(self.session, lambda: centre.set_letterhead(before), lambda _nothing: self.load())

        jobs.run(
            self.session,
            lambda: centre.set_letterhead(head),
            lambda _nothing: self.session.toast(_("The letterhead is saved."), take_back),
            self._on_failed,
        )

    def _on_failed(self, error: BeratungError) -> None:
        self._stored = None
        self.load()
        self.session.problem(error)
