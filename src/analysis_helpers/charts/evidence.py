"""What is claimed and what can be counted? A range where the words allow several readings, and workload without blame."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.bars import draw_segment
from analysis_helpers.charts.style import (
    colour,
    dress,
    house_style,
    label_room,
    label_task,
    leave_blank,
    new_axes,
    subtitle,
    text_width,
    wrap,
)
from analysis_helpers.findings.evidence import find_evidence, find_recycled, find_shown
from analysis_helpers.measures.evidence import JOIN, READINGS, measure_evidence
from analysis_helpers.measures.readings import measure_shown
from analysis_helpers.measures.wording import link_recycled
from analysis_helpers.scope import describe_scope
from analysis_helpers.vocabulary import say

ROWS = 30  # more targets, or tasks that share their words, are left to the table
ROW_IN = 0.46
QUOTE_WIDTH = 34  # half-width columns for a quote beside its row
BEYOND = 130  # percent: what is counted beyond is drawn at the edge, with its figure


def plot_evidence(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw for each counted target the percent that is claimed and the range of what can be counted.

    Needs what `measure_evidence` needs; returns the Axes. Targets without a count are said, not drawn.
    """
    own, scope, evidence = ax is None, describe_scope(tasks), measure_evidence(tasks)
    counted = evidence.dropna(subset=["evidenced_high_pct", "claimed_pct"])
    shown = (
        counted.loc[counted["gap_pp"].sort_values(ascending=False, kind="stable").index[:ROWS]].sort_index().iloc[::-1]
    )
    labels = [label_task(str(row.target_quote), width=26) for row in shown.itertuples()]
    heights = np.array([ROW_IN + 0.12 * label.count("\n") for label in labels])
    with house_style():
        ax = new_axes(ax, max(1.3, float(heights.sum()) + 0.45), label_room(labels) if labels else 0.35)
        if shown.empty:
            leave_blank(ax, language)
        else:
            ax.set_ylim(0, float(heights.sum()) + 0.3)
            ax.set_yticks(np.cumsum(heights) - heights / 2, labels, linespacing=1.15)
            _draw_ranges(ax, shown, language)
        notes = [
            say("chart.candidate", language) if shown["candidate_reason"].notna().any() else "",
            say("chart.uncounted", language, n=n) if (n := int(evidence["verdict"].eq("no_count").sum())) else "",
            say("chart.left_out", language, n=n) if (n := len(counted) - len(shown)) else "",
        ]
        if len(shown):
            text = say("footer.joiner", language).join(note for note in notes if note)
            ax.annotate(text, (1, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
                        color=colour("quiet"), fontsize=8.5)  # fmt: skip
        return dress(ax, find_evidence(tasks), subtitle("evidence", scope, language), scope, language, own)


def _draw_ranges(ax: Axes, rows: pd.DataFrame, language: str) -> None:
    """A band from the least to the most that can be counted; hollow where that hangs on a candidate."""
    top = max(rows["evidenced_high_pct"].clip(upper=BEYOND).max(), rows["claimed_pct"].clip(upper=BEYOND).max(), 100)
    quote_at = top * 1.1
    ax.set_xlim(-0.03 * top, top * 1.95)
    for y, row in zip(ax.get_yticks(), rows.itertuples(), strict=True):
        low, high = row.evidenced_low_pct, min(float(row.evidenced_high_pct), BEYOND)
        least = 0.0 if pd.isna(low) else min(float(low), BEYOND)
        ax.plot([least, high], [y, y], color=colour("ahead"), lw=6, alpha=0.3, solid_capstyle="butt", zorder=2)
        hollow = isinstance(row.candidate_reason, str)
        if pd.notna(low):
            ax.plot(least, y, "o", color=colour("ahead"), ms=7.5, zorder=3)
        if hollow or pd.isna(low):
            ax.plot(high, y, "o", mfc="white", mec=colour("ahead"), mew=1.5, ms=7, zorder=3)
        elif high != least:
            ax.plot(high, y, "o", color=colour("ahead"), ms=7.5, zorder=3)
        if row.evidenced_high_pct > BEYOND:
            ax.annotate(
                f"{row.evidenced_high_pct:.0f}%", (high, y), (0, 7), textcoords="offset points", ha="right", fontsize=8
            )
        ax.plot(min(float(row.claimed_pct), BEYOND), y, "D", mfc="white", mec=colour("ink"), mew=1.3, ms=6.5, zorder=4)
        ax.text(quote_at, y, _quote(row.quotes), va="center", fontsize=8.2, color=colour("quiet"), linespacing=1.15)
    _name_marks(ax, rows.iloc[-1], float(ax.get_yticks()[-1]), language)
    ticks = [tick for tick in (0, 25, 50, 75, 100, 125) if tick <= top + 1]
    ax.set_xticks(ticks, [f"{tick}%" for tick in ticks])
    ax.vlines(ticks, 0, float(ax.get_yticks()[-1]) + 0.2, color=colour("grid"), lw=0.8, zorder=0)
    ax.spines["bottom"].set_visible(False)


def _name_marks(ax: Axes, row: pd.Series, y: float, language: str) -> None:
    """Name the two marks once, at the topmost row, away from each other."""
    claimed = min(float(row["claimed_pct"]), BEYOND)
    counted = min(
        float(row["evidenced_high_pct" if pd.isna(row["evidenced_low_pct"]) else "evidenced_low_pct"]), BEYOND
    )
    near, left = abs(claimed - counted) < 30, counted <= claimed
    places = (("claimed", claimed, "ink", "left" if left else "right", near), ("counted", counted, "ahead", "right" if left else "left", False))  # fmt: skip
    for key, x, ink, side, below in places:
        side = ("left" if x < 15 else side) if near else "left" if x < 8 else "center"
        ax.annotate(say(f"chart.{key}", language), (x, y), (0, -7 if below else 7), textcoords="offset points",
                    va="top" if below else "bottom", ha=side, color=colour(ink), fontsize=8.5)  # fmt: skip


def _quote(quotes: object) -> str:
    """The first two quotes, a line each; of a long one the end that holds the figure."""
    return "\n".join(_shorten(quote) for quote in str(quotes).split(JOIN)[:2])


def _shorten(quote: str) -> str:
    if text_width(quote) <= QUOTE_WIDTH:
        return quote
    mark, _, words = quote.partition(" ")
    while text_width(f"{mark} …{words}") > QUOTE_WIDTH:
        words = words[1:] if any(c.isdecimal() for c in words[1:]) else words[:-1]
    return f"{mark} …{words}" if quote.endswith(words) else f"{mark} {words}…"


def plot_shown(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw the tasks of each leader by what their words show: a workload, the largest on top.

    Needs what `measure_shown` needs; returns the Axes.
    """
    own, scope, table = ax is None, describe_scope(tasks), measure_shown(tasks)
    with house_style():
        names = list(table["leader"].fillna(say("chart.no_name", language)))
        ax = new_axes(ax, 0.52 * max(len(names), 2) + 0.35, label_room(names))
        longest = max(int(table["tasks"].max()), 1) if len(table) else 1
        for y, row in zip(range(len(table) - 1, -1, -1), table.to_dict("records"), strict=True):
            start = 0
            for reading in READINGS:
                if row[reading]:
                    draw_segment(ax, y, start, row[reading], reading, "", longest / 0.88)
                    start += row[reading]
            ax.annotate(say("chart.tasks", language, n=row["tasks"]), (row["tasks"], y), (7, 0), textcoords="offset points",
                        va="center", color=colour("quiet"))  # fmt: skip
        if names:
            _name_fills(ax, table, language)
        else:
            leave_blank(ax, language)
        ax.set_yticks(range(len(names) - 1, -1, -1), names, fontsize=11)
        ax.set(xticks=[], xlim=(0, longest / 0.88), ylim=(-0.6, max(len(names), 1) - 0.4))
        ax.spines["bottom"].set_visible(False)
        return dress(ax, find_shown(tasks), subtitle("shown", scope, language), scope, language, own)


def _name_fills(ax: Axes, table: pd.DataFrame, language: str) -> None:
    """Name the fills above the chart, with the number of tasks of each."""
    fills = {"shown": ("ahead", ""), "partly_shown": ("ahead", "///"), "not_shown": ("on_schedule", ""), "cannot_be_shown": ("unknown", "")}  # fmt: skip
    handles = [
        ax.bar(0, 0, color=colour(fill), hatch=hatch, edgecolor="white" if fill != "unknown" else colour("quiet"),
               label=say(f"reading.{name}", language))
        for name, (fill, hatch) in fills.items() if table[name].sum()
    ]  # fmt: skip
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1), ncols=4, frameon=False, handlelength=1.2,
              handletextpad=0.5, columnspacing=1.4, borderpad=0, borderaxespad=0.3)  # fmt: skip


def plot_recycled(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw the tasks that share their narrative as linked rows, with the words that they share.

    Needs what `link_recycled` needs; returns the Axes.
    """
    own, scope, pairs = ax is None, describe_scope(tasks), link_recycled(tasks)
    groups = _groups(pairs)
    drawn = groups[: max(1, ROWS // 3)]
    lines = [[(row, label_task(task, width=72)) for row, task in group[1][:4]] for group in drawn]
    height = sum(0.5 + 0.42 * len(group) for group in lines)
    with house_style():
        ax = new_axes(ax, max(1.3, height), 0.35)
        if not drawn:
            leave_blank(ax, language)
        else:
            _draw_links(ax, drawn, lines, height, language)
            if len(groups) > len(drawn):
                ax.annotate(say("chart.left_out", language, n=sum(len(g[1]) for g in groups[len(drawn) :])), (1, 1), (0, 4), xycoords="axes fraction",
                            textcoords="offset points", ha="right", va="bottom", color=colour("quiet"))  # fmt: skip
        return dress(ax, find_recycled(tasks), subtitle("recycled", scope, language), scope, language, own)


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


def _draw_links(ax: Axes, groups: list[tuple[str, list[tuple[int, str]]]], lines: list[list[tuple[int, str]]],
                height: float, language: str) -> None:  # fmt: skip
    """Each group as a bracket that links its rows, above it the words that they share."""
    y = height
    for (text, members), rows in zip(groups, lines, strict=True):
        words = wrap(text, 52).split("\n")
        shown = words[0] + ("…" if len(words) > 1 else "")
        ax.text(0, y - 0.22, say("chart.same_words", language, n=len(members), text=shown.rstrip("。")), va="center",
                color=colour("ink"))  # fmt: skip
        ends = [y - 0.58 - 0.42 * i for i in range(len(rows))]
        ax.plot([0.012, 0.012], [ends[0], ends[-1]], color=colour("mark"), lw=1.5)
        for end, (row, task) in zip(ends, rows, strict=True):
            ax.plot([0.012, 0.035], [end, end], color=colour("mark"), lw=1.5)
            ax.plot(0.035, end, "o", color=colour("ahead"), ms=6)
            ax.text(0.052, end, f"[{row}]  {task}", va="center", fontsize=9, linespacing=1.1, color=colour("ink"))
        y = ends[-1] - 0.34
    ax.set(xlim=(0, 1), ylim=(y + 0.2, height), xticks=[], yticks=[])
    ax.spines["bottom"].set_visible(False)
