# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The installed command ``beratung``."""

from beratung.cli.edge import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
