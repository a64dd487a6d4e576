"""Plot what moved from quarter to quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.marks import (
    ChartLine,
    Kind,
    Stack,
    bar_height,
    choose_lines,
    draw_bar,
    draw_stacks,
    fit_ends,
    label_end,
    look,
    mark_task,
    new_bars,
    new_line_axes,
    note_above,
    rows_shown,
    say_more,
    say_points,
)
from analysis_helpers.charts.theme import colour, drawable, house_style, label_task, size, text_inches, wrap_inches
from analysis_helpers.charts.titles import axes_inches, dress, label_room, leave_blank, new_axes, room_in, subtitle
from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_change import (
    find_change,
    find_change_by_leader,
    find_forecast,
    find_movements,
    find_transitions,
)
from analysis_helpers.linkage.decisions import ONE_TO_ONE
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import RISEN, count_movements, count_transitions
from analysis_helpers.measures.forecast import LAST
from analysis_helpers.measures.measured import MeasuredChange, as_change

SHADES = {"done": "done", "advanced": "ahead", "jumped": "ahead", "copied": "not_started", "stalled": "on_schedule",
          "regressed": "behind"}  # fmt: skip
# Movements as the statuses whose colours they share.
MOVED = dict.fromkeys(RISEN, "ahead") | {
    "done": "done",
    "stalled": "on_schedule",
    "regressed": "behind",
    "not_comparable": "unknown",
}


def plot_change(
    history: History | MeasuredChange,
    quarter: str | None = None,
    ax: Axes | None = None,
    language: str = "zh",
    size: str = "notebook",
) -> Axes:
    """Draw each task's percent in the last quarter and in this one (None: the newest), the largest rise on top.

    Needs a history (see `load_history`); returns the Axes. Then is an open dot, now a filled one. `size` is `notebook`, `slide`
    (16:9), `print` (A4, 156 mm) or `print-half`. Where not all fit, as many from either end are drawn, and a line says
    how many more there are.
    """
    change, own = as_change(history, quarter), ax is None
    changes, scope = change.changes, change.scope
    rows = changes.dropna(subset=["delta_pp"])
    silent = int(changes["kind"].isin(ONE_TO_ONE).sum()) - len(rows)
    with house_style(size):
        last = say("chart.no_change_known", language, n=silent) if silent else ""
        lines = choose_lines(rows, lambda rest: say_more(rest["delta_pp"].tolist(), language), last)
        ax = new_line_axes(ax, lines)
        if lines:
            _draw_dumbbells(ax, lines, language)
        else:
            leave_blank(ax, language)
        return dress(ax, change.of_changes(find_change), subtitle("change", scope, language), scope, language, own)


def _draw_dumbbells(ax: Axes, lines: Sequence[ChartLine], language: str) -> None:
    tasks = [line.task for line in lines if line.task]
    high = max(100.0, *(float(max(task.previous_pct, task.progress_pct)) for task in tasks))
    ends = (
        max(text_inches(say_points(float(task.delta_pp)), size("text_pt")) for task in tasks) + 3 * size("dot_pt") / 72
    )
    ax.set_xlim(-2, high * (1 + ends / max(axes_inches(ax)[0] - ends, 1)))
    for y, task in zip(ax.get_yticks(), tasks, strict=True):
        then, now, gap = float(task.previous_pct), float(task.progress_pct), float(task.delta_pp)
        shade = colour({"stalled": "mark", "regressed": "behind"}.get(str(task.movement), "ahead"))
        ax.plot([then, now], [y, y], color=shade, lw=size("line_pt"), solid_capstyle="butt", zorder=2)
        ax.plot(then, y, "o", ms=size("dot_pt"), mfc="white", mec=shade, mew=size("hair_pt") * 1.3, zorder=3)
        ax.plot(
            now,
            y,
            marker="v" if gap < 0 else "D" if task.movement == "stalled" else "o",
            ms=size("dot_pt"),
            color=shade,
            zorder=4,
        )
        ax.annotate(say_points(gap), (max(then, now), y), (1.3 * size("dot_pt"), 0), textcoords="offset points", va="center",
                    color=colour("quiet") if task.movement == "stalled" else shade)  # fmt: skip
    ax.xaxis.set_major_formatter("{x:.0f}%")
    step = 25 if high <= 150 else 100
    ax.set_xticks(range(0, int(high) + 1, step))
    ax.grid(axis="x")
    ax.spines["bottom"].set_visible(False)
    note_above(ax, 0, say("chart.then_now", language), "right")


def plot_movements(
    history: History | MeasuredChange,
    quarter: str | None = None,
    ax: Axes | None = None,
    language: str = "zh",
    size: str = "notebook",
) -> Axes:
    """Draw how many tasks moved in which way, and how many came, went, were split or merged.

    Needs a history (see `load_history`); returns the Axes. What is matched is solid, what is not comparable or has no counterpart
    is outlined. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`.
    """
    change, own = as_change(history, quarter), ax is None
    scope = change.scope
    counts = change.of_changes(count_movements).query("tasks > 0")
    with house_style(size):
        names = [say(f"movement.{name}", language) for name in counts["movement"]]
        ax = new_bars(ax, names)
        if counts.empty:
            leave_blank(ax, language)
        ends = [say("chart.tasks", language, n=n) for n in counts["tasks"]]
        ends = fit_ends(ax, counts["tasks"].max() if len(counts) else 0, ends)
        finding = change.of_changes(find_movements)
        for y, row, end in zip(ax.get_yticks(), counts.itertuples(), ends, strict=True):
            kind: Kind = "actual" if row.movement in SHADES else "expected"
            # In colour what the title counts: of all of them none.
            draw_bar(
                ax, y, row.tasks, kind, SHADES[row.movement] if finding.key == f"movements.{row.movement}" else "mark"
            )
            label_end(ax, row.tasks, y, end)
        return dress(ax, finding, subtitle("movements", scope, language), scope, language, own)


def plot_change_by_leader(
    history: History | MeasuredChange,
    quarter: str | None = None,
    ax: Axes | None = None,
    language: str = "zh",
    size: str = "notebook",
) -> Axes:
    """Draw, for each leader, how many of the tasks went up, stood still and went back: workload, no league table.

    Needs a history (see `load_history`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or
    `print-half`. Where not all fit, those with most tasks are drawn and a line says how many more there are.
    """
    change, own = as_change(history, quarter), ax is None
    changes, scope = change.changes, change.scope
    single = changes[changes["kind"].isin(ONE_TO_ONE)]
    with house_style(size):
        by_leader = single.groupby(single["leader"].fillna(say("chart.no_name", language)))
        order = by_leader.size().sort_values(ascending=False, kind="stable").index
        shown = list(order[: rows_shown(len(order))])
        rest = len(order) - len(shown)
        stacks = []
        for name in shown:
            moved = by_leader.get_group(name)["movement"].astype("object").map(MOVED).value_counts()
            parts = [
                (part, float(moved[part]))
                for part in ("done", "ahead", "on_schedule", "behind", "unknown")
                if moved.get(part)
            ]
            stacks.append(Stack(drawable(name), parts, say("chart.tasks", language, n=int(moved.sum()))))
        ax = new_bars(ax, [stack.name for stack in stacks], say("chart.more_leaders", language, n=rest) if rest else "")
        if stacks:
            draw_stacks(ax, stacks, "moved", language)
        else:
            leave_blank(ax, language)
        return dress(
            ax,
            change.of_changes(find_change_by_leader),
            subtitle("change_by_leader", scope, language),
            scope,
            language,
            own,
        )


def plot_transitions(
    history: History | MeasuredChange,
    quarter: str | None = None,
    ax: Axes | None = None,
    language: str = "zh",
    size: str = "notebook",
) -> Axes:
    """Draw which reported status became which: a table of tasks, rows the last quarter, columns this one.

    Needs a history (see `load_history`); returns the Axes. What is better than before is filled, what is the same grey, what is
    worse the colour of what is behind, with an arrow. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`.
    """
    change, own = as_change(history, quarter), ax is None
    scope, table = change.scope, change.of_changes(count_transitions)
    used = [name for name in table.index if table.loc[name].any() or table[name].any()]
    with house_style(size):
        words = [say(f"status.{name}", language) for name in used]
        ax = new_axes(ax, max(1.1, 1.1 * _row_in() * (len(used) + 0.6)), label_room(words))
        if used:
            _draw_cells(ax, table.loc[used, used], words, language)
        else:
            leave_blank(ax, language)
        return dress(
            ax, change.of_changes(find_transitions), subtitle("transitions", scope, language), scope, language, own
        )


def _row_in() -> float:
    return size("row_in")


def _draw_cells(ax: Axes, table: pd.DataFrame, words: Sequence[str], language: str) -> None:
    rank = {status: at for at, status in enumerate(STATUSES)}
    ax.set(xlim=(-0.5, len(table) - 0.5), ylim=(len(table) - 0.5, -0.5))
    ax.set_xticks(range(len(table)), words)
    ax.set_yticks(range(len(table)), words, fontsize=size("name_pt"))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    high = bar_height(ax) * 1.35
    for y, before in enumerate(table.index):
        for x, now in enumerate(table.columns):
            n = int(table.at[before, now])
            known = before in rank and now in rank
            step = rank[now] - rank[before] if known else 0
            shade = "ahead" if step > 0 else "behind" if step < 0 else "on_schedule" if known else "unknown"
            if not n:
                ax.text(x, y, "·", ha="center", va="center", color=colour("mark"))
                continue
            edge = {"edgecolor": colour("quiet")} if shade == "unknown" else {}
            ax.bar(x, high, bottom=y - high / 2, width=0.86, zorder=2, **look("actual", shade) | edge)
            ax.text(x, y, f"{n} {'↑' if step > 0 else '↓' if step < 0 else ''}".strip(), ha="center", va="center", zorder=3,
                    color="white" if step else colour("ink"), fontsize=size("name_pt"))  # fmt: skip
    ax.annotate(say("chart.before", language), (0, 1), (-8, 4), xycoords="axes fraction", textcoords="offset points", ha="right",
                va="bottom", color=colour("quiet"))  # fmt: skip
    ax.set_xlabel(say("chart.now", language), loc="left", color=colour("quiet"), fontsize=size("text_pt"))
    ax.xaxis.set_label_position("top")


WIDE = 0.86  # of a panel's place, the rest is air
LABEL_LINES, FRAME_LINES, AIR_LINES = 2.3, 5.0, 2.1  # heights in lines of a label
KEY_SHARE = 0.4  # of a panel's place, below them all, for the words that explain them
WIDE_IN = 2.1  # inches a panel needs in a width of 7.2; in proportion elsewhere


def plot_trajectories(
    history: History | MeasuredChange,
    quarter: str | None = None,
    ax: Axes | None = None,
    language: str = "zh",
    size: str = "notebook",
) -> Axes:
    """Draw a small picture for each task: its percents so far, the expected line, and the year's end, hatched.

    Needs a history (see `load_history`); returns the Axes. Tasks that would fall shortest come first; those of which nothing can be
    estimated come last. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`. Where not all fit, a line says
    how many more there are.
    """
    change, own = as_change(history, quarter), ax is None
    scope, now = change.scope, change.history.at(change.quarter)
    tasks = change.history.tasks
    year = tasks[tasks["quarter"].dt.year.eq(now.year) & tasks["quarter"].le(now)]
    rows = change.forecast.sort_values(
        ["forecast_pct", "progress_pct"], na_position="last", kind="stable", ignore_index=True
    )
    with house_style(size):
        ax, places = _new_panels(ax, len(rows))
        if rows["progress_pct"].isna().all():
            leave_blank(ax, language)
        else:
            for (column, line), task in zip(places, rows.itertuples(), strict=False):
                _draw_panel(ax, column, line, task, year[year["task_id"].eq(task.task_id)], language)
                mark_task(ax, task.task_id, (line, line + 1), (column, column + WIDE))
            _explain(
                ax, len(rows) - len(places), bool(now.quarter < LAST and rows["forecast_pct"].notna().any()), language
            )
        return dress(
            ax, change.of_forecast(find_forecast), subtitle("trajectories", scope, language), scope, language, own
        )


def _new_panels(ax: Axes | None, n: int) -> tuple[Axes, list[tuple[int, int]]]:
    """Axes divided into places for panels, and the places (column, line) that are filled."""
    tall = (LABEL_LINES + FRAME_LINES + AIR_LINES) * size("label_pt") / 72
    columns = max(1, min(n, round(size("width_in") / (WIDE_IN * size("text_pt") / 9.5))))
    most = max(1, int((room_in() - KEY_SHARE * tall) / tall))
    lines = min(-(-n // columns), most) if n else 1
    ax = new_axes(ax, tall * (lines + KEY_SHARE), 0)
    ax.set(xlim=(0, columns), ylim=(lines + KEY_SHARE, 0))
    ax.set_axis_off()
    return ax, [(at % columns, at // columns) for at in range(min(n, columns * lines))]


def _draw_panel(ax: Axes, column: int, line: int, task: Any, course: pd.DataFrame, language: str) -> None:
    """One task in its place: its label, the frame with the expected line, its course, the year's end, its figures."""
    lines = LABEL_LINES + FRAME_LINES + AIR_LINES

    def x(quarters: Any) -> Any:
        return column + WIDE * quarters / LAST

    def y(percents: Any) -> Any:
        return line + (LABEL_LINES + FRAME_LINES * (1 - percents / 100)) / lines

    ax.plot([x(0), x(LAST)], [y(0), y(100)], color=colour("mark"), lw=size("hair_pt"), zorder=1)
    for percent, name in ((0, "start"), (100, "end")):
        ax.text(x(LAST * percent / 100), y(0) + 0.1 / lines, say(f"chart.year_{name}", language), va="top",
                ha="right" if percent else "left", fontsize=0.85 * size("label_pt"), color=colour("quiet"))  # fmt: skip
    for level in (0, 100):
        ax.plot([x(0), x(LAST)], [y(level), y(level)], color=colour("grid"), lw=size("hair_pt"), zorder=1)
    columns = max(int(axes_inches(ax)[0] / ax.get_xlim()[1] * WIDE * 144 / size("label_pt")) - 1, 8)
    ax.text(
        column,
        y(100) - 0.06,
        label_task(task.task, columns, 2),
        va="bottom",
        fontsize=size("label_pt"),
        linespacing=1.1,
    )
    known = course.dropna(subset=["progress_pct"]).sort_values("quarter")
    if known.empty:
        return
    quarters, percents = known["quarter"].dt.quarter.to_numpy(float), known["progress_pct"].to_numpy(float)
    shade = "ink" if pd.isna(task.forecast_pct) else "behind" if task.forecast_pct < 100 else "ahead"
    ax.plot(
        x(quarters),
        y(percents),
        color=colour("ink"),
        lw=size("line_pt") * 0.8,
        marker="o",
        ms=size("dot_pt") * 0.6,
        zorder=3,
    )
    text = f"{percents[-1]:.0f}%"
    if pd.notna(task.forecast_pct) and quarters[-1] < LAST:
        end = float(task.forecast_pct)
        low, top = (end if pd.isna(value) else float(value) for value in (task.low_pct, task.high_pct))
        ax.fill(
            x(np.array([quarters[-1], LAST, LAST])),
            y(np.array([percents[-1], low, top])),
            zorder=2,
            **look("forecast", shade),
        )
        ax.plot(x(LAST), y(end), "o", ms=size("dot_pt") * 0.7, mfc="white", mec=colour(shade), zorder=4)
        text += f" → {end:.0f}%"
    # The corner that a course leaves free: below it, or, where it stays low, above.
    low_course = percents.max() < 50
    ax.text(x(0) if low_course else x(LAST), y(97) if low_course else y(3), text, ha="left" if low_course else "right",
            va="top" if low_course else "bottom", fontsize=size("label_pt"), color=colour(shade), zorder=5)  # fmt: skip


def _explain(ax: Axes, more: int, hatched: bool, language: str) -> None:
    words = say("chart.key_trajectories", language)
    if hatched:
        words += say("footer.joiner", language) + say("chart.key_forecast", language)
    if more > 0:
        words = f"{words}{say('footer.joiner', language)}{say('chart.more_panels', language, n=more)}"
    wrapped = wrap_inches(words, 0.94 * axes_inches(ax)[0], size("label_pt"))
    ax.text(0, ax.get_ylim()[0], wrapped, va="bottom", color=colour("quiet"), fontsize=size("label_pt"))
