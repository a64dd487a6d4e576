"""What is claimed and what can be counted? A range where the words allow several readings, and workload without blame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis_helpers.charts.marks import (
    ChartLine,
    Stack,
    choose_lines,
    draw_stacks,
    new_bars,
    new_line_axes,
    rows_shown,
)
from analysis_helpers.charts.theme import colour, drawable, house_style, label_task, size, text_inches
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, new_axes, room_in, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_evidence import find_evidence, find_recycled, find_shown
from analysis_helpers.measures.evidence import JOIN, READINGS
from analysis_helpers.measures.measured import Measured, as_compared

BEYOND = 130  # percent: what is counted beyond is drawn at the edge, with its figure
QUOTES_IN = 3.2  # inches of axes from which there is room for the quotes
QUOTES = 0.46  # of the axes' width, where there is
CLAIM = 2.6  # height of the line of a claim, in dots
MOST = 4  # tasks drawn of those that share a narrative


def plot_evidence(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw for each counted target the percent that is claimed and the range of what can be counted, the widest gap on top.

    Needs what `measure_evidence` needs; returns the Axes. Targets without a count are said, not drawn. `size` is `notebook`, `slide`
    (16:9), `print` (A4, 156 mm) or `print-half`, which leaves out the quotes. Where not all fit, a line says how many more there are.
    """
    measured, own = as_compared(tasks), ax is None
    scope, evidence = measured.scope, measured.evidence
    counted = evidence.dropna(subset=["evidenced_high_pct", "claimed_pct"])
    counted = counted.assign(task=counted["target_quote"].astype(str)).sort_values(
        "gap_pp", ascending=False, kind="stable"
    )
    uncounted = int(evidence["verdict"].eq("no_count").sum())
    with house_style(size):
        last = say("chart.uncounted", language, n=uncounted) if uncounted else ""
        lines = choose_lines(counted, lambda rest: say("chart.left_out", language, n=len(rest)), last, least=3)
        ax = new_line_axes(ax, lines)
        if lines:
            _draw_ranges(ax, lines, language)
        else:
            leave_blank(ax, language)
        return dress(ax, measured.find(find_evidence), subtitle("evidence", scope, language), scope, language, own)


def _draw_ranges(ax: Axes, lines: Sequence[ChartLine], language: str) -> None:
    """A band from the least to the most that can be counted; hollow where that hangs on a candidate."""
    rows = [line.task for line in lines if line.task]
    top = max(100.0, *(min(float(max(row.evidenced_high_pct, row.claimed_pct)), BEYOND) for row in rows))
    width = axes_inches(ax)[0]
    quoted = width >= QUOTES_IN
    ax.set_xlim(-0.03 * top, 1.06 * top / (1 - QUOTES) if quoted else 1.06 * top)
    shade, dot = colour("ahead"), size("dot_pt")
    for y, row in zip(ax.get_yticks(), rows, strict=True):
        low, high = row.evidenced_low_pct, min(float(row.evidenced_high_pct), BEYOND)
        least = 0.0 if pd.isna(low) else min(float(low), BEYOND)
        ax.plot(
            [least, high], [y, y], color=shade, lw=2.4 * size("line_pt"), alpha=0.3, solid_capstyle="butt", zorder=2
        )
        if pd.notna(low):
            ax.plot(least, y, "o", color=shade, ms=dot, zorder=3)
        if isinstance(row.candidate_reason, str) or pd.isna(low):
            ax.plot(high, y, "o", mfc="white", mec=shade, mew=size("hair_pt") * 1.5, ms=dot, zorder=3)
        elif high != least:
            ax.plot(high, y, "o", color=shade, ms=dot, zorder=3)
        if row.evidenced_high_pct > BEYOND:
            ax.annotate(f"{row.evidenced_high_pct:.0f}%", (high, y), (0, dot), textcoords="offset points", ha="right",
                        fontsize=size("label_pt"))  # fmt: skip
        # A line across, longer than the dots are tall: neither hides the other.
        claimed = min(float(row.claimed_pct), BEYOND)
        ax.plot(claimed, y, "|", color=colour("ink"), mew=size("line_pt") * 0.8, ms=CLAIM * dot, zorder=2.5)
        if quoted:
            words = _quote(row.quotes, (QUOTES - 0.02) * width, size("label_pt"), language)
            ax.text(
                1.06 * top, y, words, va="center", fontsize=size("label_pt"), color=colour("quiet"), linespacing=1.15
            )
    ticks = [tick for tick in (0, 25, 50, 75, 100, 125) if tick <= top + 1][:: 1 if width > 2 else 2]
    ax.set_xticks(ticks, [f"{tick}%" for tick in ticks])
    ax.vlines(ticks, 0, ax.get_ylim()[0], color=colour("grid"), lw=0.8 * size("hair_pt"), zorder=0)
    ax.spines["bottom"].set_visible(False)
    _explain(ax, language)


def _explain(ax: Axes, language: str) -> None:
    """A key above the axes, its marks as they are drawn."""
    shade, dot = colour("ahead"), size("dot_pt")
    marks: dict[str, dict[str, Any]] = {
        "claimed": {"marker": "|", "color": colour("ink"), "mew": size("line_pt") * 0.8, "ms": CLAIM * dot * 0.7},
        "counted": {"marker": "o", "color": shade, "ms": dot},
        "possible": {"marker": "o", "mfc": "white", "mec": shade, "mew": size("hair_pt") * 1.5, "ms": dot},
    }
    handles = [Line2D([], [], ls="", label=say(f"chart.key_{name}", language), **how) for name, how in marks.items()]
    wide = sum(text_inches(str(handle.get_label()), size("text_pt")) + 2.4 * size("text_pt") / 72 for handle in handles)
    columns = len(handles) if wide < axes_inches(ax)[0] else 1
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False, borderaxespad=0.1,
              borderpad=0.1, handletextpad=0.1, columnspacing=1)  # fmt: skip


def _quote(quotes: object, room: float, points: float, language: str) -> str:
    """The first two quotes, a line each, with their row in words; of a long one the end that holds the figure."""
    lines = []
    for quote in str(quotes).split(JOIN)[:2]:
        mark, _, words = drawable(quote).partition(" ")
        row = mark.strip("[]")
        key = "chart.row_possible" if row.endswith("?") else "chart.row"
        lines.append(_shorten(say(key, language, n=row.rstrip("?")), words, room, points))
    return "\n".join(lines)


def _shorten(mark: str, quote: str, room: float, points: float) -> str:
    if text_inches(f"{mark} {quote}", points) <= room:
        return f"{mark} {quote}"
    words = quote
    while len(words) > 1 and text_inches(f"{mark} …{words}", points) > room:
        words = words[1:] if any(c.isdecimal() for c in words[1:]) else words[:-1]
    return f"{mark} …{words}" if quote.endswith(words) else f"{mark} {words}…"


def plot_shown(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw the tasks of each leader by what their words show: a workload, the largest on top.

    Needs what `measure_shown` needs; returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`.
    Where not all fit, those with most tasks are drawn and a line says how many more there are.
    """
    measured, own = as_compared(tasks), ax is None
    scope, table = measured.scope, measured.shown_by_leader
    with house_style(size):
        shown = table.head(rows_shown(len(table), lines=2))
        rest = len(table) - len(shown)
        names = [drawable(name) for name in shown["leader"].fillna(say("chart.no_name", language))]
        stacks = [
            Stack(
                name,
                [(part, float(row[part])) for part in READINGS if row[part]],
                say("chart.tasks", language, n=row["tasks"]),
            )
            for name, row in zip(names, shown.to_dict("records"), strict=True)
        ]
        ax = new_bars(ax, names, say("chart.more_leaders", language, n=rest) if rest else "")
        if stacks:
            draw_stacks(ax, stacks, "reading", language)
        else:
            leave_blank(ax, language)
        return dress(ax, measured.find(find_shown), subtitle("shown", scope, language), scope, language, own)


def plot_recycled(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw the tasks that share their narrative as linked rows, with the words that they share.

    Needs what `link_recycled` needs; returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`.
    Where not all fit, the narratives shared most are drawn and a line says how many more tasks there are.
    """
    measured, own = as_compared(tasks), ax is None
    scope, groups = measured.scope, _groups(measured.recycled)
    with house_style(size):
        step = _step_in()
        heights = [step * (1.4 + min(len(members), MOST) + (len(members) > MOST)) for _, members in groups]
        fitting = max(1, sum(sum(heights[: i + 1]) <= room_in() - step for i in range(len(groups))))
        drawn, left_out = groups[:fitting], sum(len(members) for _, members in groups[fitting:])
        ax = new_axes(ax, max(1.1, sum(heights[:fitting]) + step * bool(left_out)), 0)
        if drawn:
            _draw_links(ax, drawn, step, say("chart.left_out", language, n=left_out) if left_out else "", language)
        else:
            leave_blank(ax, language)
        return dress(ax, measured.find(find_recycled), subtitle("recycled", scope, language), scope, language, own)


def _step_in() -> float:
    """Inches from one line of a group to the next."""
    return 1.9 * size("text_pt") / 72


def _groups(pairs: pd.DataFrame) -> list[tuple[str, list[tuple[int, str]]]]:
    """The words that are shared and the rows that share them, the most shared first."""
    after = dict(zip(pairs["source_row"], pairs.index, strict=True))
    groups = []
    for start in pairs.index[~pairs["source_row"].isin(pairs["other_row"])]:
        at, members = start, [(int(pairs.at[start, "source_row"]), str(pairs.at[start, "task"]))]
        while at is not None:
            members.append((int(pairs.at[at, "other_row"]), str(pairs.at[at, "other_task"])))
            at = after.get(pairs.at[at, "other_row"])
        groups.append((str(pairs.at[start, "narrative"]), members))
    return sorted(groups, key=lambda group: -len(group[1]))


def _draw_links(
    ax: Axes, groups: list[tuple[str, list[tuple[int, str]]]], step: float, more: str, language: str
) -> None:
    """Each group as a bracket that links its rows, above it the words that they share."""
    width, height = axes_inches(ax)
    ax.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
    y, points, indent = step / 2, size("text_pt"), 0.3 * step
    columns = int(width * 144 / points) - 2
    for text, members in groups:
        words = say("chart.same_words", language, n=len(members), text=text.rstrip("。"))
        ax.text(0, y, label_task(words, columns, 1), va="center", color=colour("ink"))
        rows = [f"{say('chart.row', language, n=row)}  {task}" for row, task in members[:MOST]]
        if len(members) > MOST:
            rows.append(say("chart.left_out", language, n=len(members) - MOST))
        ends = [y + step * (i + 1) for i in range(len(rows))]
        ax.plot([indent, indent], [ends[0], ends[-1]], color=colour("mark"), lw=size("hair_pt") * 1.4)
        for end, row in zip(ends, rows, strict=True):
            ax.plot([indent, 2 * indent], [end, end], color=colour("mark"), lw=size("hair_pt") * 1.4)
            ax.plot(2 * indent, end, "o", color=colour("ahead"), ms=size("dot_pt") * 0.9)
            ax.text(
                3.4 * indent,
                end,
                label_task(row, columns - int(3.4 * indent * 144 / points), 1),
                va="center",
                color=colour("ink"),
            )
        y = ends[-1] + 1.4 * step
    if more:
        ax.text(0, height, more, va="bottom", color=colour("quiet"))
