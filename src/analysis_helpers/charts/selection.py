"""Describe a selection of tasks and keep it for the briefing."""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.schema import SCHEDULE_STATUSES, STATUSES
from analysis_helpers.core.vocabulary import LANGUAGES, fill, load_vocabulary, say
from analysis_helpers.measures.schedule import Basis

UNKNOWN = "unknown"  # the choice for tasks that have no status, leader or unit
FILTERS = ("unit", "leader", "status", "schedule_status", "percent", "text")


@dataclass(frozen=True)
class View:
    """One look at a history.

    `quarter` None is the newest, `compare` None the last quarter in which each unit reported before. `unit`, `leader`, `status`
    and `schedule_status` keep the tasks that have it (`unknown`: those that have none); `percent` those from the first to the last of
    two percents; `text` those whose task or narrative holds all of its words. `basis` and `as_of` as in `compare_with_schedule`.
    """

    quarter: str | None = None
    compare: str | None = None
    unit: str | None = None
    leader: str | None = None
    status: str | None = None
    schedule_status: str | None = None
    percent: tuple[float, float] | None = None
    text: str = ""
    basis: Basis = "month"
    as_of: str | None = None
    language: str = "zh"
    chart: str = "deviation"

    def __post_init__(self) -> None:
        choices = {
            "status": [*STATUSES, UNKNOWN],
            "schedule_status": [*SCHEDULE_STATUSES, UNKNOWN],
            "basis": typing.get_args(Basis),
            "language": LANGUAGES,
        }
        for name, allowed in choices.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise ReportError("charts.no_choice", f"{name}={value!r}", choices="、".join(allowed))
        if self.percent is not None:
            object.__setattr__(self, "percent", _check_range(self.percent))

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set."""
        return {name: value for name in FILTERS if (value := getattr(self, name)) not in (None, "")}

    @property
    def settings(self) -> dict[str, Any]:
        """All that differs from an untouched view, in the order of the fields."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}

    def as_code(self, history: str = "history") -> str:
        """The line that shows this view again.

        >>> View("2024Q2", leader="甲", percent=(0, 50)).as_code()
        "explore(history, quarter='2024Q2', leader='甲', percent=(0, 50))"
        """
        return f"explore({', '.join([history, *(f'{name}={value!r}' for name, value in self.settings.items())])})"

    def describe(self, language: str | None = None) -> str:
        """The filters in words; empty where none is set.

        >>> View(leader="甲", status="ahead", percent=(0, 50)).describe("zh")
        '领导：甲；自报状态：超前；形象进度：0%–50%'
        """
        language = language or self.language
        colon, stop = (fill("explorer", f"say.{name}", language, {}) for name in ("colon", "and"))
        named = [
            f"{fill('explorer', f'filter.{name}', language, {})}{colon}{say_choice(name, value, language)}"
            for name, value in self.filters.items()
        ]
        return stop.join(named)


def make_view(settings: Mapping[str, Any], where: object) -> View:
    """A view from settings by name, such as those of a file. Raises ReportError for a name that a view does not have."""
    known = [f.name for f in fields(View)]
    if unknown := [name for name in settings if name not in known]:
        raise ReportError("charts.unknown_setting", where, names="、".join(unknown), known="、".join(known))
    wrong = [
        name for name, value in settings.items()
        if not (isinstance(value, (list, tuple)) if name == "percent" else value is None or isinstance(value, str))
    ]  # fmt: skip
    if wrong:
        raise ReportError(
            "charts.setting_unreadable", where, settings="、".join(f"{name} = {settings[name]!r}" for name in wrong)
        )
    return View(**settings)


def say_choice(name: str, value: Any, language: str) -> str:
    """A filter's value in words."""
    if name == "percent":
        return f"{value[0]:g}%–{value[1]:g}%"
    if name == "text":
        return str(value)
    if value == UNKNOWN:
        return fill("explorer", "say.unknown", language, {})
    words = load_vocabulary("labels")
    return say(f"{name}.{value}", language) if name in words and value in words[name] else str(value)


def _check_range(percent: Any) -> tuple[float, float]:
    try:
        low, high = (float(value) for value in percent)
    except (TypeError, ValueError, OverflowError):
        low, high = 1.0, 0.0
    if not low <= high:
        raise ReportError("charts.no_range", f"percent={percent!r}")
    return tuple(int(value) if value.is_integer() else value for value in (low, high))  # type: ignore[return-value]


NAME = "briefing.toml"
HEAD = (
    "Charts for the briefing beside those that it always has; the explorer adds them, `quarterly briefing` draws them.",
    "One [[chart]] each: the chart's name, its quarter, and the filters. To take one back, delete its entry.",
)


def load_kept(project: Path) -> list[View]:
    """The views kept in a project's `data/briefing.toml`, in order; none where there is no such file.

    Raises ReportError for a file that is no TOML and for an entry that is no view.
    """
    path = project / "data" / NAME
    return [_read(i, entry, path) for i, entry in enumerate(read_kept(path).get("chart", []), start=1)]


def keep_view(view: View, project: Path) -> tuple[Path, int, bool]:
    """Add a view to the list, comments and all else in it untouched; return the file, the view's number, and whether it is new."""
    import tomlkit

    path, kept = project / "data" / NAME, load_kept(project)
    view = replace(view, language="zh")  # the briefing has a language of its own
    if view in kept:
        return path, kept.index(view) + 1, False
    text = path.read_text(encoding="utf-8") if path.exists() else "".join(f"# {line}\n" for line in HEAD)
    document, entry = tomlkit.parse(text), tomlkit.table()
    for name, value in ({"chart": view.chart} | view.settings).items():
        entry.add(name, list(value) if isinstance(value, tuple) else value)
    entry.add(tomlkit.nl())
    if "chart" not in document:
        document.add("chart", tomlkit.aot())
    document["chart"].append(entry)
    write_whole(path, tomlkit.dumps(document).encode())
    return path, len(kept) + 1, True


def read_kept(path: Path) -> dict[str, Any]:
    """What a list of kept charts holds; nothing where there is none. Raises ReportError for one that cannot be read."""
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        for name in ("chart", "own"):
            if not isinstance(content.get(name, []), list):
                raise ValueError(f"{name} = {content[name]!r}")
    # A ValueError is also a number that no program takes, a RecursionError brackets without end.
    except (ValueError, RecursionError, OSError) as error:
        raise ReportError("charts.kept_unreadable", path, error=getattr(error, "strerror", None) or error) from error
    return content


def _read(number: int, entry: Any, path: Path) -> View:
    where = word("words.chart_of", file=path.name, number=number)
    if not isinstance(entry, dict):
        raise ReportError("charts.kept_no_chart", where, entry=repr(entry))
    view = make_view(entry, where)
    if view.quarter is None:
        raise ReportError("charts.kept_no_quarter", where)
    return view
