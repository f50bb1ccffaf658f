# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The nouns of the product: frozen data without input, output or a clock.

Import from the module that holds the noun (``from beratung.domain.people import Client``).
"""
