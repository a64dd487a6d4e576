"""Web pages: their tables, and their running text line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis_helpers.errors import ReportError
from analysis_helpers.reading.table import Grid, spread

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
MOST_CELLS = 500_000  # that one table's cells may span
ABOVE = 3  # blocks of text before a table that could be its title


def read_web(text: str, name: str) -> list[Grid]:
    """All tables of a page in reading order, each without those inside it, and last the page's text."""
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise ReportError(
            name, f"this web page cannot be read ({error})", "an HTML page with a table",
            "open it in a browser, copy the table, and paste it into a text file",
        ) from error  # fmt: skip
    grids: list[Grid] = []
    headings: list[str] = [_text(found) for found in page.iter("title")]
    for element in page.iter("table", *HEADINGS):
        if element.tag == "table":
            above = [*_before(element), *headings[::-1]]
            grids.append(_read_table(element, f"table {len(grids) + 1}", above, name))
        else:
            headings.append(_text(element))
    lines = [line for line in _text(page).split("\n") if line]
    return [*grids, Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines", above=headings)]


def _read_table(table: Any, name: str, above: list[str], file: str) -> Grid:
    """Lay the cells of a table out in a grid, rowspan and colspan as merged cells; a short row stays short."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells: list[list[str]] = [[] for _ in rows]
    spans: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (i, column) in taken:
                column += 1
            height, width = _span(cell, "rowspan", len(rows) - i), _span(cell, "colspan", MOST_SPANNED)
            if len(taken) + height * width > MOST_CELLS:
                raise ReportError(
                    file, "a table of this page spans more cells than any report has",
                    f"at most {MOST_CELLS:,} cells", "copy the table itself into a text file",
                )  # fmt: skip
            taken |= {(i + down, column + right) for down in range(height) for right in range(width)}
            for reached in cells[i : i + height]:
                reached += [""] * (column + width - len(reached))
            cells[i][column] = _text(cell)
            spans.append((i, column, height, width))
            column += width
    caption = [_text(found) for found in table.iterchildren("caption")]
    return Grid(cells, list(range(1, len(cells) + 1)), name=name, above=[*caption, *above], merged=spread(spans))


def _span(cell: Any, attribute: str, most: int) -> int:
    """A span as browsers take it: a number from 1 to what there is room for; 0 rows means all that follow."""
    given = re.match(r"\s*(\d{1,9})", cell.get(attribute) or "")
    if given is None:
        return 1
    return min(max(int(given[1]), 1), most) if int(given[1]) or attribute != "rowspan" else most


def _before(table: Any) -> list[str]:
    """The few blocks of text that stand before a table, the nearest first."""
    found: list[str] = []
    place = table
    while place is not None and len(found) < ABOVE:
        for sibling in place.itersiblings(preceding=True):
            found += [line for line in reversed(_text(sibling).split("\n")) if line]
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

    skip = None
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start" and skip is None:
            if node.tag in UNSEEN or (node.tag == "table" and node is not element and element.tag in ("td", "th")):
                skip = node
            else:
                yield "\n" if node.tag in BLOCKS else ""
                yield re.sub(r"\s+", " ", node.text or "")
        elif event == "end":
            if skip is node:
                skip = None
            if skip is None and node is not element:
                yield "\n" if node.tag in BLOCKS and node.tag != "br" else ""
                yield re.sub(r"\s+", " ", node.tail or "")
