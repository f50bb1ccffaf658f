# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``python -m beratung`` is the command ``beratung``."""

from beratung.cli.edge import main

if __name__ == "__main__":
    main()
