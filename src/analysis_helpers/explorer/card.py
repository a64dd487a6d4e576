"""What does the report say of one task, what was done to read it, and what do its words show?"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from analysis_helpers.briefing.display_tables import show_cell, translate_ledger
from analysis_helpers.core.vocabulary import fill, load_vocabulary
from analysis_helpers.findings.find_evidence import find_task_evidence
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.review import say_why
from analysis_helpers.measures.evidence import describe_task
from analysis_helpers.measures.redline import Redline, compare_texts, redline_task
from analysis_helpers.measures.scope import say_quarter
from analysis_helpers.textfix.steps import LOST

TEXTS = ("task", "narrative")
UNSEEN = {
    "Cc",
    "Cf",
    "Co",
    "Cs",
    "Cn",
}  # Unicode classes of characters that a screen does not show, or that turn a line round
COURSE = ["quarter", "progress_pct", "expected_pct", "deviation_pp", "status", "schedule_status", "leader"]
EVIDENCE = [
    "target_quote",
    "achieved_low",
    "achieved_high",
    "evidenced_low_pct",
    "evidenced_high_pct",
    "verdict",
    "quotes",
]


def write_card(history: History, task: pd.Series, language: str) -> str:
    """One task as HTML, every text of the report escaped; `task` is its row of tidy tasks beside the schedule.

    `history` is the one that the row is from, its tasks beside the schedule too.
    """
    file, row, quarter = task["source_file"], task["source_row"], task["quarter"]
    ledger = history.ledger
    ledger = ledger[ledger["source_file"].eq(file) & ledger["source_row"].eq(row)]
    received, headers = _received(history, file, row)
    texts = [_describe_text(name, task[name], received.get(name), language) for name in TEXTS]
    course = history.tasks[history.tasks["task_id"].eq(task["task_id"])].sort_values("quarter")
    before = course.loc[course["quarter"].lt(quarter), "quarter"]
    together = history.tasks[history.tasks["source_file"].eq(file) & history.tasks["quarter"].eq(quarter)]
    finding = find_task_evidence(together, task["task_id"])
    card: str = _template().render(
        words=lambda key, **values: fill("explorer", key, language, values),
        column=lambda name: load_vocabulary("labels")["columns"][name][language],
        task=task,
        texts=texts,
        figures=[(name, _show(name, task[name], language), reveal(received.get(name, ""))) for name in
                 ("progress_pct", "status", "schedule_status", "expected_pct", "deviation_pp", "leader", "unit")],
        repairs=_list_repairs(ledger, headers, language),
        course=_table(course.loc[course["quarter"].le(quarter), COURSE], language),
        before=say_quarter(before.max(), language) if len(before) else None,
        redline=_mark(redline_task(history, task["task_id"], str(quarter))) if len(before) else None,
        unchanged=bool(len(before)) and redline_task(history, task["task_id"], str(quarter)).unchanged,
        doubts=_list_doubtful(history, task, language),
        claim=_show("progress_pct", task["progress_pct"], language) + ("%" if pd.notna(task["progress_pct"]) else ""),
        shown=finding.text(language),
        claimed=any(cell.column == "claimed_pct" for cell in finding.cells),
        evidence=_table(describe_task(together, task["task_id"]).dropna(subset=["target_quote"])[EVIDENCE], language),
        place=fill("explorer", "card.at", language, {"file": file, "row": row}),
    )  # fmt: skip
    return card


def reveal(text: object) -> str:
    """A text with every character that cannot be seen written by its code.

    >>> reveal("打响" + chr(0xE5A9) + "品牌" + chr(0x202E))
    '打响⟨U+E5A9⟩品牌⟨U+202E⟩'
    """
    if not isinstance(text, str):
        return ""
    return "".join(f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in UNSEEN and c != "\n" else c for c in text)


def _received(history: History, file: str, row: int) -> tuple[dict[str, str], dict[str, str]]:
    """The cells of a row as received, and the headers, by the name of their tidy column; empty where they were not kept."""
    report = next((report for report in history.reports if report.source.file == file), None)
    if report is None or row not in report.raw.index:
        return {}, {}
    places = {name: report.cells.columns.get_loc(header) for name, header in report.fields.items()}
    cells = {name: report.raw.loc[row].iloc[at] for name, at in places.items() if at < report.raw.shape[1]}
    return {name: cell for name, cell in cells.items() if isinstance(cell, str)}, report.fields


def _describe_text(name: str, read: Any, received: str | None, language: str) -> dict[str, Any]:
    """One text as received and as read, with the characters that differ marked in both."""
    read = "" if pd.isna(read) else str(read)
    label = load_vocabulary("labels")["columns"][name][language]
    if received is None:
        return {"label": label, "read": _lost(reveal(read)), "received": None, "same": False}
    line = compare_texts(reveal(received), reveal(read))
    return {
        "label": label,
        "read": _mark(line, "+"),
        "received": _mark(line, "-"),
        "same": received == read,
    }


def _mark(line: Redline, only: str = "+-") -> Markup:
    """A redline as HTML; with `only` one side of it."""
    tags = {"+": "ins", "-": "del"}
    parts = [piece for piece in line.pieces if piece.change == "=" or piece.change in only]
    return Markup("").join(
        _lost(piece.text) if piece.change == "=" else Markup(f"<{tags[piece.change]}>{{}}</{tags[piece.change]}>").format(_lost(piece.text))
        for piece in parts
    )  # fmt: skip


def _lost(text: str) -> Markup:
    """Lost characters stand out."""
    mark = Markup('<b class="ex-lost" title="lost">{}</b>').format(LOST)
    return mark.join(Markup.escape(part) for part in text.split(LOST))


def _list_repairs(ledger: pd.DataFrame, headers: dict[str, str], language: str) -> dict[str, Any]:
    """The ledger's rows of this row of the report, in words, doubts first where there are any."""
    order = ["rejected", "doubtful", "unknown", "repaired", "normalised"]
    rows = ledger.assign(_order=pd.Categorical(ledger["level"].astype(str), order)).sort_values("_order", kind="stable")
    said = translate_ledger(rows, language)
    return {
        "rows": [
            {
                "level": row.level, "rule": row.rule, "column": row.column, "count": row.count_,
                "doubt": known not in ("normalised", "repaired"),
                "change": _mark(compare_texts(reveal(row.before), reveal(row.after))),
            }
            for row, known in zip(said.rename(columns={"count": "count_"}).itertuples(), rows["level"], strict=True)
        ],
        "kept": bool(headers),
    }  # fmt: skip


def _list_doubtful(history: History, task: pd.Series, language: str) -> list[dict[str, str]]:
    """Earlier tasks that this one may be, where only a person can tell."""
    links = history.links
    open_ = links[links["kind"].eq("doubtful") & links["current_id"].eq(task["task_id"])
                  & links["current_quarter"].eq(str(task["quarter"]))]  # fmt: skip
    earlier = history.tasks[history.tasks["quarter"].lt(task["quarter"])]
    names = earlier.drop_duplicates("task_id", keep="last").set_index("task_id")["task"]
    return [
        {"task": reveal(names.get(link.previous_id, "–")), "why": say_why(str(link.why), language)}
        for link in open_.itertuples()
    ]


def _table(frame: pd.DataFrame, language: str) -> dict[str, Any]:
    names = load_vocabulary("labels")["columns"] | {"quarter": load_vocabulary("explorer")["filter"]["quarter"]}
    return {
        "headers": [names[column][language] for column in frame.columns],
        "rows": [
            [_show(column, value, language) for column, value in zip(frame.columns, row, strict=True)]
            for row in frame.astype("object").itertuples(index=False)
        ],
    }


def _show(column: str, value: Any, language: str) -> str:
    if isinstance(value, pd.Period):
        return say_quarter(value, language)
    if pd.isna(value):
        return fill("explorer", "say.unknown", language, {})
    return reveal(show_cell(column, value, language))


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files(__package__).joinpath("card.html").read_text(encoding="utf-8"))
