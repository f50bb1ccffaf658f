# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card beside the list: who is selected, and what matters about the case, before it is opened."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.views import CaseView, PersonRow
from beratung.i18n import _
from ui import jobs
from ui.models.people import PeopleModel, say_person
from ui.models.words import (
    CHANNELS,
    dotted,
    say_day,
    say_days,
    say_language,
    say_programme,
    say_status,
    say_until,
)
from ui.screens.cases.person_list import marks
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.columns import FlowLayout
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text

DELAY = 120
"""Milliseconds of rest on a person before the case is read."""


class PreviewCard(Card):
    """Shows a person from the list at once, and the last consultation a moment later."""

    def __init__(self, session: Session, model: PeopleModel, on_open: Callable[[PersonRow], None]) -> None:
        super().__init__()
        self._session, self._model, self._on_open = session, model, on_open
        self._row: PersonRow | None = None
        self._view: CaseView | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._load)
        self.name = Text("", "heading", wrap=True)
        self.line = Text("", "body", "muted", wrap=True)
        chips = QWidget()
        chips.setProperty("kind", "plain")
        self._chips = FlowLayout(chips, gap=6)
        self._chip_holder = chips
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.last = Text("", "body", wrap=True)
        self.open_button = SecondaryButton(on_click=self._open)
        self.body.addWidget(self.name)
        self.body.addWidget(self.line)
        self.body.addWidget(chips)
        self.body.addSpacing(4)
        self.body.addWidget(Line())
        self.body.addSpacing(4)
        self.body.addLayout(self.grid)
        self.body.addWidget(self.last)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        self.body.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.show_person(None)

    def show_person(self, row: PersonRow | None) -> None:
        """Show somebody else, or nobody."""
        if row is None or self._row is None or row.client != self._row.client:
            self._view = None
        self._row = row
        self._fill()
        self._timer.stop()
        if row is not None and row.case is not None:
            self._timer.start()

    def forget(self) -> None:
        """Show nobody, as locking does."""
        self.show_person(None)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.open_button.setText(_("Open case"))
        self.setAccessibleName(_("Preview"))
        self._fill()

    def _open(self) -> None:
        if self._row is not None:
            self._on_open(self._row)

    def _load(self) -> None:
        row = self._row
        if row is None or row.case is None:
            return
        case: UUID = row.case
        jobs.run(self, lambda: self._session.centre.cases.show(case), self._on_loaded, self._on_failed)

    def _on_loaded(self, view: CaseView) -> None:
        if self._row is not None and view.case.id == self._row.case:
            self._view = view
            self._fill()

    def _on_failed(self, _error: BeratungError) -> None:
        """Leave the card with what the list knows: the case may just have been deleted."""

    def _fill(self) -> None:
        row = self._row
        for child in (self._chip_holder, self.open_button, self.line):
            child.setVisible(row is not None)
        empty_out(self.grid)
        empty_out(self._chips)
        self.last.hide()
        if row is None:
            self.name.setText("")
            return
        codes, today = self._session.centre.codes, self._session.today()
        self.name.setText(say_person(row))
        self.line.setText(self._model.describe(row))
        if row.programme is not None:
            self._chips.addWidget(Chip(say_programme(row.programme), "info"))
        for mark in marks(row, today, self._model.interpreter(row)):
            tone = "neutral" if mark.role == "muted" else mark.role
            self._chips.addWidget(Chip(mark.word, tone, mark.icon))
        self._chip_holder.setVisible(self._chips.count() > 0)
        status = f"{say_status(codes, row.status)} {say_until(row.status_until)}".strip()
        self._add(_("Residence"), status)
        self._add(_("Languages"), ", ".join(say_language(codes, code) for code in row.languages))
        self._add(_("Counsellor in charge"), row.counsellor)
        self._add(_("Next step"), self._next_step(row, today))
        self._add(_("Last contact"), self._last_contact(row))
        self._show_last()

    def _next_step(self, row: PersonRow, today: date) -> str:
        steps = [c for c in self._view.consultations if c.has_open_step] if self._view else []
        steps.sort(key=lambda c: c.due or date.max)
        when = ""
        if row.next_due is not None:
            when = f"{say_day(row.next_due)} ({say_days((row.next_due - today).days)})"
        if steps:
            return dotted((steps[0].next_step, when))
        return when or ("" if row.has_next_step or not row.is_open else _("none agreed yet"))

    def _last_contact(self, row: PersonRow) -> str:
        if self._view and self._view.consultations:
            latest = self._view.consultations[0]
            return dotted((say_day(latest.on), _(CHANNELS[latest.channel])))
        return say_day(row.last_contact)

    def _show_last(self) -> None:
        if self._view and self._view.consultations and self._view.consultations[0].text:
            text = " ".join(self._view.consultations[0].text.split())
            self.last.setText(text if len(text) <= 280 else text[:279].rstrip() + "…")
            self.last.show()

    def _add(self, label: str, value: str) -> None:
        if not value:
            return
        row = self.grid.rowCount()
        self.grid.addWidget(Text(label, "secondary", "muted"), row, 0)
        self.grid.addWidget(Text(value, "body", wrap=True), row, 1)
