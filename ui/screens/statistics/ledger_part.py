# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What left the house: every release, to whom, and whether all of them together tell nothing of few people."""

from collections.abc import Sequence
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.statistics_views import LedgerAudit, LedgerLine
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.looks import RowLook
from ui.models.sections import Entry, SectionModel
from ui.models.words import dotted, say_day
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.section_list import SectionList


class LedgerPart(Part):
    """The list of releases with the details of the chosen one, and the audit of all.

    Signals:
        opened: a `LedgerLine` whose report is to be shown.
    """

    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: tuple[LedgerLine, ...] = ()
        self._stop = Event()
        self.banner = Banner("accent", icon="clipboard-list")
        self.audit_button = SecondaryButton(icon="shield-check", on_click=self.audit)
        self.banner.add_button(self.audit_button)
        self.column.addWidget(self.banner)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.card = Card(" ", inset=False)
        self.card.add(self.list, 1)
        self.details = Card(" ")
        self.words = Text("", "body", wrap=True)
        self.show_button = SecondaryButton(
            icon="chart-bar", on_click=lambda: self._on_opened(self.list.current_key())
        )
        self.details.add(self.words)
        self.details.add(self.show_button)
        self.details.body.addStretch(1)
        sides.addWidget(self.card, 5)
        sides.addWidget(self.details, 4)
        self.empty = EmptyState("clipboard-list")
        self.pile = QStackedWidget()
        self.pile.addWidget(self.empty)
        self._full = QWidget()
        self._full.setLayout(sides)
        self.pile.addWidget(self._full)
        self.column.addWidget(self.pile, 1)

    def load(self) -> None:
        jobs.run(self, self.session.centre.reports.ledger, self._on_lines, self._on_failed)

    def _on_lines(self, lines: Sequence[LedgerLine]) -> None:
        self._lines = tuple(lines)
        self.model.show([_entry(line) for line in self._lines])
        self.pile.setCurrentWidget(self._full if self._lines else self.empty)
        if self._lines and not self.list.current_key():
            self.list.choose(str(self._lines[0].id))
        self._on_chosen(self.list.current_key())
        self._say()

    def _on_failed(self, error: BeratungError) -> None:
        self.banner.say(_("The ledger cannot be read"), explain(error), "no")
        self.pile.setCurrentWidget(self.empty)

    def _line(self, key: str) -> LedgerLine | None:
        return next((line for line in self._lines if str(line.id) == key), None)

    def _on_chosen(self, key: str) -> None:
        line = self._line(key)
        self.details.setVisible(line is not None)
        if line is None:
            return
        self.details.set_title(_("Release %(n)d") % {"n": line.number})
        self.words.setText(_details(line))

    def _on_opened(self, key: str) -> None:
        line = self._line(key)
        if line is not None:
            self.opened.emit(line)

    def audit(self) -> None:
        """Check all releases together, from their stored proofs."""
        self._stop = Event()
        service, stop = self.session.centre.reports, self._stop
        work = self.session.busy(_("All releases are being checked together"), stop.set)
        self.audit_button.setEnabled(False)

        def done(found: LedgerAudit) -> None:
            work.finish()
            self.audit_button.setEnabled(True)
            self._say_audit(found)

        def failed(error: BeratungError) -> None:
            work.finish()
            self.audit_button.setEnabled(True)
            self.banner.say(_("The ledger cannot be checked"), explain(error), "no")

        jobs.run(
            self,
            lambda: service.audit_ledger(progress=work.progress, cancel=stop.is_set),
            done,
            failed,
            pool=jobs.side_pool(),
        )

    def _say_audit(self, found: LedgerAudit) -> None:
        count = len(found.steps)
        if found.is_sound:
            said = ngettext(
                "%(n)d release: nobody can be found in it.",
                "%(n)d releases: nobody can be found in them, also not together.",
                count,
            ) % {"n": count}
            self.banner.say(_("All is in order"), said, "yes")
            return
        wrong = [step for step in found.steps if step.problem]
        words = " ".join(
            _("Release %(n)d: %(what)s") % {"n": step.number, "what": _(step.problem) % step.details}
            for step in wrong
        )
        self.banner.say(_("Something is wrong with the ledger"), words, "no")

    def _say(self) -> None:
        count = len(self._lines)
        said = ngettext("%(n)d release left the house", "%(n)d releases left the house", count) % {"n": count}
        words = _(
            "Every new release is protected together with all of the same year, so that none gives away another."
        )
        self.banner.say(said if count else _("Nothing left the house yet"), words, "accent")
        self.audit_button.setVisible(bool(count))

    def forget(self) -> None:
        self._stop.set()
        self._lines = ()
        self.model.clear()

    def retranslate(self) -> None:
        self.audit_button.setText(_("Check all together"))
        self.show_button.setText(_("Show what left the house"))
        self.card.set_title(_("Releases"))
        self.list.setAccessibleName(_("Releases"))
        self.empty.say(
            _("Nothing left the house yet"),
            _(
                "Every report that you release is entered here, with what was hidden in it and to whom it went."
            ),
        )
        self.model.show([_entry(line) for line in self._lines])
        self._say()
        self._on_chosen(self.list.current_key())


def say_moment(line: LedgerLine) -> str:
    """When something was released."""
    local = line.at.astimezone()
    return f"{say_day(local.date())}, {local:%H:%M}"


def _entry(line: LedgerLine) -> Entry:
    number = _("No. %(n)d") % {"n": line.number}
    detail = dotted((number, line.period_label, line.to_whom, say_moment(line)))
    return Entry(str(line.id), "", RowLook(line.title, detail), f"{line.title}, {detail}")


def _details(line: LedgerLine) -> str:
    said = [
        f"{line.title}, {line.period_label}",
        _("To: %(whom)s") % {"whom": line.to_whom},
        _("By %(name)s on %(when)s") % {"name": line.by, "when": say_moment(line)},
        _("%(hidden)d of %(cells)d numbers were hidden") % {"hidden": line.hidden, "cells": line.cells},
        _("Files: %(files)s") % {"files": ", ".join(line.files)},
        _("Check number: %(mark)s") % {"mark": line.fingerprint[:16]},
    ]
    if line.is_revision:
        said.insert(1, _("A correction of an earlier release"))
    return "\n".join(said)
