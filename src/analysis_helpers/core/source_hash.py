"""Hash the library's own source files, so that outputs made by other code can be told from current ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SOURCE = Path(__file__).parents[1]  # the package: one folder for each room
ENDINGS = (".py", ".toml", ".html", ".css", ".js", ".j2", ".json")
COMPILED = "__pycache__"
VOCABULARY = "core/vocabulary"  # the TOML files there have a hash of their own (`hash_vocabulary`)


def hash_source(rooms: Sequence[str] | None = None) -> str:
    """Return one SHA-256 for the names and bytes of all source files: modules, templates, data files.

    `rooms` names the folders below the package to look into (None: the whole package). Vocabulary files are left out,
    so that a changed word is not taken for changed code, and so is what Python compiled.
    """
    folders = [SOURCE] if rooms is None else [SOURCE / room for room in rooms]
    files = sorted((name, path) for folder in folders for name, path in _list_sources(folder))
    digest = hashlib.sha256()
    for name, path in files:
        with open(path, "rb") as file:  # noqa: PTH123  (a Path for each file costs more than reading it)
            content = file.read()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _list_sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The source files below a folder: the name in the package, and the path."""
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if name != COMPILED]
        room = os.path.relpath(place, SOURCE).replace(os.sep, "/")
        for name in names:
            is_vocabulary = room == VOCABULARY and name.endswith(".toml")
            if name.endswith(ENDINGS) and not is_vocabulary:
                yield f"{room}/{name}", f"{place}{os.sep}{name}"
