"""Text files: bytes to characters, lines to cells."""

from __future__ import annotations

import re

from analysis_helpers.errors import ReportError

ENCODINGS = ("utf-8-sig", "gb18030")  # in this order: gb18030 accepts most UTF-8 bytes and turns them to noise


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and the encoding that it was written in."""
    if b"\0" not in content:
        for encoding in ENCODINGS:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            has_mark = content.startswith(b"\xef\xbb\xbf")
            return text, "utf-8" if encoding == "utf-8-sig" and not has_mark else encoding
    raise ReportError(
        name, "the bytes of this file are no text",
        "text in UTF-8 or GB18030", "save it as text (UTF-8) and try again",
    )  # fmt: skip


def split_pipes(text: str) -> tuple[list[list[str]], list[int]]:
    """Split `a | b |` lines into cells; the blank on either side of a separator belongs to it."""
    cells: list[list[str]] = []
    rows: list[int] = []
    # Not str.splitlines, which also breaks lines where no editor shows a new one (form feed, U+2028).
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        cells.append([part.removeprefix(" ").removesuffix(" ") for part in line.split("|")])
        rows.append(number)
    # A pipe at the end (or the beginning) of every line closes (or opens) it; elsewhere it bounds an empty cell.
    piped = [row for row in cells if len(row) > 1]
    closed = bool(piped) and all(not row[-1].strip() for row in piped)
    opened = bool(piped) and all(not row[0].strip() for row in piped)
    return [row[opened : len(row) - closed] if len(row) > 1 else row for row in cells], rows
