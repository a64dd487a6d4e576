"""Of several columns that could be the same one, which is meant? The standing rules of `docs/method.md`, in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from analysis_helpers.cleaning.column_claims import BY_CONTENT, DISTINCT, MOST, PLAN, UNKNOWN, Candidate, has_actual
from analysis_helpers.core.vocabulary import load_vocabulary

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


def list_rules(name: str, in_money: bool, month: int | None) -> tuple[tuple[str, _Rule], ...]:
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
