"""Which rows are the header, and which column of the tidy table does each of its cells mean?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from analysis_helpers.cleaning.choose_columns import Choice, choose_columns
from analysis_helpers.cleaning.column_claims import claim_by_label
from analysis_helpers.cleaning.column_content import NUMBER_OF_COLUMN
from analysis_helpers.cleaning.label_parts import numbers_rows, read_label, says_which_only, spell
from analysis_helpers.cleaning.period import Period, strip_period
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid
from analysis_helpers.textfix.clean_text import clean_column, part_of
from analysis_helpers.textfix.steps import Step

SAYS_PROGRESS = ("progress_pct", "narrative", "status")
NO_HEADER = re.compile(r"[。；;！!]|\d%|：.")
PERCENT_SIGNED = re.compile(r"\d+(?:\.\d+)?%")
RULED = re.compile(r"[\s:|]*[-–—=_]{2,}[\s:|]*")
HEADER_WITHIN = 30  # rows; below that, a table's header would be a task that reads like one
TICKED_COUNTS = 2
DEPTH = 3  # rows that a header may be spread over
LONGEST_LABEL = 12  # characters of a header that stands in a line of its own
LONGEST = 40  # characters; a longer cell is no header


@dataclass(frozen=True)
class Header:
    """A header found: its first row (position), how many rows it has, its cells as received, what they mean.

    `fields` leads from a column of the tidy table to a position, as far as header and cells say; `parts` are the
    cleaned parts of each header, from which `decide_columns` chooses once the period is known.
    """

    at: int
    depth: int
    received: list[str]
    fields: dict[str, int]
    parts: tuple[tuple[str, ...], ...] = ()
    ticked: bool = False

    @property
    def named(self) -> int:
        """How many columns it names; statuses that are ticked count as much as two."""
        return len(self.fields) + TICKED_COUNTS * self.ticked


def find_header(grid: Grid) -> Header | None:
    """The first rows that name a task column and one that says how far it is; None if there are none.

    Of several ways to cut the header out of rows that follow each other, one that leaves no part of it below; then
    the one that names most columns, where cells that reach down to its last row count as one more, and statuses that
    are ticked as much as two columns; then the one with fewer rows.
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

    def weigh(header: Header) -> tuple[bool, float, int]:
        reaches = header.depth == reach.get(header.at)
        return not _goes_on(header, grid), header.named + reaches, -header.depth

    return max(found, key=weigh, default=None)


def _headers_at(grid: Grid, top: Sequence[list[str]], clean: Sequence[list[str]], at: int) -> Iterator[Header]:
    """The headers that can begin in a row, over one row or several."""
    if len(_distinct(clean[at])) < 2 or all(NUMBER_OF_COLUMN.fullmatch(spell(cell)) for cell in clean[at] if cell):
        return
    for depth in range(1, min(DEPTH, len(top) - at) + 1):
        rows = range(at, at + depth)
        if depth > 1 and (_is_body(clean[rows[-1]]) or _is_body(clean[at])):
            return
        width = max(len(clean[i]) for i in rows)
        parts = [_distinct(clean[i][j] for i in rows if j < len(clean[i])) for j in range(width)]
        if depth > 1 and not grid.merged:
            parts = _spread_tops(parts, clean[at])
        known = known_columns(parts)
        if sum(map(len, known.values())) < 2 and not all(map(_can_be_header, rows_of(clean, rows))):
            continue
        choice = choose_columns(parts, grid.cells[at + depth :], known)
        if "task" in choice.fields and (choice.tells or any(name in choice.fields for name in SAYS_PROGRESS)):
            received = [
                grid.cells[at][j] if depth == 1 and j < len(grid.cells[at])
                else "\n".join(_distinct(top[i][j] for i in rows if j < len(top[i])))
                for j in range(width)
            ]  # fmt: skip
            yield Header(at, depth, received, choice.fields, tuple(map(tuple, parts)), bool(choice.ticked))


def _spread_tops(parts: Sequence[list[str]], top: Sequence[str]) -> list[list[str]]:
    """Where nothing tells which cells are merged, a header stands over those to its right that only say which."""
    spread: list[list[str]] = []
    for j, part in enumerate(parts):
        above = spread[-1][0] if spread and spread[-1] else ""
        blank = j >= len(top) or not top[j]
        spread.append([above, *part] if blank and part and above and says_which_only(tuple(part)) else list(part))
    return spread


def _goes_on(header: Header, grid: Grid) -> bool:
    """Whether the row below a header only says which (一季度, 本月, 计划): then it is a part of the header."""
    below = header.at + header.depth
    row = grid.cells[below] if below < len(grid.cells) else []
    cells = [cell for cell in row if cell.strip()]
    if not cells or any(len(cell) > LONGEST_LABEL for cell in cells):
        return False
    return all(says_which_only((cell,)) for cell in cells) or _stands_under_spans(header, grid, row)


def _stands_under_spans(header: Header, grid: Grid, row: Sequence[str]) -> bool:
    """Whether a row has texts only below cells of the header that span several columns, and others reach down over it."""
    last, merged = header.at + header.depth - 1, grid.merged or {}
    wide = {left for (i, j), (top, left) in merged.items() if top <= last <= i and header.at <= top and j != left}
    tall = any(i == last + 1 and header.at <= top <= last for (i, _), (top, _) in merged.items())
    filled = [j for j, cell in enumerate(row) if cell.strip()]
    return tall and all(merged.get((last, j), (last, j))[1] in wide for j in filled)


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
    """Figures, long texts and ruled lines do not stand in a header."""
    return any(
        len(cell) > LONGEST
        or PERCENT_SIGNED.fullmatch(spell(cell))
        or NUMBER_OF_COLUMN.fullmatch(cell)
        or RULED.fullmatch(cell)
        for cell in row
    )


def _distinct(parts: object) -> list[str]:
    return list(dict.fromkeys(part for part in parts if part))  # type: ignore[attr-defined]


def rows_of(clean: Sequence[list[str]], rows: range) -> list[str]:
    """The cells of some rows that hold a text."""
    return [cell for i in rows for cell in clean[i] if cell]


def _can_be_header(cell: str) -> bool:
    """Whether a cell can stand in a header that is told by its parts: no sentence, no figure, no status of a task."""
    text = strip_period(cell)
    if len(text) > LONGEST or NO_HEADER.search(text):
        return False
    # 1-本月累计完成率 begins like a figure.
    return not text[:1].isdecimal() or bool(read_label((text,)).topic) or says_which_only((text,))


def known_columns(parts: Sequence[Sequence[str]]) -> dict[str, dict[int, int]]:
    """The columns whose header is a spelling of headers.toml: {`task`: {0: rank}}; the lowest rank is the best.

    A header over several rows counts by its upper part only where its last part says nothing by itself.
    """
    found: dict[str, dict[int, int]] = {}
    vocabulary = load_vocabulary("headers")["fields"]
    ranks = {word: (name, 2 * rank) for name, words in vocabulary.items() for rank, word in enumerate(words)}
    for at, part in enumerate(map(tuple, parts)):
        forms = _forms(part)
        if not any(form in ranks for form in forms) and len(part) > 1 and not read_label(part[-1:]).topic:
            forms = _forms_above(part)
        for place, form in enumerate(forms):
            if form in ranks:
                name, rank = ranks[form]
                found.setdefault(name, {})[at] = rank + (place > 0)
                break
    return found


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
    for j, part in enumerate(parts):
        name = claim_by_label(part) if j not in fields.values() else None
        if name is not None and name not in fields:
            fields[name], options[name] = j, [j]
    return fields, options


@lru_cache(maxsize=10_000)
def _forms(parts: tuple[str, ...]) -> list[str]:
    """The ways a header can be read: all of its parts together, its last part, each without the period it names."""
    return _without_period([spell("".join(parts)), *(spell(part) for part in parts[-1:])])


@lru_cache(maxsize=10_000)
def _forms_above(parts: tuple[str, ...]) -> list[str]:
    """The ways in which only the upper parts of a header can be read."""
    never = load_vocabulary("headers")["alone"]["never"]
    if any(spell(part) in never for part in parts[1:]):
        return []
    return _without_period([spell(part) for part in parts[-2::-1]])


def _without_period(forms: list[str]) -> list[str]:
    never = load_vocabulary("headers")["alone"]["never"]  # 一季度目标 is what is to be reached, no task
    shorter = [short for form in forms if (short := strip_period(form)) not in never]
    return list(dict.fromkeys([*forms, *shorter]))


def decide_columns(
    header: Header, body: Sequence[Sequence[str]], lines: Sequence[str], period: Period | None
) -> Choice:
    """Choose the columns of a table, now that the lines above it and its period are known."""
    return choose_columns(header.parts, body, known_columns(header.parts), lines, period)


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
    ours = match_columns([label])[0] if len(parts) == 1 else known_columns([[label]])
    return bool(ours) or label in others["labels"] or numbers_rows(label)


def recognised(grids: Sequence[Grid]) -> Mapping[str, str]:
    """Headers that the tables of a file have of ours, for a message: {label: column of the tidy table}."""
    seen: dict[str, str] = {}
    for grid in grids:
        for row in grid.cells[:HEADER_WITHIN]:
            if len(row) > 1:
                labels = clean_labels([cell[: LONGEST * 8] for cell in row])
                seen |= {labels[at]: name for name, at in match_columns(labels)[0].items()}
    return seen
