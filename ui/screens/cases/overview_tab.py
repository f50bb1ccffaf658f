# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Overview": what matters now, what was said last, and what may be possible."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import Referral, ReferralOutcome
from beratung.domain.offers import Matching, Verdict
from beratung.domain.views import CaseView
from beratung.domain.work import Changes
from beratung.i18n import _, current, ngettext
from ui import jobs, theme
from ui.models.questions import is_english
from ui.models.words import (
    CHANNELS,
    EMPLOYMENT_KINDS,
    OUTCOMES,
    dotted,
    german_level,
    say_age,
    say_day,
    say_language,
    say_place,
    say_title,
)
from ui.screens.cases.matters import Matter, MatterKind, matters, missing, say_target
from ui.screens.cases.saying import say_minutes
from ui.screens.cases.stepping import take_step
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.columns import FlowLayout
from ui.widgets.emptied import empty_out
from ui.widgets.inputs import Menu
from ui.widgets.labels import Line, Picture, Text
from ui.widgets.page import Scroll


class MatterRow(QFrame):
    """A line with a sign, what it is, when, and the one thing that can be done."""

    def __init__(self, matter: Matter, action: QWidget | None) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        row.addWidget(Picture(matter.icon, matter.role, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(matter.title, "strong", wrap=True))
        tone = matter.role if matter.role in {"no", "unknown"} else "muted"
        words.addWidget(Text(matter.detail, "secondary", tone, wrap=True))
        row.addLayout(words, 1)
        if action is not None:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)


class OverviewTab(QWidget):
    """One glance at a case.

    Signals:
        tab_wanted: the key of the tab where something can be done.
        note_wanted: a new consultation is to be written.
    """

    tab_wanted = Signal(str)
    note_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._matching: Matching | None = None
        self._names: dict[str, str] = {}
        self._run = 0
        area = Scroll()
        sides = QHBoxLayout()
        sides.setSpacing(14)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        self.now, self.gaps, self.last = Card(" "), Card(" "), Card(" ")
        self.glance, self.offers, self.sent = Card(" "), Card(" "), Card(" ")
        for card in (self.now, self.last, self.sent):
            left.addWidget(card)
        for card in (self.glance, self.gaps, self.offers):
            right.addWidget(card)
        left.addStretch(1)
        right.addStretch(1)
        sides.addLayout(left, 6)
        sides.addLayout(right, 5)
        area.column.addLayout(sides)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

        offers = session.centre.offers
        jobs.run(self, lambda: {info.id: info.name for info in offers.catalogue()}, self._on_names)

    def show_case(self, view: CaseView) -> None:
        """Show a case."""
        if self._view is None or self._view.case.id != view.case.id:
            self._matching = None
        self._view = view
        self._fill()
        self._match()

    def clear(self) -> None:
        """Forget the case."""
        self._run += 1
        self._view = self._matching = None
        for card in (self.now, self.gaps, self.last, self.glance, self.offers, self.sent):
            empty_out(card.body)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._fill()

    def _on_names(self, names: dict[str, str]) -> None:
        self._names = names
        self._fill()

    def _match(self) -> None:
        view, today, centre = self._view, self._session.today(), self._session.centre
        if view is None:
            return
        self._run += 1
        run, case = self._run, view.case.id

        def done(matching: Matching) -> None:
            if run == self._run:
                self._matching = matching
                self._fill_offers()

        jobs.run(self, lambda: centre.match(case, today), done, lambda _error: None)

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        self._fill_now(view)
        self._fill_last(view)
        self._fill_sent(view)
        self._fill_glance(view)
        self._fill_gaps(view)
        self._fill_offers()

    def _fill_now(self, view: CaseView) -> None:
        empty_out(self.now.body)
        self.now.set_title(_("What matters now"))
        found = matters(self._session.centre.codes, view, self._session.today(), self._names)
        for number, matter in enumerate(found):
            if number:
                self.now.add(Line())
            self.now.add(MatterRow(matter, self._action(matter)))
        if not found:
            self.now.add(Text(_("Nothing is due. The case is in good order."), "body", "muted", wrap=True))

    def _action(self, matter: Matter) -> QWidget | None:
        record = matter.record
        match matter.kind:
            case MatterKind.STEP if record is not None:
                return self._button(
                    _("Done"), "check", lambda: take_step(self._session, self, record), matter.title
                )
            case MatterKind.NO_STEP:
                return self._button(_("Write down"), "plus", self.note_wanted.emit, matter.title)
            case MatterKind.REFERRAL if record is not None:
                return self._outcome(record, matter)
            case MatterKind.CONSENT:
                return self._button(_("Look"), "", lambda: self.tab_wanted.emit("consents"), matter.title)
            case MatterKind.RESIDENCE:
                return self._button(_("Look"), "", lambda: self.tab_wanted.emit("person"), matter.title)
        return None

    def _button(self, text: str, icon: str, run: Callable[[], None], about: str) -> SecondaryButton:
        button = SecondaryButton(text, icon or None, run)
        button.setAccessibleName(f"{text}: {about}")
        return button

    def _outcome(self, record: UUID, matter: Matter) -> QWidget:
        menu: Menu[ReferralOutcome] = Menu(lambda: [(o, _(word)) for o, word in OUTCOMES.items()])
        entry = next((r for r in self._view.referrals if r.id == record), None) if self._view else None
        menu.set_value(entry.outcome if entry is not None else ReferralOutcome.OPEN)
        menu.setMinimumWidth(theme.px(190))
        menu.set_name(_("What became of it: %(what)s") % {"what": matter.title})
        menu.changed.connect(lambda: self._set_outcome(entry, menu.value()))
        return menu

    def _set_outcome(self, entry: Referral | None, outcome: ReferralOutcome) -> None:
        if entry is None or entry.outcome is outcome:
            return
        cases, before = self._session.centre.cases, entry.outcome

        def undo() -> None:
            jobs.run(self, lambda: cases.set_outcome(entry.id, before, entry.note), lambda _c: None)

        def done(_changes: Changes) -> None:
            self._session.toast(_("Outcome recorded: %(outcome)s") % {"outcome": _(OUTCOMES[outcome])}, undo)

        jobs.run(self, lambda: cases.set_outcome(entry.id, outcome, entry.note), done)

    def _fill_last(self, view: CaseView) -> None:
        empty_out(self.last.body)
        codes = self._session.centre.codes
        if not view.consultations:
            self.last.set_title(_("Last consultation"))
            self.last.add(Text(_("Nothing has been written down yet."), "body", "muted", wrap=True))
            return
        entry = view.consultations[0]
        tongue = say_language(codes, entry.language) if entry.language else ""
        self.last.set_title(_("Last consultation"), say_day(entry.on))
        detail = dotted((_(CHANNELS[entry.channel]), say_minutes(entry), tongue, entry.author))
        self.last.add(Text(detail, "secondary", "muted"))
        if entry.topics:
            holder = QWidget()
            holder.setProperty("kind", "plain")
            flow = FlowLayout(holder, gap=6)
            for topic in entry.topics:
                known = codes.topics.get(topic)
                flow.addWidget(Chip(known.label(current().language) if known else topic, "neutral"))
            self.last.add(holder)
        if entry.text:
            text = entry.text if len(entry.text) <= 420 else entry.text[:419].rstrip() + "…"
            self.last.add(Text(text, "body", wrap=True))
        count = len(view.consultations)
        words = ngettext("Show the consultation", "Show all %(n)d consultations", count) % {"n": count}
        button = SecondaryButton(words, on_click=lambda: self.tab_wanted.emit("consultations"))
        self.last.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _fill_sent(self, view: CaseView) -> None:
        empty_out(self.sent.body)
        settled = [
            r for r in view.referrals if r.outcome not in {ReferralOutcome.OPEN, ReferralOutcome.WAITING_LIST}
        ]
        self.sent.setVisible(bool(settled))
        self.sent.set_title(_("Earlier referrals"))
        for entry in settled[:5]:
            role = "yes" if entry.outcome in {ReferralOutcome.ACCEPTED, ReferralOutcome.DONE} else "muted"
            icon = "circle-check" if role == "yes" else "circle-x"
            to = say_target(view, entry, self._names)
            detail = dotted((say_day(entry.on), _(OUTCOMES[entry.outcome]), entry.note))
            self.sent.add(MatterRow(Matter(MatterKind.REFERRAL, to, detail, role, icon), None))

    def _fill_glance(self, view: CaseView) -> None:
        empty_out(self.glance.body)
        codes, today = self._session.centre.codes, self._session.today()
        client, case = view.client, view.case
        self.glance.set_title(_("At a glance"))
        job = case.employment[0] if case.employment else None
        children = sum(1 for member in client.family if member.relation == "child")
        household = ngettext("%(n)d child", "%(n)d children", children) % {"n": children} if children else ""
        lines = (
            (_("Age"), say_age(client.born, today)),
            (_("Residence"), say_title(codes, case.residence[0]) if case.residence else ""),
            (_("Nebenbestimmung"), case.residence[0].note if case.residence else ""),
            (_("In Germany since"), say_day(case.entry)),
            (_("Languages"), ", ".join(say_language(codes, x.code) for x in client.languages)),
            (_("German"), german_level(case)),
            (_("Work"), dotted((_(EMPLOYMENT_KINDS.get(job.kind, job.kind)), job.title)) if job else ""),
            (_("Family"), household),
            (_("Lives in"), say_place(codes, client.address.municipality)),
            (_("Phone"), client.contact.phone),
            (_("Mind"), client.contact.note),
            (_("Counsellor in charge"), case.counsellor),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for label, value in lines:
            if value:
                row = grid.rowCount()
                grid.addWidget(Text(label, "secondary", "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(Text(value, "body", wrap=True), row, 1)
        self.glance.add(grid)

    def _fill_gaps(self, view: CaseView) -> None:
        empty_out(self.gaps.body)
        found = missing(view)
        self.gaps.setVisible(bool(found))
        self.gaps.set_title(_("Not asked yet"))
        holder = QWidget()
        holder.setProperty("kind", "plain")
        flow = FlowLayout(holder, gap=6)
        for gap in found:
            flow.addWidget(Chip(gap.title, "unknown", "help-circle"))
        self.gaps.add(holder)
        button = SecondaryButton(_("Add facts"), "pencil", lambda: self.tab_wanted.emit("person"))
        self.gaps.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _fill_offers(self) -> None:
        empty_out(self.offers.body)
        self.offers.set_title(_("Offers"))
        matching = self._matching
        if matching is None:
            self.offers.add(Text(_("The rules are being checked."), "body", "muted"))
            return
        possible = [m for m in matching.offers if m.verdict is Verdict.YES]
        unknown = sum(1 for m in matching.offers if m.verdict is Verdict.UNKNOWN)
        said = dotted((_("%(n)d possible") % {"n": len(possible)}, _("%(n)d open") % {"n": unknown}))
        self.offers.set_title(_("Offers"), said)
        for match in possible[:3]:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Picture("circle-check", "yes", 18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(match.name, "body", wrap=True), 1)
            self.offers.add(row)
        asked = matching.next_question
        if asked is not None:
            text = (asked.text_en if is_english() else "") or asked.text
            question = _("Next question: %(question)s") % {"question": text}
            self.offers.add(Text(question, "secondary", "muted", wrap=True))
        button = SecondaryButton(
            _("Look at the offers"), "map-pin-heart", lambda: self.tab_wanted.emit("offers")
        )
        self.offers.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
