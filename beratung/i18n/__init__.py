# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Words for the edges: the window and the command line.

``_``, ``ngettext`` and ``pgettext`` look the language up at every call, so that it can be switched while
the program runs. A letter never uses them: it gets a ``Translator`` of its own.
"""

from beratung.i18n.translator import (
    Translator,
    _,
    current,
    explain,
    ngettext,
    pgettext,
    speak,
    translator,
)

__all__ = ["Translator", "_", "current", "explain", "ngettext", "pgettext", "speak", "translator"]
