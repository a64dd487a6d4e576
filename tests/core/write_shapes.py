"""Write anew what the code needs of each file of words: make shapes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from analysis_helpers.core import texts
from analysis_helpers.core.word_shapes import describe_file

FILES = Path(str(texts.FOLDER))
PATTERNED = "(patterned)"  # the files whose words become parts of patterns


def describe_files() -> dict[str, Any]:
    """The shape of every file of words; which of them hold patterns is kept as it stands."""
    kept = json.loads((FILES / "shapes.json").read_text(encoding="utf-8"))[PATTERNED]
    paths = sorted(FILES.glob("*.toml"))
    return {PATTERNED: kept} | {path.stem: describe_file(tomllib.loads(path.read_text("utf-8"))) for path in paths}


if __name__ == "__main__":
    shapes = ",\n".join(f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in describe_files().items())
    (FILES / "shapes.json").write_text("{\n" + shapes + "\n}\n", encoding="utf-8")
