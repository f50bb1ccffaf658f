# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Language, colours, size of text, and after how many quiet minutes the centre locks."""

from collections.abc import Sequence

from beratung.domain.errors import N_
from beratung.i18n import ngettext
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.form import Group
from ui.widgets.inputs import Menu, said
from ui.widgets.segments import Segments

_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)
_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


def _minutes() -> Sequence[tuple[int, str]]:
    return [(n, ngettext("after %(n)d minute", "after %(n)d minutes", n) % {"n": n}) for n in _MINUTES]


def _scales() -> Sequence[tuple[float, str]]:
    return [(scale, f"{round(scale * 100)} %") for scale in _SCALES]


def _languages() -> Sequence[tuple[str, str]]:
    return [("de", "Deutsch"), ("en", "English")]


class LookPanel(Panel):
    """The user's own choices on this machine; each holds at once."""

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
        self.lock = Group(N_("L&ock"), column=260, most=3)
        self.minutes = Menu(_minutes)
        self.minutes.set_value(settings.idle_minutes)
        self.lock.add_field(
            N_("Without a key or the mouse"), self.minutes,
            hint=N_("The centre also locks with your desktop and when the computer sleeps."),
        )  # fmt: skip
        for group in (self.look, self.lock):
            self.cards.addWidget(group)
            group.changed.connect(self._on_changed)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        self.look.retranslate()
        self.lock.retranslate()

    def _on_changed(self) -> None:
        settings = self.session.settings
        settings.language, settings.scheme = self.language.value(), self.scheme.value()
        settings.text_scale, settings.idle_minutes = self.scale.value(), self.minutes.value()
        settings.save()
        self.session.look_changed.emit()
