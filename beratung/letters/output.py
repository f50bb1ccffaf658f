# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Shows PDFs as pictures and saves them without ever leaving half a file."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from beratung.domain.errors import N_, Msgid
from beratung.letters.errors import CannotSave, NotAPdf

if TYPE_CHECKING:
    import pypdfium2

_PDFIUM = Lock()
"""PDFium works in one thread at a time."""

_REASONS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EACCES: N_("you may not write there"),
    errno.EPERM: N_("you may not write there"),
    errno.EROFS: N_("you may not write there"),
    errno.ENOENT: N_("the folder does not exist"),
    errno.ENOTDIR: N_("the folder does not exist"),
    errno.EISDIR: N_("there is a folder of this name"),
}


@contextmanager
def _opened(pdf: bytes) -> "Iterator[pypdfium2.PdfDocument]":
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise NotAPdf(place="PDF") from error
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _opened(pdf) as document:
        return len(document)


def render_page(pdf: bytes, page: int, width_px: int) -> bytes:
    """Return a page (counted from 0) as a picture in memory, ``width_px`` wide.

    The picture is a binary PPM: every toolkit reads it, and nothing is spent on compressing it.
    """
    with _opened(pdf) as document:
        sheet = document[page]
        bitmap = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        raw = bytes(bitmap.buffer)
        bitmap.close()
        sheet.close()
    rows = (
        raw
        if stride == width * 3
        else b"".join(raw[y * stride : y * stride + width * 3] for y in range(height))
    )
    return f"P6\n{width} {height}\n255\n".encode("ascii") + rows


def suggested_name(number: int) -> str:
    """Return a file name for a letter: its running number and nothing else."""
    return f"Brief-{number}.pdf"


def _reason(error: OSError) -> str:
    """Return what stood in the way, in words of ours where we have some."""
    known = _REASONS.get(error.errno or 0)
    return Msgid(known) if known else error.strerror or type(error).__name__


def check_target(path: Path) -> None:
    """Refuse a path to which nothing could be saved.

    Raises:
        CannotSave: the folder is not there or may not be written, or the path is a folder itself.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise CannotSave(reason=_reason(error)) from error


def save(pdf: bytes, path: Path) -> None:
    """Write a PDF to a path, whole or not at all; only the user may read it.

    Raises:
        CannotSave: it could not be written; what stood there before is unharmed.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".brief-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise CannotSave(reason=_reason(error)) from error
