"""What does one command write for a quarter, and how does it get there?"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis_helpers.core.atomic_write import settle, whole_folder
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import get_language
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.load_history import load_history
from analysis_helpers.pipeline.manifest import MANIFEST, stamp_run, write_manifest
from analysis_helpers.pipeline.notebook_prose import TABLE
from analysis_helpers.pipeline.run_notebooks import Parameters

if TYPE_CHECKING:
    import pandas as pd

    from analysis_helpers.briefing.write import Audience


OTHER = "en"  # the folder of the English briefing, inside of that of the Chinese one: neither takes the other's place


def rerun_quarter(
    asked: Parameters, names: Sequence[str], jobs: int | None, say: Callable[[str], None]
) -> tuple[Path, History, pd.DataFrame]:
    """Draw the charts and run the notebooks (`names`: only these) for a quarter; return the folder, its history, its tasks.

    `say` is told what takes time. Raises ReportError, before anything runs, for what is not there, and for cells that fail.
    """
    from analysis_helpers.pipeline.run_notebooks import find_notebooks, run_notebooks

    project = find_project()
    notebooks = find_notebooks(project / "notebooks", names)
    import matplotlib

    from analysis_helpers.charts.export import export_charts
    from analysis_helpers.measures.schedule import compare_with_schedule

    matplotlib.use("Agg")  # no window opens for a picture that goes into a file
    history = load_history(sample=asked.sample).select(asked.quarter, asked.unit)
    told = replace(asked, quarter=history.quarters[-1])
    tasks = compare_with_schedule(history.tasks, told.basis, told.as_of)
    target = project / "output" / str(told.quarter)
    settle(target.parent)
    with whole_folder(target, keep=["briefing"], waiting=lambda: _say_waiting(say)) as folder:
        others = _others_standing(target, notebooks) if names else []
        sources = [*notebooks, *(project / "notebooks" / path.name for path in others), project / "notebooks" / TABLE]
        stamp = stamp_run("rerun", history, told.as_cells(), project, sources)
        if others:
            _refuse_mixture(target, stamp, notebooks)
        values = {"quarter": told.quarter, "notebooks": len(notebooks), "tasks": len(tasks)}
        say(fill("cli", "say.running", get_language(), values))
        run_notebooks(notebooks, folder / "notebooks", told.as_cells(), jobs=jobs, stamp=stamp)
        for path in others:
            shutil.copy(path, folder / "notebooks")
        export_charts(tasks, folder / "charts", told.language, history.so_far)
        write_manifest(folder, stamp)
    return target, history, tasks


def store_baseline(names: Sequence[str], jobs: int | None) -> list[Path]:
    """Run the notebooks as they stand, and store what they show; all of them, or none if a cell fails."""
    from analysis_helpers.pipeline.run_notebooks import find_notebooks, run_notebooks

    home = find_project() / "notebooks"
    notebooks = find_notebooks(home, names, every=True)
    with tempfile.TemporaryDirectory(prefix=".baseline-", dir=home) as aside:
        run_notebooks(notebooks, Path(aside), jobs=jobs)
        for path in notebooks:
            (Path(aside) / path.name).replace(path)
    return notebooks


def brief_quarter(
    asked: Parameters, audience: Audience, pseudonymised: bool, rank_people: bool, say: Callable[[str], None]
) -> tuple[Path, list[str]]:
    """Write the briefing of a quarter; return its folder and the names of what was written."""
    import matplotlib

    from analysis_helpers.briefing.compose import compose_briefing
    from analysis_helpers.briefing.kept_sections import take_kept
    from analysis_helpers.briefing.name_scan import refuse_names
    from analysis_helpers.briefing.own_sections import take_own
    from analysis_helpers.briefing.pseudonyms import choose_pseudonyms, find_offices, pseudonymise
    from analysis_helpers.briefing.write import ONE_PAGE, write_briefing
    from analysis_helpers.charts.keep_chart import load_own
    from analysis_helpers.charts.selection import load_kept
    from analysis_helpers.measures.own_measure import project_measures
    from analysis_helpers.measures.schedule import compare_with_schedule

    matplotlib.use("Agg")
    project, every = find_project(), load_history(sample=asked.sample)
    history = every.select(asked.quarter, asked.unit)
    told = replace(asked, quarter=history.quarters[-1])
    root = project / "output" / str(told.quarter)
    if pseudonymised:
        names = choose_pseudonyms(every, told.language)  # by all quarters: a name keeps its pseudonym
        history, root = pseudonymise(history, names), root.with_name(f"{root.name}-pseudonymised")
        told = replace(told, unit=names.units.get(told.unit) if told.unit else None)
        texts = history.tasks[["task", "narrative"]].to_numpy(dtype=object).ravel()
        if others := find_offices(text for text in texts if isinstance(text, str)):
            say(fill("briefing", "pseudonym.others", told.language, {"names": "、".join(others)}))
    tasks = compare_with_schedule(history.tasks, told.basis, told.as_of)
    kept = take_kept(
        load_kept(project), every, str(told.quarter), asked.unit, told.language, names if pseudonymised else None, say
    )
    own = take_own(load_own(project), project, history, tasks, told.language, names if pseudonymised else None, say)
    place = root / "briefing" / OTHER if told.language == OTHER else root / "briefing"
    target = place / ONE_PAGE if audience == ONE_PAGE else place
    composed = compose_briefing(
        history, tasks, told.language, rank_people, pseudonymised, kept, own, project_measures()
    )
    more = {"AUDIENCE": audience, "PSEUDONYMISED": pseudonymised, "RANK_PEOPLE": rank_people}
    settle(root.parent)
    with whole_folder(target, keep=[OTHER], root=root, waiting=lambda: _say_waiting(say)) as folder:
        written = write_briefing(composed, folder, audience)
        write_manifest(folder, stamp_run("briefing", history, told.as_cells() | more, project))
        if pseudonymised:
            refuse_names(folder, names)
    return target, [*written, MANIFEST]


def _say_waiting(say: Callable[[str], None]) -> None:
    say(fill("cli", "say.waiting", get_language(), {}))


def _others_standing(target: Path, chosen: Sequence[Path]) -> list[Path]:
    """The notebooks that an earlier run left and this one does not run."""
    names = {path.name for path in chosen}
    return [path for path in sorted((target / "notebooks").glob("*.ipynb")) if path.name not in names]


def _refuse_mixture(target: Path, stamp: Mapping[str, Any], chosen: Sequence[Path]) -> None:
    """Notebooks beside one another are of the same inputs and parameters; only those run now may have changed."""
    standing = json.loads((target / MANIFEST).read_text(encoding="utf-8")) if (target / MANIFEST).exists() else {}
    names = {f"notebooks/{path.name}" for path in chosen}

    def without_chosen(made: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: sha256 for name, sha256 in made.get("settings", {}).items() if name not in names}
        return {key: made.get(key) for key in stamp} | {"settings": kept}

    if without_chosen(standing) != without_chosen(stamp):
        raise ReportError("runs.mixture", target)
