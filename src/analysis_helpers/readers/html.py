"""Web pages: their tables, and their running text line by line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.damage import is_damage
from analysis_helpers.readers.grid import Grid, Note, spread
from analysis_helpers.readers.html_style import BLANK, GONE, mark_unseen
from analysis_helpers.readers.html_style import UNSEEN as HIDDEN
from analysis_helpers.readers.limits import MOST_COVERED, too_large

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4")
UNSEEN = frozenset(["head", "script", "style", "noscript", "template", "svg", "iframe", "object"])
MOST_SPANNED = 1000  # HTML allows no wider colspan; a longer rowspan than this is a mistake
MOST_ELEMENTS = 1_200_000  # of a page
MOST_CROWDED = 400_000_000  # squares of the attributes of long tags, added up: libxml2 compares each with all others
LONG_TAG = 500  # characters
TAG = re.compile(r"""<[A-Za-z](?:[^\s/>"']++|[\s/]++|"[^"]*+"?|'[^']*+'?)*+""")
BETWEEN_ATTRIBUTES = re.compile(r"""[\s/]+|"[^"]*"?|'[^']*'?""")
ABOVE = 3  # blocks of text before a table that could be its title
LOOKED_AT = 100  # elements before a table that are looked through for them
HEADINGS_ABOVE = 20


def read_web(text: str, name: str) -> list[Grid]:
    """All tables of a page in reading order, each without those inside it, and last the page's text."""
    import lxml.html

    if text.count("<") - text.count("</") > MOST_ELEMENTS:
        raise too_large(name, "page_elements", MOST_ELEMENTS)
    if sum(n * n for n in _crowded(text)) > MOST_CROWDED:
        raise too_large(name, "page_attributes", math.isqrt(MOST_CROWDED))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except Exception as error:
        if not is_damage(error, "lxml"):
            raise
        raise ReportError("read.page_unreadable", name, error=error) from error
    any_unseen = mark_unseen(page, text)
    titles = [_text(found) for found in page.iter("title")][:HEADINGS_ABOVE]
    grids: list[Grid] = []
    headings: list[str] = []
    ends: dict[Any, list[str]] = {}
    room = MOST_COVERED
    for element in page.iter("table", *HEADINGS):
        if element.tag == "table":
            above = [*_before(element, ends), *headings[: -HEADINGS_ABOVE - 1 : -1], *titles[::-1]]
            grids.append(_read_table(element, f"table {len(grids) + 1}", above, name, room))
            room -= len(grids[-1].merged or {})
            if any_unseen:
                grids[-1] = _without_unseen(element, grids[-1])
        else:
            headings.append(_text(element))
    lines = [line for line in _text(page).split("\n") if line]
    grids = [replace(grid, outside=len(lines) - _lines_shown(grids)) for grid in grids]
    return [*grids, Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines", above=[*titles, *headings])]  # fmt: skip


def _crowded(text: str) -> Iterator[int]:
    """How many attributes, at most, each of the long tags has."""
    for tag in TAG.finditer(text):
        if tag.end() - tag.start() > LONG_TAG:
            yield len(BETWEEN_ATTRIBUTES.findall(tag[0]))


def _read_table(table: Any, name: str, above: list[str], file: str, room: int) -> Grid:
    """Lay the cells of a table out in a grid, rowspan and colspan as merged cells; a short row stays short."""
    rows = list(_rows(table))
    cells: list[list[str]] = [[] for _ in rows]
    spans: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            if cell.get(HIDDEN) == GONE:
                continue
            while (i, column) in taken:
                column += 1
            height, width = _span(cell, "rowspan", len(rows) - i), _span(cell, "colspan", MOST_SPANNED)
            if height * width > 1:
                if len(taken) + height * width > room:
                    raise too_large(file, "page_span", MOST_COVERED)
                taken |= {(i + down, column + right) for down in range(height) for right in range(width)}
                spans.append((i, column, height, width))
            for reached in cells[i : i + height]:
                reached += [""] * (column + width - len(reached))
            cells[i][column] = _text(cell)
            column += width
    caption = [_text(found) for found in table.iterchildren("caption")]
    return Grid(cells, list(range(1, len(cells) + 1)), name=name, above=[*caption, *above], merged=spread(spans))


def _without_unseen(table: Any, grid: Grid) -> Grid:
    """Say which rows of a table, and which texts in its other rows, a browser does not show."""
    rows = list(_rows(table))
    inside = [(i, row, [row, *(outer for outer in row.iterancestors("tbody", "thead", "tfoot"))]) for i, row in enumerate(rows)]  # fmt: skip
    unseen = frozenset(i for i, _, around in inside if any(node.get(HIDDEN) for node in around))
    notes = [
        Note("hidden_text", "normalised", i + 1, words)
        for i, row, _ in inside
        if i not in unseen
        for node in row.iterdescendants()
        if node.get(HIDDEN) and (words := " ".join("".join(node.itertext()).split()))
    ]
    hidden = any(node.get(HIDDEN) for node in (table, *table.iterancestors()))
    return replace(grid, unseen=unseen, hidden=hidden, notes=[*grid.notes, *notes])


def _lines_shown(grids: Sequence[Grid]) -> int:
    """How many lines of text stand in the cells that a page shows."""
    rows = (row for grid in grids if not grid.hidden for i, row in enumerate(grid.cells) if i not in grid.unseen)
    return sum(bool(line) for row in rows for cell in row for line in cell.split("\n"))


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, without those of the tables inside it."""
    import lxml.etree

    walk = lxml.etree.iterwalk(table, events=("start",), tag=("table", "tr"))
    for _, node in walk:
        if node.tag == "tr":
            yield node
        elif node is not table:
            walk.skip_subtree()


def _span(cell: Any, attribute: str, most: int) -> int:
    """A span as browsers take it: a number from 1 to what there is room for; 0 rows means all that follow."""
    given = re.match(r"\s*(\d{1,9})", cell.get(attribute) or "")
    if given is None:
        return 1
    return min(max(int(given[1]), 1), most) if int(given[1]) or attribute != "rowspan" else most


def _before(table: Any, ends: dict[Any, list[str]]) -> list[str]:
    """The few blocks of text that stand before a table, the nearest first; `ends` keeps those once read."""
    found: list[str] = []
    place, looked = table, 0
    while place is not None and len(found) < ABOVE and looked < LOOKED_AT:
        for sibling in islice(place.itersiblings(preceding=True), LOOKED_AT - looked):
            looked += 1
            if sibling not in ends:
                ends[sibling] = [line for line in reversed(_text(sibling).split("\n")) if line][:ABOVE]
            found += ends[sibling]
            if len(found) >= ABOVE:
                break
        place = place.getparent()
    return found[:ABOVE]


def _text(element: Any) -> str:
    """The text that a reader sees: blocks on lines of their own, blanks as a browser shows them."""
    seen = "".join(_pieces(element))
    lines = (re.sub(r"[ \t\r\f\u200b]+", " ", line).strip() for line in seen.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip("\n")


def _pieces(element: Any) -> Iterator[str]:
    """Walk without recursion: pages nest deeper than Python's stack."""
    import lxml.etree

    inside = element.tag in ("td", "th")
    walk = lxml.etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if not isinstance(node.tag, str):
            continue
        skipped = node.tag in UNSEEN or (node.tag == "table" and inside and node is not element)
        # A row that is not shown is read to be set aside; a cell keeps its place.
        skipped |= node.get(HIDDEN) is not None and (node is not element or node.get(HIDDEN) == BLANK)
        if event == "start" and skipped:
            walk.skip_subtree()
        elif event == "start":
            yield "\n" if node.tag in BLOCKS else ""
            yield re.sub(r"\s+", " ", node.text or "")
        elif node is not element:
            yield "\n" if node.tag in BLOCKS and node.tag != "br" else ""
            yield re.sub(r"\s+", " ", node.tail or "")
