# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The page on which a referral letter is made: what it says on the left, how it looks on the right."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import Draft, Letter, ReleaseField
from beratung.domain.errors import BeratungError
from beratung.domain.offers import Matching, OfferInfo
from beratung.domain.views import CaseView, LetterPlan
from beratung.domain.work import Changes
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.words import dotted, say_name
from ui.screens.cases.drafts import DraftKeeper
from ui.screens.letters.form import LetterForm
from ui.screens.letters.planner import Order, Planner
from ui.screens.letters.printing import print_letter, save_letter
from ui.screens.letters.release_card import ReleaseCard
from ui.screens.letters.wish import FORM, LetterWish, wish_of
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.page import Page, Scroll
from ui.widgets.page_preview import PageView


@dataclass(frozen=True)
class _Loaded:
    """All that the page needs to begin."""

    view: CaseView
    offers: tuple[OfferInfo, ...]
    matching: Matching
    draft: Draft | None


class ComposeView(Page):
    """A letter for one case, from the choice of the offer to the file or the paper."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case: UUID | None = None
        self._loaded: _Loaded | None = None
        self._issued: Letter | None = None
        self._pdf = b""
        self._run = 0
        self._is_issuing = False
        self._has_seen = False
        self._drafts = DraftKeeper(session, FORM, self._collect, self)
        self.planner = Planner(session, self._order, self)
        self.planner.planned.connect(self._show_plan)
        self.planner.drawn.connect(self._show_page)
        self.planner.failed.connect(self._on_failed)
        self._build()
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.forget)

    def _build(self) -> None:
        self.issue_button = PrimaryButton(icon="mail-plus", on_click=self.issue)
        self.save_button = PrimaryButton(icon="device-floppy", on_click=self.save)
        self.print_button = SecondaryButton(icon="printer", on_click=self.print_page)
        self.case_button = SecondaryButton(icon="folder-open", on_click=self._to_case)
        for button in (self.case_button, self.print_button, self.save_button, self.issue_button):
            self.header.add_action(button)
        self.problem = Banner("no")
        self.done = Banner("yes")
        self.reporting = Banner("no")
        for banner in (self.problem, self.done, self.reporting):
            banner.hide()
            self.add(banner)
        self.told = QCheckBox()
        self.told.toggled.connect(lambda _on: self._show_state())
        self.reporting.add_button(self.told)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_left(), 5)
        sides.addWidget(self._build_right(), 6)
        self.add(sides, 1)

    def _build_left(self) -> QWidget:
        area = self.area = Scroll()
        self.form = LetterForm()
        self.form.changed.connect(self._on_typed)
        self.release = ReleaseCard()
        self.release.ticked.connect(self._on_ticked)
        self.release.consent_wanted.connect(self._on_consent_wanted)
        self.release.handed_over.connect(lambda on: self.form.hand_over(to_client=on))
        area.column.addWidget(self.form)
        area.column.addWidget(self.release)
        area.column.addStretch(1)
        area.verticalScrollBar().valueChanged.connect(lambda _value: self._look())
        left = QWidget()
        left.setMinimumWidth(380)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(area, 1)
        foot = QHBoxLayout()
        self._said = Text("", "body", "muted", wrap=True)
        self._jump = QuietButton(on_click=self.show_release)
        foot.addWidget(self._said, 1)
        foot.addWidget(self._jump)
        column.addLayout(foot)
        return left

    def _build_right(self) -> QWidget:
        card = Card(inset=False)
        self.preview = PageView(self._session)
        self._empty = EmptyState("mail")
        card.add(self.preview, 1)
        card.add(self._empty, 1)
        self.preview.hide()
        return card

    # -- coming and going -----------------------------------------------------------------------------------

    def open(self, case: UUID, offer: str = "") -> None:
        """Begin a letter for a case; what was typed before for the same offer is taken up again."""
        if case == self._case and (not offer or offer == self.form.wish().offer) and self._issued is None:
            return
        self.forget()
        self._case = case
        self._run += 1
        run, centre, today = self._run, self._session.centre, self._session.today()

        def work() -> _Loaded:
            drafts = [d for d in centre.cases.drafts() if d.case == case]
            fitting = (d for d in drafts if (wish := wish_of(d)) is not None and offer in {"", wish.offer})
            offers = centre.offers.catalogue()
            return _Loaded(centre.cases.show(case), offers, centre.match(case, today), next(fitting, None))

        def done(loaded: _Loaded) -> None:
            if run == self._run:
                self._take(loaded, offer)

        jobs.run(self, work, done, self._on_failed)

    def _take(self, loaded: _Loaded, offer: str) -> None:
        """Fill the form from the draft, or for the offer."""
        self._loaded = loaded
        self.form.offer_choices(loaded.offers, loaded.matching.offers)
        self.form.recipient_names(self._recipients())
        wish = wish_of(loaded.draft) if loaded.draft is not None else None
        if loaded.draft is not None and wish is not None:
            self._drafts.resume(loaded.draft)
        self.form.show_wish(wish or LetterWish(offer=offer))
        self.retranslate()
        self.planner.plan_now()
        (self.form.concern if offer else self.form.offer).setFocus()

    def forget(self) -> None:
        """Keep what was typed as a draft, then forget everything that is shown."""
        self._drafts.flush()
        self._drafts.deleteLater()
        self._drafts = DraftKeeper(self._session, FORM, self._collect, self)
        self._run += 1
        self.planner.forget()
        self._case = self._loaded = self._issued = None
        self._pdf = b""
        self._is_issuing = self._has_seen = False
        self.told.setChecked(False)
        self.form.show_wish(LetterWish())
        self.release.clear()
        self.preview.clear()
        for banner in (self.problem, self.done, self.reporting):
            banner.hide()
        self._show_state()

    def keep(self) -> None:
        """Seal what was typed as a draft now."""
        self._drafts.flush()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self._say_title()
        self.issue_button.setText(_("Issue the letter"))
        self.save_button.setText(_("Save"))
        self.print_button.setText(_("Print"))
        self.case_button.setText(_("To the case"))
        self.told.setText(_("I have explained this."))
        self._jump.setText(_("&Look at the list"))
        if self._loaded is not None:
            self.form.offer_choices(self._loaded.offers, self._loaded.matching.offers)
        self.form.retranslate()
        self.release.retranslate()
        self.preview.retranslate()
        self._say_reporting()
        self._show_state()

    def _offer(self) -> OfferInfo | None:
        if self._loaded is None:
            return None
        wanted = self.form.offer.code()
        return next((o for o in self._loaded.offers if o.id == wanted), None)

    def place(self) -> Place | None:
        """Return where the user is, for the history."""
        return Place("letters", case=self._case, offer=self.form.wish().offer or None) if self._case else None

    # -- planning -------------------------------------------------------------------------------------------

    @property
    def _plan(self) -> LetterPlan | None:
        return self.planner.plan

    def _order(self) -> Order | None:
        """Say what is to be planned by what is typed now."""
        offer = self._offer()
        self._say_title()
        if self._case is None or offer is None or self._issued is not None:
            return None
        wish = self.form.wish()
        return Order(self._case, offer, wish, wish.recipient if self.form.is_own_recipient() else None)

    def _on_typed(self) -> None:
        self._drafts.touch()
        self.planner.touch()
        self._show_state()

    def _show_plan(self, plan: LetterPlan) -> None:
        self.form.propose_answer_by(plan.answer_by)
        self.release.show_plan(plan, self._recipients())
        self._say_reporting()
        self.planner.draw(self.ticked())

    def _show_page(self, pdf: bytes) -> None:
        self.problem.hide()
        self.preview.show_pdf(pdf, _("Preview of the letter"))
        self._show_state()

    def _recipients(self) -> list[str]:
        """Return for whom there is a consent that holds today."""
        consents = self._loaded.view.consents if self._loaded is not None else ()
        return sorted({c.recipient for c in consents if c.is_valid(self._session.today())})

    def _on_ticked(self) -> None:
        self.planner.draw(self.ticked())
        self._show_state()

    def _on_failed(self, error: BeratungError) -> None:
        self._is_issuing = False
        self.problem.say(_("The letter cannot be made like this."), explain(error))
        self.problem.show()
        self._show_state()

    def _on_changed(self, changes: Changes) -> None:
        """Plan anew when a consent or the record has changed, here or elsewhere."""
        view = self._loaded.view if self._loaded is not None else None
        kinds = changes.kinds() & {"Client", "Case", "Consent"}
        if view is not None and kinds and view.client.id in changes.subjects() and self._issued is None:
            self.planner.touch()
            self._show_state()

    # -- what is shown ----------------------------------------------------------------------------------------

    def _say_title(self) -> None:
        """Show for whom and for which offer the letter is."""
        view = self._loaded.view if self._loaded is not None else None
        name = say_name(view.client) if view is not None else ""
        offer = self._offer()
        self.header.set_title(_("Referral letter"), dotted((name, offer.name if offer else "")))

    def _say_reporting(self) -> None:
        """§ 87 AufenthG: say it before anything is made."""
        warns = self._plan is not None and self._plan.warns_of_reporting and self._issued is None
        self.reporting.say(
            _("§ 87 AufenthG: public bodies must report people without a residence status."),
            _(
                "By the record this person has none. Please explain what a letter can lead to before you make one."
            ),
        )
        self.reporting.setVisible(warns)

    def may_issue(self) -> bool:
        """Return whether what is shown now may be made."""
        plan = self._plan
        warned = plan is None or not plan.warns_of_reporting or self.told.isChecked()
        can = self.planner.is_settled and not self._is_issuing and self._issued is None
        return plan is not None and can and warned and self.release.may_leave()

    def _show_state(self) -> None:
        is_issued = self._issued is not None
        self.issue_button.setVisible(not is_issued)
        self.issue_button.setEnabled(self.may_issue())
        for button in (self.save_button, self.print_button, self.case_button):
            button.setVisible(is_issued)
        self.form.setEnabled(not is_issued and not self._is_issuing)
        self.release.setEnabled(not is_issued and not self._is_issuing)
        self._say_release()
        has_page = self._plan is not None
        self.preview.setVisible(has_page)
        self._empty.setVisible(not has_page)
        self._empty.say(
            _("The letter will stand here"),
            _("Choose an offer on the left. Nothing is stored before you issue it."),
        )

    def _say_release(self) -> None:
        """Say below the form how much leaves the house; the list itself may be out of sight."""
        plan, n = self._plan, len(self.ticked())
        self._jump.setVisible(plan is not None and self._issued is None)
        if plan is None or self._issued is not None:
            self._said.setText("")
        elif not self.release.may_leave():
            self._said.setText(_("Without a consent no letter leaves the house."))
        else:
            said = ngettext("%(n)d piece of information leaves the house.",
                            "%(n)d pieces of information leave the house.", n) % {"n": n}  # fmt: skip
            self._said.setText(said if n else _("The letter names nobody."))

    # -- making -----------------------------------------------------------------------------------------------

    def show_release(self) -> None:
        """Bring into sight what leaves the house."""
        first = self.release.fields.first()
        if first is None:
            return
        self.area.verticalScrollBar().setValue(self.release.y())
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look()

    def _look(self) -> None:
        """Note once the list of what leaves the house is in sight."""
        first = self.release.fields.first()
        if first is not None and not first.visibleRegion().isEmpty():
            self._has_seen = True

    def issue(self) -> None:
        """Make the letter that is shown, and enter it into the Postbuch; first what leaves must be seen."""
        plan = self._plan
        if plan is None or not self.may_issue():
            return
        self._look()
        if not self._has_seen:
            self.show_release()
            self._session.toast(_("Please look at what leaves the house first, then issue the letter."))
            return
        letters, fields = self._session.centre.letters, self.release.fields.ticked()
        self._is_issuing = True
        self._show_state()

        def work() -> tuple[Letter, bytes]:
            issued = letters.issue(plan, fields)
            return issued.letter, issued.pdf

        jobs.run(self, work, lambda made: self._on_issued(*made), self._on_failed)

    def _on_issued(self, letter: Letter, pdf: bytes) -> None:
        self._is_issuing = False
        self._issued, self._pdf = letter, pdf
        self.planner.stop()
        self._drafts.drop()
        self.preview.show_pdf(pdf, _("Letter %(n)d") % {"n": letter.number})
        self.problem.hide()
        self.reporting.hide()
        self.done.say(
            _("Letter %(n)d stands in the Postbuch.") % {"n": letter.number},
            _("It is filed in the case. Now save or print it."),
        )
        self.done.show()
        self._show_state()
        self.save_button.setFocus()

    def save(self) -> None:
        """Save the issued letter as a file."""
        if self._issued is not None:
            save_letter(self, self._session, self._pdf, self._issued.number)

    def print_page(self) -> None:
        """Print the issued letter; before that say what is to be done first."""
        if self._issued is not None:
            print_letter(self, self._session, self._pdf, self._issued.number)
        elif self._case is not None:
            self._session.toast(_("Please issue the letter first; then it can be printed."))

    def _to_case(self) -> None:
        if self._case is not None:
            self._session.go(Place("cases", case=self._case, tab="documents"))

    def _on_consent_wanted(self) -> None:
        if self._case is not None:
            self._drafts.flush()
            offer = self.form.wish().offer or None
            self._session.go(Place("cases", case=self._case, tab="consents", offer=offer))

    def issued_id(self) -> UUID:
        """Return the id of the letter that was made.

        Raises:
            ValueError: none was made yet.
        """
        if self._issued is None:
            raise ValueError("no letter was made yet")
        return self._issued.id

    def ticked(self) -> tuple[ReleaseField, ...]:
        """Return the fields that are to leave the house."""
        return self.release.fields.ticked()

    def _collect(self) -> tuple[UUID, UUID | None, LetterWish] | None:
        wish = self.form.wish()
        if self._loaded is None or self._issued is not None or not wish.is_worth_keeping:
            return None
        return self._loaded.view.client.id, self._case, wish
