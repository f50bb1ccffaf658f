# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Hides as little of a set of tables as possible, and proves that nothing hidden can be reckoned back."""
