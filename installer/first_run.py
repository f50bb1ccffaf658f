# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Show the product on a demo centre: the main job once on the command line, then the window.

Every step is a call of the public command line, printed as one would type it.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
USER = "beraterin"
PASSWORD = "demo-demo-demo"  # noqa: S105 - everybody knows the demo's password
OFFER = "anerk_beratung_st"
CLIENT = {
    "given_name": "Amina",
    "family_name": "Beispiel-Muster",
    "other_names": [{"text": "أمينة", "kind": "original_script"}],
    "born": "1992-03-14",
    "gender": "f",
    "nationality": ["475"],
    "languages": [{"code": "ar", "spoken": "C2", "interpreter": True}],
    "municipality": "15003000",
    "residence": [{"status": "ae_25_2_fl", "issued": "2026-02-02", "until": "2029-02-02"}],
    "german": [{"skill": "overall", "level": "A2", "source": "certificate", "on": "2026-06-03"}],
    "facts": {"foreign_qualification": "berufsausbildung", "intends_to_work_in_st": True, "in_school": False},
}
SIGNS = {"yes": "möglich", "unknown": "offen", "no": "derzeit nicht"}


def beratung(centre: Path, *arguments: str, given: str = "") -> dict[str, Any]:
    """Call the command line as a user would and return its JSON."""
    print(f"  $ beratung {shlex.join(arguments)}", flush=True)
    secrets = {"BERATUNG_CENTRE": str(centre), "BERATUNG_USER": USER, "BERATUNG_PASSWORD": PASSWORD}
    run = subprocess.run(
        [sys.executable, "-m", "beratung", *arguments, "--json"],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"} | secrets,
        input=given,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if run.returncode != 0:
        raise SystemExit(run.returncode)
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def show_match(match: dict[str, Any]) -> None:
    """Print what was decided about the chosen offer and why, and what is asked next."""
    counts = [f"{sum(o['verdict'] == v for o in match['offers'])} {word}" for v, word in SIGNS.items()]
    print(f"    {len(match['offers'])} Angebote: {', '.join(counts)} (Rechtsstand {match['law_as_of']})")
    chosen = next(offer for offer in match["offers"] if offer["offer"] == OFFER)
    print(f"    {OFFER}: {SIGNS[chosen['verdict']]}, weil")
    for criterion in chosen["criteria"]:
        law = f" ({criterion['law']})" if criterion["law"] else ""
        print(f"      {SIGNS[criterion['verdict']]:>13}  {criterion['text']}{law}")
    if match["next_question"]:
        question = match["next_question"]
        print(f"    Nächste Frage: {question['text']} Sie entscheidet {question['decides']} Angebote.")


def main_job(centre: Path, letters: Path) -> None:
    """Record a client, take the consent, match, and make the letter."""
    person = beratung(centre, "client", "add", "--file", "-", given=json.dumps(CLIENT))
    case = person["case"]
    match = beratung(centre, "match", case)
    show_match(match)
    fields = "name,born,languages,interpreter,german,qualifications,concern"
    beratung(centre, "consent", "add", case, "--recipient", OFFER, "--fields", fields, "--language", "ar")
    letters.mkdir(exist_ok=True)
    target = letters / f"Brief-{time.strftime('%Y%m%d-%H%M%S')}.pdf"
    letter = beratung(centre, "letter", "referral", case, "--offer", OFFER, "--out", str(target))
    print(f"    Der Brief liegt hier: {target}")
    print(f"    Er trägt {', '.join(letter['fields'])}; Postbuch Nr. {letter['post_book']}.")


def window(centre: Path, *, has_display: bool) -> int:
    """Open the window, or leave a picture of it where there is no display."""
    command = [sys.executable, "-m", "ui", "--centre", str(centre), "--user", USER]
    if has_display:
        print(f"» Das Fenster öffnet sich. Benutzerin {USER}, Passwort {PASSWORD}")
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    picture = centre.parent / "window.png"
    secret = centre.parent / "demo-password.txt"
    secret.write_text(PASSWORD, encoding="utf-8")
    command += ["--password-file", str(secret), "--picture", str(picture)]
    code = subprocess.run(
        command, cwd=ROOT, check=False, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ).returncode
    secret.unlink()
    if code == 0:
        print(f"» Hier ist kein Bildschirm. Ein Bild des Fensters liegt in {picture}")
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the demo centre unless it is there, do the main job, open the window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-display", action="store_true")
    parser.add_argument("--folder", type=Path, default=ROOT / "demo")
    parser.add_argument("--cases", type=int, default=300)
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    centre = chosen.folder.resolve() / "centre"
    begun = time.monotonic()
    if not (centre / "centre.json").exists():
        print(f"» Ein Übungszentrum mit {chosen.cases} erfundenen Fällen entsteht")
        beratung(centre, "centre", "demo", str(centre), "--cases", str(chosen.cases), "--seed", "2026")
    print("» Die Hauptaufgabe, einmal ohne Fenster")
    main_job(centre, chosen.folder.resolve())
    print(f"» Fertig nach {time.monotonic() - begun:.0f} s")
    return window(centre, has_display=not chosen.no_display)


if __name__ == "__main__":
    sys.exit(main())
