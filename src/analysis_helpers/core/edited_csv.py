"""Read CSV files that people edit in a spreadsheet, and add rows to them in the form that they have."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.core.errors import ROW_COLUMNS, ReportError, Text, word
from analysis_helpers.core.vocabulary import load_vocabulary

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UNMARKED = ("utf-8", "gb18030")
DELIMITERS = (",", "\t", ";")
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
ROW_DIGITS = 7  # a spreadsheet has 1,048,576 rows
MOST_BYTES = 8 * 2**20  # some 50,000 rows
SHOWN = 40  # characters of a cell that a message shows


@dataclass(frozen=True)
class CsvForm:
    """How a CSV is written: what stays the same when rows are added. `header` holds our names, "" for other columns."""

    mark: bytes
    encoding: str
    delimiter: str
    line_end: str
    header: tuple[str, ...]


@dataclass(frozen=True)
class EditedCsv:
    """A CSV that a person edited: its rows as texts, under our column names, each with the line on which it begins."""

    rows: pd.DataFrame
    lines: pd.Series
    form: CsvForm


@dataclass(frozen=True)
class CsvLayout:
    """What a CSV has to hold: its columns, and what its rows are called in messages."""

    columns: tuple[str, ...]
    rows_are: str

    def refuse(self, path: Path, what: Text, rows: pd.DataFrame | None = None) -> ReportError:
        """The error for a file that is not like this."""
        return ReportError(
            "edited.refused",
            path,
            rows,
            what=what,
            columns=", ".join(self.columns),
            rows_are=word(f"edited.rows_are.{self.rows_are}"),
        )


def read_edited_csv(path: Path, layout: CsvLayout) -> EditedCsv:
    """Read a CSV as a spreadsheet or an editor saved it, all as text.

    Takes UTF-8 with or without a mark, GB18030, and UTF-16 with a mark; commas, tabs or semicolons; any line ends; blank
    rows and empty cells too many; headers in Chinese; days such as 2024/10/10. Columns that the layout does not name are
    left out. Raises ReportError, naming the line, for anything that is no such table.
    """
    content = _read_bytes(path, layout)
    mark, encoding, text = _decode(path, content, layout)
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise layout.refuse(path, word("edited.what.control", line=line, sign=repr(control[0])))
    delimiter = _choose_delimiter(text, layout)
    records = _split(path, text, delimiter, layout)
    if not records:
        raise layout.refuse(path, word("edited.what.empty"))
    (line, head), *records = records
    header = _read_header(path, line, head, layout)
    rows, lines = _fit(path, records, header, layout)
    line_end = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    return EditedCsv(rows, lines, CsvForm(mark, encoding, delimiter, line_end, header))


def append_rows(path: Path, rows: pd.DataFrame, layout: CsvLayout) -> None:
    """Write rows behind those that stand in a file, whose bytes stay as they are; whole or not at all.

    Follows the file's encoding, delimiter, line ends and order of columns. A new file gets a mark, without which a spreadsheet
    shows Chinese in the local code page. Raises ReportError for a file that `read_edited_csv` refuses, and where nothing can
    be written.
    """
    content = _read_bytes(path, layout) if path.exists() else b""
    form = CsvForm(codecs.BOM_UTF8, "utf-8", ",", "\n", layout.columns)
    if content:
        form = read_edited_csv(path, layout).form
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=form.delimiter, lineterminator=form.line_end)
    if not content:
        writer.writerow(form.header)
    elif not content.decode(form.encoding).endswith(("\n", "\r")):
        out.write(form.line_end)
    writer.writerows(rows.reindex(columns=list(form.header), fill_value="").itertuples(index=False))
    write_whole(path, (content or form.mark) + out.getvalue().encode(form.encoding))


def find_row_number(text: str) -> str | None:
    """The number in 4, ４, 第4行; None where it is no number of a row."""
    words = load_vocabulary("edited")["row"]
    found = text.translate(FULL_WIDTH).strip()
    for sign in words["before"]:
        found = found.removeprefix(sign).strip()
    for sign in words["after"]:
        found = found.removesuffix(sign).strip()
    return str(int(found)) if re.fullmatch(rf"[0-9]{{1,{ROW_DIGITS}}}", found) else None


def list_bad_cells(
    path: Path, table: EditedCsv, column: str, bad: pd.Series, problem: Text, allowed: Text
) -> pd.DataFrame:
    """The rows of a ReportError for cells of one column, each with its line in the file."""
    cells = {
        "file": path.name,
        "source_row": table.lines[bad],
        "column": column,
        "value": table.rows.loc[bad, column].map(_shorten),
        "problem": [problem] * int(bad.sum()),
        "allowed": [allowed] * int(bad.sum()),
    }
    return pd.DataFrame(cells, columns=ROW_COLUMNS)


def _read_bytes(path: Path, layout: CsvLayout) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise layout.refuse(path, word("edited.what.too_many_bytes", most=MOST_BYTES // 2**20))
        return path.read_bytes()
    except OSError as error:
        raise layout.refuse(path, word("edited.what.unreadable", error=error.strerror or error)) from error


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _decode(path: Path, content: bytes, layout: CsvLayout) -> tuple[bytes, str, str]:
    """The mark, the encoding and the text of a file; the error names the line at which the likeliest encoding ends."""
    marked = [(mark, encoding) for mark, encoding in MARKS if content.startswith(mark)]
    if not marked and b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise layout.refuse(path, word("edited.what.zero_byte", line=line))
    failures: list[UnicodeDecodeError] = []
    for mark, encoding in marked or [(b"", encoding) for encoding in UNMARKED]:
        try:
            return mark, encoding, content[len(mark) :].decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error)
    furthest = max(failures, key=lambda error: error.start)
    before = furthest.object[: furthest.start].decode(furthest.encoding, "replace")
    what = word("edited.what.no_text", line=before.count("\n") + 1, encoding=furthest.encoding)
    raise layout.refuse(path, what) from furthest


def _choose_delimiter(text: str, layout: CsvLayout) -> str:
    """The delimiter under which the first line names most of the columns; the comma where none does better."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: len(set(layout.columns) & set(_name_columns(first.split(sign), layout))))


def _name_columns(cells: Sequence[str], layout: CsvLayout) -> list[str]:
    """Our name of each column, "" where a cell heads none of ours."""
    words: Mapping[str, list[str]] = load_vocabulary("edited")["columns"]
    names = {_plain(word): column for column in layout.columns for word in (column, *words.get(column, []))}
    return [names.get(_plain(cell.strip('"')), "") for cell in cells]


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _split(path: Path, text: str, delimiter: str, layout: CsvLayout) -> list[tuple[int, list[str]]]:
    """Every record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, begins = [], 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((begins, record))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise layout.refuse(path, word("edited.what.no_cells", line=begins, error=error)) from error
    return records


def _read_header(path: Path, line: int, cells: Sequence[str], layout: CsvLayout) -> tuple[str, ...]:
    header = tuple(_name_columns(cells, layout))
    missing = [name for name in layout.columns if name not in header]
    if missing:
        raise layout.refuse(path, word("edited.what.missing", columns=", ".join(missing), line=line))
    twice = [name for name in layout.columns if header.count(name) > 1]
    if twice:
        raise layout.refuse(path, word("edited.what.twice", columns=", ".join(twice), line=line))
    return header


def _fit(
    path: Path, records: Sequence[tuple[int, list[str]]], header: Sequence[str], layout: CsvLayout
) -> tuple[pd.DataFrame, pd.Series]:
    """The records as a table; a record may lack cells at its end, or have empty ones too many."""
    width = len(header)
    long = [(line, record[width:]) for line, record in records if any(cell.strip() for cell in record[width:])]
    if long:
        rows = pd.DataFrame(
            {"source_row": [line for line, _ in long], "value": [_shorten(str(more)) for _, more in long]}
        ).assign(
            file=path.name,
            column=str(word("words.behind_last")),
            problem=[word("words.more_cells")] * len(long),
            allowed=[word("words.cells", n=width)] * len(long),
        )
        what = word("edited.what.too_long", width=width)
        raise layout.refuse(path, what, rows[ROW_COLUMNS])
    cells = [[*record[:width], *[""] * (width - len(record))] for _, record in records]
    table = pd.DataFrame(cells, columns=list(header), dtype="str")[list(layout.columns)]
    if "date" in table:
        table["date"] = table["date"].map(_write_day).astype("str")
    return table, pd.Series([line for line, _ in records], dtype="int64")


def _write_day(text: str) -> str:
    """A day as ISO 8601 writes it; any other text as it stands."""
    found = DAY.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text
