"""What became of a report whose right reading is known?  python -m tests.dialects.score

A reading is `right`; or something is off and the ledger says so at that place (`said`); or the file is `refused`
(where that is fair) or `refused_wrongly` (where it could be read); or a value, row, name, unit or period differs from
the truth and nobody is told (`silent`); or the reader falls over (`crash`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers import Report, ReportError, list_doubts, load_report

CASES = Path(__file__).parent / "cases"
VERDICTS = ("right", "said", "refused", "refused_wrongly", "silent", "crash")
NEEDS_A_PERSON = ("unknown", "doubtful", "rejected")
TITLE, WHOLE_ROW = "(title)", "(wholerow)"
CELL_FIELDS = ("task", "progress_pct", "status", "leader", "unit", "narrative")
NO_CORRECTIONS = pd.DataFrame(columns=["file", "source_row", "column", "old", "new", "reason", "date"])
CLOSE = 0.011  # points: 80.416 may be shown as 80.42

# What a rule speaks of, told by its name; the first that fits. A rule of none of these (or of a column) speaks of the
# columns that it names.
ABOUT = (
    (r"damaged$", ("*",)),
    (r"percent|fraction", ("progress_pct",)),
    (r"quarter|period|as_of|^day_|year_unclear", ("quarter", "as_of")),
    (r"^status_|light|tick|colou?r", ("status",)),
    (r"leader|title_taken|person", ("leader",)),
    (r"unit", ("unit",)),
    (r"narrative_", ("narrative",)),
    (r"table|hidden|text_outside|tracked|glued_line|page", ("rows",)),
    (r"^rows?_|_rows?$", ("rows",)),
    (r"^task_|^target", ("task", "rows")),
)
# Rules that compare cells of one row which are both read: they speak of these cells, not of the row's being a task.
BETWEEN_CELLS = re.compile(r"_100$|_at_|with_progress|_called|too_small|^same_|other_district")
# A column that is left unread may be the one that a value was lost with; its header tells.
LOOKS_LIKE = {
    "leader": re.compile("领导|负责人|责任人|包[保联抓]|分管|主抓"),
    "unit": re.compile("单位|部门|科室|牵头|主办|承办"),
    "status": re.compile("状态|评价|亮|牌|是否|灯|超前|滞后|序时"),
    "progress_pct": re.compile("进度|率|比例|百分|%|进展"),
    "narrative": re.compile("情况|进展|成效|措施|动态|开展|推进"),
    "task": re.compile("任务|事项|项目|工作|内容|目标|指标|工程"),
}
SECONDARY_UNITS = re.compile(r"[省市区县镇乡州]$")


@dataclass(frozen=True)
class Difference:
    """One place where the reading is not the truth; `row` is the line in the file, 0 where there is none."""

    field: str
    row: int
    wanted: Any
    got: Any
    said: bool = False

    def __str__(self) -> str:
        where = f" row {self.row}" if self.row else ""
        mark = " (said)" if self.said else ""
        return f"{self.field}{where}: {self.got!r} for {self.wanted!r}{mark}"


@dataclass(frozen=True)
class Outcome:
    """The verdict on one file, where it differs from the truth, and how many doubts were written."""

    verdict: str
    differences: tuple[Difference, ...] = ()
    doubts: int = 0
    false_alarms: tuple[str, ...] = ()
    message: str = ""

    @property
    def fields(self) -> list[str]:
        """The fields that differ and of which nothing is said (else all that differ)."""
        quiet = [d.field for d in self.differences if not d.said]
        return sorted(set(quiet or [d.field for d in self.differences]))


@dataclass(frozen=True)
class Doubt:
    """An entry of the ledger that needs a person; `text` is all that it says."""

    row: int
    column: str
    rule: str
    text: str


@dataclass
class Reading:
    """A report as read, with what its doubts speak of."""

    report: Report
    expectation: Mapping[str, Any]
    doubts: list[Doubt] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = list_doubts(self.report.ledger)
        found = found[found["level"].isin(NEEDS_A_PERSON)]
        for entry in found.astype("object").to_dict("records"):
            text = fold(" ".join(str(entry[name]) for name in ("column", "before", "after", "words")))
            self.doubts.append(Doubt(int(entry["source_row"]), fold(str(entry["column"])), str(entry["rule"]), text))

    def labels(self, name: str) -> set[str]:
        """The headers that hold a field: the one it was read from, and the one that it stands in."""
        known = {self.report.fields.get(name) or "", *self.expectation.get("columns", {}).get(name, ())}
        return {fold(label) for label in known if label}

    def unread(self, name: str) -> set[str]:
        """Headers of unread columns that may hold the field, where the truth does not say which one does."""
        if "columns" in self.expectation:
            return set()
        looks, taken = LOOKS_LIKE.get(name), set(self.report.fields.values())
        labels = [label for label in self.report.cells.columns if label not in taken]
        return {fold(label) for label in labels if looks and looks.search(label)}

    def about(self, doubt: Doubt) -> set[str]:
        """The fields that a doubt speaks of; `*` for everything, `rows` for which rows are tasks."""
        if BETWEEN_CELLS.search(doubt.rule):
            return {name for name in CELL_FIELDS if any(label in doubt.text for label in self.labels(name))}
        if doubt.column == WHOLE_ROW:
            return {*CELL_FIELDS, "rows"}
        if not doubt.rule.startswith("column_"):
            for pattern, names in ABOUT:
                if re.search(pattern, doubt.rule):
                    return set(names)
        return self._named(doubt)

    def _named(self, doubt: Doubt) -> set[str]:
        """The fields of the column that a doubt stands in, or of the columns that it names."""
        labels = {name: self.labels(name) | self.unread(name) for name in CELL_FIELDS}
        if doubt.column != TITLE:
            own = {name for name, known in labels.items() if doubt.column in known}
            return own or self._period_by_column(doubt)
        return {name for name, known in labels.items() if any(label in doubt.text for label in known)}

    def _period_by_column(self, doubt: Doubt) -> set[str]:
        dated = [self.report.fields.get(name) for name in ("quarter", "as_of", "year")]
        return {"quarter", "as_of"} if doubt.column in map(fold, filter(None, dated)) else set()

    def concerns(self, doubt: Doubt, difference: Difference) -> bool:
        """Whether the doubt sends a person to the place of the difference."""
        about = self.about(doubt)
        if "*" in about:
            return True
        if difference.field in ("quarter", "as_of"):
            # "The quarter is left empty" explains what is missing, not a wrong day or quarter.
            return difference.field in about and (doubt.rule != "no_quarter" or difference.got is None)
        everywhere = doubt.row in (0, self.report.header_row)
        if difference.field == "rows":
            told = plain(str(difference.wanted or difference.got))
            here = doubt.row == difference.row if difference.row else bool(told) and told in plain(doubt.text)
            return "rows" in about and (here or everywhere)
        return difference.field in about and (everywhere or doubt.row == difference.row)


def classify_reading(source: Path | bytes, expectation: Mapping[str, Any]) -> Outcome:
    """Read a report and judge the reading; `expectation` has the keys that `cases/README.md` explains."""
    try:
        report = load_report(source, corrections=NO_CORRECTIONS)
        reading = Reading(report, expectation)
    except ReportError as error:
        fair = expectation.get("refuse") in ("right", "ok")
        return Outcome("refused" if fair else "refused_wrongly", message=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this counts
        return Outcome("crash", message=f"{type(error).__name__}: {error}")
    return judge(reading)


def judge(reading: Reading) -> Outcome:
    """The verdict on a reading."""
    found = list(find_differences(reading.report, reading.expectation))
    found += _unsaid(reading)
    marked = [_mark(reading, difference) for difference in found]
    verdict = "right"
    if marked:
        verdict = "said" if all(d.said for d in marked) else "silent"
    return Outcome(verdict, tuple(marked), len(reading.doubts), tuple(_false_alarms(reading, marked)))


def _mark(reading: Reading, found: Difference) -> Difference:
    said = any(reading.concerns(doubt, found) for doubt in reading.doubts)
    return Difference(found.field, found.row, found.wanted, found.got, said)


def _unsaid(reading: Reading) -> Iterable[Difference]:
    """What has to be called doubtful even where the value is right."""
    spoken = {name for doubt in reading.doubts for name in reading.about(doubt)}
    for name in reading.expectation.get("must_say", ()):
        if name not in spoken:
            yield Difference(name, 0, "a doubt", "none")


def _false_alarms(reading: Reading, differences: Sequence[Difference]) -> Iterable[str]:
    """Rules of doubts about something that is as it should be; known only where the truth says what may be doubted."""
    if "may_say" not in reading.expectation:
        return
    fair = {*reading.expectation["may_say"], *reading.expectation.get("must_say", ())}
    fair |= {difference.field for difference in differences}
    for doubt in reading.doubts:
        about = reading.about(doubt)
        if "*" not in fair and not about & fair:
            yield doubt.rule


def find_differences(report: Report, expectation: Mapping[str, Any]) -> Iterable[Difference]:
    """Every place where the tidy table is not what the truth says."""
    if expectation.get("refuse") == "right":
        yield Difference("rows", 0, "a refusal", f"{len(report.tasks)} tasks")
        return
    yield from _compare_period(report.tasks, expectation)
    if expectation.get("by_task"):
        yield from _compare_by_task(report.tasks, expectation)
    elif expectation.get("rows"):
        yield from _compare_rows(report.tasks, expectation)
    never = expectation.get("unit_never")
    for row in report.tasks.itertuples():
        if never and value(row.unit) == never:
            yield Difference("unit", row.source_row, f"not {never}", never)


def _compare_period(tasks: pd.DataFrame, expectation: Mapping[str, Any]) -> Iterable[Difference]:
    quarters, days = {said(q) for q in tasks["quarter"]}, {said(d) for d in tasks["as_of"]}
    if "quarter" in expectation:
        fine = {expectation["quarter"], *expectation.get("quarter_ok", ()), *expectation.get("quarter_accept", ())}
        for quarter in sorted(quarters - fine, key=str):
            yield Difference("quarter", 0, expectation["quarter"], quarter)
    if "as_of" in expectation or "as_of_ok" in expectation:
        fine = {*expectation.get("as_of_ok", ())} | ({expectation["as_of"]} if "as_of" in expectation else set())
        for day in sorted(days - fine, key=str):
            yield Difference("as_of", 0, sorted(fine, key=str)[-1], day)


def _compare_by_task(tasks: pd.DataFrame, expectation: Mapping[str, Any]) -> Iterable[Difference]:
    """Only what is told of some tasks; the others may be there or not, if the number of rows is fine."""
    if len(tasks) not in (expectation["n"], *expectation.get("n_ok", ())):
        yield Difference("rows", 0, expectation["n"], len(tasks))
    got = {plain(row.task): row for row in tasks.itertuples()}
    for task, percent in expectation["by_task"].items():
        row = got.get(plain(task))
        if row is None:
            yield Difference("rows", 0, task, None)
        elif not any_percent(value(row.progress_pct), [percent]):
            yield Difference("progress_pct", row.source_row, percent, value(row.progress_pct))


def _compare_rows(tasks: pd.DataFrame, expectation: Mapping[str, Any]) -> Iterable[Difference]:
    wanted = expectation["rows"]
    got = list(tasks.itertuples())
    pairs, missing, extra = pair_up([row["task"] for row in wanted], [value(row.task) or "" for row in got])
    for i in missing:
        if not wanted[i].get("optional"):
            yield Difference("rows", 0, wanted[i]["task"], None)
    for j in extra:
        yield Difference("rows", got[j].source_row, None, value(got[j].task))
    for i, j in pairs:
        if wanted[i].get("optional"):  # such a row may be read, if a person is told
            yield Difference("rows", got[j].source_row, None, value(got[j].task))
        else:
            yield from _compare_row(wanted[i], got[j])


def pair_up(wanted: Sequence[str], got: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair the tasks of two lists by their text, in order; equally many in between are paired by place."""
    pairs: list[tuple[int, int]] = []
    missing: list[int] = []
    extra: list[int] = []
    matcher = SequenceMatcher(None, [plain(t) for t in wanted], [plain(t) for t in got], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal" or i2 - i1 == j2 - j1:
            pairs += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            missing += range(i1, i2)
            extra += range(j1, j2)
    return pairs, missing, extra


def _compare_row(wanted: Mapping[str, Any], got: Any) -> Iterable[Difference]:
    row = got.source_row
    if plain(value(got.task)) not in [plain(t) for t in accepted(wanted, "task")]:
        yield Difference("task", row, wanted["task"], value(got.task))
    if not any_percent(value(got.progress_pct), accepted(wanted, "progress_pct", "accept_pct")):
        yield Difference("progress_pct", row, wanted["progress_pct"], value(got.progress_pct))
    for name in ("status", "leader"):
        if value(getattr(got, name)) not in accepted(wanted, name):
            yield Difference(name, row, wanted[name], value(getattr(got, name)))
    if not any(same_unit(value(got.unit), unit) for unit in accepted(wanted, "unit")):
        yield Difference("unit", row, wanted["unit"], value(got.unit))
    if "leaders" in wanted and list(got.leaders)[1:] != wanted["leaders"][1:]:
        yield Difference("leader", row, wanted["leaders"], list(got.leaders))
    if "narrative" in wanted and plain(value(got.narrative)) not in map(plain, accepted(wanted, "narrative")):
        yield Difference("narrative", row, wanted["narrative"], value(got.narrative))


def accepted(wanted: Mapping[str, Any], name: str, key: str | None = None) -> list[Any]:
    """All values that are fine. Other percents replace the one named; for names and classes they stand beside it."""
    others = wanted.get(key or f"accept_{name}")
    if name == "progress_pct" and others is not None:
        return list(others)
    return [wanted[name], *(others or ())]


def any_percent(got: float | None, fine: Iterable[float | None]) -> bool:
    """Whether a percent is one of these; None is unknown."""
    for other in fine:
        if got is None or other is None:
            if got is other:
                return True
        elif abs(float(got) - float(other)) < CLOSE:
            return True
    return False


def same_unit(got: str | None, wanted: str | None) -> bool:
    """Whether a unit is the one named; a place's name in front of it (云岫区住建局 for 住建局) does not matter."""
    got, wanted = plain(got), plain(wanted)
    if got == wanted:
        return True
    return bool(got and wanted and got.endswith(wanted) and SECONDARY_UNITS.search(got[: -len(wanted)]))


def value(cell: Any) -> Any:
    """The cell, None where it is unknown."""
    if cell is None or pd.isna(cell):
        return None
    return float(cell) if isinstance(cell, float) else cell


def said(period: Any) -> str | None:
    """A quarter as 2024Q3, a day as 2024-09-30, None where there is none."""
    if value(period) is None:
        return None
    return period.strftime("%Y-%m-%d") if isinstance(period, pd.Timestamp) else str(period)


def fold(label: str) -> str:
    """A header without what does not matter: blanks and full width."""
    return "".join(unicodedata.normalize("NFKC", label).split())


def plain(text: str | None) -> str:
    """A text without what does not matter here: blanks, the width of brackets and marks, a star in front."""
    folded = "".join((text or "").split()).translate(str.maketrans("(),;:", "（），；："))
    return folded.strip("。").lstrip("★*")


def read_expectation(path: Path) -> dict[str, Any]:
    """The right reading beside a case."""
    return dict(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


def list_cases(folder: Path = CASES) -> list[Path]:
    """All reports of the folder that have a right reading beside them."""
    known = {path.stem for path in folder.glob("*.json")}
    return sorted(path for path in folder.iterdir() if path.suffix != ".json" and path.stem in known)


def print_table(outcomes: Mapping[str, Outcome]) -> None:
    """Every case with its verdict and differences; then the totals."""
    for name, outcome in outcomes.items():
        told = "; ".join(str(difference) for difference in outcome.differences[:4])
        more = f"; … {len(outcome.differences)} in all" if len(outcome.differences) > 4 else ""
        if outcome.verdict.startswith("refused") or outcome.verdict == "crash":
            told = outcome.message.splitlines()[0][:140]
        print(f"{outcome.verdict:16} {name:24} {told[:260]}{more}")
    counts = {verdict: sum(o.verdict == verdict for o in outcomes.values()) for verdict in VERDICTS}
    print(f"\n{len(outcomes)} cases: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
    right = [outcome for outcome in outcomes.values() if outcome.verdict == "right"]
    quiet = sum(outcome.doubts == 0 for outcome in right)
    print(f"noise: {sum(o.doubts for o in right)} doubts in {len(right)} cases read right; {quiet} of them without any")


def main() -> int:
    outcomes = {path.name: classify_reading(path, read_expectation(path)) for path in list_cases()}
    print_table(outcomes)
    return int(any(outcome.verdict in ("silent", "crash") for outcome in outcomes.values()))


if __name__ == "__main__":
    raise SystemExit(main())
