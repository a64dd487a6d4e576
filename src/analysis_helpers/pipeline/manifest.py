"""What was an output made from? The stamp of a run, and the manifest that keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis_helpers import __version__
from analysis_helpers.core.vocabulary import hash_vocabulary
from analysis_helpers.linkage.history import History

MANIFEST = "manifest.json"
DECIDED = ("data/corrections.csv", "data/decisions.csv")  # what people say, beside the reports
KEPT = "data/briefing.toml"  # the charts that somebody kept


def stamp_run(
    command: str, history: History, parameters: Mapping[str, Any], project: Path, notebooks: Iterable[Path] = ()
) -> dict[str, Any]:
    """Return all that decides what a command writes: the same stamp, the same outputs.

    `inputs` are the reports, `settings` the SHA-256 of everything else that is read, by its place in the project.
    """
    lock = project / "requirements.lock"
    decided = (*DECIDED, KEPT) if command == "briefing" else DECIDED
    read = [path for path in (*(project / name for name in decided), *notebooks) if path.exists()]
    return {
        "command": command,
        "version": __version__,
        "lock": hash_file(lock) if lock.exists() else None,
        "parameters": dict(parameters),
        "inputs": history.so_far.sources[["file", "sha256"]].to_dict("records"),
        "settings": {path.relative_to(project).as_posix(): hash_file(path) for path in read}
        | {"vocabulary": hash_vocabulary()},
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
