# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What left the house: every release, to whom, and whether all of them together tell nothing of few people."""

from collections.abc import Sequence
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from beratung.domain.errors import BeratungError
from beratung.domain.statistics_views import LedgerAudit, LedgerLine
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.models.words import dotted, say_day
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.lines import Lines
from ui.widgets.page import Scroll
from ui.widgets.record_list import RecordList, side_by_side


class LedgerPart(Part):
    """The list of releases with the details of the chosen one, and the audit of all.

    Signals:
        opened: a `LedgerLine` whose report is to be shown.
    """

    least_height = 380
    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stop = Event()
        self._wanted = 0
        self.banner = Banner("accent", icon="clipboard-list")
        self.audit_button = SecondaryButton(icon="shield-check", on_click=self.audit)
        self.banner.add_button(self.audit_button)
        self.column.addWidget(self.banner)
        self.card = RecordList("clipboard-list", _entry)
        self.card.chosen.connect(self._show)
        self.card.opened.connect(self._on_opened)
        self.details = Card(" ")
        self.lines = Lines()
        self.show_button = SecondaryButton(icon="chart-bar", on_click=self._on_opened)
        row = QHBoxLayout()
        row.addWidget(self.show_button)
        row.addStretch(1)
        area = Scroll()
        area.column.addWidget(self.lines)
        area.column.addLayout(row)
        area.column.addStretch(1)
        self.details.add(area, 1)
        self.column.addLayout(side_by_side((self.card, 5), (self.details, 4)), 1)

    def load(self) -> None:
        centre = self.session.centre

        def read() -> tuple[LedgerLine, ...]:
            return centre.reports.ledger()

        jobs.run(self, read, self._on_lines, self._on_failed)

    def choose(self, number: int) -> None:
        """Show a release as soon as the ledger is read."""
        self._wanted = number
        self.load()

    def _on_lines(self, lines: Sequence[LedgerLine]) -> None:
        self.card.show_records(lines)
        wanted = next((line for line in lines if line.number == self._wanted), None)
        if wanted is not None:
            self._wanted = 0
            self.card.list.choose(str(wanted.id))
        self._show()
        self._say()

    def _on_failed(self, error: BeratungError) -> None:
        self._on_lines(())
        self.banner.say(_("The ledger cannot be read"), explain(error), "no")

    def _show(self) -> None:
        line = self.card.current()
        self.details.setVisible(line is not None)
        if line is not None:
            self.details.set_title(_("Release %(n)d") % {"n": line.number})
            self.lines.show_lines(_details(line))

    def _on_opened(self) -> None:
        line = self.card.current()
        if line is not None:
            self.opened.emit(line)

    def audit(self) -> None:
        """Check all releases together, from their stored proofs."""
        self._stop = Event()
        centre, stop = self.session.centre, self._stop
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
            lambda: centre.reports.audit_ledger(progress=work.progress, cancel=stop.is_set),
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
        count = len(self.card.records)
        said = ngettext("%(n)d release left the house", "%(n)d releases left the house", count) % {"n": count}
        words = _(
            "Every new release is protected together with all of the same year, so that none gives away another."
        )
        self.banner.say(said if count else _("Nothing left the house yet"), words, "accent")
        self.audit_button.setVisible(bool(count))

    def forget(self) -> None:
        self._stop.set()
        self.card.show_records(())

    def retranslate(self) -> None:
        self.audit_button.setText(_("Check all together"))
        self.show_button.setText(_("Show what left the house"))
        self.card.set_title(_("Releases"))
        self.card.list.setAccessibleName(_("Releases"))
        self.card.say_empty(
            _("Nothing left the house yet"),
            _(
                "Every report that you release is entered here, with what was hidden in it and to whom it went."
            ),
        )
        self.card.show_anew()
        self._say()
        self._show()


def say_moment(line: LedgerLine) -> str:
    """When something was released."""
    local = line.at.astimezone()
    return f"{say_day(local.date())}, {local:%H:%M}"


def _entry(line: LedgerLine) -> Entry:
    number = _("No. %(n)d") % {"n": line.number}
    detail = dotted((number, line.period_label, line.to_whom, say_moment(line)))
    return Entry(str(line.id), "", RowLook(line.title, detail), f"{line.title}, {detail}")


def _details(line: LedgerLine) -> list[tuple[str, str]]:
    hidden = _("%(hidden)d of %(cells)d") % {"hidden": line.hidden, "cells": line.cells}
    said = [
        (_("Report"), line.title),
        (_("Period"), line.period_label),
        (_("To whom"), line.to_whom),
        (_("Released"), say_moment(line)),
        (_("By"), line.by),
        (_("Numbers hidden"), hidden if line.hidden else _("nothing hidden")),
        (_("Files"), "\n".join(line.files)),
        (_("Check number"), line.fingerprint[:16]),
    ]
    if line.is_revision:
        said.insert(2, (_("Kind"), _("A correction of an earlier release")))
    return said
