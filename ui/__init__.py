# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The window. It sees the centre through ``beratung.centre``, the nouns and the languages, and nothing else."""
