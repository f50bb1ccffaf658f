# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Groups of commands to which more than one file adds."""

import typer


def group_of(root: typer.Typer, name: str) -> typer.Typer:
    """The group of a name; raises ValueError where nobody has added it yet."""
    for entry in root.registered_groups:
        if entry.name == name and entry.typer_instance is not None:
            return entry.typer_instance
    raise ValueError(f"the group {name} is added before what belongs to it")
