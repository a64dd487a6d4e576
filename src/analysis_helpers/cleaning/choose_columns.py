"""Which column is which? All columns that could be one are weighed, and the one that is meant is chosen.

What each can be says `column_claims`. Rivals are set against each other by the standing rules of `docs/method.md`, one
after another; what decided is a row of the ledger. Where no rule decides the choice is called doubtful, and a column
that looks like one that was not found is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from analysis_helpers.cleaning.column_claims import (
    BY_CONTENT,
    DISTINCT,
    FIELDS,
    MOST,
    PLAN,
    SOME,
    UNKNOWN,
    Candidate,
    HeaderColumns,
    claim_by_content,
    find_ticked,
    has_actual,
    is_other,
    list_by_content,
    list_claims,
    list_tick_columns,
    speaks_of_schedule,
    words_of_progress,
)
from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.label_parts import Label, holds, spell
from analysis_helpers.cleaning.period import Period, strip_period
from analysis_helpers.core.project_words import NONE, meanings, plain_word
from analysis_helpers.core.vocabulary import load_vocabulary

KINDS = 3  # columns; so many that are told by their header or hold one kind of thing make it a header
FEW_CHARACTERS = 6  # in a cell on average; shorter ones sort the tasks and tell nothing
SURE = 0.9  # of the cells of a bare 进度 are signed percents
SAID_AS = {"progress_pct": "percent"}


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


def choose_columns(parts: Sequence[Sequence[str]], body: Iterable[Sequence[str]], known: Mapping[str, Mapping[int, int]],
                   lines: Sequence[str] = (), period: Period | None = None) -> Choice:  # fmt: skip
    """Choose among all columns that could be one of ours.

    `parts` are the header's cells of each column (several where it has several rows), `body` the rows below, `known`
    the rank of each column whose header is a spelling of headers.toml, `lines` and `period` what stands above.
    """
    columns = HeaderColumns(parts, body, lines)
    choice = Choice(ticked=find_ticked(columns))
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
    claims = list_claims(columns, known, taken)
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
            candidates = words_of_progress(columns, taken)
        if candidates and (at := _choose(name, candidates, columns, choice, period)) is not None:
            choice.fields[name] = at
            taken.add(at)
    if "task" not in told.values():
        _drop_weak_task(choice, claims)
        _prefer_problem(columns, choice)
    _choose_by_content(columns, choice, set(told), period)
    if "synthetic" in choice.fields and not _is_own_table(columns, choice):
        del choice.fields["synthetic"]  # a report cannot leave itself out of the briefings by a column of this name
    choice.tells = bool(choice.ticked) or any(
        label.topic in ("progress", "rate", "narrative") and columns.content(j).filled
        and ("plan" not in label.which or has_actual(label))
        for j, label in enumerate(columns.labels) if j not in taken and j not in told and not is_other(columns, j)
    )  # fmt: skip
    for at in list_tick_columns(columns) if choice.ticked else ():
        if at not in choice.ticked:
            choice.findings.append(ColumnNote("status_column_unread", "doubtful", at, columns.name(at)))
    _say_unread(columns, choice, set(told))
    _say_others(columns, choice, set(told))
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
        spelt = [plain_word("".join(part)), strip_period(plain_word("".join(part)))]
        named = next((words[form] for form in spelt if form in words), None)
        if named is not None:
            found[at] = named
    return found


def _choose_by_content(columns: HeaderColumns, choice: Choice, told: Set[int], period: Period | None) -> None:
    """Take the only column whose cells can be what no header names, and say that it is taken by its cells.

    Without two columns that are told by their header, one of them with signed percents, or two whose cells are all of
    one kind, one of these percents (which count twice), this is no header.
    """
    told_by_header = sum(name in choice.fields for name in FIELDS) + bool(choice.ticked)
    percent = choice.fields.get("progress_pct")
    stated = columns.content(percent) if percent is not None else None
    signed = stated is not None and stated.share("signed") >= MOST
    if told_by_header + signed < 2 and told_by_header + _count_of_one_kind(columns, choice) < KINDS:
        return
    for name in ("progress_pct", "status", "unit", "leader", "task", "narrative"):
        if name in choice.fields or (name == "status" and choice.ticked):
            continue
        taken = {*choice.fields.values(), *choice.ticked, *told}
        if name == "progress_pct" and len(rivals := list_by_content(name, columns, taken)) > 1:
            if (at := _choose(name, rivals, columns, choice, period)) is not None:
                choice.fields[name] = at
            continue
        at = claim_by_content(name, columns, taken)
        if at is not None:
            choice.fields[name] = at
            said = f"{SAID_AS.get(name, name)}_by_content"
            sure = name == "status" and speaks_of_schedule(columns.content(at))
            choice.findings.append(ColumnNote(said, "normalised" if sure else "doubtful", at, columns.name(at)))


def _count_of_one_kind(columns: HeaderColumns, choice: Choice) -> int:
    """How many columns that no header tells hold nothing but percents, statuses, people or bureaus."""
    free = [at for at in range(len(columns.labels)) if at not in choice.fields.values() and columns.labels[at].text]
    held = [columns.content(at) for at in free if columns.content(at).filled > 1]
    kinds = (("signed",), ("status", "light"), ("person", "official"), ("unit",))
    percents = any(content.share("signed") == 1 for content in held)
    return percents + sum(any(content.share(*kind) == 1 for kind in kinds) for content in held)


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
    if name == "progress_pct" and (best.weak == PLAN or best.label.which & {"last_year", "last_period"}):
        return None  # a plan says what should be, last year's percent what was
    if name == "progress_pct" and len([one for one in left if one.rank == best.rank]) > 1:
        choice.findings.pop()  # nothing but its place speaks for one of them: none is taken
        choice.findings.append(ColumnNote("percent_column_undecided", "doubtful", best.at, words))
        return None
    if name == "leader" and best.weak:  # 责任人 may be anybody; it is named as one that was not read
        return None
    if name == "progress_pct" and best.weak == BY_CONTENT:
        sure = best.label.topic == "progress" and best.content.share("signed") >= SURE
        level = "normalised" if sure else "doubtful"
        choice.findings.append(ColumnNote("percent_by_content", level, best.at, columns.name(best.at)))
    elif best.weak and name == "progress_pct":
        choice.findings.append(ColumnNote(f"{said}_column_weak", "doubtful", best.at, columns.name(best.at)))
    if month is not None and best.label.month and best.label.month != month:
        choice.findings.append(ColumnNote("column_other_period", "doubtful", best.at, columns.name(best.at)))
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
    return [one for one in rivals if "plan" not in one.label.which or has_actual(one.label)]


def _no_money(rivals: list[Candidate], in_money: bool) -> list[Candidate]:
    """Bare numbers in a table of money, and figures that no percent has, beside a column that holds percents."""
    return [one for one in rivals if one.content.share("number") < MOST or one.label.unit == "percent" or (one.label.topic == "rate" and not one.content.largest > 1000)] if in_money else [
        one for one in rivals if one.content.largest <= 1000
    ]  # fmt: skip


def _signed(rivals: list[Candidate]) -> list[Candidate]:
    # 已完成 among signed percents stands for one.
    return [
        one
        for one in rivals
        if one.label.unit == "percent"
        or (one.content.kinds["signed"] and one.content.share("signed", "with percent", "status") >= MOST)
    ]


def _varying(rivals: list[Candidate]) -> list[Candidate]:
    """The same percent in every row is where the calendar stands, beside a column in which the tasks differ."""
    return [one for one in rivals if len(one.content.texts) > 1 or one.content.filled < 3]


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
            ("column_actual", _varying),
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


def _is_own_table(columns: HeaderColumns, choice: Choice) -> bool:
    """Whether this is a tidy table of ours, read again: its tasks stand under `task`."""
    at = choice.fields.get("task")
    return at is not None and list(columns.parts[at]) == ["task"]


def _drop_weak_task(choice: Choice, claims: Mapping[str, Sequence[Candidate]]) -> None:
    """A column of bare figures is no task; a table that has nothing else has no tasks."""
    at = choice.fields.get("task")
    if at is None:
        return
    weak = next(one.weak for one in claims["task"] if one.at == at)
    if weak >= 3:
        del choice.fields["task"]


def _prefer_problem(columns: HeaderColumns, choice: Choice) -> None:
    """Of a problem and the measures against it the problem is what is followed (整改清单), and a person is told."""
    at = choice.fields.get("task")
    words = load_vocabulary("columns")["measures_against"]
    if at is None or not columns.labels[at].plain.endswith(tuple(words["measures"])):
        return
    for left in range(at):
        names_it = columns.labels[left].plain.endswith(tuple(words["problems"]))
        if names_it and columns.content(left).distinctness > DISTINCT and left not in choice.fields.values():
            choice.fields["task"] = left
            both = f"{columns.name(left)}、{columns.name(at)}"
            choice.findings.append(ColumnNote("task_column_rivals", "doubtful", left, both))


# ---- what looks like a column and was not read


def _say_unread(columns: HeaderColumns, choice: Choice, told: Set[int]) -> None:
    """Name a column that may be one of those that findings stand on, where that one was not found."""
    read = {*choice.fields.values(), *choice.ticked, *told}
    free = [at for at in range(len(columns.labels)) if at not in read]
    for name in FIELDS[1:]:
        if name in choice.fields or (name == "status" and choice.ticked):
            continue
        alike = [at for at in free if columns.content(at).filled and _LOOKS[name](columns, at)]
        if name in _WITHIN_REACH and not alike:
            alike = [at for at in free if _WITHIN_REACH[name](columns, at)]
        if name == "status" and not alike:  # a matrix whose ticks were lost
            alike = [at for at in free if columns.parts[at] and status_class(spell(columns.parts[at][-1]))]
            alike = alike if len(alike) > 1 else []
        said = SAID_AS.get(name, name)
        choice.findings += [ColumnNote(f"{said}_column_unread", "doubtful", at, columns.name(at)) for at in alike]


def _say_others(columns: HeaderColumns, choice: Choice, told: Set[int]) -> None:
    """Name, without a doubt, the columns of people that are kept and not read as the leader: 项目负责人, 经办人."""
    said = {note.at for note in choice.findings if note.rule.endswith("_unread")}
    for at, label in enumerate(columns.labels):
        if at in choice.fields.values() or at in choice.ticked or at in said or at in told:
            continue
        if label.topic == "leader" or columns.content(at).share("person", "official") > MOST:
            choice.findings.append(ColumnNote("column_of_others", "normalised", at, columns.name(at)))


def _like_narrative(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic != "" or label.text in columns.others or content.distinctness <= DISTINCT:
        return False
    # Texts of any length that differ: without a narrative somebody has to see whether they are one.
    return content.length >= FEW_CHARACTERS and content.share("long", "text", "quantity", "with percent") > MOST


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
    if content.share("answer") > MOST:  # 是 and 否 to a question about progress, or to one that nobody can see
        return _tells_of_progress(label) or not (label.topic or "question" in label.which)
    return content.share("status", "light") > MOST or (label.topic == "status" and content.length <= 12)


def _tells_of_progress(label: Label) -> bool:
    words = load_vocabulary("columns")["which"]
    return any(word in label.text for word in [*words["tells"], *words["plan"]])


def _like_leader(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic == "leader" and not any(
        word in label.text for word in load_vocabulary("columns")["which"]["head_of"]
    ):
        return True
    return label.text not in columns.others and label.topic == "" and content.share("person", "official") > MOST


def _like_unit(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others or "helper" in label.which or label.topic not in ("", "unit", "leader"):
        return False
    return content.share("unit") > SOME and content.length < 20


def _names_people(columns: HeaderColumns, at: int) -> bool:
    """Whether a column names people, though its header says of whom: 项目负责人."""
    named = columns.labels[at].topic == "leader" or columns.content(at).share("person", "official") > MOST
    return named and columns.labels[at].topic != "other" and columns.labels[at].text not in columns.others


def _names_bureaus(columns: HeaderColumns, at: int) -> bool:
    """Whether a column names bureaus, though in another part than that of the one in charge (业主单位), or may name them."""
    label, content = columns.labels[at], columns.content(at)
    short = content.share("text", "unit") > MOST and content.length <= FEW_CHARACTERS
    return label.text not in columns.others and label.topic in ("", "unit") and (content.share("unit") > SOME or short)


def _says_some_status(columns: HeaderColumns, at: int) -> bool:
    """Whether a column of short words may be the status: some are (较快, 如期, 办结), or its header judges (整改态势)."""
    label, content = columns.labels[at], columns.content(at)
    short = content.share("status", "light", "text") > MOST and content.length <= FEW_CHARACTERS
    some = content.kinds["status"] + content.kinds["light"] > 0 or holds(
        label.text, load_vocabulary("columns")["which"]["judges"]
    )
    return label.text not in columns.others and label.topic in ("", "other", "status") and short and some


# Columns that come next where a report has no other for its leader, unit or status: they are named, and not read.
_WITHIN_REACH = {"leader": _names_people, "unit": _names_bureaus, "status": _says_some_status}
_LOOKS: dict[str, Callable[[HeaderColumns, int], bool]] = {
    "narrative": _like_narrative,
    "progress_pct": _like_percent,
    "status": _like_status,
    "leader": _like_leader,
    "unit": _like_unit,
}
