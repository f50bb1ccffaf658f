# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Language, colours and size of text on this machine; when the centre locks and how far ahead it looks."""

from collections.abc import Callable, Sequence

import msgspec

from beratung.domain.base import Role
from beratung.domain.errors import N_, BeratungError
from beratung.i18n import _, ngettext
from ui import jobs
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.form import Group
from ui.widgets.inputs import Menu, said
from ui.widgets.labels import Text
from ui.widgets.segments import Segments

_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 60)
_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
_RESIDENCE = (30, 60, 90, 120, 180, 365)
_CONSENT = (7, 14, 30, 60, 90)
_STEP = (0, 3, 7, 14, 30)


def _minutes() -> Sequence[tuple[int, str]]:
    return [(n, ngettext("after %(n)d minute", "after %(n)d minutes", n) % {"n": n}) for n in _MINUTES]


def _ahead(days: Sequence[int]) -> Callable[[], Sequence[tuple[int, str]]]:
    def words() -> Sequence[tuple[int, str]]:
        return [(n, ngettext("%(n)d day before", "%(n)d days before", n) % {"n": n} if n else _("on the day"))
                for n in days]  # fmt: skip

    return words


def _scales() -> Sequence[tuple[float, str]]:
    return [(scale, f"{round(scale * 100)} %") for scale in _SCALES]


def _languages() -> Sequence[tuple[str, str]]:
    return [("de", "Deutsch"), ("en", "English")]


class LookPanel(Panel):
    """Choices that hold at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        settings = session.settings
        self.look = Group(N_("&Look and language"), column=260, most=3)
        self.language = Segments(_languages, settings.language)
        self.scheme: Segments[str] = Segments(
            said((("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))),
            settings.scheme,
        )
        self.scale = Menu(_scales)
        self.scale.set_value(min(_SCALES, key=lambda scale: abs(scale - settings.text_scale)))
        self.look.add_field(N_("Language"), self.language)
        self.look.add_field(N_("Colours"), self.scheme)
        self.look.add_field(
            N_("Size of text"), self.scale, hint=N_("On top of the size that your system asks for.")
        )
        self.minutes, self.residence = Menu(_minutes), Menu(_ahead(_RESIDENCE))
        self.consent, self.step = Menu(_ahead(_CONSENT)), Menu(_ahead(_STEP))
        self.lock = Group(N_("L&ock"), column=260, most=3)
        self.lock.add_field(
            N_("Without a key or the mouse"), self.minutes,
            hint=N_("The centre also locks with your desktop and when the computer sleeps."),
        )  # fmt: skip
        self.ahead = Group(N_("What stands on &today's page"), column=260, most=3)
        self.ahead.add_field(N_("End of a residence title"), self.residence)
        self.ahead.add_field(N_("End of a consent"), self.consent)
        self.ahead.add_field(N_("Next step"), self.step)
        self.note = Text("", "secondary", "muted", wrap=True)
        self.cards.addWidget(self.look)
        self.cards.addWidget(self.lock)
        self.cards.addWidget(self.ahead)
        self.cards.addWidget(self.note)
        self.cards.addStretch(1)
        self.look.changed.connect(self._on_look_changed)
        self.lock.changed.connect(self._on_centre_changed)
        self.ahead.changed.connect(self._on_centre_changed)
        self._show_centre()

    def _show_centre(self) -> None:
        """Show what the centre has decided; only the administration decides it anew."""
        settings, may_change = self.session.centre.settings, Role.ADMIN in self.session.user.roles
        for menu, value in (
            (self.minutes, settings.idle_minutes), (self.residence, settings.residence_days),
            (self.consent, settings.consent_days), (self.step, settings.step_days),
        ):  # fmt: skip
            menu.set_value(value)
            menu.setEnabled(may_change)
        self.ahead.setVisible(self.session.may_counsel())
        self.note.setVisible(not may_change)

    def retranslate(self) -> None:
        for group in (self.look, self.lock, self.ahead):
            group.retranslate()
        self.note.setText(_("What is grey here holds for everybody; the administration decides it."))

    def load(self) -> None:
        self._show_centre()

    def _on_look_changed(self) -> None:
        settings = self.session.settings
        settings.language, settings.scheme = self.language.value(), self.scheme.value()
        settings.text_scale = self.scale.value()
        settings.save()
        self.session.look_changed.emit()

    def _on_centre_changed(self) -> None:
        centre = self.session.centre
        wanted = msgspec.structs.replace(
            centre.settings, idle_minutes=self.minutes.value(), residence_days=self.residence.value(),
            consent_days=self.consent.value(), step_days=self.step.value(),
        )  # fmt: skip
        jobs.run(self, lambda: centre.change_settings(wanted), lambda _nothing: self.session.look_changed.emit(),
                 self._on_failed)  # fmt: skip

    def _on_failed(self, error: BeratungError) -> None:
        self._show_centre()
        self.session.problem(error)
