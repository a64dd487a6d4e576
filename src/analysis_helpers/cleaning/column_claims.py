"""What can a column be? Each is judged by its header and by its cells together.

The header is read by its parts (`label_parts`), the cells by what they hold (`column_content`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from analysis_helpers.cleaning.column_content import LONG, NUMBER_OF_COLUMN, SAMPLE, Content, describe_column
from analysis_helpers.cleaning.fields import asked_status, status_class
from analysis_helpers.cleaning.label_parts import PLAIN_NAMES, Label, holds, read_label, spell
from analysis_helpers.core.vocabulary import load_vocabulary

MOST = 0.6  # of the cells; so many make a column one of their kind
SOME = 0.3
FEWEST = 2  # filled cells; fewer say nothing of a column
DISTINCT = 0.8  # of the cells differ: they name things; else they sort them
# How weak a claim to the percent column is, where it is not simply one.
BY_CONTENT, PLAN, OTHER_RATE = 5, 9, 10
UNKNOWN = 1000  # the rank of a header that is no spelling of headers.toml
SAID_AS = {"progress_pct": "percent"}  # what a column is called in the name of a rule
FIELDS = ("task", "narrative", "progress_pct", "status", "leader", "unit")


@dataclass(frozen=True)
class ColumnNote:
    """Something to be said of a column: a rule of the ledger, its level, the column, the words."""

    rule: str
    level: str
    at: int
    words: str


@dataclass(frozen=True)
class Candidate:
    """A column that may be one of the tidy table's; `rank` orders equals (the spellings of headers.toml first).

    `weak` is one that is taken only where there is no other, and then called doubtful; `known` is whether its header
    is a spelling of headers.toml.
    """

    at: int
    label: Label
    content: Content
    rank: int
    weak: int = 0
    known: bool = False


@dataclass(frozen=True)
class Case:
    """A column whose claim is judged: whether its header is a spelling of this column (`known`), of any of ours
    (`elsewhere`), or of one that is none of ours (`other`)."""

    label: Label
    content: Content
    known: bool
    elsewhere: bool
    other: bool


class HeaderColumns:
    """The columns below a header: their labels and what stands in them, looked at when asked for."""

    def __init__(
        self, parts: Sequence[Sequence[str]], body: Iterable[Sequence[str]], lines: Sequence[str] = ()
    ) -> None:
        self.parts = [tuple(part) for part in parts]
        self.labels = [read_label(part) for part in self.parts]
        self.rows = [row for row in islice(body, SAMPLE) if not self._repeats_header(row)]
        self.money = any(re.search(load_vocabulary("columns")["units"]["money_line"], line) for line in lines)
        self._contents: dict[int, Content] = {}

    def _repeats_header(self, row: Sequence[str]) -> bool:
        """Tell whether a row numbers the columns, or repeats the header, as the next page does: most cells are its words."""
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) > 2 and all(NUMBER_OF_COLUMN.fullmatch(cell) for cell in filled):
            return True
        said = [(spell(cell), part) for cell, part in zip(row, self.parts, strict=False) if cell.strip()]
        same = sum(bool(part) and cell in (spell(part[-1]), spell("".join(part))) for cell, part in said)
        return len(said) > 1 and 2 * same > len(said)

    def content(self, at: int) -> Content:
        """What stands in a column."""
        if at not in self._contents:
            self._contents[at] = describe_column(row[at] for row in self.rows if at < len(row))
        return self._contents[at]

    @cached_property
    def others(self) -> set[str]:
        """Spellings of headers that are none of ours."""
        words = load_vocabulary("headers")["others"]
        return {*words["labels"], *words["numbers"]}

    def name(self, at: int) -> str:
        """Return the header of a column, or its place where it has none."""
        return "".join(self.parts[at]) or f"({at + 1})"


def list_claims(
    columns: HeaderColumns, known: Mapping[str, Mapping[int, int]], taken: set[int]
) -> dict[str, list[Candidate]]:
    """By column of the tidy table, the columns that can be it."""
    claims: dict[str, list[Candidate]] = {}
    ranks = {(name, at): rank for name, places in known.items() for at, rank in places.items()}
    for at, label in enumerate(columns.labels):
        if at in taken or not label.text:
            continue
        content = columns.content(at)
        named = [name for name in FIELDS if (name, at) in ranks]
        for name in FIELDS:
            found = _claim(name, columns, at, named)
            if found is not None:
                rank = ranks.get((name, at), UNKNOWN)
                claims.setdefault(name, []).append(Candidate(at, label, content, rank, found, name in named))
    return claims


def _claim(name: str, columns: HeaderColumns, at: int, named: Sequence[str]) -> int | None:
    """How weak a column's claim is: 0 is none at all, None that it cannot be this one."""
    label, content = columns.labels[at], columns.content(at)
    if not named and label.topic in ("", "number", "other") and not asks(label, content):
        return None
    if named and name not in named and name not in ("progress_pct", "status", "narrative"):
        return None
    return _JUDGES[name](Case(label, content, name in named, bool(named), label.text in columns.others))


def asks(label: Label, content: Content) -> bool:
    """Whether a column answers with yes or no how a task stands: 是否达到序时进度, 按期推进（是/否）."""
    answered = "question" in label.which or content.share("answer") > MOST
    return answered and asked_status(label.text) is not None


def _judge_task(case: Case) -> int | None:
    label, content = case.label, case.content
    if label.unit or content.share("signed", "date", "tick", "answer") > SOME:
        return None
    figures = content.share("number", "quantity", "code") > MOST
    names_it = label.plain.endswith(PLAIN_NAMES)  # 目标任务名称 names the task
    if label.topic == "target" or (holds(label.text, _judging("aims")) and not names_it):
        return (3 if figures else 1) if case.known or label.topic == "target" else None
    if figures:
        return 4 if case.known else None
    if case.known:
        return 0
    if label.topic != "task":
        return None
    return 2 if case.other or "coarser" in label.which else 0


def _judge_narrative(case: Case) -> int | None:
    label, content = case.label, case.content
    if content.share("signed", "number") > MOST or content.share("unit") > MOST:
        return None
    if case.known:
        return 0
    if case.elsewhere or case.other or label.topic != "narrative" or label.unit:
        return None
    if content.filled and content.share("status", "light", "answer", "tick") > MOST:
        return None
    return 0


def _judge_percent(case: Case) -> int | None:
    label, content = case.label, case.content
    numbers = content.share("signed", "number", "with percent")
    if (
        label.unit == "money"
        or label.topic in ("target", "number", "other")
        or (case.other and label.topic != "progress")
    ):
        return None
    in_words = content.share("text", "long", "quantity", "date") > MOST and content.length >= LONG / 2
    few = numbers < SOME and not (numbers and numbers + content.share("status") > MOST)  # 已完成 stands for 100 %
    if content.filled and (in_words if case.known else few and not _only_done(label, content)):
        return None
    stated = content.share("signed", "with percent")
    signed = stated >= MOST or (stated >= SOME and content.share("signed", "with percent", "number", "status") >= MOST)
    if label.topic == "rate" or (case.known and label.topic != "progress"):
        kind = _rate(label) if label.topic == "rate" else 0
        if kind == 4 * OTHER_RATE and "plan" in label.which and not has_actual(label):
            return PLAN  # 全年目标占比 is what should be reached
        return None if kind is None else kind
    if case.known:
        return 0 if "plan" not in label.which or has_actual(label) else PLAN
    if label.topic == "progress" and (label.unit == "percent" or signed):
        return PLAN if "plan" in label.which and not has_actual(label) else int(not _qualified(label)) * BY_CONTENT
    if label.topic == "progress" and _qualified(label) and content.share("number") >= MOST:
        return PLAN if "plan" in label.which and not has_actual(label) else 0
    if label.topic == "narrative" and ((signed and content.share("signed") >= 0.9) or label.unit == "percent"):
        return BY_CONTENT
    if label.topic == "status" and content.share("signed") >= 0.9 and holds(label.text, _judging("progress")):
        return BY_CONTENT
    return None


def _only_done(label: Label, content: Content) -> bool:
    return label.topic == "rate" and content.share("status") > SOME


def _qualified(label: Label) -> bool:
    """形象进度 and 实际进度 are percents; a bare 进度 or 工作进度 may be any number."""
    bare = load_vocabulary("headers")["by_content"]["progress_pct"]
    return (
        label.plain not in bare
        or label.unit == "percent"
        or bool(label.which & {"actual", "plan", "last_year", "last_period", "month", "cumulative"})
        or label.plain != label.text
    )


def has_actual(label: Label) -> bool:
    """Whether a header says first that something is so, though it names a plan, too: 实际完成计划比例."""
    words = load_vocabulary("columns")
    told = [found.start() for word in words["is_so"]["words"] if (found := re.search(word, label.text))]
    planned = [found.start() for word in words["which"]["plan"] if (found := re.search(word, label.text))]
    return bool(told) and (not planned or min(told) < min(planned))


def _rate(label: Label) -> int | None:
    """0 for a rate of progress, then those near to it in the order of the list; None for another thing's rate."""
    words = load_vocabulary("columns")["rates"]
    for weak, word in enumerate(words["near"], 1):
        if word in label.text:
            return OTHER_RATE + weak
    return 0 if any(word in label.text for word in words["progress"]) else 4 * OTHER_RATE


def _judge_status(case: Case) -> int | None:
    label, content = case.label, case.content
    words = content.share("status", "light", "answer")
    if content.share("signed", "number", "with percent", "unit", "date") > SOME or content.length > 20:
        return None
    if case.known or asks(label, content):
        return 0
    if case.other and label.topic != "progress":
        return None
    if label.topic == "status":
        return 0 if words > 0 or not content.filled else 3
    if label.topic in ("progress", "narrative") and words > MOST:
        return 2 if not case.elsewhere else None
    return None


def _judge_leader(case: Case) -> int | None:
    label, content = case.label, case.content
    if case.known:
        return 0
    words = load_vocabulary("columns")["which"]
    if label.topic != "leader" or content.share("signed", "number", "unit", "date") > MOST:
        return None
    if any(word in label.text for word in words["head_of"]) or (
        label.which & {"helper"} and not holds(label.text, _judging("leading_contact"))
    ):
        return None
    return 2 if case.other or label.plain.endswith(tuple(words["weak_leader"])) else 0


def _judge_unit(case: Case) -> int | None:
    label, content = case.label, case.content
    if content.share("number", "signed", "date") > MOST:
        return None
    measure = content.share("measure") > SOME
    if case.known:
        return 0 if not measure else None
    if label.topic != "unit" or case.other or "helper" in label.which or measure:
        return None
    if holds(label.text, _judging("plans")):
        return None
    return 0 if label.plain not in _judging("bare_unit") or content.share("unit") > MOST else 3


def _judging(name: str) -> list[str]:
    words: list[str] = load_vocabulary("columns")["judging"][name]
    return words


_JUDGES: dict[str, Callable[[Case], int | None]] = {
    "task": _judge_task,
    "narrative": _judge_narrative,
    "progress_pct": _judge_percent,
    "status": _judge_status,
    "leader": _judge_leader,
    "unit": _judge_unit,
}


def is_other(columns: HeaderColumns, at: int) -> bool:
    """Whether a header is known to be none of ours."""
    return columns.labels[at].text in columns.others and columns.labels[at].topic != "progress"


def words_of_progress(columns: HeaderColumns, taken: set[int]) -> list[Candidate]:
    """形象进度 that holds words tells what was done, where nothing else does."""
    found = []
    for at, label in enumerate(columns.labels):
        content = columns.content(at) if label.topic == "progress" and at not in taken else None
        if content is None or label.unit == "percent" or content.length < LONG / 2:
            continue
        if content.share("signed", "number", "with percent", "status", "light") < SOME:
            found.append(Candidate(at, label, content, UNKNOWN))
    return found


def find_ticked(columns: HeaderColumns) -> dict[int, str]:
    """Columns that are each headed by a status and hold ticks: position → class."""
    found = {}
    for at, part in enumerate(columns.parts):
        name = status_class(spell(part[-1])) if part else None
        if name is not None:
            kinds = columns.content(at).kinds
            others = columns.content(at).filled - kinds["tick"] - kinds["answer"] - min(kinds["number"], 1)
            if others <= (1 - MOST) * columns.content(at).filled:  # one number may be that of the column
                found[at] = name
    holding = [at for at in found if columns.content(at).share("tick", "answer")]
    return found if holding and len({*found, *list_tick_columns(columns)}) >= 2 else {}


def list_tick_columns(columns: HeaderColumns) -> list[int]:
    """Columns that hold marks and nothing else, at most a sum below them, whatever their header says."""
    return [
        at
        for at in range(len(columns.labels))
        if (content := columns.content(at)).kinds["tick"] and content.filled - content.kinds["tick"] <= 1
    ]


def claim_by_content(name: str, columns: HeaderColumns, taken: Collection[int]) -> int | None:
    """The one column that can be the one sought by what its cells hold, under a header that says nothing known.

    None where there is no such column, or more than one; of several that could name the tasks it is the first, for what
    a table is about stands left of what is told of it. A name without any office may be anybody's: no leader.
    """
    held = list_by_content(name, columns, taken)
    return held[0].at if len(held) == 1 or (held and name == "task") else None


def list_by_content(name: str, columns: HeaderColumns, taken: Collection[int]) -> list[Candidate]:
    """All columns under unknown headers that can be the one sought by what their cells hold."""
    held = [at for at in range(len(columns.labels)) if at not in taken and _holds(name, columns, at)]
    return [Candidate(at, columns.labels[at], columns.content(at), UNKNOWN, BY_CONTENT) for at in held]


def _holds(name: str, columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic or not label.text or label.text in columns.others or content.filled < FEWEST:
        return False
    if name == "status":
        return content.share("status", "light") > MOST
    if _is_of_else(label):
        return False
    if name == "narrative":
        differ = content.distinctness > DISTINCT and content.share("long", "text", "quantity", "with percent") > MOST
        return differ and content.length >= LONG / 2 and (_tells(label) or _reports_acts(content))
    if name == "progress_pct":
        stated = content.share("signed") > SOME and content.share("signed", "with percent") > MOST
        return stated and not label.which & {"plan", "last_year", "last_period"}
    if name == "leader":
        leads = label.plain.endswith(tuple(load_vocabulary("columns")["which"]["leads"]))
        return (leads or content.share("official") > SOME) and content.share("official", "person") > MOST
    if name == "unit":
        return content.share("unit") > MOST and content.length < 20 and "helper" not in label.which
    # A hospital that is built is a thing, too.
    names_things = content.share("text", "long", "unit", "quantity") > MOST and content.distinctness > DISTINCT
    return name == "task" and names_things and not _are_places(content)


def speaks_of_schedule(content: Content) -> bool:
    """Whether statuses can be of nothing but a schedule: some are behind, ahead, or as planned."""
    return bool({status_class(text) for text in content.texts} & {"behind", "on_schedule", "ahead"})


def _is_of_else(label: Label) -> bool:
    """Whether a header holds a word of what is none of ours: 难点问题一栏, 佐证材料来源."""
    return any(
        word in label.plain
        for word in load_vocabulary("columns")["endings"]["other"]
        if word not in _judging("question")
    )


def _tells(label: Label) -> bool:
    return any(word in label.text for word in load_vocabulary("columns")["which"]["tells"])


def _reports_acts(content: Content) -> bool:
    """Whether most cells report something done or under way: 已, 建成, 正在, 进场."""
    words = load_vocabulary("evidence")
    acts = [*words["wording"]["acts"], *words["joining"]["begun"], *_judging("under_way")]
    return sum(any(act in text for act in acts) for text in content.texts) > MOST * len(content.texts)


def _are_places(content: Content) -> bool:
    """Whether the cells are districts: such a table holds no tasks."""
    places = tuple(load_vocabulary("columns")["places"]["endings"])
    return sum(text.endswith(places) for text in content.texts) > MOST * len(content.texts)


def claim_by_label(parts: Sequence[str]) -> str | None:
    """What a header alone says that its column is, if it is made up of nothing but known words; for running text."""
    label = read_label(tuple(parts))
    if not label.made_up_of or label.text in {*load_vocabulary("headers")["others"]["labels"]} or "plan" in label.which:
        return None
    words = load_vocabulary("columns")["which"]
    if label.topic == "leader" and any(word in label.text for word in [*words["head_of"], *words["weak_leader"]]):
        return None
    if label.topic == "unit" and "helper" in label.which:
        return None
    if label.topic == "progress" and not _qualified(label):
        return None
    if (label.topic == "rate" and _rate(label) != 0) or label.unit == "money":
        return None
    names = {"progress": "progress_pct", "rate": "progress_pct"}
    name = names.get(label.topic, label.topic)
    return name if name in FIELDS else None
