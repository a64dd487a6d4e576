"""Which rows are the header, and which column of the tidy table does each of its cells mean?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from analysis_helpers.cleaning.period import Period, read_period
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid
from analysis_helpers.textfix.arrays import Step
from analysis_helpers.textfix.clean_text import clean_column, part_of

SAYS_PROGRESS = ("progress_pct", "narrative", "status")
BLANKS = re.compile(r"\s")
PERIOD_WORDS = re.compile(
    r"^(?:截[至止]?)?(?:20\d{2}年)?(?:第?[一二三四1-4]季度|前三季度|上半年|半年度|全年|\d{1,2}月?份?[-—–~至到]\d{1,2}月份?|截?[至止]?\d{1,2}月[底末份]?)(?:工作)?"
    r"|\([^()%]*[月季年][^()%]*\)$"
)
PERCENT_SIGNED = re.compile(r"\d+(?:\.\d+)?%")
HEADER_WITHIN = 30  # rows; below that, a table's header would be a task that reads like one
DEPTH = 3  # rows that a header may be spread over
LONGEST_LABEL = 12  # characters of a header that stands in a line of its own
LONGEST = 40  # characters; a longer cell is no header


@dataclass(frozen=True)
class Header:
    """A header found: its first row (position), how many rows it has, its cells as received, what they mean.

    `fields` leads from a column of the tidy table to a position; `options` to all positions that could be it
    (完成情况 of several quarters). `by_content` is whether the percent column was told by its cells.
    """

    at: int
    depth: int
    received: list[str]
    fields: dict[str, int]
    options: dict[str, list[int]]
    by_content: bool = False


def find_header(grid: Grid) -> Header | None:
    """The first rows that name a task column and one that says how far it is; None if there are none.

    Of several ways to cut the header out of rows that follow each other, the one that names most columns; then one
    whose first row has cells that reach down to its last; then the one with fewer rows.
    """
    top = [
        [cell if len(cell) <= LONGEST * 8 else "" for cell in _uncover(grid, i)] for i in range(min(HEADER_WITHIN, len(grid.cells)))
    ]  # fmt: skip
    labels = iter(clean_labels([cell for row in top for cell in row]))
    clean = [list(islice(labels, len(row))) for row in top]
    found: list[Header] = []
    for at in range(len(top)):
        if found and at >= found[0].at + DEPTH:
            break
        found += _headers_at(grid, top, clean, at)
    reach: dict[int, int] = {}
    for (i, j), (first, left) in (grid.merged or {}).items() if found else ():
        if left == j and first < HEADER_WITHIN:
            reach[first] = max(reach.get(first, 0), i - first + 1)
    return max(found, key=lambda h: (len(h.fields), h.depth == reach.get(h.at), -h.depth), default=None)


def _headers_at(grid: Grid, top: Sequence[list[str]], clean: Sequence[list[str]], at: int) -> Iterator[Header]:
    """The headers that can begin in a row, over one row or several."""
    if len(_distinct(clean[at])) < 2:
        return
    for depth in range(1, min(DEPTH, len(top) - at) + 1):
        rows = range(at, at + depth)
        if depth > 1 and _is_body(clean[rows[-1]]):
            return
        width = max(len(clean[i]) for i in rows)
        parts = [_distinct(clean[i][j] for i in rows if j < len(clean[i])) for j in range(width)]
        fields, options = match_columns(parts)
        by_content = _percent_by_content(parts, fields, grid.cells[at + depth :])
        if by_content is not None:
            fields, options = match_columns([[] if j == by_content else part for j, part in enumerate(parts)])
            fields["progress_pct"] = by_content
        if "task" in fields and any(name in fields for name in SAYS_PROGRESS):
            received = [
                grid.cells[at][j] if depth == 1 and j < len(grid.cells[at])
                else "\n".join(_distinct(top[i][j] for i in rows if j < len(top[i])))
                for j in range(width)
            ]  # fmt: skip
            yield Header(at, depth, received, fields, options, by_content is not None)


def join_lines(cell: str) -> str:
    """A cell in one line, without the blanks on either side of where its lines ended.

    >>> join_lines(" 形象 \\n 进度 ")
    ' 形象进度 '
    """
    first, *others = cell.split("\n")
    if not others:
        return cell
    *between, last = others
    return "".join([first.rstrip(), *(line.strip() for line in between), last.lstrip()])


def clean_labels(cells: Sequence[str]) -> list[str]:
    """Cleaned header cells; a new line inside one is only where its column was too narrow."""
    return clean_column([join_lines(cell) for cell in cells])[0]


def _uncover(grid: Grid, i: int) -> list[str]:
    """A row in which a covered cell shows what covers it."""
    if not grid.merged:
        return list(grid.cells[i])
    row = []
    for j, cell in enumerate(grid.cells[i]):
        top, left = grid.merged.get((i, j), (i, j))
        row.append(cell or (grid.cells[top][left] if left < len(grid.cells[top]) else ""))
    return row


def _is_body(row: Sequence[str]) -> bool:
    """Figures and long texts do not stand in a header."""
    return any(len(cell) > LONGEST or PERCENT_SIGNED.fullmatch(_spell(cell)) or cell.isdecimal() for cell in row)


def _distinct(parts: object) -> list[str]:
    return list(dict.fromkeys(part for part in parts if part))  # type: ignore[attr-defined]


@lru_cache(maxsize=10_000)
def _spell(label: str) -> str:
    return BLANKS.sub("", unicodedata.normalize("NFKC", label))


def match_columns(labels: Sequence[str | Sequence[str]]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Which column of a header means which column of the tidy table: {`task`: 0, …}, and all that could.

    A label (or the parts of one over several rows) counts as it stands, or without the period that it names:
    第二季度完成情况, 进展情况(截至10月底).

    >>> match_columns(["具体分解", "责任单位主要领导", ["责任", "领导"], "第二季度完成情况"])[0]
    {'task': 0, 'narrative': 3, 'leader': 2}
    """
    vocabulary = load_vocabulary("headers")["fields"]
    parts = [tuple([label] if isinstance(label, str) else label) for label in labels]
    fields: dict[str, int] = {}
    options: dict[str, list[int]] = {}
    # A heading over several columns means none of them if the names below it mean something.
    for forms in ([_forms(part) for part in parts], [_forms_above(part) for part in parts]):
        for name, spellings in vocabulary.items():
            for spelling in spellings if name not in fields else ():
                at = [j for j, spelt in enumerate(forms) if spelling in spelt and j not in fields.values()]
                if at:
                    # As it stands comes before the form without its period.
                    fields[name] = min(at, key=lambda j: (forms[j].index(spelling) > 0, j))
                    options[name] = at
                    break
    return fields, options


@lru_cache(maxsize=10_000)
def _forms(parts: tuple[str, ...]) -> list[str]:
    """The ways a header can be read: all of its parts together, its last part, each without the period it names."""
    return _without_period([_spell("".join(parts)), *(_spell(part) for part in parts[-1:])])


@lru_cache(maxsize=10_000)
def _forms_above(parts: tuple[str, ...]) -> list[str]:
    """The ways in which only the upper parts of a header can be read."""
    never = load_vocabulary("headers")["alone"]["never"]
    if any(_spell(part) in never for part in parts[1:]):
        return []
    return _without_period([_spell(part) for part in parts[-2::-1]])


def _without_period(forms: list[str]) -> list[str]:
    never = load_vocabulary("headers")["alone"]["never"]  # 一季度目标 is what is to be reached, no task
    return list(
        dict.fromkeys([*forms, *(short for form in forms if (short := PERIOD_WORDS.sub("", form)) not in never)])
    )


def _percent_by_content(
    parts: Sequence[Sequence[str]], fields: Mapping[str, int], body: Sequence[Sequence[str]]
) -> int | None:
    """进度 alone says nothing; where every cell below it is a percent with its sign, the cells say it."""
    if "progress_pct" in fields:
        return None
    labels = load_vocabulary("headers")["by_content"]["progress_pct"]
    for j, part in enumerate(parts):
        if any(form in labels for form in _forms(tuple(part))):
            cells = [row[j] for row in body if j < len(row) and row[j].strip()]
            if cells and all(len(cell) < 20 and PERCENT_SIGNED.fullmatch(_spell(cell)) for cell in cells):
                return j
    return None


def choose_period(header: Header, labels: Sequence[str], period: Period | None) -> tuple[dict[str, int], list[str]]:
    """Of columns for several periods take the report's own, else the latest; returns also the words that decided."""
    fields, words = dict(header.fields), []
    for name, at in header.options.items():
        year = period.as_of.year if period is not None and period.as_of is not None else 2000  # only to compare
        read = {j: read_period(labels[j], year) for j in at}
        named = {j: told.as_of for j, told in read.items() if told is not None and told.as_of is not None}
        if len(at) < 2 or len(named) < 2:
            continue
        own = [j for j, day in named.items() if period is not None and day == period.as_of]
        fields[name] = own[0] if own else max(named, key=lambda j: named[j])
        words.append(labels[fields[name]])
    return fields, words


def clean_header(received: Sequence[str]) -> tuple[list[str], list[Step]]:
    """Clean the headers and make them differ, one step a cell (each stands in a column of its own)."""
    joined = [join_lines(header) for header in received]
    cleaned, taken = clean_column(joined)
    named: dict[str, None] = {}
    last: dict[str, int] = {}
    steps = []
    for i, (header, label) in enumerate(zip(received, cleaned, strict=True)):
        if joined[i] != header:
            steps.append(Step("header_joined", "normalised", [i], [1], [header], [joined[i]]))
        own = [part_of(step, i, i + 1) for step in taken]
        steps += [replace(step, at=[i]) for step in own if len(step.at)]
        name = label or f"(column {i + 1})"
        while name in named:
            last[label] = last.get(label, 1) + 1
            name = f"{label} ({last[label]})"
        if name != label:
            steps.append(Step("header_named", "normalised", [i], [1], [label], [name]))
        named[name] = None
    return list(named), steps


def is_label(parts: tuple[str, ...]) -> bool:
    """Whether a text, or the parts of one, is a header that we know: one of ours, or one that is none of them."""
    if sum(map(len, parts)) > LONGEST_LABEL + 14:
        return False
    others = load_vocabulary("headers")["others"]
    label = "".join("".join(parts).split())
    return bool(match_columns([label])[0]) or label in others["labels"] or label in others["numbers"]


def recognised(grids: Sequence[Grid]) -> Mapping[str, str]:
    """Headers that the tables of a file have of ours, for a message: {label: column of the tidy table}."""
    seen: dict[str, str] = {}
    for grid in grids:
        for row in grid.cells[:HEADER_WITHIN]:
            if len(row) > 1:
                labels = clean_labels([cell[: LONGEST * 8] for cell in row])
                seen |= {labels[at]: name for name, at in match_columns(labels)[0].items()}
    return seen
