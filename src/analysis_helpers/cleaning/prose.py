"""Which records does labelled prose hold? 目标：… 进展情况：… 牵头单位：…, also set as forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis_helpers.cleaning.header import LONGEST_LABEL, SAYS_PROGRESS, clean_labels, is_label, match_columns
from analysis_helpers.core.schema import SECTION
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid, Note

LABEL = re.compile(
    r"(?:(?<=^)|(?<=[。；;！!\s，,、|]))(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?([^。；;！!\s，,、|:：]{2,24})[:：]"
)
HEADING = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章节部类])")


def read_prose(lines: Sequence[tuple[int, str]], above: Sequence[str]) -> Grid | None:
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
                known[label] = is_label((clean_labels([label])[0],))
            apart = line[: match.start(1)].rstrip()[-1:] in ("|", "｜") and len(label) <= LONGEST_LABEL
            if (
                known[label]
                or apart
                or (match.start(1) == len(line) - len(line.lstrip()) and open_label and len(label) <= LONGEST_LABEL)
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
            yield row, open_label, line[match.end() : end].strip(" \t\u3000").rstrip("|｜ ")


def lines_of_forms(grids: Sequence[Grid]) -> Grid | None:
    """The lines of tables that are forms, one for a task: a label in one cell, its text in the next."""
    lines: list[str] = []
    above: list[str] = []
    for grid in grids:
        for row in grid.cells if grid.kind == "table" else ():
            filled = [cell for cell in row if cell.strip()]
            pairs = list(zip(filled[::2], filled[1::2], strict=False))
            labels, texts = (clean_labels(list(side)) for side in zip(*pairs, strict=True)) if pairs else ([], [])
            if labels and all(is_label((label,)) for label in labels) and not any(is_label((t,)) for t in texts):
                lines += [f"{label}：{text}" for label, text in pairs]
                above = above or list(grid.above)
    return Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines", above=above) if lines else None
