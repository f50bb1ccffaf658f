# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Writes protected reports as files. All of it works from the page as it is shown, which holds nothing hidden."""
