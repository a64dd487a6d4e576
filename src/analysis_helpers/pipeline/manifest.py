"""Stamp outputs with what they were made from, and verify that they are whole and current."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from analysis_helpers import __version__
from analysis_helpers.briefing.pseudonyms import choose_pseudonyms
from analysis_helpers.core.atomic_write import settle
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import get_language
from analysis_helpers.core.project import find_project
from analysis_helpers.core.source_hash import hash_source
from analysis_helpers.core.vocabulary import fill, hash_vocabulary
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.load_history import load_history

MANIFEST = "manifest.json"
DECIDED = (
    "data/corrections.csv",
    "data/decisions.csv",
    "data/vocabulary/words.csv",
)  # what people say, beside the reports
KEPT = "data/briefing.toml"  # the charts that somebody kept
OWN = "data/own"  # charts and measures of somebody's own
CODE = "code"  # the setting that stands for the library's own source files
TEMPLATES = "data/templates"  # an office's own Word and PowerPoint templates
TEMPLATE_NAMES = ("briefing.docx", "one-page.docx", "briefing.pptx")


def stamp_run(
    command: str, history: History, parameters: Mapping[str, Any], project: Path, notebooks: Iterable[Path] = ()
) -> dict[str, Any]:
    """Return all that decides what a command writes: the same stamp, the same outputs.

    `inputs` are the reports, `settings` the SHA-256 of everything else that decides: files by their place in the project,
    the vocabulary, and the library's own code.
    """
    lock = project / "requirements.lock"
    decided = [project / name for name in DECIDED]
    if command == "briefing":
        decided += [project / KEPT, *(project / TEMPLATES / name for name in TEMPLATE_NAMES)]
        decided += sorted(path for path in (project / OWN).rglob("*") if "__pycache__" not in path.parts)
    read = [path for path in (*decided, *notebooks) if path.is_file()]
    return {
        "command": command,
        "version": __version__,
        "lock": hash_file(lock) if lock.exists() else None,
        "parameters": dict(parameters),
        "inputs": history.so_far.sources[["file", "sha256"]].to_dict("records"),
        "settings": {path.relative_to(project).as_posix(): hash_file(path) for path in read}
        | {"vocabulary": hash_vocabulary(), CODE: hash_source()},
    }


def write_manifest(folder: Path, stamp: Mapping[str, Any]) -> None:
    """Write the stamp, the time of the run (it stands nowhere else) and every file of the folder with its SHA-256."""
    outputs = {
        path.relative_to(folder).as_posix(): hash_file(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    content = {"made": datetime.now(UTC).isoformat(timespec="seconds"), **stamp, "outputs": outputs}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


Level = Literal["stale", "torn", "note"]
TOLD = {"QUARTER", "UNIT", "LANGUAGE", "SAMPLE"}  # parameters that `verify` needs
NEEDED = {"command", "version", "lock", "parameters", "inputs", "settings", "outputs"}


@dataclass(frozen=True)
class Verdict:
    """What was found about the outputs of one command; `found` says level by level what is wrong."""

    folder: Path
    command: str
    outputs: int
    found: tuple[tuple[Level, str], ...]

    @property
    def exit_code(self) -> int:
        """0: whole and current. 1: stale. 2: torn."""
        return max(({"note": 0, "stale": 1, "torn": 2}[level] for level, _ in self.found), default=0)


def verify_outputs(folder: str | Path) -> list[Verdict]:
    """Compare a folder of outputs with its manifests, and these with the inputs as they are now; one verdict a manifest.

    First ends what a killed run left. Raises ReportError where there is no manifest.
    """
    folder, project = Path(folder).resolve(), find_project()
    for place in {folder.parent, project / "output"}:
        settle(place)
    manifests = sorted(folder.rglob(MANIFEST), key=lambda path: len(path.parts))
    if not manifests:
        raise ReportError("manifest.none", folder, manifest=MANIFEST)
    return [_verify(path, {other.parent for other in manifests if path.parent in other.parent.parents}, project)
            for path in manifests]  # fmt: skip


def _verify(path: Path, inside: set[Path], project: Path) -> Verdict:
    folder = path.parent
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        return Verdict(folder, "unknown", 0, (("torn", _text("manifest_unreadable", name=MANIFEST, error=error)),))
    if not isinstance(manifest, dict) or not manifest.keys() >= NEEDED or not _is_sound(manifest):
        return Verdict(folder, "unknown", 0, (("torn", _text("manifest_lacks", name=MANIFEST)),))
    # What another command wrote later into a folder inside this one is told by that one's own manifest.
    listed = {
        name: sha256 for name, sha256 in manifest["outputs"].items() if inside.isdisjoint((folder / name).parents)
    }
    found = [*_find_torn(folder, listed, inside), *_find_stale(manifest, project)]
    return Verdict(folder, manifest["command"], len(listed), tuple(found))


def _is_sound(manifest: Mapping[str, Any]) -> bool:
    """Whether everything in a manifest is of the kind that `write_manifest` writes; whoever edits one can write anything."""
    outputs, inputs, parameters = manifest["outputs"], manifest["inputs"], manifest["parameters"]
    return (
        all(isinstance(manifest[name], str) for name in ("command", "version"))
        and (manifest["lock"] is None or isinstance(manifest["lock"], str))
        and all(_is_texts(each) for each in (outputs, manifest["settings"]))
        and all(_is_place(name) for name in (*outputs, *manifest["settings"]))
        and isinstance(inputs, list)
        and all(_is_texts(entry) and entry.keys() >= {"file", "sha256"} for entry in inputs)
        and isinstance(parameters, dict)
        and parameters.keys() >= TOLD
        and all(parameters[name] is None or isinstance(parameters[name], str) for name in ("QUARTER", "UNIT"))
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_place(name: str) -> bool:
    """Whether a name can be that of a file below the folder: no way out of it, no longer than a system takes."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and "\0" not in name
        and not name.startswith("/")
        and all(part != ".." and len(part.encode()) <= 255 for part in parts)
    )


def _find_torn(folder: Path, listed: Mapping[str, str], inside: set[Path]) -> list[tuple[Level, str]]:
    found: list[tuple[Level, str]] = []
    for name, sha256 in listed.items():
        if not (folder / name).is_file():
            found.append(("torn", _text("missing", name=name)))
        elif hash_file(folder / name) != sha256:
            found.append(("torn", _text("changed", name=name)))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        ours = name in listed or name == MANIFEST or not inside.isdisjoint(path.parents)
        if path.is_file() and not ours and not any(part.startswith(".") for part in Path(name).parts):
            found.append(("note", _text("foreign", name=name)))
    return found


def _find_stale(manifest: Mapping[str, Any], project: Path) -> list[tuple[Level, str]]:
    try:
        now = _stamp_now(manifest, project)
    except ReportError as error:
        return [("stale", _text("inputs_unreadable", error=error))]
    found = []
    then, there = ({entry["sha256"]: entry["file"] for entry in stamp["inputs"]} for stamp in (manifest, now))
    found += [_text("input_changed", name=then[key]) for key in then.keys() - there.keys()]
    found += [_text("input_new", name=there[key]) for key in there.keys() - then.keys()]
    for name in sorted(manifest["settings"].keys() | now["settings"].keys()):
        if manifest["settings"].get(name) != now["settings"].get(name):
            found.append(_text("setting_changed", name=_text("code") if name == CODE else name))
    found += [_text("made_with", then=manifest["version"], now=now["version"])] * (
        manifest["version"] != now["version"]
    )
    found += [_text("setting_changed", name=_text("lock"))] * (manifest["lock"] != now["lock"])
    return [("stale", text) for text in found]


def _text(key: str, /, **values: object) -> str:
    return fill("cli", f"say.{key}", get_language(), values)


def _stamp_now(manifest: Mapping[str, Any], project: Path) -> dict[str, Any]:
    """The stamp that the same command, told the same, would write today."""
    told = manifest["parameters"]
    history = load_history(sample=told["SAMPLE"])
    notebooks = [project / name for name in manifest["settings"] if name.startswith("notebooks/")]
    chosen = history.select(told["QUARTER"], _real_unit(told, history))
    return stamp_run(manifest["command"], chosen, told, project, notebooks)


def _real_unit(told: Mapping[str, Any], history: History) -> str | None:
    """A pseudonymised manifest names its unit by the pseudonym."""
    unit: str | None = told["UNIT"]
    if unit is None or not told.get("PSEUDONYMISED"):
        return unit
    units = choose_pseudonyms(history, told["LANGUAGE"]).units
    return next((real for real, shown in units.items() if shown == unit), unit)
