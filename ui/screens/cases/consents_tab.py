# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Consents": what the client allows us to tell whom, given, corrected and revoked."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from beratung.domain.cases import Consent
from beratung.domain.errors import N_
from beratung.domain.views import CaseView
from beratung.domain.work import Changes
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.looks import RowLook, Sign
from ui.models.looks_list import LooksModel
from ui.models.words import CONSENT_KINDS, dotted, say_day
from ui.screens.cases.consent_form import ConsentForm
from ui.screens.cases.drafts import CONSENT
from ui.screens.cases.entry_tab import EntryTab
from ui.session import Session
from ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.look_list import LookList

replace = msgspec.structs.replace

VALID = Sign("circle-check", "yes", N_("valid"))
ENDED = Sign("clock", "unknown", N_("ended"))
REVOKED = Sign("circle-x", "no", N_("revoked"))
LATER = Sign("clock", "info", N_("not yet"))


def sign_of(consent: Consent, on: date) -> Sign:
    """Return whether a consent holds on a day, as a sign."""
    if consent.revoked_on is not None and consent.revoked_on <= on:
        return REVOKED
    if consent.until is not None and consent.until < on:
        return ENDED
    return VALID if consent.is_valid(on) else LATER


class ConsentsTab(EntryTab[Consent]):
    """All consents of a case, and the form for a new or a corrected one."""

    kind = CONSENT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._wanted: UUID | None = None
        self._offered: tuple[str, ...] = ()
        self.model = LooksModel(self)
        self.list = LookList(self.model)
        self.list.chosen.connect(self._on_chosen)
        self.card = Card(" ", inset=False)
        self.new_button = SecondaryButton("", "plus", self.begin)
        self.card.head.addWidget(self.new_button)
        self.nothing = EmptyState("signature", on_action=self.begin)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.nothing)
        self.card.add(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.card, 5)
        self.form = self.entry_form = ConsentForm(session.centre.codes)
        self.revoke_button = DangerButton("", "shield-x", self._on_revoke)
        self.cancel_button = SecondaryButton(on_click=self.give_up)
        self.save_button = PrimaryButton("", "check", self._on_save)
        self.build_side(self.form, self.revoke_button, self.cancel_button, self.save_button)
        row.addWidget(self.side, 6)
        jobs.run(self, session.centre.offers.catalogue, self._on_catalogue)

    # What is shown

    def listed(self, view: CaseView) -> tuple[Consent, ...]:
        """Return the consents of a case."""
        return view.consents

    def given_up(self) -> str:
        """Return what is said when a changed consent was not saved."""
        return _("The consent was not saved.")

    def clear(self) -> None:
        """Forget the case."""
        self._end()
        self._view = None
        self.model.show(())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.list.setAccessibleName(_("Consents of this case"))
        self.new_button.setText(_("New consent"))
        self.cancel_button.setText(_("Cancel"))
        self.save_button.setText(_("Save consent"))
        self.revoke_button.setText(_("Revoke"))
        self.nothing.say(
            _("No consent yet"),
            _(
                "Without a consent nothing leaves the house. Here stands who may be told what, and for how long."
            ),
            _("Record the first consent"),
        )
        self.form.retranslate()
        self.show_entries()

    @property
    def is_editing(self) -> bool:
        """Whether the form holds something that can be given up by Esc."""
        return self._base is not None and (self._is_dirty or self._base.version == 0)

    def _known(self, view: CaseView) -> list[str]:
        return [c.recipient for c in view.consents] + [letter.recipient for letter in view.letters]

    def _on_catalogue(self, offers: tuple[object, ...]) -> None:
        names = (str(getattr(offer, "provider", "")) for offer in offers)
        self._offered = tuple(sorted({name for name in names if name}))
        self._suggest()

    def _suggest(self) -> None:
        if self._view is not None:
            self.form.suggest([*self._known(self._view), *self._offered])

    def show_entries(self) -> None:
        """Show the consents, and suggest whom one may be given for."""
        self._suggest()
        consents = self._view.consents if self._view else ()
        today = self._session.today()
        valid = sum(1 for c in consents if c.is_valid(today))
        note = ngettext("%(n)d valid", "%(n)d valid", valid) % {"n": valid} if consents else ""
        self.card.set_title(_("Consents"), note)
        keep = self._wanted or (self._base.id if self._base is not None else self.list.current())
        self._wanted = None
        self.model.show([(c.id, self._look(c, today)) for c in consents])
        self._pages.setCurrentIndex(0 if consents or self._base is not None else 1)
        if self._base is None or not (self._is_dirty or self._base.version == 0):
            self._base = None
            if not self.list.choose(keep):
                self.side.hide()
        self.show_form()

    def _look(self, consent: Consent, today: date) -> RowLook:
        count = len(consent.fields)
        told = ngettext("%(n)d detail", "%(n)d details", count) % {"n": count}
        until = _("until %(day)s") % {"day": say_day(consent.until)} if consent.until else _("until revoked")
        given = _("given %(day)s") % {"day": say_day(consent.given_on)}
        return RowLook(
            consent.recipient, dotted((given, until, told, consent.purpose)), sign_of(consent, today)
        )

    def _on_chosen(self, record: UUID | None) -> None:
        found = self._find(record)
        if found is None or (self._base is not None and self._base.id == found.id and self._is_dirty):
            return
        if self._is_dirty and not self.save():
            return
        self._open(found)

    def show_form(self) -> None:
        """Show the title and the buttons that fit the open consent."""
        base = self._base
        if base is None:
            return
        is_new = base.version == 0
        kind = _(CONSENT_KINDS[base.kind_of])
        self.side.set_title(_("New consent") if is_new else kind)
        is_over = base.revoked_on is not None
        self.revoke_button.setVisible(not is_new and not is_over)
        self.save_button.setVisible(is_new or self._is_dirty)
        self.cancel_button.setVisible(is_new or self._is_dirty)
        self.form.setEnabled(not is_over)
        if is_over:
            self.state.setText(
                _("Revoked on %(day)s. What was told before stays told.") % {"day": say_day(base.revoked_on)}
            )

    # What the user does

    def begin(self) -> None:
        """Open the form for a new consent."""
        view = self._view
        if view is None or (self._is_dirty and not self.save()):
            return
        tongue = next(iter(view.client.interpreter_languages), "")
        self._open(
            Consent(
                id=uuid4(),
                subject=view.client.id,
                case=view.case.id,
                recipient="",
                fields=(),
                given_on=self._session.today(),
                language=tongue or "de",
                interpreter=bool(tongue),
            )
        )
        self._pages.setCurrentIndex(0)
        self.form.setFocus()

    def save(self) -> bool:
        """Check and store; False where something is wrong and the user must stay."""
        base = self._base
        if base is None or self._is_saving or not self._is_dirty:
            return True
        if not self.form.tell():
            return False
        consent = self.form.value(base)
        privacy = self._session.centre.privacy
        self._is_saving = True
        self._keeper.hurry()

        def done(_changes: Changes) -> None:
            self._is_saving = False
            self._is_dirty = False
            self._keeper.drop()
            self._base, self._wanted = None, consent.id
            if base.version:
                self._session.toast(_("Consent corrected."), lambda: self._restore(base))
            else:
                self._session.toast(_("Consent recorded."), lambda: self._revoke(consent.id))

        jobs.run(self, lambda: privacy.give_consent(consent), done, self._on_refused)
        return True

    def _on_save(self) -> None:
        self.save()

    def _on_revoke(self) -> None:
        base = self._base
        if base is None or base.version == 0:
            return
        privacy, today = self._session.centre.privacy, self._session.today()

        def done(_changes: Changes) -> None:
            self._base = None
            self._is_dirty = False
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self._session.toast(
                _("Revoked. From now on nothing may be told to %(recipient)s.")
                % {"recipient": base.recipient},
                lambda: self._restore(base),
            )

        jobs.run(self, lambda: privacy.revoke_consent(base.id, today), done, self._on_refused)

    def _revoke(self, consent: UUID) -> None:
        """Take a consent back that was recorded by mistake."""
        privacy, today = self._session.centre.privacy, self._session.today()
        jobs.run(self, lambda: privacy.revoke_consent(consent, today), _nothing)

    def _restore(self, before: Consent) -> None:
        """Store an earlier version as the newest one."""
        privacy = self._session.centre.privacy

        def work() -> Changes:
            stored = next(c for c in privacy.consents(before.case) if c.id == before.id)
            return privacy.give_consent(replace(before, version=stored.version))

        self._base = None
        jobs.run(self, work, _nothing)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
