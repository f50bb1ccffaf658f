# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The PDF says what it is: tags, language, title, embedded fonts; and it names nobody."""

import re

import pikepdf
import pytest

from beratung.domain.cases import ReleaseField
from beratung.letters import fonts
from tests.letters.reading import elements, opened
from tests.letters.reading import fonts as fonts_of
from tests.letters.samples import CONCERN, OFFER, Desk, a_client

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def pdf() -> bytes:
    """A letter with everything in it, an Arabic name and two pages."""
    desk = Desk(a_client(original="أمل الشيخ"))
    desk.consent()
    plan = desk.service.plan_referral(
        desk.case.id, OFFER, concern=CONCERN * 30, enclosures=("Kopie des Zertifikats",)
    )
    return desk.service.issue(plan, plan.allowed()).pdf


def test_all_fonts_are_embedded_with_their_text(pdf: bytes) -> None:
    document = opened(pdf)
    found = fonts_of(document)
    assert {str(font.BaseFont).split("+")[1] for font in found} >= {
        "BeratungSans-Regular",
        "BeratungSans-Bold",
        "BeratungSansArabic-Regular",
    }
    for font in found:
        assert "/FontFile2" in font.FontDescriptor
        assert "/ToUnicode" in font


def test_title_language_and_tags_are_declared(pdf: bytes) -> None:
    document = opened(pdf)
    root = document.Root
    assert str(root.Lang) == "de-DE"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(document.docinfo.Title) == "Vermittlungsschreiben"
    assert document.pdf_version == "1.7"
    xmp = bytes(root.Metadata.read_bytes()).decode("utf-8")
    assert "<rdf:li>de-DE</rdf:li>" in xmp
    assert "Vermittlungsschreiben" in xmp
    assert "pdfuaid" not in xmp
    assert "pdfaid" not in xmp


def test_no_person_is_named_outside_the_page(pdf: bytes) -> None:
    document = opened(pdf)
    outside = str(dict(document.docinfo)) + bytes(document.Root.Metadata.read_bytes()).decode("utf-8")
    for name in ("Amal", "Musterfrau", "beraterin"):
        assert name not in outside


def test_the_structure_is_whole(pdf: bytes) -> None:
    document = opened(pdf)
    tags = [str(element.S) for element in elements(document)]
    assert tags[0] == "/Document"
    assert tags.count("/H1") == 1
    assert {"/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Lbl", "/LBody", "/Span"} <= set(tags)
    assert tags.count("/TR") == tags.count("/TH") == tags.count("/TD")
    for element in elements(document):
        if element.S == "/TH":
            assert element.A.Scope == "/Row"


def test_every_content_is_tagged_or_an_artifact(pdf: bytes) -> None:
    """Each marked content has one owner, each owner's page knows it, and nothing is drawn outside."""
    document = opened(pdf)
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    assert len(parents) == len(document.pages) == 2
    for page in document.pages:
        owners = parents[int(page.StructParents)]
        inside, seen = 0, []
        for instruction in pikepdf.parse_content_stream(page):
            operands, word = instruction.operands, str(instruction.operator)
            if word == "BDC":
                inside += 1
                if operands[0] != "/Artifact":
                    seen.append(int(operands[1].MCID))
                    owner = owners[seen[-1]]
                    assert operands[0] == owner.S
            elif word == "EMC":
                inside -= 1
            elif word in {"Tj", "TJ", "f", "S", "Do"}:
                assert inside == 1, word
        assert inside == 0
        assert seen == list(range(len(owners)))


def test_shaped_text_says_what_it_stands_for(pdf: bytes) -> None:
    document = opened(pdf)
    texts = [str(element.ActualText) for element in elements(document) if "/ActualText" in element]
    assert any("أمل الشيخ" in text for text in texts)
    assert all(not set(text) & fonts.INVISIBLE for text in texts)


def test_qpdf_finds_no_fault(pdf: bytes) -> None:
    document = opened(pdf)
    assert document.check_pdf_syntax() == []


def test_a_longer_text_belongs_to_one_paragraph_over_two_pages(desk: Desk) -> None:
    plan = desk.service.plan_referral(desk.case.id, OFFER, to_client=True, concern=CONCERN * 110)
    pdf = desk.service.preview(plan, (ReleaseField.CONCERN,))
    document = opened(pdf)
    spread = [
        element
        for element in elements(document)
        if sum(isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR" for kid in element.K) > 1
    ]
    assert [str(element.S) for element in spread] == ["/P"]
    pages = [kid.Pg.objgen for kid in spread[0].K]
    assert len(set(pages)) == len(pages) >= 2


def test_the_id_does_not_come_from_the_machine(pdf: bytes) -> None:
    assert not re.search(rb"/root/|/home/|/tmp/", pdf)
