# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8), written as reportlab objects."""

from collections.abc import Iterable
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject


def text_string(text: str) -> str:
    """Return a PDF text string of any characters."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class Element(PDFObject):  # type: ignore[misc]
    """A structure element: a heading, a paragraph, a table cell ...

    ``alt`` describes a figure, ``actual`` replaces shaped glyphs by the text they stand for. ``parts`` are the
    marked contents that belong to it, as (page, number); ``kids`` its elements and parts in reading order.
    """

    def __init__(
        self,
        tag: str,
        parent: "Element | Root",
        *,
        alt: str = "",
        actual: str = "",
        attributes: str = "",
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.alt = alt
        self.actual = actual
        self.attributes = attributes
        self.kids: list[Element | tuple[int, int]] = []
        parent.kids.append(self)

    def format(self, document: PDFDocument) -> bytes:
        """Return the element as PDF; called by reportlab."""
        pages = {kid[0] for kid in self.kids if isinstance(kid, tuple)}
        words = [f"<< /Type /StructElem /S /{self.tag} /P {_ref(document, self.parent)}"]
        if len(pages) == 1:
            words.append(f"/Pg {_page_ref(document, next(iter(pages)))}")
        words.append(f"/K [{' '.join(self._kid(document, kid, len(pages) == 1) for kid in self.kids)}]")
        if self.alt:
            words.append(f"/Alt {text_string(self.alt)}")
        if self.actual:
            words.append(f"/ActualText {text_string(self.actual)}")
        if self.attributes:
            words.append(f"/A {self.attributes}")
        return (" ".join(words) + " >>").encode("ascii")

    @staticmethod
    def _kid(document: PDFDocument, kid: "Element | tuple[int, int]", on_one_page: bool) -> str:
        if isinstance(kid, Element):
            return _ref(document, kid)
        page, number = kid
        if on_one_page:
            return str(number)
        return f"<< /Type /MCR /Pg {_page_ref(document, page)} /MCID {number} >>"


class Root(PDFObject):  # type: ignore[misc]
    """The root of the structure tree, with the way back from marked contents to their elements."""

    def __init__(self) -> None:
        self.kids: list[Element] = []
        self.owners: list[list[Element]] = []
        """Per page: the element that owns each marked content."""

    def own(self, page: int, element: Element) -> int:
        """Give the next marked content of a page to an element and return its number."""
        owners = self.owners[page]
        owners.append(element)
        number = len(owners) - 1
        element.kids.append((page, number))
        return number

    def register(self, document: PDFDocument) -> None:
        """Give every element an object of its own."""
        document.Reference(self)
        for element in _walk(self.kids):
            document.Reference(element)

    def format(self, document: PDFDocument) -> bytes:
        """Return the root as PDF; called by reportlab."""
        entries = [
            f"{page} [{' '.join(_ref(document, element) for element in owners)}]"
            for page, owners in enumerate(self.owners)
        ]
        kids = " ".join(_ref(document, kid) for kid in self.kids)
        return (
            f"<< /Type /StructTreeRoot /K [{kids}] /ParentTree << /Nums [{' '.join(entries)}] >> "
            f"/ParentTreeNextKey {len(self.owners)} >>"
        ).encode("ascii")


def _walk(kids: Iterable[Any]) -> Iterable[Element]:
    for kid in kids:
        if isinstance(kid, Element):
            yield kid
            yield from _walk(kid.kids)


def _ref(document: PDFDocument, thing: Element | Root) -> str:
    number, generation = document.idToObjectNumberAndVersion[document.Reference(thing).name]
    return f"{number} {generation} R"


def _page_ref(document: PDFDocument, page: int) -> str:
    number, generation = document.idToObjectNumberAndVersion[f"Page{page + 1}"]
    return f"{number} {generation} R"
