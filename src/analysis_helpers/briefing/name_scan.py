"""Look through everything that was written under pseudonyms, byte by byte, for a name that is still there."""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from analysis_helpers.briefing.pseudonyms import Pseudonyms
from analysis_helpers.core.errors import ReportError

BASE64 = re.compile(rb"base64,([A-Za-z0-9+/=\s]{16,})")
PNG = b"\x89PNG\r\n\x1a\n"
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Marks that end a word for a reader; all others may stand inside of a name (韩</w:t></w:r><w:r><w:t>梅).
ENDS = re.compile(
    r"</?(?:\w+:)?(?:p|tc|td|th|tr|div|li|h\d|text|title|desc|row|c|si|v|br|tab|cat|pt|section|table)\b[^>]*>"
)
MARK = re.compile(r"<[^>]*>")
MOST_SHOWN = 8


def refuse_names(folder: Path, names: Pseudonyms) -> None:
    """Raise ReportError, naming the files, where a name of a leader, a unit or a file stands in anything below a folder.

    Looks at the names of files, their text as it is written and as it is read (marks, entities and escapes undone), the parts of
    office files, pictures inside of pages, and the texts and properties inside of pictures.
    """
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        hits = {hit for text in (name, *_texts(path.read_bytes())) for hit in names.find_in(text)}
        if hits:
            found.append(f"{names.replace_in(name)} ({'、'.join(sorted(hits))})")
    if found:
        more = "…" if len(found) > MOST_SHOWN else ""
        raise ReportError("guard.name_left", folder.name, places="; ".join(found[:MOST_SHOWN]) + more)


def _texts(content: bytes) -> Iterator[str]:
    """Every text that is in some bytes, as written and as read."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                yield from (part.filename, part.comment.decode("utf-8", "replace"))
                yield from _texts(archive.read(part))
            yield archive.comment.decode("utf-8", "replace")
        return
    text = content.decode("utf-8", "replace")
    yield text
    yield from _as_read(text)
    if content.startswith(PNG):
        yield from _png_texts(content)
    for found in BASE64.finditer(content):
        try:
            yield from _texts(base64.b64decode(re.sub(rb"\s", b"", found[1]), validate=True))
        except binascii.Error:
            continue  # its characters were looked at as they stand


def _as_read(text: str) -> Iterator[str]:
    if "<" in text:
        yield html.unescape(MARK.sub("", ENDS.sub("\0", text)))
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _png_texts(content: bytes) -> Iterator[str]:
    """The texts in a picture's properties, the packed ones unpacked."""
    at = len(PNG)
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + size]
        at += size + 12
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield data.decode("utf-8", "replace")
            yield data.decode("latin-1")
            for start in [i + 1 for i, byte in enumerate(data) if byte == 0]:
                for skip in (0, 1):  # a mark of the packing stands before the packed bytes
                    try:
                        yield zlib.decompress(data[start + skip :]).decode("utf-8", "replace")
                    except zlib.error:
                        continue
