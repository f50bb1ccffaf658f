# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The command line. `beratung.cli.session` says what a module of commands looks like."""
