"""Which column is which? All columns that could be one are weighed, by their header and by their cells together.

The header is read by its parts (`label_parts`), the cells by what they hold (`column_content`). Rivals are set against
each other by the standing rules of `docs/method.md`, one after another; what decided is a row of the ledger. Where no
rule decides the choice is called doubtful, and a column that looks like one that was not found is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice

from analysis_helpers.cleaning.column_content import LONG, SAMPLE, Content, describe_column
from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.label_parts import Label, read_label, spell, without_period
from analysis_helpers.cleaning.period import Period
from analysis_helpers.core.project_words import NONE, meanings, plain_word
from analysis_helpers.core.vocabulary import load_vocabulary

MOST = 0.6  # of the cells; so many make a column one of their kind
SOME = 0.3
DISTINCT = 0.8  # of the cells differ: they name things; else they sort them
# How weak a claim to the percent column is, where it is not simply one.
BY_CONTENT, PLAN, OTHER_RATE = 5, 9, 10
UNKNOWN = 1000  # the rank of a header that is no spelling of headers.toml
FIELDS = ("task", "narrative", "progress_pct", "status", "leader", "unit")
SAID_AS = {"progress_pct": "percent"}


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


@dataclass(frozen=True)
class ColumnNote:
    """Something to be said of a column: a rule of the ledger, its level, the column, the words."""

    rule: str
    level: str
    at: int
    words: str


@dataclass
class Choice:
    """The position of each column of the tidy table, the status columns that are ticked, and what is to be said.

    `tells` is whether anything in the table says how far the tasks are, though it may be no percent, words or status.
    """

    fields: dict[str, int] = field(default_factory=dict)
    ticked: dict[int, str] = field(default_factory=dict)
    findings: list[ColumnNote] = field(default_factory=list)
    tells: bool = False


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
        """Tell whether most cells of a row are the header's own words: on the next page the header stands again."""
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


def choose_columns(parts: Sequence[Sequence[str]], body: Iterable[Sequence[str]], known: Mapping[str, Mapping[int, int]],
                   lines: Sequence[str] = (), period: Period | None = None) -> Choice:  # fmt: skip
    """Choose among all columns that could be one of ours.

    `parts` are the header's cells of each column (several where it has several rows), `body` the rows below, `known`
    the rank of each column whose header is a spelling of headers.toml, `lines` and `period` what stands above.
    """
    columns = HeaderColumns(parts, body, lines)
    choice = Choice(ticked=_ticked(columns))
    taken: set[int] = set(choice.ticked)
    for name in ("year", "quarter", "as_of", "synthetic"):
        if known.get(name):
            choice.fields[name] = min(known[name], key=lambda at: (known[name][at], at))
            taken.add(choice.fields[name])
    told = _told_by_project(columns)
    for place, name in told.items():
        alone = list(told.values()).count(name) == 1
        if name == NONE or alone:
            taken.add(place)
        if name != NONE and alone:
            choice.fields[name] = place
    claims = _claims(columns, known, taken)
    for name in ("progress_pct", "status", "narrative", "task", "leader", "unit"):
        if name in choice.fields:
            continue
        candidates = [one for one in claims.get(name, ()) if one.at not in taken and told.get(one.at, name) == name]
        candidates = [
            one for one in candidates if one.at in told
        ] or candidates  # the project names several: one of these
        if name == "status" and choice.ticked:
            continue
        if name == "narrative" and not candidates:
            candidates = _words_of_progress(columns, taken)
        if candidates and (at := _choose(name, candidates, columns, choice, period)) is not None:
            choice.fields[name] = at
            taken.add(at)
    if "task" not in told.values():
        _drop_weak_task(choice, claims)
    choice.tells = bool(choice.ticked) or any(
        label.topic in ("progress", "rate", "narrative") and columns.content(j).filled
        for j, label in enumerate(columns.labels) if j not in taken and j not in told and not _is_other(columns, j)
    )  # fmt: skip
    _say_unread(columns, choice, set(told))
    order = list(load_vocabulary("headers")["fields"])
    choice.fields = dict(sorted(choice.fields.items(), key=lambda entry: order.index(entry[0])))
    return choice


def _told_by_project(columns: HeaderColumns) -> dict[int, str]:
    """What the project's own words say of the columns: position → the tidy column, or that it is none."""
    words = meanings("header")
    if not words:
        return {}
    found = {}
    for at, part in enumerate(columns.parts):
        spelt = [plain_word("".join(part)), without_period(plain_word("".join(part)))]
        named = next((words[form] for form in spelt if form in words), None)
        if named is not None:
            found[at] = named
    return found


# ---- what a column can be


def _claims(
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
    if not named and label.topic in ("", "number", "other") and not _asks(label):
        return None
    if named and name not in named and name not in ("progress_pct", "status", "narrative"):
        return None
    return _JUDGES[name](Case(label, content, name in named, bool(named), label.text in columns.others))


def _asks(label: Label) -> bool:
    """是否达到序时进度: a question that a status answers."""
    asked = label.text.rpartition("是否")[2]
    return "question" in label.which and status_class(asked) is not None


def _judge_task(case: Case) -> int | None:
    label, content = case.label, case.content
    if label.unit or content.share("signed", "date", "tick", "answer") > SOME:
        return None
    figures = content.share("number", "quantity") > MOST
    if label.topic == "target" or "目标" in label.text:
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
    if content.filled and (in_words if case.known else numbers < SOME and not _only_done(label, content)):
        return None
    stated = content.share("signed", "with percent")
    signed = stated >= MOST or (stated >= SOME and content.share("signed", "with percent", "number", "status") >= MOST)
    if label.topic == "rate" or (case.known and label.topic != "progress"):
        kind = _rate(label) if label.topic == "rate" else 0
        return None if kind is None else kind
    if case.known:
        return 0 if "plan" not in label.which or _has_actual(label) else PLAN
    if label.topic == "progress" and (label.unit == "percent" or signed):
        return PLAN if "plan" in label.which and not _has_actual(label) else int(not _qualified(label)) * BY_CONTENT
    if label.topic == "progress" and _qualified(label) and content.share("number") >= MOST:
        return PLAN if "plan" in label.which and not _has_actual(label) else 0
    if label.topic == "narrative" and ((signed and content.share("signed") >= 0.9) or label.unit == "percent"):
        return BY_CONTENT
    if label.topic == "status" and content.share("signed") >= 0.9 and ("进度" in label.text or "完成" in label.text):
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


def _has_actual(label: Label) -> bool:
    words = load_vocabulary("columns")["which"]["actual"]
    return any(word in label.text for word in words) and not label.plain.startswith(("计划", "目标", "序时"))


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
    if case.known or _asks(label):
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
    if any(word in label.text for word in words["head_of"]) or (label.which & {"helper"} and "联系" not in label.text):
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
    if "计划" in label.text or "目标" in label.text:
        return None
    return 0 if label.plain not in ("单位", "部门") or content.share("unit") > MOST else 3


_JUDGES: dict[str, Callable[[Case], int | None]] = {
    "task": _judge_task,
    "narrative": _judge_narrative,
    "progress_pct": _judge_percent,
    "status": _judge_status,
    "leader": _judge_leader,
    "unit": _judge_unit,
}


def _is_other(columns: HeaderColumns, at: int) -> bool:
    return columns.labels[at].text in columns.others and columns.labels[at].topic != "progress"


def _words_of_progress(columns: HeaderColumns, taken: set[int]) -> list[Candidate]:
    """形象进度 that holds words tells what was done, where nothing else does."""
    found = []
    for at, label in enumerate(columns.labels):
        content = columns.content(at) if label.topic == "progress" and at not in taken else None
        if content is None or label.unit == "percent" or content.length < LONG / 2:
            continue
        if content.share("signed", "number", "with percent", "status", "light") < SOME:
            found.append(Candidate(at, label, content, UNKNOWN))
    return found


def _ticked(columns: HeaderColumns) -> dict[int, str]:
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
    return found if len(found) >= 2 and holding else {}


# ---- which of several


def _choose(
    name: str, candidates: list[Candidate], columns: HeaderColumns, choice: Choice, period: Period | None
) -> int | None:
    """The column that is meant; what decided, or that nothing did, is said."""
    left = candidates
    month = period.as_of.month if period is not None and period.as_of is not None else None
    for rule, keep in _rules(name, columns.money, month):
        kept = keep(left)
        if 0 < len(kept) < len(left):
            gone = [one for one in left if one not in kept]
            _say_rule(choice, rule, kept[0].at, kept, gone, columns)
            left = kept
    best = min(left, key=lambda one: (one.rank, one.at))
    said = SAID_AS.get(name, name)
    if len(left) > 1:
        words = "、".join(columns.name(one.at) for one in left)
        if name != "task" or not all(one.known for one in left):
            choice.findings.append(ColumnNote(f"{said}_column_rivals", "doubtful", best.at, words))
    if name == "progress_pct" and best.weak == PLAN:  # a plan says what should be, not what is
        return None
    if name == "leader" and best.weak:  # 责任人 may be anybody; it is named as one that was not read
        return None
    if name == "progress_pct" and best.weak == BY_CONTENT:
        choice.findings.append(ColumnNote("percent_by_content", "doubtful", best.at, columns.name(best.at)))
    elif best.weak and name == "progress_pct":
        choice.findings.append(ColumnNote(f"{said}_column_weak", "doubtful", best.at, columns.name(best.at)))
    return best.at


def _say_rule(
    choice: Choice, rule: str, at: int, kept: Sequence[Candidate], gone: Sequence[Candidate], columns: HeaderColumns
) -> None:
    if rule:
        words = (
            "、".join(columns.name(one.at) for one in kept) + " > " + "、".join(columns.name(one.at) for one in gone)
        )
        choice.findings.append(ColumnNote(rule, "normalised", at, words))


_Rule = Callable[[list[Candidate]], list[Candidate]]


def _filled(rivals: list[Candidate]) -> list[Candidate]:
    return [one for one in rivals if one.content.filled]


def _strongest(rivals: list[Candidate]) -> list[Candidate]:
    """A plan, and a bare 进度 of signed percents, are as strong as any; other rules set them aside, and say so."""
    weakness = [0 if one.weak == PLAN or _is_bare_progress(one) else one.weak for one in rivals]
    return [one for one, weak in zip(rivals, weakness, strict=True) if weak == min(weakness)]


def _is_bare_progress(one: Candidate) -> bool:
    return one.weak == BY_CONTENT and one.label.topic == "progress"


def _cumulative(rivals: list[Candidate]) -> list[Candidate]:
    """累计完成率 before 完成率; of 累计进度 and 完成率 nothing says that they are of one kind."""
    words = load_vocabulary("columns")["which"]["cumulative"]
    alike = {re.sub("|".join(words), "", one.label.plain) for one in rivals}
    return [one for one in rivals if "cumulative" in one.label.which] if len(alike) == 1 else rivals


def _without(*which: str) -> _Rule:
    return lambda rivals: [one for one in rivals if not one.label.which & {*which}]


def _with(*which: str) -> _Rule:
    return lambda rivals: [one for one in rivals if one.label.which & {*which}]


def _no_plan(rivals: list[Candidate]) -> list[Candidate]:
    return [one for one in rivals if "plan" not in one.label.which or _has_actual(one.label)]


def _no_money(rivals: list[Candidate], in_money: bool) -> list[Candidate]:
    """Bare numbers in a table of money, and figures that no percent has, beside a column that holds percents."""
    return [one for one in rivals if one.content.share("number") < MOST or one.label.unit == "percent" or (one.label.topic == "rate" and not one.content.largest > 1000)] if in_money else [
        one for one in rivals if one.content.largest <= 1000
    ]  # fmt: skip


def _signed(rivals: list[Candidate]) -> list[Candidate]:
    return [one for one in rivals if one.content.share("signed", "with percent") >= MOST or one.label.unit == "percent"]


def _own_period(rivals: list[Candidate], month: int | None) -> list[Candidate]:
    """Of columns for several periods the report's own, else the latest."""
    dated = [one for one in rivals if one.label.period is not None]
    if len(dated) < 2 or len({one.label.period for one in dated}) < 2:
        return rivals
    own = [one for one in dated if one.label.month == month]
    latest = max(one.label.period or 0 for one in dated)
    chosen = own or [one for one in dated if one.label.period == latest]
    return [one for one in rivals if one in chosen or one.label.period is None]


def _not_one_month(rivals: list[Candidate]) -> list[Candidate]:
    return [
        one
        for one in rivals
        if not (one.label.one_month or "month" in one.label.which) or "cumulative" in one.label.which
    ]


def _names_things(rivals: list[Candidate]) -> list[Candidate]:
    """Of columns that could be the task, those whose cells differ; a column that repeats itself sorts them."""
    return [one for one in rivals if one.content.distinctness >= DISTINCT]


def _known_first(rivals: list[Candidate]) -> list[Candidate]:
    best = min(one.rank for one in rivals)
    return [one for one in rivals if one.rank == best] if best < UNKNOWN else rivals


def _names_before_contents(rivals: list[Candidate]) -> list[Candidate]:
    words = tuple(load_vocabulary("columns")["which"]["name"])
    return [one for one in rivals if one.label.plain.endswith(words)]


def _tells_most(rivals: list[Candidate]) -> list[Candidate]:
    longest = max(one.content.length for one in rivals)
    return [one for one in rivals if one.content.length * 1.5 >= longest]


def _says_status(rivals: list[Candidate]) -> list[Candidate]:
    return [one for one in rivals if one.content.share("status", "answer") >= MOST]


def _rules(name: str, in_money: bool, month: int | None) -> tuple[tuple[str, _Rule], ...]:
    """The standing rules of a column, in order, each with what is said where it decides."""
    no_money, own_period = partial(_no_money, in_money=in_money), partial(_own_period, month=month)
    every: dict[str, tuple[tuple[str, _Rule], ...]] = {
        "task": (
            ("", _filled),
            ("column_no_target", _strongest),
            ("column_finer", _with("finer")),
            ("column_names_things", _names_things),
            ("", _known_first),
            ("column_names_before_contents", _names_before_contents),
        ),
        "narrative": (
            ("column_with_values", _filled),
            ("", _strongest),
            ("column_actual", _no_plan),
            ("column_this_year", _without("last_year")),
            ("column_this_period", _without("last_period")),
            ("column_by_period", own_period),
            ("", _known_first),
            ("column_tells_most", _tells_most),
        ),
        "progress_pct": (
            ("column_with_values", _filled),
            ("column_no_money", no_money),
            ("column_of_progress", _strongest),
            ("column_actual", _no_plan),
            ("column_this_year", _without("last_year")),
            ("column_this_period", _without("last_period")),
            ("column_by_period", own_period),
            ("column_cumulative", _not_one_month),
            ("column_signed", _signed),
            ("column_cumulative", _cumulative),
        ),
        "status": (("column_with_values", _filled), ("", _strongest), ("column_by_period", own_period), ("", _says_status), ("", _known_first)),
        "leader": (("column_with_values", _filled), ("", _strongest), ("", _known_first), ("column_lead", _with("lead"))),
        "unit": (("column_with_values", _filled), ("", _strongest), ("column_lead", _with("lead")), ("", _known_first)),
    }  # fmt: skip
    return every[name]


def _drop_weak_task(choice: Choice, claims: Mapping[str, Sequence[Candidate]]) -> None:
    """A column of bare figures is no task; a table that has nothing else has no tasks."""
    at = choice.fields.get("task")
    if at is None:
        return
    weak = next(one.weak for one in claims["task"] if one.at == at)
    if weak >= 3:
        del choice.fields["task"]


# ---- what looks like a column and was not read


def _say_unread(columns: HeaderColumns, choice: Choice, told: Set[int]) -> None:
    """Name a column that may be one of those that findings stand on, where that one was not found."""
    read = {*choice.fields.values(), *choice.ticked, *told}
    free = [at for at in range(len(columns.labels)) if at not in read]
    for name in FIELDS[1:]:
        if name in choice.fields or (name == "status" and choice.ticked):
            continue
        alike = [at for at in free if columns.content(at).filled and _LOOKS[name](columns, at)]
        said = SAID_AS.get(name, name)
        choice.findings += [ColumnNote(f"{said}_column_unread", "doubtful", at, columns.name(at)) for at in alike]


def _like_narrative(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic != "" or label.text in columns.others or content.distinctness <= DISTINCT:
        return False
    tells = any(word in label.text for word in load_vocabulary("columns")["which"]["tells"])
    return content.share("long") > MOST or (tells and content.share("long", "text") > MOST)


def _like_percent(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others and label.topic != "progress":
        return False
    return (content.share("signed") > MOST and label.topic in ("", "progress", "rate", "narrative")) or label.topic in (
        "progress",
        "rate",
    )


def _like_status(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others and label.topic != "status":
        return False
    return content.share("status", "light") > MOST or (label.topic == "status" and content.length <= 12)


def _like_leader(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic == "leader" and not any(
        word in label.text for word in load_vocabulary("columns")["which"]["head_of"]
    ):
        return True
    return label.text not in columns.others and label.topic == "" and content.share("person") > MOST


def _like_unit(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others or "helper" in label.which or label.topic not in ("", "unit", "leader"):
        return False
    return content.share("unit") > MOST and content.length < 20


_LOOKS: dict[str, Callable[[HeaderColumns, int], bool]] = {
    "narrative": _like_narrative,
    "progress_pct": _like_percent,
    "status": _like_status,
    "leader": _like_leader,
    "unit": _like_unit,
}


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
