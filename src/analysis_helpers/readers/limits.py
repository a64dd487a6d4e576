"""Is there more in a file than any report has? Asked before a library unfolds it in memory."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from itertools import chain

from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.readers.damage import DamagedFile

MOST_CELLS = 5_000_000  # of a file's sheets or tables, the blank ones between them included
MOST_COVERED = 500_000  # cells that lie under merged cells
MOST_APART = 100_000  # elements that are no cells or texts, such as styles: each is an object of its own
MOST_IN_ROW = 100_000  # elements
TEXTS = ("xl/worksheets/", "xl/sharedStrings", "word/document")
ODD_XML = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"<\0",
    b"\0<",
    b"\0\0\xfe\xff",
    b"\0\0\0<",
    b"\x4c\x6f\xa7\x94",
)  # UTF-16, UTF-32, EBCDIC
ASCII_LIKE = (b"utf-8", b"utf8", b"us-ascii")
ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")


def too_large(name: str, limit: str, most: int, **values: str) -> ReportError:
    """The error for a file that holds more than any report; `limit` names the words in errors.toml."""
    return ReportError("read.too_large", name, what=word(f"read.limit.{limit}", most=f"{most:,}", **values))


def check_parts(content: bytes, name: str, most: int) -> None:
    """Refuse an office file with more elements in its XML than a table could need: `most` where the texts are.

    Raises DamagedFile for XML in an encoding that no office program writes: nobody could count in it.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        of_texts = 0
        for part in set(archive.namelist()):
            elements = _count_elements(archive, part)
            if part.startswith(TEXTS):
                of_texts += elements
            elif elements > MOST_APART:
                raise too_large(name, "in_part", MOST_APART, part=part)
        if of_texts > most:
            raise too_large(name, "elements", most)


def _count_elements(archive: zipfile.ZipFile, part: str) -> int:
    with archive.open(part) as stream:
        head = stream.read(2**20)
        declared = ENCODING.match(head)
        if head.startswith(ODD_XML) or (declared is not None and declared[1].lower() not in ASCII_LIKE):
            raise DamagedFile(f"{part} is not in UTF-8")
        if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            return 0  # a picture, say
        chunks = chain([head], iter(lambda: stream.read(2**20), b""))
        return sum(chunk.count(b"<") - chunk.count(b"</") for chunk in chunks)


def check_covered(sizes: Iterable[int], name: str) -> None:
    """Refuse merged cells that cover more than any table has."""
    if sum(sizes) > MOST_COVERED:
        raise too_large(name, "covered", MOST_COVERED)
