"""Which column is which? All columns that could be one are weighed, and the one that is meant is chosen.

What each can be says `column_claims`. Rivals are set against each other by `standing_rules`, one after another; what
decided is a row of the ledger. Where no rule decides the choice is called doubtful; `unread_columns` names what was
not found and looks as if it were there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from analysis_helpers.cleaning.column_claims import (
    BY_CONTENT,
    DISTINCT,
    FIELDS,
    MOST,
    PLAN,
    SAID_AS,
    Candidate,
    ColumnNote,
    HeaderColumns,
    claim_by_content,
    find_ticked,
    has_actual,
    is_other,
    list_by_content,
    list_claims,
    speaks_of_schedule,
    words_of_progress,
)
from analysis_helpers.cleaning.period import Period, strip_period
from analysis_helpers.cleaning.standing_rules import list_rules
from analysis_helpers.cleaning.unread_columns import list_unread
from analysis_helpers.core.project_words import NONE, meanings, plain_word
from analysis_helpers.core.vocabulary import load_vocabulary

KINDS = 3  # columns; so many that are told by their header or hold one kind of thing make it a header
SURE = 0.9  # of the cells of a bare 进度 are signed percents


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
    choice.findings += list_unread(columns, choice.fields, choice.ticked, told)
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
    for rule, keep in list_rules(name, columns.money, month):
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
