"""Let a notebook speak Chinese: its prose and its comments, from the table beside it; its code stays as it is."""

from __future__ import annotations

import hashlib
import io
import tokenize
import tomllib
from pathlib import Path
from typing import Any

from analysis_helpers.core.errors import ReportError

TABLE = "prose.zh.toml"  # beside the notebooks
COMMENTS = "comments"


def load_prose(folder: Path) -> dict[str, Any]:
    """Return the table of a folder of notebooks; an empty one where there is none.

    Under the stem of each notebook stand its cells, by their id: `of`, the hash of the English (see `hash_text`), and `zh`.
    Under `comments` stand comments of code, by their English. Raises ReportError for a table that cannot be read.
    """
    path = folder / TABLE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else {}
    except (ValueError, OSError) as error:
        raise ReportError("notebooks.prose_unreadable", path.name, error=error) from error


def hash_text(text: str) -> str:
    """A short hash that changes with the English of a cell.

    >>> hash_text("Choose a quarter."), hash_text("Choose a quarter, and a unit.")
    ('ddf7ecc2', '5ef9de13')
    """
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def translate_prose(notebook: Any, name: str, prose: dict[str, Any]) -> None:
    """Put a notebook's prose and comments into Chinese; `name` is its stem, `prose` what `load_prose` returned.

    What the table does not know stays in the words of whoever wrote it: a cell of one's own, or one that was changed.
    """
    cells, comments = prose.get(name, {}), prose.get(COMMENTS, {})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = translate_comments(cell.source, comments)
        elif (said := cells.get(cell.get("id"))) and said["of"] == hash_text(cell.source):
            cell.source = said["zh"].strip("\n")


def list_comments(source: str) -> list[tuple[int, int, str]]:
    """The comments of code: line and column (both from 0), and text without its sign.

    >>> list_comments("a = '# no'  # yes")
    [(0, 12, 'yes')]
    """
    try:
        found = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):  # no Python, such as a magic
        return []
    return [(token.start[0] - 1, token.start[1], token.string.removeprefix("#").strip()) for token in found]


def translate_comments(source: str, comments: dict[str, str]) -> str:
    """Code with those of its comments in Chinese that the table knows; nothing else of it changes.

    >>> translate_comments("UNIT = None  # None: all units", {"None: all units": "None：全部单位"})
    'UNIT = None  # None：全部单位'
    """
    lines = source.split("\n")
    for line, column, text in list_comments(source):
        if text in comments:
            lines[line] = f"{lines[line][:column]}# {comments[text]}"
    return "\n".join(lines)
