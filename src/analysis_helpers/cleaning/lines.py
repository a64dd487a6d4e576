"""Which table do the lines of a running text hold? One cell in each line, one glued line, or labelled prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis_helpers.cleaning.align import Column, can_stand, describe_columns, name_columns, place
from analysis_helpers.cleaning.header import SAYS_PROGRESS, clean_labels, match_columns
from analysis_helpers.cleaning.period import find_year
from analysis_helpers.cleaning.text import clean_column
from analysis_helpers.reading import Grid, Note
from analysis_helpers.schema import SECTION
from analysis_helpers.vocabulary import load_vocabulary

LABEL = re.compile(
    r"(?:(?<=^)|(?<=[。；;！!\s，,、|]))(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?([^。；;！!\s，,、|:：]{2,24})[:：]"
)
HEADING = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章节部类])")
LONGEST_LABEL = 12
MOST_LINES = 20_000  # of running text; a table with more rows has not fallen apart into lines
MOST_MISSING = 3  # cells that a record may be without
UNKNOWN_LABELS = 2  # so many headers in a row may be ones that we do not know


def tables_in_lines(grid: Grid) -> list[Grid]:
    """Every table that the lines could hold; all of the other lines are noted."""
    if len(grid.cells) > MOST_LINES:
        return []
    lines = [(row, cells[0]) for row, cells in zip(grid.rows, grid.cells, strict=True) if cells[0].strip()]
    lines, twice = _once(lines)
    found = _read_cells(lines, grid.above)
    if found is None and len(lines) <= 5:
        glued = max(lines, key=lambda line: len(line[1]), default=(0, ""))
        others = [line for line in lines if line is not glued]
        separator = next((mark for mark in ("|", "\t") if glued[1].count(mark) > 2), None)
        tokens = [(glued[0], token.strip()) for token in glued[1].split(separator) if token.strip()]
        found = _read_cells(tokens, [*grid.above, *(text for _, text in others)])
    if found is None:
        found = _read_prose(lines, grid.above)
    if found is None:
        return []
    return [Grid(found.cells, found.rows, name=found.name, above=found.above, notes=[*twice, *found.notes])]


def lines_of_forms(grids: Sequence[Grid]) -> Grid | None:
    """The lines of tables that are forms, one for a task: a label in one cell, its text in the next."""
    lines: list[str] = []
    above: list[str] = []
    for grid in grids:
        for row in grid.cells if grid.kind == "table" else ():
            filled = [cell for cell in row if cell.strip()]
            pairs = list(zip(filled[::2], filled[1::2], strict=False))
            labels, texts = (clean_labels(list(side)) for side in zip(*pairs, strict=True)) if pairs else ([], [])
            if (
                labels
                and all(_known_label((label,)) for label in labels)
                and not any(_known_label((t,)) for t in texts)
            ):
                lines += [f"{label}：{text}" for label, text in pairs]
                above = above or list(grid.above)
    return Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines", above=above) if lines else None


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
    for start, end, labels in _header_runs(clean):
        for extra in range(UNKNOWN_LABELS + 1):
            if end + extra >= len(lines) or (extra and not _may_be_label(clean[end + extra - 1])):
                break
            headers = [*labels, *([text] for text in clean[end : end + extra])]
            fields = match_columns(headers)[0]
            if "task" not in fields or not any(name in fields for name in SAYS_PROGRESS):
                continue
            grid = _read_records(lines, start, end + extra, [label for label, _ in _pieces(lines, start, headers)], fields, above)  # fmt: skip
            if grid is not None and (best is None or len(grid.cells) > best[0]):
                best = len(grid.cells), grid
        if best is not None:
            return best[1]
    return None


def _pieces(
    lines: Sequence[tuple[int, str]], start: int, headers: Sequence[Sequence[str]]
) -> Iterator[tuple[str, int]]:
    """The received header cells: a header over several lines is one."""
    at = start
    for parts in headers:
        yield "\n".join(text for _, text in lines[at : at + len(parts)]), at
        at += len(parts)


def _known_label(parts: tuple[str, ...]) -> bool:
    if sum(map(len, parts)) > LONGEST_LABEL + 14:
        return False
    others = load_vocabulary("headers")["others"]
    label = "".join("".join(parts).split())
    return bool(match_columns([label])[0]) or label in others["labels"] or label in others["numbers"]


def _may_be_label(text: str) -> bool:
    return 1 < len(text) <= LONGEST_LABEL and not re.search(r"[\d%％。，；;]", text)


def _header_runs(clean: Sequence[str]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """Runs of headers, from the first that we know to the last: start, end, and the parts of each header."""
    at = 0
    while at < len(clean):
        labels: list[list[str]] = []
        sure, end, here = 0, at, at
        while here < len(clean):
            parts = next((clean[here : here + n] for n in (3, 2, 1) if here + n <= len(clean) and all(clean[here : here + n]) and _known_label(tuple(clean[here : here + n]))), None)  # fmt: skip
            if parts is not None and not labels and find_year("".join(parts)):
                break  # a title, even where it would be a header without its period
            if parts is not None:
                labels.append(list(parts))
                here += len(parts)
                sure, end = len(labels), here
            elif labels and len(labels) - sure < UNKNOWN_LABELS and _may_be_label(clean[here]):
                labels.append([clean[here]])
                here += 1
            else:
                break
        if sure >= 2:
            yield at, end, labels[:sure]
        at = max(end, at + 1)


def _read_records(lines: Sequence[tuple[int, str]], start: int, end: int, headers: list[str],
                  fields: dict[str, int], above: Sequence[str]) -> Grid | None:  # fmt: skip
    """Cut what follows the headers into records; a cell that is missing is found by what the others are."""
    columns = [Column(name) for name in name_columns(clean_labels(headers), fields)]
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
        columns = describe_columns([column.name for column in columns], cells)
        at += length
    left = rest[at:]
    typed = any(column.name in ("progress_pct", "year", "status") for column in columns)
    if not cells or not typed or (len(left) >= width and len(left) > len(lines) / 3):
        return None
    first = lines[start][0]
    one_line = len(rows) > 1 and len(set(rows)) == 1
    notes += [Note("line_aside", "normalised", row, text) for row, text in left]
    numbers = list(range(1, len(rows) + 1)) if one_line else rows
    title = [text for _, text in lines[:start]][::-1]
    notes += [] if not one_line else [Note("glued_line", "doubtful", first, f"{len(rows)} records in one line")]
    return Grid([headers, *cells], [0 if one_line else first, *numbers], name="", above=[*title, *above], notes=notes)


def _take(texts: Sequence[str], at: int, columns: Sequence[Column]) -> tuple[int, list[int]] | None:
    """How many lines the next record has, and in which columns they stand; what follows has to fit as well."""
    width = len(columns)
    for length in range(width, max(width - MOST_MISSING, 1) - 1, -1):
        record, after = texts[at : at + length], texts[at + length : at + length + width]
        if len(record) == length and (placed := place(record, columns)) is not None and _can_begin(after, columns):
            return length, placed
    return None


def _can_begin(texts: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a record can begin here; the text may also end, or be something else before a whole record fits in."""
    width = len(columns)
    return len(texts) < width or any(can_stand(texts[:n], columns) for n in range(width, width - MOST_MISSING - 1, -1))


def _read_prose(lines: Sequence[tuple[int, str]], above: Sequence[str]) -> Grid | None:
    """Labelled prose (目标: … 进展情况: …): each label that names a task begins a record."""
    pieces = list(_labelled(lines))
    labels = list(dict.fromkeys(label for _, label, _ in pieces if label))
    fields = {name: labels[at] for name, at in match_columns(clean_labels(labels))[0].items()}
    if "task" not in fields or not any(name in fields for name in SAYS_PROGRESS):
        return None
    task = fields["task"]
    records: list[tuple[int, dict[str, str]]] = []
    before: list[tuple[int, str]] = []
    headings: list[str] = []
    section = ""  # a chapter's heading holds for all records below it, one of a single record does not
    notes: list[Note] = []
    for row, label, text in pieces:
        if label == task:
            section = "\n".join(headings) or section
            records.append((row, {SECTION: section} if section else {}))
            section = section if re.match(load_vocabulary("rows")["section"], section) else ""
            headings = []
        if not records:
            before.append((row, f"{label}：{text}" if label else text))
        elif label is None and HEADING.sub("", text).strip():
            headings.append(text)
        elif label is None:  # a number by itself
            notes.append(Note("line_aside", "normalised", row, text))
        else:
            told = records[-1][1]
            told[label] = f"{told[label]}\n{text}" if label in told else text
        if label is None and not records:
            headings = [text] if HEADING.match(text) and HEADING.sub("", text).strip() else []
    if len(records) < 1 or not any(label in told for _, told in records for name, label in fields.items() if name != "task"):  # fmt: skip
        return None
    notes += [Note("line_aside", "normalised", lines[-1][0], text) for text in headings]
    header = [*labels, *([SECTION] if any(SECTION in told for _, told in records) else [])]
    cells = [[told.get(label, "") for label in header] for _, told in records]
    rows, seen = [], 0
    for row, _ in records:
        seen = max(row, seen + 1)  # several records in one line still need numbers of their own
        rows.append(seen)
    notes.append(Note("labelled_prose", "normalised", rows[0], "、".join(labels)))
    return Grid([header, *cells], [0, *rows], above=[*(text for _, text in before[::-1]), *above], notes=notes)


def _labelled(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str | None, str]]:
    """(line, label or None, text) of every labelled piece; a text goes on in the lines below until a heading."""
    known: dict[str, bool] = {}
    open_label: str | None = None
    for row, line in lines:
        found = []
        for match in LABEL.finditer(line):
            label = match[1]
            if label not in known:
                known[label] = _known_label((clean_labels([label])[0],))
            if known[label] or (
                match.start(1) == len(line) - len(line.lstrip()) and open_label and len(label) <= LONGEST_LABEL
            ):
                found.append(match)
        start = found[0].start(1) if found else len(line)
        if head := line[:start].strip(" \t\u3000"):
            heading = HEADING.match(head) is not None and len(head) <= 60
            numbered = heading and found and not HEADING.sub("", head).strip()
            if not numbered:
                yield row, None if heading or open_label is None else open_label, head
        for i, match in enumerate(found):
            end = found[i + 1].start(1) if i + 1 < len(found) else len(line)
            open_label = match[1]
            yield row, open_label, line[match.end() : end].strip(" \t\u3000")
