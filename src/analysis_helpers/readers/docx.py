"""Word files (.docx): their tables, and their paragraphs line by line."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.damage import DamagedFile, is_damage, name_damage
from analysis_helpers.readers.grid import Grid, Note, spread
from analysis_helpers.readers.limits import MOST_COVERED, check_parts, too_large

MOST_ELEMENTS = 2_000_000  # of a document
MOST_TABLES = 2000
ABOVE = 6  # paragraphs before a table that could be its title
LOOKED_AT = 100  # paragraphs and tables before a table that are looked through for them
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def read_word(content: bytes, name: str) -> list[Grid]:
    """All tables of a document in reading order, and last its paragraphs."""
    import docx

    try:
        check_parts(content, name, MOST_ELEMENTS)
        body = docx.Document(io.BytesIO(content)).element.find(f"{_W}body")
        if body is None:
            raise DamagedFile("the document has no body")
        tables = list(body.iter(f"{_W}tbl"))
        if len(tables) > MOST_TABLES:
            raise too_large(name, "tables", MOST_TABLES)
        grids: list[Grid] = []
        room = MOST_COVERED
        for table in tables:
            grids.append(_read_table(table, f"table {len(grids) + 1}", name, room))
            room -= sum(map(len, grids[-1].cells))
    except ReportError:
        raise
    except Exception as error:
        if not is_damage(error, "docx", "lxml", "zipfile"):
            raise
        raise ReportError("read.word_damaged", name, error=name_damage(error)) from error
    lines = [line for block in body.iterchildren() for line in _lines(block)]
    outside = sum(bool(line.strip()) for line in lines)
    grids = [replace(grid, outside=outside) for grid in grids]
    return [*grids, Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines")]


def _read_table(table: Any, name: str, file: str, room: int) -> Grid:
    """Lay out a table: gridSpan to the right, vMerge downwards."""
    cells: list[list[str]] = []
    spans: list[list[int]] = []
    open_spans: dict[int, list[int]] = {}  # column -> the span that a vMerge goes on with
    for i, row in enumerate(table.iterchildren(f"{_W}tr")):
        texts = [""] * _number(row, "trPr/gridBefore", 0)
        for cell in row.iterchildren(f"{_W}tc"):
            column, width = len(texts), _number(cell, "tcPr/gridSpan", 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue" and column in open_spans
            if goes_on:
                open_spans[column][2] = i - open_spans[column][0] + 1
            else:
                spans.append([i, column, 1, width])
                open_spans.pop(column, None)
                if merge is not None:
                    open_spans[column] = spans[-1]
            texts += ["" if goes_on else "\n".join(_cell_lines(cell)), *[""] * (width - 1)]
        cells.append(texts)
        room -= len(texts)
        if room < 0:
            raise too_large(file, "span", MOST_COVERED)
    blocks = islice(table.itersiblings(preceding=True), LOOKED_AT)
    before = (line for block in blocks for line in reversed(_lines(block)) if line.strip())
    return Grid(
        cells, list(range(1, len(cells) + 1)), name=name, above=list(islice(before, ABOVE)),
        merged=spread([(top, left, height, width) for top, left, height, width in spans]), notes=_tracked(table),
    )  # fmt: skip


def _number(element: Any, path: str, default: int) -> int:
    found = element.find("/".join(_W + part for part in path.split("/")))
    if found is None:
        return default
    value = found.get(f"{_W}val", str(default))
    try:
        return min(int(value), 1000)
    except ValueError as error:
        raise DamagedFile(f"{path} is {value[:20]!r}") from error


def _lines(block: Any) -> list[str]:
    """The lines of a paragraph, or of the paragraphs in a content control; none for a table."""
    if block.tag == f"{_W}tbl":
        return []
    paragraphs = [block] if block.tag == f"{_W}p" else block.iter(f"{_W}p")
    return [line for paragraph in paragraphs for line in _text(paragraph).split("\n")]


def _cell_lines(cell: Any) -> list[str]:
    """The paragraphs of a cell, without those of a table inside it, which is a grid of its own."""
    paragraphs = [p for p in cell.iter(f"{_W}p") if next(p.iterancestors(f"{_W}tc")) is cell]
    return [text for p in paragraphs if (text := _text(p))]


def _text(paragraph: Any) -> str:
    """The text as shown with tracked changes accepted: what was inserted counts, what was deleted does not."""
    return "".join(_piece(node) for node in paragraph.iter())


def _piece(node: Any) -> str:
    """The text of one node; a symbol stands for a character of its font's private zone (the tick is U+F0FC)."""
    if node.tag == f"{_W}t":
        return str(node.text or "")
    if node.tag == f"{_W}sym":
        code = int(node.get(f"{_W}char", "0"), 16)
        return chr(code | 0xF000 if code < 0x100 else code) if 0x20 <= code < 0xFFFF else ""
    return _BREAKS.get(node.tag, "")


def _tracked(table: Any) -> list[Note]:
    changed = [node for tag in ("ins", "del") for node in table.iter(_W + tag)]
    kept = "".join(t.text or "" for node in changed for t in node.iter(f"{_W}t"))
    gone = "".join(t.text or "" for node in changed for t in node.iter(f"{_W}delText"))
    return [Note("tracked_changes", "doubtful", 0, f"+{kept} −{gone}")] if kept or gone else []
