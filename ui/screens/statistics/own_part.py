# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports of one's own: a list of them, and beside it a form that makes or changes one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import Grouping, ReportDefinition
from beratung.domain.statistics_views import LedgerLine, ReportInfo
from beratung.i18n import _, explain
from ui import jobs
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.screens.part import Part
from ui.screens.statistics.own_form import OwnForm, is_simple
from ui.session import Session
from ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll
from ui.widgets.record_list import RecordList, side_by_side


@dataclass(frozen=True)
class _Known:
    """What there is, and what the form can offer."""

    own: tuple[tuple[ReportInfo, ReportDefinition], ...]
    taken: frozenset[str]
    groupings: tuple[Grouping, ...]
    released: dict[str, tuple[str, ...]]
    """By report the periods that left the house."""


class OwnPart(Part):
    """A list of the centre's own reports, and a form for a new one.

    Signals:
        shown: the id of a report that is to be looked at.
    """

    least_height = 400
    shown = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._base: ReportDefinition | None = None
        self._taken: frozenset[str] = frozenset()
        self._released: dict[str, tuple[str, ...]] = {}
        self.column.addLayout(side_by_side((self._build_list(), 2), (self._build_side(), 3)), 1)

    def _build_list(self) -> QWidget:
        self.card = RecordList("chart-bar", _entry)
        self.card.opened.connect(self.show_chosen)
        self.card.chosen.connect(self._enable)
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(16, 8, 16, 12)
        self.remove_button = DangerButton(on_click=self.remove)
        self.change_button = QuietButton(icon="pencil", on_click=self.change)
        self.show_button = SecondaryButton(icon="chart-bar", on_click=self.show_chosen)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.change_button)
        row.addWidget(self.show_button)
        self.card.add(self.foot)
        return self.card

    def _build_side(self) -> QWidget:
        self.side = Card(" ")
        self.form = OwnForm()
        area = Scroll()
        self.released = Note("send", "unknown")
        area.column.addWidget(self.released)
        area.column.addWidget(self.form)
        self.problem = Text("", "body", "no", wrap=True)
        self.problem.hide()
        area.column.addWidget(self.problem)
        area.column.addStretch(1)
        self.side.add(area, 1)
        row = QHBoxLayout()
        self.clear_button = QuietButton(on_click=self.clear)
        self.save_button = PrimaryButton(icon="device-floppy", on_click=self.save)
        row.addWidget(self.clear_button)
        self.new_button = SecondaryButton(on_click=lambda: self.save(is_new=True))
        row.addStretch(1)
        row.addWidget(self.new_button)
        row.addWidget(self.save_button)
        self.side.add(row)
        return self.side

    # -- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        centre = self.session.centre

        def read() -> _Known:
            service = centre.reports
            infos = service.definitions()
            own = tuple((info, service.definition(info.id)) for info in infos if info.is_own)
            taken = frozenset(info.id for info in infos)
            return _Known(own, taken, service.groupings(), _periods_of(service.ledger()))

        jobs.run(self, read, self._on_known, self.session.problem)

    def _on_known(self, known: _Known) -> None:
        self._taken, self._released = known.taken, known.released
        self.form.offer(known.groupings)
        self.card.show_records(known.own)
        self._enable()

    def _chosen(self) -> ReportDefinition | None:
        found = self.card.current()
        return found[1] if found is not None else None

    def _enable(self) -> None:
        own = self._chosen()
        self.foot.setVisible(own is not None)
        self.change_button.setVisible(own is not None and is_simple(own))

    # -- doing ---------------------------------------------------------------------------------------

    def show_chosen(self) -> None:
        """Look at the chosen report."""
        own = self._chosen()
        if own is not None:
            self.shown.emit(own.id)

    def change(self) -> None:
        """Take the chosen report into the form."""
        self._base = self._chosen()
        if self._base is not None:
            self.form.show_definition(self._base)
            self._say_form()
            self.form.title.setFocus()

    def save(self, *, is_new: bool = False) -> None:
        """Keep the report, and look at it; as a new one, the one that was changed stays as it is."""
        wanted = self.form.definition(None if is_new else self._base, self._taken)
        if wanted is None:
            return
        self.problem.hide()
        centre = self.session.centre

        def done(info: ReportInfo) -> None:
            self.session.toast(_("The report is kept."))
            self.clear()
            self.shown.emit(info.id)

        def failed(error: BeratungError) -> None:
            if str(error.details.get("place", "")).startswith("tables "):
                error.details["place"] = wanted.title["de"]  # there is one table; nobody gave it a name
            self.problem.setText(explain(error))
            self.problem.show()

        jobs.run(self, lambda: centre.reports.save_report(wanted), done, failed)

    def remove(self) -> None:
        """Forget the chosen report; the message offers to take that back."""
        before, centre = self._chosen(), self.session.centre
        if before is None:
            return
        own = before

        def done(_nothing: None) -> None:
            def take_back() -> None:
                jobs.run(
                    self,
                    lambda: centre.reports.save_report(own),
                    lambda _info: self.load(),
                    self.session.problem,
                )

            self.session.toast(
                _("The report is removed. What left the house stays in the ledger."), take_back
            )
            if self._base is not None and self._base.id == own.id:
                self.clear()
            self.load()

        jobs.run(self, lambda: centre.reports.remove_report(own.id), done, self.session.problem)

    def clear(self) -> None:
        """Begin anew."""
        self._base = None
        self.form.clear()
        self.problem.hide()
        self._say_form()

    def _say_form(self) -> None:
        is_new = self._base is None
        self.side.set_title(_("New report") if is_new else _("Change the report"))
        self.clear_button.setText(_("Clear") if is_new else _("Leave it as it is"))
        self.new_button.setVisible(not is_new)
        periods = self._released.get(self._base.id, ()) if self._base is not None else ()
        words = _(
            "This left the house: %(periods)s. There it stays as it is, with its numbers. "
            "If the change is to go out for that too, keep it as a new report."
        ) % {"periods": ", ".join(periods)}
        self.released.say(words if periods else "", "unknown", "send")

    def retranslate(self) -> None:
        self.card.set_title(_("Own reports"))
        self.card.list.setAccessibleName(_("Own reports"))
        self.card.say_empty(
            _("No report of your own yet"),
            _(
                "Say beside what is to be counted. It is protected like all others before anybody sees a number."
            ),
        )
        self.form.retranslate()
        self._say_form()
        self.remove_button.setText(_("Remove"))
        self.change_button.setText(_("Change"))
        self.show_button.setText(_("Show"))
        self.new_button.setText(_("Keep as a new report"))
        self.save_button.setText(_("Keep and show"))


def _periods_of(lines: Sequence[LedgerLine]) -> dict[str, tuple[str, ...]]:
    """The periods that left the house, by report, in the order in which they did."""
    found: dict[str, dict[str, None]] = {}
    for line in reversed(lines):
        found.setdefault(line.definition, {})[line.period_label] = None
    return {name: tuple(periods) for name, periods in found.items()}


def _entry(own: tuple[ReportInfo, ReportDefinition]) -> Entry:
    info, definition = own
    tables = definition.tables
    groups = {grouping.id: grouping.label.get("de", grouping.id) for grouping in definition.groupings}
    by = " × ".join(groups.get(name, name) for name in tables[0].dimensions) if len(tables) == 1 else ""
    detail = info.about or by or ", ".join(table.title.get("de", table.id) for table in tables)
    return Entry(info.id, "", RowLook(info.title, detail), f"{info.title}, {detail}")
