# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``python -m ui`` opens the window."""

import sys

from ui.application import main

if __name__ == "__main__":
    sys.exit(main())
