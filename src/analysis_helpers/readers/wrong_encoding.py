"""Text whose bytes were read in the wrong encoding: undone where that is exact, else named."""

from __future__ import annotations

import re

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Note

LOOKED_AT = 4000  # characters that tell whether a text can be such a one
MOST_LOST = 0.3  # share of the characters that may be unreadable before nothing is said of the rest
FEWEST = 8  # characters above ASCII; fewer say nothing
LOST = "\ufffd"
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_HAN = re.compile("[\u4e00-\u9fff]")


def undo_mojibake(text: str, name: str) -> tuple[str, list[Note]]:
    """Return the text as it was written, and a note if it had been read in the wrong encoding.

    Only where the bytes come back exactly and then say what such reports say. Raises ReportError where bytes are lost.

    >>> undo_mojibake("重点工作".encode().decode("latin-1"), "r.txt")[0]
    '重点工作'
    >>> undo_mojibake("重点工作", "r.txt")
    ('重点工作', [])
    """
    head = text[:LOOKED_AT]
    for shown_as, written_in in _candidates(head):
        if not _reads_better(_encode(head, shown_as).decode(written_in, "replace"), head):
            continue
        words = f"{written_in} shown as {shown_as}"
        try:
            written = _encode(text, shown_as, "strict").decode(written_in).removeprefix("\ufeff")
        except UnicodeError as error:
            raise ReportError("read.wrong_encoding", name, words=words) from error
        return written, [Note("mojibake_undone", "repaired", 0, words)]
    return text, []


def _candidates(head: str) -> list[tuple[str, str]]:
    """In which encodings a text could have been shown and written."""
    above = sum(character > "\x7f" for character in head)
    if above < FEWEST:
        return []
    if len(_LATIN.findall(head)) > above * 0.7 and len(_HAN.findall(head)) < above * 0.1:
        return [("Latin-1", "utf-8"), ("Latin-1", "gb18030")]
    return [("gb18030", "utf-8")]


def _encode(text: str, encoding: str, errors: str = "replace") -> bytes:
    """The bytes that a text was shown for; Windows shows some bytes above 0x7F as characters of its own."""
    if encoding != "Latin-1":
        return text.encode(encoding, errors)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(_byte(character, errors) for character in text)


def _byte(character: str, errors: str) -> bytes:
    if character < "\u0100":
        return bytes([ord(character)])
    return character.encode("cp1252", errors)


def _reads_better(undone: str, shown: str) -> bool:
    """Whether words of such reports stand there only after undoing, and little of it is lost."""
    lost = undone.count(LOST)
    if lost > MOST_LOST * max(len(_HAN.findall(undone)), 1):
        return False
    words = load_vocabulary("rows")["title"]
    return sum(word in undone for word in words) > 0 and not any(word in shown for word in words)
