"""Which row is the header, and which of its cells means which column of the tidy table?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis_helpers.cleaning.fields import fold
from analysis_helpers.cleaning.ledger import Step
from analysis_helpers.cleaning.text import clean_column
from analysis_helpers.errors import ReportError
from analysis_helpers.reading import RawTable
from analysis_helpers.vocabulary import load_vocabulary

NEEDED = ("task", "progress_pct")
HEADER_WITHIN = 30  # rows; below that, a table's header would be a task that reads like one


def find_header(table: RawTable) -> int:
    """Position of the header row: the first that names a task column and a percent column."""
    seen: set[str] = set()
    for i, row in enumerate(table.cells[:HEADER_WITHIN]):
        cells, _ = clean_column(row)
        fields = match_fields(cells)
        if all(name in fields for name in NEEDED):
            return i
        seen |= set(fields.values())
    headers = load_vocabulary("headers")
    spellings = "; ".join(f"{name}: {'、'.join(headers[name][:4])}…" for name in NEEDED)
    widest = max(len(row) for row in table.cells)
    what = (
        f"this is text without a table ({len(table.cells)} lines, none split into cells)"
        if widest == 1
        else "no row names both a task column and a percent column"
        + (f" (recognised: {'、'.join(sorted(seen))})" if seen else "")
    )
    raise ReportError(
        table.source.file, what, f"a table whose header row holds at least {spellings}",
        "if the table came as a picture or an attachment, ask for the table itself; "
        "if its headers are spelt otherwise, add them to vocabulary/headers.toml",
    )  # fmt: skip


def match_fields(labels: Sequence[str]) -> dict[str, str]:
    """Which label holds which column of the tidy table: {`task`: `具体分解`, …}."""
    plain = {fold(pd.Series([label]))[0].replace(" ", ""): label for label in reversed(labels)}
    fields = {}
    for name, spellings in load_vocabulary("headers").items():
        found = next((plain[s] for s in spellings if s in plain), None)
        if found is not None:
            fields[name] = found
    return fields


def clean_header(received: list[str]) -> tuple[list[str], list[Step]]:
    """Clean the headers and make them differ, one step a cell (each stands in a column of its own)."""
    labels: list[str] = []
    steps = []
    for i, header in enumerate(received):
        [label], taken = clean_column([header])
        name, n = label or f"(column {i + 1})", 2
        while name in labels:
            name, n = f"{label} ({n})", n + 1
        if name != label:
            taken.append(Step("header_named", "normalised", [0], [1], [label], [name]))
        labels.append(name)
        steps += [replace(step, at=[i]) for step in taken]
    return labels, steps
