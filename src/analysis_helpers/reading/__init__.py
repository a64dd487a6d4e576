"""Any file → grids of text cells with their place in the file. What they mean is for `cleaning`."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import IO, NoReturn

from analysis_helpers.errors import ReportError
from analysis_helpers.reading.table import Grid, RawTable, Source

__all__ = ["Grid", "RawTable", "ReportSource", "Source", "read_grids"]

ReportSource = str | Path | bytes | IO[bytes] | IO[str]
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(r"\s*<(?:!doctype|html|head|body|table|div|p)\b", re.IGNORECASE)
TABLE_FORMATS = "text with cells between pipes, tabs, commas or semicolons"


def read_grids(source: ReportSource) -> tuple[Source, list[Grid]]:
    """Read every table of a report file, without judging them.

    `source` is a path, bytes, an open file, or pasted text (a str with more than one line). Raises ReportError
    for a missing, empty or damaged file, and for one that holds no text (a picture, a scan, a locked file).
    """
    content, name = _open(source)
    if isinstance(content, str):
        encoded, encoding = content.encode("utf-8", "surrogatepass"), "text"
        grids, kind = _read_characters(content, name)
    else:
        encoded, encoding = content, ""
        grids, kind, encoding = _read_bytes(content, name)
    if not any(cell.strip() for grid in grids for row in grid.cells for cell in row):
        raise ReportError(
            name, "the file is empty", "a report with a header row and one row a task",
            "ask the sender for the file again",
        )  # fmt: skip
    return Source(name, hashlib.sha256(encoded).hexdigest(), encoding, kind), grids


def _open(source: ReportSource) -> tuple[bytes | str, str]:
    if isinstance(source, bytes):
        return source, "(bytes)"
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        return source, "(pasted text)"
    if isinstance(source, (str, Path)):
        path = Path(source)
        try:
            if path.is_file():
                return path.read_bytes(), path.name
            what = "this is a folder, not a file" if path.exists() else "there is no such file"
        except (OSError, ValueError) as error:  # a name that no system can have, a file that may not be read
            what = f"this cannot be opened ({error})"
        raise ReportError(
            path, what, "the path of a report file", "check the name, or list the folder that it should be in"
        )
    return source.read(), Path(str(getattr(source, "name", "(file)"))).name


def _read_bytes(content: bytes, name: str) -> tuple[list[Grid], str, str]:
    """The grids, the format and (for text) the encoding; what a file is, is told by its bytes, not by its name."""
    if content.startswith(b"%PDF"):
        _refuse(name, "this is a PDF, which is not read yet", "copy its table into a text or CSV file")
    if content.startswith(b"PK"):
        _refuse_zip(content, name)
    if content.startswith(OLE):
        _refuse_ole(content, name)
    if content.startswith(PICTURES):
        _refuse(name, "this is a picture", "ask for the file that the picture was taken of")
    if content.startswith(b"{\\rtf"):
        _refuse(name, "this is a rich-text (RTF) file", "copy its table into a text or CSV file")
    from analysis_helpers.reading.text import decode

    text, encoding = decode(content, name)
    grids, kind = _read_characters(text, name)
    return grids, kind, encoding


def _read_characters(text: str, name: str) -> tuple[list[Grid], str]:
    from analysis_helpers.reading.text import read_text

    if HTML.match(text):
        _refuse(name, "this is a web page, which is not read yet", "copy the table and paste it into a text file")
    grids = read_text(text)
    kind = "pipe text" if "|" in text else "delimited text" if len(grids) > 1 else "text"
    return grids, kind


def _refuse_zip(content: bytes, name: str) -> NoReturn:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise ReportError(
            name, f"the file is damaged ({error})", TABLE_FORMATS, "ask the sender for the file again"
        ) from error
    if any(part.startswith("word/") for part in parts):
        _refuse(name, "this is a Word file, which is not read yet", "copy its table into a text or CSV file")
    if any(part.startswith("xl/") for part in parts):
        _refuse(name, "this is a spreadsheet, which is not read yet", "save the sheet as CSV (UTF-8)")
    if "OFD.xml" in parts:
        _refuse(name, "this is an OFD file", "open it in an OFD reader and copy its table into a text file")
    _refuse(name, "this is an archive, or a document of another kind", "unpack it, or save its table as CSV")


def _refuse_ole(content: bytes, name: str) -> NoReturn:
    if _has_stream(content, "EncryptedPackage"):
        _refuse(name, "the file is locked with a password", "open it, remove the password, and save its table as CSV")
    if _has_stream(content, "WordDocument"):
        _refuse(name, "this is an old Word file (.doc)", "copy its table into a text or CSV file")
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        _refuse(name, "this is an old spreadsheet (.xls), which is not read yet", "save the sheet as CSV (UTF-8)")
    _refuse(name, "this is an old office file that holds no table", "save its table as CSV (UTF-8)")


def _has_stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _refuse(name: str, what: str, do: str) -> NoReturn:
    raise ReportError(name, what, TABLE_FORMATS, do)
