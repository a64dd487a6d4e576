"""Keep charts of one's own for the briefing: as functions, drawn anew each time, or as pictures of their quarter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd

from analysis_helpers.charts.export import Drawing
from analysis_helpers.charts.own_chart import Drawn, Finish, draw_finished, find_axes, find_finish
from analysis_helpers.charts.own_source import write_source
from analysis_helpers.charts.own_style import get_style, set_style
from analysis_helpers.charts.selection import HEAD, NAME, read_kept
from analysis_helpers.charts.testing import SIZES, call_drawing, find_faults
from analysis_helpers.core.atomic_write import hold_lock, write_whole
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.file_names import make_file_name
from analysis_helpers.core.own_code import failed, load_module
from analysis_helpers.core.project import find_project
from analysis_helpers.core.texts import LANGUAGES
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.load_history import load_history
from analysis_helpers.measures.schedule import ensure_compared

FOLDER = Path("data") / "own" / "charts"
FIELDS = {"name": str, "quarter": str, "language": str, "sentence": str, "file": str, "function": str, "sentence_function": str,
          "languages": list}  # fmt: skip


@dataclass(frozen=True)
class OwnChart:
    """A chart of somebody's own in `data/briefing.toml`.

    `file` is a Python file with `function`, which draws it, or the picture of an Axes, of its `quarter` and `language` alone. A `sentence`
    holds for these, too; `sentence_function` of the file makes it anew. `languages` are those that it could be drawn in.
    """

    name: str
    quarter: str
    language: str
    file: str
    languages: tuple[str, ...] = LANGUAGES
    function: str = ""
    sentence: str = ""
    sentence_function: str = ""


class Message(str):
    """A message that a notebook shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def keep_chart(
    chart: Drawn | Callable[..., Drawn], name: str, sentence: str | Callable[[pd.DataFrame], str] | None = None,
    tasks: pd.DataFrame | None = None,
) -> Message:  # fmt: skip
    """Put a chart of your own into the briefing, under a heading of yours: into the Word file, on a slide, the page, the workbook.

    `chart` is best a function of `tasks` that returns the finished chart: `quarterly briefing` draws it anew for each quarter, language
    and size. It may ask for `history` (all quarters so far) and `language`, too, and may return (chart, table) with the table that
    belongs to it; else the tasks that `finish` was given are its table. A chart that is drawn already is kept as a picture, for
    its own quarter alone. `name` is the heading; the same name replaces what was kept under it. `sentence`, or a function of
    tasks that writes it, stands beside the chart; a text holds for this quarter alone, and without one the title is the sentence.

    The function is written with its imports to `data/own/charts/`, and tried on `tasks` (None: the newest quarter) before anything
    is kept. Raises ReportError where it needs what it was not given, fails, or is not finished (`ah.finish`).
    """
    project, stem = find_project(), make_file_name(name)
    if callable(chart):
        entry, said = _keep_function(chart, name, sentence, tasks, project / FOLDER / f"{stem}.py")
    else:
        if callable(sentence):
            raise ReportError("own.picture_sentence", name)
        entry, said = _keep_picture(chart, name, sentence or "", project / FOLDER / stem), []
    number, new = _write_entry(entry, project)
    language = get_style()[1]
    key = "kept_new" if new else "kept_again"
    text = fill("own", f"say.{key}", language, {"file": f"data/{NAME}", "n": number, "name": name})
    return Message("\n".join([text, *said]))


def _keep_picture(drawn: Drawn, name: str, sentence: str, place: Path) -> OwnChart:
    done = find_finish(drawn)
    quarter = _only_quarter(done.tasks, name)
    drawing = draw_finished(drawn, place.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place.with_suffix(".png"), drawing.png)
    write_whole(place.with_suffix(".svg"), drawing.svg.encode())
    about = {key: value for key, value in asdict(drawing).items() if key not in ("png", "svg", "name")}
    about |= {"title": done.title, "task_ids": list(done.tasks["task_id"])}
    write_whole(place.with_suffix(".json"), json.dumps(about, ensure_ascii=False, indent=1).encode())
    file = (FOLDER / f"{place.name}.json").as_posix()
    return OwnChart(name, quarter, done.language, file, (done.language,), sentence=sentence)


def _keep_function(
    draw: Callable[..., Any],
    name: str,
    sentence: str | Callable[..., str] | None,
    tasks: pd.DataFrame | None,
    path: Path,
) -> tuple[OwnChart, list[str]]:
    history, tasks = _find_tasks(tasks, name)
    about = fill("own", "say.file", get_style()[1], {"name": name.replace('"', "”").replace("\\", "/")})
    source = write_source(draw, about)
    if callable(sentence):
        source += "\n\n" + write_source(sentence, "").split("\n", 1)[1].lstrip("\n")
    entry = OwnChart(
        name, _only_quarter(tasks, name), get_style()[1], (FOLDER / path.name).as_posix(), LANGUAGES, draw.__name__,
        "" if callable(sentence) else sentence or "", sentence.__name__ if callable(sentence) else "",
    )  # fmt: skip
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, source.encode())
    try:
        entry, said = _try(entry, path, tasks, history)
    except ReportError:
        if before is None:
            path.unlink()
        else:
            write_whole(path, before)
        raise
    return entry, said


def _try(entry: OwnChart, path: Path, tasks: pd.DataFrame, history: History) -> tuple[OwnChart, list[str]]:
    """Draw a chart as the briefing will: it has to work in the language of the style; another one may be left out, and is said to be."""
    said, works = [], []
    own = get_style()[1]
    for language in (own, *(other for other in LANGUAGES if other != own)):
        try:
            faults = [fault for size in SIZES for fault in _draw_and_look(entry, path, tasks, history, language, size)]
        except ReportError as error:
            if language == own:
                raise
            values = {"language": language, "why": error.what}
            said.append(fill("own", "say.not_in", own, values))
            continue
        works.append(language)
        said += list(dict.fromkeys(faults))
    return replace(entry, languages=tuple(name for name in LANGUAGES if name in works)), said


def _draw_and_look(
    entry: OwnChart, path: Path, tasks: pd.DataFrame, history: History, language: str, size: str
) -> list[str]:
    drawn, _ = draw_own(entry, path, tasks, history, language, size)
    if drawn is None:
        return []
    faults = [f"{size}, {language}: {fault}" for fault in find_faults(drawn)]
    plt.close(find_axes(drawn)[0])
    return faults


def draw_own(
    entry: OwnChart, path: Path, tasks: pd.DataFrame, history: History, language: str, size: str
) -> tuple[Drawn | None, pd.DataFrame | None]:
    """Draw a kept function: the finished chart, and the table that it gave; None where it returned None, for it has nothing to draw.

    Raises ReportError where it fails, or returns a chart that is not finished.
    """
    draw = _find_function(entry.function, path)
    with set_style(size, language):
        made = _call(partial(call_drawing, draw, tasks, history), path)
        drawn, table = made if isinstance(made, tuple) and len(made) == 2 else (made, None)
        if drawn is not None:
            find_finish(drawn)
    return drawn, table


def say_own(
    entry: OwnChart, path: Path, done: Finish | None, tasks: pd.DataFrame, language: str, title: str = ""
) -> str:
    """The sentence beside a chart: written for these tasks, else the one that was kept for this quarter, else the title."""
    if entry.sentence_function:
        with set_style("notebook", language):
            return str(_call(partial(_find_function(entry.sentence_function, path), tasks), path))
    quarter = tasks["quarter"].dropna().astype(str).unique()
    if entry.sentence and list(quarter) == [entry.quarter] and language == entry.language:
        return entry.sentence
    return title or (done.title if done else entry.name)


def _find_function(name: str, path: Path) -> Callable[..., Any]:
    function: Callable[..., Any] | None = getattr(load_module(path), name, None)
    if not callable(function):
        raise ReportError("own.function_gone", f"{path.parent.name}/{path.name}", name=name)
    return function


def _call(function: Callable[[], Any], path: Path) -> Any:
    try:
        return function()
    except ReportError:
        raise
    except Exception as error:
        raise failed(path, error) from error


def read_picture(path: Path) -> tuple[Drawing, str, list[str]]:
    """A kept picture, its title, and the ids of its tasks. Raises ReportError where its files are gone or spoilt."""
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        title, ids = about.pop("title"), about.pop("task_ids")
        svg, png = path.with_suffix(".svg").read_text(encoding="utf-8"), path.with_suffix(".png").read_bytes()
        return Drawing(name=path.stem, svg=svg, png=png, **about), title, ids
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError("own.picture_gone", f"{path.parent.name}/{path.name}", error=error) from error


def load_own(project: Path) -> list[OwnChart]:
    """The charts of somebody's own in a project's `data/briefing.toml`, in order. Raises ReportError for an entry that is none."""
    path = project / "data" / NAME
    return [_read(number, entry, path) for number, entry in enumerate(read_kept(path).get("own", []), start=1)]


def _read(number: int, entry: Any, path: Path) -> OwnChart:
    where = word("words.chart_of", file=path.name, number=number)
    sound = isinstance(entry, Mapping) and all(isinstance(entry.get(key, kind()), kind) for key, kind in FIELDS.items())
    if not sound or not {"name", "quarter", "language", "file"} <= set(entry) <= set(FIELDS):
        raise ReportError("own.entry_unreadable", where, known="、".join(FIELDS))
    inside = Path(entry["file"])
    if inside.is_absolute() or inside.parent != FOLDER or inside.suffix not in (".py", ".json"):
        raise ReportError("own.entry_outside", where, file=entry["file"], folder=FOLDER.as_posix())
    return OwnChart(**(dict(entry) | {"languages": tuple(entry.get("languages", LANGUAGES))}))


def _write_entry(entry: OwnChart, project: Path) -> tuple[int, bool]:
    """Add an entry to the list, or put it in the place of the one of the same name; comments and all else stay."""
    import tomlkit

    path = project / "data" / NAME
    with hold_lock(path.with_name(f".{NAME}.lock")):  # notebooks may run side by side
        kept = load_own(project)
        text = path.read_text(encoding="utf-8") if path.exists() else "".join(f"# {line}\n" for line in HEAD)
        document, table = tomlkit.parse(text), tomlkit.table()
        for key, value in asdict(entry).items():
            if value:
                table.add(key, list(value) if isinstance(value, tuple) else value)
        table.add(tomlkit.nl())
        if "own" not in document:
            document.add("own", tomlkit.aot())
        at = next((i for i, other in enumerate(kept) if other.name == entry.name), len(kept))
        if at < len(kept):
            document["own"][at] = table
        else:
            document["own"].append(table)
        write_whole(path, tomlkit.dumps(document).encode())
    return at + 1, at == len(kept)


def _find_tasks(tasks: pd.DataFrame | None, name: str) -> tuple[History, pd.DataFrame]:
    """The tasks to try a chart on, and their history: synthetic quarters, too, where the tasks are of one."""
    if tasks is None:
        history = load_history().select()
        return history.so_far, ensure_compared(history.tasks)
    quarter = _only_quarter(tasks, name)
    history = load_history()
    if quarter not in history.quarters:
        history = load_history(sample=True)
    return history.select(quarter).so_far, ensure_compared(tasks)


def _only_quarter(tasks: pd.DataFrame, name: str) -> str:
    """The newest quarter of some tasks: the one whose briefing a chart belongs to."""
    quarters = sorted(tasks["quarter"].dropna().astype(str).unique())
    if not quarters:
        raise ReportError("own.no_quarter", name)
    return str(quarters[-1])
