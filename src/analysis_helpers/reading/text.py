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
    cells, rows = [], []
    # Not str.splitlines, which also breaks lines where no editor shows a new one (form feed, U+2028).
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        parts = line.split("|")
        if len(parts) > 1 and not parts[-1].strip():
            parts.pop()
        if len(parts) > 1 and not parts[0].strip():
            parts.pop(0)  # tables that open their lines with a pipe, too
        cells.append([part.removeprefix(" ").removesuffix(" ") for part in parts])
        rows.append(number)
    return cells, rows
