"""Which charts did somebody keep for the briefing? A list that a person can read and edit: data/briefing.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis_helpers.charts.selection import View, make_view
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.whole_files import write_whole

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
    return [_read(i, entry, path) for i, entry in enumerate(_load(path).get("chart", []), start=1)]


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


def _load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReportError(path, f"this cannot be read: {error}", "TOML in UTF-8", "correct it, or delete it and keep again") from error  # fmt: skip


def _read(number: int, entry: Any, path: Path) -> View:
    where = f"{path.name}, chart {number}"
    if not isinstance(entry, dict):
        raise ReportError(where, f"{entry!r} is no chart", "entries that begin with [[chart]]", "correct it there")
    view = make_view(entry, where)
    if view.quarter is None:
        raise ReportError(where, "it does not say of which quarter", 'quarter = "2024Q2"', "add it there")
    return view
