"""What is said of a file that cannot be read as a report, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis_helpers.cleaning.guess_columns import Guess, LikelyHeader, find_likely_header
from analysis_helpers.cleaning.header import recognised
from analysis_helpers.core.errors import ReportError, Text
from analysis_helpers.core.vocabulary import LANGUAGES, fill, load_vocabulary
from analysis_helpers.readers.grid import Grid

MOST_GUESSES = 8  # headers that are named


def refuse_file(file: str, grids: Sequence[Grid]) -> ReportError:
    """No table of a file is a report: say which headers were known, which were not and what they look like."""
    tables = [grid for grid in grids if grid.kind != "unequal" and any(len(row) > 1 for row in grid.cells)]
    lines = max((len(grid.cells) for grid in grids if grid.kind == "lines"), default=0)
    header = find_likely_header(tables)
    what, allowed, do = map(Text, *(_tell(language, tables, lines, header) for language in LANGUAGES))
    return ReportError("report.no_table", file, what=what, allowed=allowed, do=do)


def refuse_rows(file: str, bad: pd.DataFrame, rows: int) -> ReportError:
    """Rows of a report cannot be read."""
    return ReportError("report.rows_unread", file, bad, bad=bad["source_row"].nunique(), all=rows)


def _tell(language: str, tables: Sequence[Grid], lines: int, header: LikelyHeader | None) -> tuple[str, str, str]:
    def say(key: str, **values: object) -> str:
        return fill("reading", f"refused.{key}", language, values)

    fields = load_vocabulary("headers")["fields"]
    spellings = "; ".join(f"{_name(n, language)}: {'、'.join(fields[n][:4])}…" for n in ("task", "progress_pct", "narrative"))  # fmt: skip
    wanted = say("wanted", spellings=spellings)
    if not tables:
        return say("text_only", lines=lines), wanted, say("do_table")
    seen = list(recognised(tables)) if header is None else list(header.known.values())
    what = say("no_header") + (say("recognised", names="、".join(seen)) if seen else "")
    if header is None or not (header.lacking and header.guesses):
        return what, wanted, say("do_table")
    stop = "；" if language == "zh" else "; "
    parts = [_tell_guess(guess, language) for guess in header.guesses[:MOST_GUESSES]]
    parts.append(say("lacking", names=stop.join(_name(name, language) for name in header.lacking)))
    where = say("row_of", row=header.row, table=header.table) if header.table else say("row", row=header.row)
    what += (". " if language == "en" else "。") + say("header_is", where=where, columns=stop.join(parts))
    wanting = [guess for guess in header.guesses if guess.name]
    if not wanting:
        return what, wanted, say("do_table")
    words = ", ".join(f"header,{guess.label},{guess.name}" for guess in wanting[:MOST_GUESSES])
    return what, wanted, say("do_words", words=words)


def _tell_guess(guess: Guess, language: str) -> str:
    values = {"at": guess.column, "label": guess.label}
    if not guess.name:
        return fill("reading", "refused.unknown", language, values)
    return fill("reading", "refused.looks_like", language, values | {"name": _name(guess.name, language)})


def _name(name: str, language: str) -> str:
    return fill("reading", f"kinds.{name}", language, {})
