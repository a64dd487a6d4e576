"""Name the kinds of links, and read and write a person's decisions on them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.core.errors import ReportError
from analysis_helpers.linkage.text_features import plain

LINK_COLUMNS = ["previous_id", "current_id", "kind", "similarity", "margin", "why"]
KINDS = ["same", "reworded", "split", "merged", "new", "dropped", "doubtful"]
ONE_TO_ONE = ["same", "reworded"]


def relate(previous: object, current: object, kind: object, why: object, similarity: object = 1.0,
           margin: object = np.nan) -> pd.DataFrame:  # fmt: skip
    """Relations of the same kind, or of the kinds given, between positions in a table of tasks."""
    return pd.DataFrame(
        {"previous": previous, "current": current, "kind": kind, "similarity": similarity, "margin": margin, "why": why}
    )


def finish(links: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table of links, in their order and of their types."""
    types = {
        "previous_id": "string",
        "current_id": "string",
        "similarity": "Float64",
        "margin": "Float64",
        "why": "string",
    }
    return links[LINK_COLUMNS].astype(types | {"kind": pd.CategoricalDtype(KINDS)})


COLUMNS = ["previous_quarter", "current_quarter", "unit", "previous_task", "current_task", "decision", "reason", "date"]
DECISIONS = ("same", "different")
NEEDS = "needs a decision (same, different) and a reason"
# An apostrophe keeps a spreadsheet from running a text as a formula; it is taken off again when the file is read.
FORMULA, GUARD = re.compile(r"^(?='*[=+\-@\t\r])"), re.compile(r"^'(?='*[=+\-@\t\r])")


def load_decisions(path: Path) -> pd.DataFrame:
    """Read `data/decisions.csv`, all as text; an absent file holds none.

    Raises ReportError for other columns, a decision that is neither same nor different, and one without a reason.
    """
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS)
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="gb18030")  # saved by Excel
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _error(path, f"this is no table ({error})") from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise _error(path, f"columns are missing: {', '.join(missing)}")
    bad = ~table["decision"].isin(DECISIONS) | table["reason"].str.strip().eq("")
    if bad.any():
        rows = _rows(path.name, table[bad], NEEDS)
        raise _error(path, f"{bad.sum()} decisions without a word or a reason", rows)
    return table[COLUMNS].apply(lambda texts: texts.str.replace(GUARD, "", regex=True))


def append_decisions(path: Path, decisions: pd.DataFrame) -> None:
    """Write decisions behind those that stand in the file, whose bytes stay as they are; whole or not at all.

    Needs COLUMNS. Follows the file's encoding, line ends and order of columns. Raises ReportError for a decision that `load_decisions`
    would refuse, for a file that it does refuse, and where nothing can be written.
    """
    load_decisions(path)
    content = path.read_bytes() if path.exists() else b""
    encoding, text = _decode(content)
    end = "\r\n" if "\r\n" in text else "\n"
    header = next(csv.reader([text.splitlines()[0]])) if text else COLUMNS
    texts = decisions[COLUMNS].astype("str")
    bad = ~texts["decision"].isin(DECISIONS) | texts["reason"].str.strip().eq("")
    if bad.any():
        raise _error(path, f"{bad.sum()} decisions without a word or a reason", _rows(path.name, texts[bad], NEEDS))
    lines = texts.apply(lambda column: column.str.replace(FORMULA, "'", regex=True)).reindex(
        columns=header, fill_value=""
    )
    added = lines.to_csv(index=False, header=not text, lineterminator=end).encode(encoding)
    between = end.encode() if text and not text.endswith(("\n", "\r")) else b""
    mark = b"" if content else b"\xef\xbb\xbf"  # without it Excel takes a CSV for the local code page
    write_whole(path, content + mark + between + added)


def _decode(content: bytes) -> tuple[str, str]:
    """Encoding and text of the file, which Excel may have saved in its own."""
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030", content.decode("gb18030")


def apply_decisions(tasks: pd.DataFrame, decisions: pd.DataFrame | None) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """The relations that a person named, and the pairs that a person told apart (as positions in `tasks`).

    Needs `side`, `quarter`, `unit`, `plain`. Raises ReportError, all at once, where a quarter has no such text (any more).
    """
    if decisions is None or decisions.empty:
        return relate([], [], [], []), set()
    quarters = {side: set(rows["quarter"].astype(str)) for side, rows in tasks.groupby("side")}
    concerned = decisions[
        decisions["previous_quarter"].isin(quarters.get("previous", set()))
        & decisions["current_quarter"].isin(quarters.get("current", set()))
    ]
    found = concerned.assign(
        previous=[_find(tasks, "previous", row) for row in concerned.itertuples()],
        current=[_find(tasks, "current", row) for row in concerned.itertuples()],
    )
    gone = found["previous"].isna() | found["current"].isna()
    if gone.any():
        raise ReportError(
            "decisions.csv", f"{gone.sum()} decisions speak of tasks that are not there (any more), or not just once",
            "the unit and both texts as the quarters' tasks have them",
            "look whether a report was replaced, and mend or delete these decisions",
            _rows("decisions.csv", found[gone], "no such task in this quarter"),
        )  # fmt: skip
    ends = found[["previous", "current"]].astype(int)
    same = found["decision"].eq("same")
    apart = set(ends[~same].itertuples(index=False, name=None))
    ends = ends[same].drop_duplicates()
    equal = tasks["plain"].to_numpy()[ends["previous"]] == tasks["plain"].to_numpy()[ends["current"]]
    kind = np.where(equal, "same", "reworded")
    kind = np.where(ends.duplicated("previous", keep=False), "split", kind)
    kind = np.where(ends.duplicated("current", keep=False), "merged", kind)
    return relate(ends["previous"], ends["current"], kind, "decided", np.nan), apart


def _find(tasks: pd.DataFrame, side: str, decision: Any) -> int | None:
    """Where the task stands: in the decision's unit, or, if it was moved, the only one with this text."""
    quarter, text = getattr(decision, f"{side}_quarter"), getattr(decision, f"{side}_task")
    fits = tasks["side"].eq(side) & tasks["quarter"].astype(str).eq(quarter) & tasks["plain"].eq(plain(text))
    here = tasks.index[fits & tasks["unit"].fillna("").eq(decision.unit)]
    anywhere = here if len(here) else tasks.index[fits]
    return int(anywhere[0]) if len(anywhere) == 1 else None


def _rows(file: str, table: pd.DataFrame, problem: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "file": file,
            "source_row": table.index + 2,
            "column": table["unit"] + " " + table["previous_quarter"] + "→" + table["current_quarter"],
            "value": table["previous_task"] + " → " + table["current_task"] + " : " + table["decision"],
            "problem": problem,
            "allowed": "what stands in data/README.md",
        }
    )


def _error(path: Path, what: str, rows: pd.DataFrame | None = None) -> ReportError:
    allowed = "a CSV with the columns " + ", ".join(COLUMNS)
    return ReportError(path, what, allowed, "mend it, or delete it to go on without decisions", rows)
