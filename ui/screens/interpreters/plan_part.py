# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The best week: a proposal who takes which request, who is left out and exactly why; a person confirms."""

from datetime import date, timedelta
from threading import Event
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.appointments import week_of
from beratung.domain.errors import BeratungError
from beratung.domain.interpreting_views import Applied, Fallback, LeftOut, PlannedJob, WeekPlan
from beratung.i18n import _, current, explain, ngettext
from ui import jobs
from ui.models.interpreting_words import say_when
from ui.models.words import dotted, say_day, say_language
from ui.screens.month_sheets import say_money
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.inputs import Tick
from ui.widgets.labels import Line, Picture, Text
from ui.widgets.page import Scroll
from ui.widgets.progress_strip import ProgressStrip


class PlanPart(Part):
    """A week, its proposal on the left, who is left out on the right, and one button that sends what is ticked."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        today = session.today()
        self._monday = today + timedelta(days=7 - today.weekday())
        self._plan: WeekPlan | None = None
        self._stop = Event()
        self._run = 0
        self.ticks: dict[UUID, Tick] = {}
        row = QHBoxLayout()
        self.before = IconButton("chevron-left", on_click=lambda: self.step(-7))
        self.week = Text("", "section")
        self.after = IconButton("chevron-right", on_click=lambda: self.step(7))
        self.plan_button = SecondaryButton(icon="refresh", on_click=self.load)
        for widget in (self.before, self.week, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.plan_button)
        self.column.addLayout(row)
        self.strip = ProgressStrip()
        self.column.addWidget(self.strip)
        self.banner = Banner("accent", icon="calendar")
        self.column.addWidget(self.banner)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        self.card, self.jobs = Card(" "), Scroll()
        self.card.add(self.jobs, 1)
        self.send_button = PrimaryButton(icon="send", on_click=self.apply)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.send_button)
        self.card.add(foot)
        self.left, self.reasons = Card(" "), Scroll()
        self.left.add(self.reasons, 1)
        sides.addWidget(self.card, 5)
        sides.addWidget(self.left, 4)
        self.column.addLayout(sides, 1)
        session.about_to_lock.connect(self.forget)

    def step(self, days: int) -> None:
        """Show another week."""
        self._monday += timedelta(days=days)
        self.load()

    def load(self) -> None:
        """Make a proposal for the week; nothing is changed by it."""
        self._stop.set()
        self._stop = Event()
        self._run += 1
        run, stop, service, week = (
            self._run,
            self._stop,
            self.session.centre.interpreters,
            week_of(self._monday),
        )
        self._say_week()
        work = self.strip.begin(_("The week is being planned"), stop.set)

        def done(found: WeekPlan) -> None:
            work.finish()
            if run == self._run:
                self._show(found)

        def failed(error: BeratungError) -> None:
            work.finish()
            if run == self._run:
                self.banner.say(_("The week could not be planned"), explain(error), "no")

        jobs.run(
            self,
            lambda: service.plan_week(week, progress=work.progress, is_cancelled=stop.is_set),
            done,
            failed,
            pool=jobs.side_pool(),
        )

    def _show(self, plan: WeekPlan) -> None:
        self._plan = plan
        self._say_plan(plan)
        self.ticks = {}
        empty_out(self.jobs.column)
        for job in plan.jobs:
            self.jobs.column.addWidget(self._job(job))
            self.jobs.column.addWidget(Line())
        if not plan.jobs:
            self.jobs.column.addWidget(Text(_("There is nothing to propose."), "body", "muted", wrap=True))
        self.jobs.column.addStretch(1)
        empty_out(self.reasons.column)
        for left in plan.left_out:
            self.reasons.column.addWidget(self._left(left))
            self.reasons.column.addWidget(Line())
        if not plan.left_out:
            self.reasons.column.addWidget(Text(_("Nobody is left out."), "body", "muted", wrap=True))
        self.reasons.column.addStretch(1)
        self.left.set_title(_("Left out"), str(len(plan.left_out)) if plan.left_out else "")
        self._enable()

    def _say_plan(self, plan: WeekPlan) -> None:
        if not plan.requests:
            self.banner.say(
                _("No request in this week"),
                _("As soon as an appointment needs an interpreter, it is planned here."), "accent",
            )  # fmt: skip
            return
        said = _("%(served)d of %(requests)d requests are served") % {
            "served": plan.served,
            "requests": plan.requests,
        }
        end = (
            _("No plan serves more.")
            if plan.served == plan.most
            else _("At most %(most)d could be.") % {"most": plan.most}
        )
        same = ngettext(
            "%(n)d client keeps the interpreter of before.",
            "%(n)d clients keep the interpreter of before.",
            plan.previous,
        ) % {"n": plan.previous}
        words = " ".join(filter(None, (end, same if plan.previous else "")))
        self.banner.say(said, words, "yes" if plan.served == plan.requests else "accent")

    def _job(self, job: PlannedJob) -> QWidget:
        codes = self.session.centre.codes
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        who = f"{job.interpreter_name}  ·  {say_language(codes, job.language)}"
        tick = Tick("")
        tick.setText(who.replace("&", "&&"))
        tick.setChecked(True)
        tick.changed.connect(self._enable)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if job.is_fixed:
            column.addWidget(_booked(who))
        else:
            self.ticks[job.request] = tick
            column.addWidget(tick)
        notes = (
            _("booked") if job.is_fixed else "",
            _("another time than before") if job.is_moved else "",
            _("the interpreter of before") if job.is_previous else "",
            _("please call: works without the program") if job.by_phone and not job.is_fixed else "",
        )
        detail = dotted((say_when(job.start, job.end, job.zone), job.client_name, *notes))
        text = Text(detail, "secondary", "muted", wrap=True)
        text.setContentsMargins(30, 0, 0, 0)
        column.addWidget(text)
        tick.setAccessibleDescription(detail)
        row.addWidget(words, 1)
        return line

    def _left(self, left: LeftOut) -> QWidget:
        codes = self.session.centre.codes
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(
            Text(dotted((say_language(codes, left.language), left.client_name)), "strong", wrap=True)
        )
        column.addWidget(Text(say_when(left.start, left.end, left.zone), "secondary", "muted", wrap=True))
        for reason in left.why:
            words = current().fill(reason.words, {"count": reason.count, **reason.details})
            said = words if reason.rule is None else f"{reason.count} × {words}"
            column.addWidget(Text(said, "secondary", wrap=True))
        for fallback in left.fallbacks:
            column.addWidget(Text(say_fallback(fallback), "secondary", "info", wrap=True))
        return line

    def _enable(self) -> None:
        chosen = sum(tick.value() for tick in self.ticks.values())
        self.send_button.setEnabled(bool(chosen))
        said = ngettext("Confirm and ask %(n)d", "Confirm and ask %(n)d", chosen) % {"n": chosen}
        self.send_button.setText(said if chosen else _("Confirm and ask"))
        self.card.set_title(_("Proposal"), str(len(self.ticks)) if self.ticks else "")

    def apply(self) -> None:
        """Send what is ticked; what changed meanwhile is refused and said."""
        plan, service = self._plan, self.session.centre.interpreters
        chosen = {request for request, tick in self.ticks.items() if tick.value()}
        if plan is None or not chosen:
            return
        self.send_button.setEnabled(False)

        def done(applied: Applied) -> None:
            self.session.toast(say_applied(applied))
            self.load()

        jobs.run(self, lambda: service.apply(plan, chosen), done, self.session.problem)

    def forget(self) -> None:
        self._stop.set()
        self._run += 1
        self._plan, self.ticks = None, {}
        empty_out(self.jobs.column)
        empty_out(self.reasons.column)

    def _say_week(self) -> None:
        words = _("Week %(week)d: %(first)s to %(last)s") % {
            "week": self._monday.isocalendar().week,
            "first": say_day(self._monday),
            "last": say_day(self._sunday()),
        }
        self.week.setText(words)

    def _sunday(self) -> date:
        return self._monday + timedelta(days=6)

    def retranslate(self) -> None:
        self.before.set_name(_("Week before"))
        self.after.set_name(_("Week after"))
        self.plan_button.setText(_("Plan anew"))
        self.left.set_title(_("Left out"))
        self._say_week()
        if self._plan is not None:
            self._show(self._plan)
        else:
            self._enable()


def _booked(who: str) -> QWidget:
    """Who is booked already: nothing can be ticked there."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(5, 3, 0, 3)
    row.setSpacing(7)
    row.addWidget(Picture("circle-check", "yes", 20))
    row.addWidget(Text(who, "body"), 1)
    return line


def say_fallback(fallback: Fallback) -> str:
    """An outside service that could help, with its cost as far as it is known."""
    cost = say_money(fallback.cost_cents) if fallback.cost_cents is not None else _("cost unknown")
    return _("Instead: %(name)s (%(cost)s)") % {"name": fallback.name, "cost": cost}


def say_applied(applied: Applied) -> str:
    """What became of the confirmed proposal."""
    asked = ngettext("%(n)d interpreter is asked.", "%(n)d interpreters are asked.", len(applied.offered))
    call = ngettext("%(n)d must be called.", "%(n)d must be called.", len(applied.to_call))
    gone = ngettext(
        "%(n)d changed meanwhile and was left.",
        "%(n)d changed meanwhile and were left.",
        len(applied.refused),
    )
    return " ".join(
        words % {"n": len(some)}
        for words, some in ((asked, applied.offered), (call, applied.to_call), (gone, applied.refused))
        if some
    )
