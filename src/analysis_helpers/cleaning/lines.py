"""Which table do the lines of a running text hold? One cell in each line, one glued line, or labelled prose (`prose`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis_helpers.cleaning.choose_columns import choose_columns
from analysis_helpers.cleaning.column_content import SAMPLE, describe_column
from analysis_helpers.cleaning.header import LONGEST_LABEL, SAYS_PROGRESS, clean_labels, is_label, known_columns
from analysis_helpers.cleaning.label_parts import numbers_rows, plain_text, read_label, spell
from analysis_helpers.cleaning.period import find_year
from analysis_helpers.cleaning.prose import read_prose
from analysis_helpers.cleaning.short_rows import ColumnProfile, can_stand, describe_columns, name_columns, place
from analysis_helpers.readers.grid import Grid, Note
from analysis_helpers.textfix.clean_text import clean_column

MOST_LINES = 20_000  # of running text; a table with more rows has not fallen apart into lines
MOST_MISSING = 3  # cells that a record may be without
ENOUGH_BY_PARTS = 4  # headers in a row of which none is a spelling of ours
UNKNOWN_LABELS = 2  # so many headers in a row may be ones that we do not know


def tables_in_lines(grid: Grid) -> list[Grid]:
    """Every table that the lines could hold; all of the other lines are noted."""
    if len(grid.cells) > MOST_LINES:
        return []
    lines = [(row, cells[0]) for row, cells in zip(grid.rows, grid.cells, strict=True) if cells[0].strip()]
    lines = _without_closing_pipes(lines)
    lines, twice = _once(lines)
    found = _read_cells(lines, grid.above)
    if found is None and len(lines) <= 5:
        glued = max(lines, key=lambda line: len(line[1]), default=(0, ""))
        others = [line for line in lines if line is not glued]
        separator = next((mark for mark in ("|", "\t") if glued[1].count(mark) > 2), None)
        tokens = [(glued[0], token.strip()) for token in glued[1].split(separator) if token.strip()]
        found = _read_cells(tokens, [*grid.above, *(text for _, text in others)])
    if found is None:
        found = read_prose(lines, grid.above)
    if found is None:
        return []
    return [
        Grid(found.cells, found.rows, name=found.name, above=found.above, notes=[*grid.notes, *twice, *found.notes])
    ]


def _without_closing_pipes(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines of one cell each, without the pipe that closes it."""
    closed = [text.strip().strip("|").strip() for _, text in lines]
    piped = sum("|" in text for _, text in lines)
    if 2 * piped <= len(lines) or any("|" in text for text in closed):
        return lines
    return [(row, text) for (row, _), text in zip(lines, closed, strict=True) if text]


def _once(lines: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[Note]]:
    """A page printed twice is read once."""
    half, odd = divmod(len(lines), 2)
    texts = [text for _, text in lines]
    if half < 4 or odd or texts[:half] != texts[half:]:
        return lines, []
    return lines[:half], [Note("printed_twice", "normalised", lines[half][0], f"{half} lines")]


def _read_cells(lines: Sequence[tuple[int, str]], above: Sequence[str]) -> Grid | None:
    """A table with one cell in each line: a run of headers, then records of the same width."""
    short = [text if len(text) <= 200 else "" for _, text in lines]
    clean = clean_column(short)[0]
    best: tuple[int, Grid] | None = None
    found_at = -1
    for start, end, labels in _header_runs(clean):
        if best is not None and start >= found_at:
            break  # the first run of headers with records below it
        for extra in range(UNKNOWN_LABELS + 1):
            if end + extra >= len(lines) or (extra and not _may_be_label(clean[end + extra - 1])):
                break
            headers = [*labels, *([text] for text in clean[end : end + extra])]
            fields = _choose(headers, clean[end + extra :])
            if "task" not in fields or not any(name in fields for name in SAYS_PROGRESS):
                continue
            grid = _read_records(lines, start, end + extra, [label for label, _ in _pieces(lines, start, headers)], fields, above)  # fmt: skip
            if grid is not None:
                # The cut that leaves least unexplained; then the one with fewer headers that we do not know.
                unexplained = sum(found.rule in ("short_record", "line_aside") for found in grid.notes)
                best = min(best or (unexplained, grid), (unexplained, grid), key=lambda entry: entry[0])
                found_at = end
    return None if best is None else best[1]


def _choose(headers: Sequence[Sequence[str]], below: Sequence[str]) -> dict[str, int]:
    """The columns of a table in lines: by their cells, too, if its records are whole; else by the headers alone."""
    width = len(headers)
    records = [below[at : at + width] for at in range(0, min(len(below), SAMPLE * width) - width + 1, width)]
    known = known_columns(headers)
    fields = choose_columns(headers, records, known).fields
    whole = "task" in fields and any(name in fields for name in SAYS_PROGRESS)
    return fields if whole else choose_columns(headers, [], known).fields


def _pieces(
    lines: Sequence[tuple[int, str]], start: int, headers: Sequence[Sequence[str]]
) -> Iterator[tuple[str, int]]:
    """The received header cells: a header over several lines is one."""
    at = start
    for parts in headers:
        yield "\n".join(text for _, text in lines[at : at + len(parts)]), at
        at += len(parts)


def _has_topic(text: str) -> bool:
    """Whether a line reads like a header that is none of our spellings: 攻坚任务内容, 应达建设进度（百分比）."""
    if len(plain_text(spell(text))) > LONGEST_LABEL or find_year(text) or re.search(r"[\d。，；;]", text):
        return False
    return bool(read_label((text,)).topic)


def _may_be_label(text: str) -> bool:
    return 1 < len(text) <= LONGEST_LABEL and not re.search(r"[\d%％。，；;]", text)


def _header_runs(clean: Sequence[str]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """Runs of headers, from the first that we know to the last: start, end, and the parts of each header."""
    at = 0
    while at < len(clean):
        labels: list[list[str]] = []
        sure, by_parts, end, here = 0, 0, at, at
        spelt = (0, at)  # how many headers, and where they end, up to the last that is one of our spellings
        while here < len(clean):
            parts = next((clean[here : here + n] for n in (3, 2, 1) if here + n <= len(clean) and all(clean[here : here + n]) and is_label(tuple(clean[here : here + n]))), None)  # fmt: skip
            if parts is not None and not labels and find_year("".join(parts)):
                break  # a title, even where it would be a header without its period
            if parts is not None:
                labels.append(list(parts))
                here += len(parts)
                sure, end = len(labels), here
                spelt = (sure, end)
            elif _has_topic(clean[here]):
                labels.append([clean[here]])
                here += 1
                by_parts += 1
                if by_parts >= ENOUGH_BY_PARTS or len(labels) > by_parts:
                    sure, end = len(labels), here
            elif labels and len(labels) - max(sure, by_parts) < UNKNOWN_LABELS and _may_be_label(clean[here]):
                labels.append([clean[here]])
                here += 1
            else:
                break
        runs = {(sure, end), spelt}  # what only reads like a header may be the first task: 完成望桥路工程
        for count, stop in sorted((run for run in runs if run[0] >= 2), reverse=True):
            yield at, stop, labels[:count]
            if at > 0 and (_may_be_label(clean[at - 1]) or numbers_rows(clean[at - 1])):
                yield (
                    at - 1,
                    stop,
                    [[clean[at - 1]], *labels[:count]],
                )  # the first header may be one that we do not know
        at = max(end, at + 1)


def _read_records(lines: Sequence[tuple[int, str]], start: int, end: int, headers: list[str],
                  fields: dict[str, int], above: Sequence[str]) -> Grid | None:  # fmt: skip
    """Cut what follows the headers into records; a cell that is missing is found by what the others are."""
    columns = [ColumnProfile(name) for name in name_columns(clean_labels(headers), fields)]
    width, rest = len(headers), lines[end:]
    texts = [text.strip() for _, text in rest]
    cells, rows, notes, at = [], [], [], 0
    while at < len(rest):
        record = texts[at : at + width]
        if record == [header.strip() for header in headers]:
            notes.append(Note("repeated_header", "normalised", rest[at][0], " | ".join(record)))
            at += width
            continue
        taken = _take(texts, at, columns)
        if taken is None:
            break
        length, placed = taken
        row = [""] * width
        for text, j in zip([text for _, text in rest[at : at + length]], placed, strict=True):
            row[j] = text
        if length < width:
            notes.append(Note("short_record", "doubtful", rest[at][0], " | ".join(texts[at : at + length])))
        cells.append(row)
        rows.append(rest[at][0])
        describe_columns(columns, [cells[-1]])
        at += length
    left = rest[at:]
    typed = any(column.name in ("progress_pct", "year", "status") for column in columns)
    tasks = describe_column([row[fields["task"]] for row in cells])  # a figure names no task
    named = not tasks.share("number", "quantity", "signed")
    if not cells or not typed or not named or (len(left) >= width and len(left) > len(lines) / 3):
        return None
    first = lines[start][0]
    one_line = set(rows) == {first}
    notes += [Note("line_aside", "normalised", row, text) for row, text in left]
    numbers = list(range(1, len(rows) + 1)) if one_line else rows
    title = [text for _, text in lines[:start]][::-1]
    notes += [] if not one_line else [Note("glued_line", "doubtful", first, f"{len(rows)} records in one line")]
    return Grid([headers, *cells], [0 if one_line else first, *numbers], name="", above=[*title, *above], notes=notes)


def _take(texts: Sequence[str], at: int, columns: Sequence[ColumnProfile]) -> tuple[int, list[int]] | None:
    """How many lines the next record has, and in which columns they stand; what follows has to fit as well."""
    width = len(columns)
    for length in range(width, max(width - MOST_MISSING, 1) - 1, -1):
        record, after = texts[at : at + length], texts[at + length : at + length + width]
        if len(record) == length and (placed := place(record, columns)) is not None and _can_begin(after, columns):
            return length, placed
    return None


def _can_begin(texts: Sequence[str], columns: Sequence[ColumnProfile]) -> bool:
    """Whether a record can begin here; the text may also end, or be something else before a whole record fits in."""
    width = len(columns)
    return len(texts) < width or any(can_stand(texts[:n], columns) for n in range(width, width - MOST_MISSING - 1, -1))
