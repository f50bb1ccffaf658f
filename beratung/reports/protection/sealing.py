# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The fingerprint by which a changed number in a protected file is seen. Pure, and light to load."""

import hashlib
import json
from typing import Any

FORMAT = 1
"""The format of the certificate."""


def digest_of(document: dict[str, Any]) -> str:
    """The fingerprint of a document but for itself and the seconds, which differ from run to run."""
    rest = {name: value for name, value in document.items() if name != "seconds"}
    proof = rest.get("certificate")
    if isinstance(proof, dict):
        rest["certificate"] = {name: value for name, value in proof.items() if name != "digest"}
    text = json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_seconds(thousandths: int, digest: str) -> float:
    """Seconds, with six check digits behind the thousandths, so that a changed one is seen."""
    check = hashlib.sha256(f"{thousandths} {digest}".encode()).digest()
    return (thousandths * 1_000_000 + int.from_bytes(check[:4], "big") % 1_000_000) / 1_000_000_000
