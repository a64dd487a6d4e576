"""Any file → grids of text cells with their place in the file. What they mean is for `cleaning`."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO, NoReturn

from analysis_helpers.core.characters import escape_controls
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.readers.damage import is_damage
from analysis_helpers.readers.grid import Grid, Note, RawTable, Source

__all__ = ["Grid", "Note", "RawTable", "ReportSource", "Source", "read_grids"]

ReportSource = str | Path | bytes | IO[bytes] | IO[str]
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(
    r"\ufeff?\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|meta|style|title|table|div|p|h[1-6]|section|article|ul|span|center)\b",
    re.IGNORECASE | re.DOTALL,
)
EXCEL_XML = re.compile(
    r"<\?mso-application[^>]*Excel|urn:schemas-microsoft-com:office:spreadsheet\"[^>]*>\s*<(?:Doc|Office|Excel|Styles|Work)"
)
MAIL = re.compile(
    rb"\s*(?:From|MIME-Version|Subject|Date|Content-Type|Snapshot-Content-Location):[^\r\n]*\r?\n", re.IGNORECASE
)
PASTED = re.compile(r"[\n\r\t|<]")  # none of these is in a file's name
HEAD = 2000  # characters in which markup says that it is markup
MOST_UNPACKED = 256 * 2**20
MOST_BYTES = 256 * 2**20  # of a file, before anything of it is read
MOST_ROWS = 500_000  # of a table; a spreadsheet has a million, a report some thousands
MOST_SHARED = 20_000_000  # characters of the texts that merged cells share, counted in each cell


def read_grids(source: ReportSource) -> tuple[Source, list[Grid]]:
    """Read every table of a report file, without judging them.

    `source` is a path, bytes, an open file, or pasted text (a str with more than one line, or with cells in it). Raises ReportError
    for a missing, empty or damaged file, and for one that holds no text (a picture, a scan, a locked file).
    """
    content, name = _open(source)
    encoded = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        if isinstance(content, str):
            (grids, kind), encoding = _read_characters(content, name), "text"
        else:
            grids, kind, encoding = _read_bytes(content, name)
    except ReportError:
        raise
    except Exception as error:
        error.add_note(f"This is a fault of the program, met while it read {name}; the file need not be damaged.")
        raise
    for grid in grids:
        _check_bounds(grid, name)
    if not any(cell.strip() for grid in grids for row in grid.cells for cell in row):
        raise ReportError("read.empty", name)
    return Source(name, hashlib.sha256(encoded).hexdigest(), encoding, kind), grids


def _check_bounds(grid: Grid, name: str) -> None:
    if len(grid.cells) > MOST_ROWS:
        raise ReportError("guard.too_many_rows", name, most=f"{MOST_ROWS:,}")
    shared = 0
    for top, left in (grid.merged or {}).values():
        row = grid.cells[top]
        shared += len(row[left]) if left < len(row) else 0
    if shared > MOST_SHARED:
        raise ReportError("guard.too_much_shared", name, most=f"{MOST_SHARED:,}")


def _open(source: ReportSource) -> tuple[bytes | str, str]:
    if isinstance(source, bytes):
        return source, "(bytes)"
    if isinstance(source, str) and PASTED.search(source):
        return source, "(pasted text)"
    if isinstance(source, (str, Path)):
        path = Path(source)
        try:
            if path.is_file():
                if path.stat().st_size > MOST_BYTES:
                    raise ReportError("guard.too_many_bytes", escape_controls(path.name), most=MOST_BYTES // 2**20)
                return path.read_bytes(), escape_controls(path.name)
        except ReportError:
            raise
        except (OSError, ValueError) as error:  # a name that no system can have, a file that may not be read
            raise ReportError("read.not_opened", path, error=error) from error
        if path.exists():
            raise ReportError("read.folder", path)
        raise ReportError("read.no_file", path)
    return source.read(), escape_controls(Path(str(getattr(source, "name", "(file)"))).name)


def _read_bytes(content: bytes, name: str) -> tuple[list[Grid], str, str]:
    """The grids, the format and (for text) the encoding; what a file is, is told by its bytes, not by its name."""
    if content.startswith(b"%PDF") or b"%PDF-" in content[:1024]:
        from analysis_helpers.readers.pdf import read_pdf

        return read_pdf(content, name), "PDF", ""
    if content.startswith(b"PK"):
        return *_read_zip(content, name), ""
    if content.startswith(OLE):
        return *_read_ole(content, name), ""
    if content.startswith(PICTURES):
        _refuse(name, "picture")
    if content.startswith(b"{\\rtf"):
        _refuse(name, "rtf")
    from analysis_helpers.readers.plain_text import decode, read_long

    if MAIL.match(content):
        content = _page_of_archive(content, name)
    markup = _is_markup(content[:HEAD].decode(errors="ignore"))
    if not markup and max(content.count(b"\n"), content.count(b"\r")) > MOST_ROWS:
        raise ReportError("guard.too_many_rows", name, most=f"{MOST_ROWS:,}")
    if not markup and (found := read_long(content)) is not None:
        grids, encoding = found
        return grids, "text", encoding
    text, encoding = decode(content, name)
    grids, kind = _read_characters(text, name)
    return grids, kind, encoding


def _is_markup(text: str) -> bool:
    return bool(EXCEL_XML.search(text[:HEAD]) or HTML.match(text))


def _read_characters(text: str, name: str) -> tuple[list[Grid], str]:
    from analysis_helpers.readers.plain_text import read_text
    from analysis_helpers.readers.wrong_encoding import undo_mojibake

    text, notes = undo_mojibake(text, name)
    if EXCEL_XML.search(text[:HEAD]):
        _refuse(name, "excel_2003")
    if HTML.match(text):
        from analysis_helpers.readers.html import read_web

        grids, kind = read_web(text, name), "web page"
    else:
        grids, kind = read_text(text), "text"
    return [replace(grid, notes=[*grid.notes, *notes]) for grid in grids] if notes else grids, kind


def _read_zip(content: bytes, name: str) -> tuple[list[Grid], str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise ReportError("read.damaged", name, error=error, formats=word("words.formats")) from error
    if sum(parts.values()) > MOST_UNPACKED:
        _refuse(name, "unpacked", n=MOST_UNPACKED // 2**20)
    if "word/document.xml" in parts:
        from analysis_helpers.readers.docx import read_word

        return read_word(content, name), "Word document"
    if "xl/workbook.xml" in parts:
        from analysis_helpers.readers.spreadsheet import read_xlsx

        return read_xlsx(content, name), "spreadsheet"
    if "xl/workbook.bin" in parts:
        _refuse(name, "xlsb")
    if "OFD.xml" in parts:
        _refuse(name, "ofd")
    if "content.xml" in parts:
        _refuse(name, "opendocument")
    _refuse(name, "archive")


def _read_ole(content: bytes, name: str) -> tuple[list[Grid], str]:
    if _has_stream(content, "EncryptedPackage"):
        _refuse(name, "locked")
    if _has_stream(content, "WordDocument"):
        _refuse(name, "doc")
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        from analysis_helpers.readers.spreadsheet import read_xls

        return read_xls(content, name), "old spreadsheet"
    _refuse(name, "old_office")


def _has_stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _page_of_archive(content: bytes, name: str) -> bytes:
    """The page inside a web archive (.mht), which browsers and WPS save as one file."""
    import email
    import email.policy

    try:
        for part in email.message_from_bytes(content, policy=email.policy.default).walk():
            if part.get_content_type() == "text/html":
                page = part.get_payload(decode=True)
                return page if isinstance(page, bytes) else b""
    except RecursionError:
        _refuse(name, "nested")
    except Exception as error:
        if not is_damage(error, "email"):
            raise
        _refuse(name, "archive_head", error=error)
    _refuse(name, "no_page")


def _refuse(name: str, kind: str, **values: object) -> NoReturn:
    raise ReportError(
        "read.not_read",
        name,
        what=word(f"read.kind.{kind}", **values),
        formats=word("words.formats"),
        do=word(f"read.instead.{kind}"),
    )
