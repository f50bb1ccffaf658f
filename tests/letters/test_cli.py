# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``beratung letter referral`` on a real, encrypted centre."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import typer

from beratung.centre import Centre
from beratung.cli import letters
from beratung.cli.session import Options, take_options
from beratung.domain.cases import Consent, Letter, ReleaseField, ResidenceTitle
from beratung.domain.errors import BeratungError, NotFound
from beratung.letters.errors import CannotSave, FieldNotReleased, NoConsent, UnknownField
from beratung.vault import KdfCost
from tests.letters.reading import squeezed, text_of
from tests.letters.samples import a_case, a_client

PASSWORD = "demo-demo-demo-demo"
OFFER = "anerk_beratung_st"


class Called:
    """A centre in a folder and one case in it; each call opens the centre anew, as the command does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        centre, _ = Centre.create(
            folder, name="Muster", user="beraterin", password=PASSWORD, cost=KdfCost.FLOOR
        )
        client = a_client(original="李小龙")
        centre.clients.add(client, a_case(client.id))
        self.case: UUID = next(view.case for view in centre.clients.roster() if view.case is not None)
        self.client = client.id
        centre.lock()

    def open(self) -> Centre:
        return Centre.open(self.folder, user="beraterin", password=PASSWORD)

    def consent(self, *fields: ReleaseField) -> str:
        consent = Consent(
            id=uuid4(),
            subject=self.client,
            case=self.case,
            recipient=OFFER,
            fields=fields or tuple(ReleaseField),
            given_on=date(2020, 1, 1),
        )
        centre = self.open()
        centre.privacy.give_consent(consent)
        centre.lock()
        return str(consent.id)

    def call(self, *arguments: str) -> None:
        root = typer.Typer()
        root.callback()(lambda: None)
        letters.register(root)
        take_options(Options(centre=str(self.folder), user="beraterin", as_json=True))
        typer.main.get_command(root).main(args=["letter", "referral", *arguments], standalone_mode=False)

    def postbook(self) -> tuple[Letter, ...]:
        centre = self.open()
        try:
            return centre.letters.postbook()
        finally:
            centre.lock()


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Called]:
    """A fresh centre."""
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    yield Called(tmp_path / "centre")
    take_options(Options())


def printed(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(capsys.readouterr().out)


def test_a_letter_is_made_written_and_entered(
    called: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    consent = called.consent(ReleaseField.NAME, ReleaseField.BORN, ReleaseField.CONCERN)
    out = tmp_path / "out.pdf"
    called.call(str(called.case), "--offer", OFFER, "--out", str(out), "--concern", "Ein Zeugnis aus Syrien.")
    answer = printed(capsys)
    (letter,) = called.postbook()
    assert answer == {
        "letter": str(letter.id),
        "fields": ["name", "born", "concern"],
        "consent": consent,
        "post_book": 1,
    }
    assert "EinZeugnisausSyrien." in squeezed(text_of(out.read_bytes()))
    assert "beraterin" in text_of(out.read_bytes())


def test_without_a_consent_it_is_refused_and_nothing_is_written(called: Called, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    for extra in ((), ("--preview",)):
        with pytest.raises(NoConsent) as caught:
            called.call(str(called.case), "--offer", OFFER, "--out", str(out), *extra)
        assert caught.value.exit_code == 1
    assert not out.exists()
    assert called.postbook() == ()


def test_a_field_that_is_not_released_is_refused(called: Called, tmp_path: Path) -> None:
    called.consent(ReleaseField.NAME)
    with pytest.raises(FieldNotReleased):
        called.call(
            str(called.case),
            "--offer",
            OFFER,
            "--out",
            str(tmp_path / "out.pdf"),
            "--fields",
            "name,residence",
        )
    assert not (tmp_path / "out.pdf").exists()


def test_into_the_clients_own_hand_goes_all_but_the_sensitive(
    called: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    called.call(str(called.case), "--offer", OFFER, "--out", str(out), "--to-client")
    output = capsys.readouterr()
    answer = json.loads(output.out)
    assert answer["consent"] is None
    assert {"name", "born"} <= set(answer["fields"])
    assert not {"residence", "family", "contact", "nationality", "address"} & set(answer["fields"])
    assert output.err.count("\n") == 1  # the Chinese name is left out, and that is said


def test_a_preview_is_written_but_nothing_stored(
    called: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called.consent()
    out = tmp_path / "out.pdf"
    called.call(
        str(called.case), "--offer", OFFER, "--out", str(out), "--fields", " Name , born", "--preview"
    )
    answer = printed(capsys)
    assert (answer["letter"], answer["post_book"], answer["fields"]) == (None, None, ["name", "born"])
    assert out.read_bytes().startswith(b"%PDF")
    assert called.postbook() == ()


def test_another_recipient_needs_his_own_consent_and_gets_his_address(
    called: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called.consent()
    out = tmp_path / "out.pdf"
    call = (str(called.case), "--offer", OFFER, "--out", str(out))
    with pytest.raises(NoConsent):
        called.call(*call, "--recipient", "Kammer Beispiel", "--recipient", "Musterallee 12")
    called.call(*call, "--recipient", "Kammer Beispiel", "--recipient", "Musterallee 12", "--to-client")
    assert printed(capsys)["post_book"] == 1
    (letter,) = called.postbook()
    assert (letter.recipient, letter.recipient_address) == ("Kammer Beispiel", ("Musterallee 12",))
    assert "Kammer Beispiel Musterallee 12" in text_of(out.read_bytes())


@pytest.mark.parametrize(
    ("extra", "error", "code"),
    [
        (("--fields", "name,shoe_size"), UnknownField, 2),
        (("--offer", "no_such_offer"), BeratungError, None),
    ],
)
def test_a_wrong_call_gets_a_clear_word(
    called: Called, tmp_path: Path, extra: tuple[str, ...], error: type[BeratungError], code: int | None
) -> None:
    with pytest.raises(error) as caught:
        called.call(
            str(called.case), "--offer", OFFER, "--out", str(tmp_path / "o.pdf"), "--to-client", *extra
        )
    assert code is None or caught.value.exit_code == code


def test_an_unknown_case_and_a_folder_that_is_not_there_make_no_letter(
    called: Called, tmp_path: Path
) -> None:
    with pytest.raises(NotFound):
        called.call(str(uuid4()), "--offer", OFFER, "--out", str(tmp_path / "o.pdf"), "--to-client")
    with pytest.raises(CannotSave):
        called.call(
            str(called.case), "--offer", OFFER, "--out", str(tmp_path / "nowhere" / "o.pdf"), "--to-client"
        )
    assert called.postbook() == ()


def test_the_duty_to_report_is_said_first(
    called: Called, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = called.open()
    case = centre.cases.show(called.case).case
    centre.cases.change(msgspec.structs.replace(case, residence=(ResidenceTitle(status="ohne_papiere"),)))
    centre.lock()
    called.call(str(called.case), "--offer", OFFER, "--out", str(tmp_path / "o.pdf"), "--to-client")
    assert "§ 87 AufenthG" in capsys.readouterr().err
