"""What have others published? Context with its caveats, no yardstick."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures.progress import measure_status_inflation


def compare_published(tasks: pd.DataFrame, language: str = "zh") -> pd.DataFrame:
    """Set the shares of this report's statuses beside those that others have published.

    Needs what `measure_status_inflation` needs. Returns `place`, `class`, `share_pct`, `caveat` and `source`: first this report as reported and
    as recomputed, then the places of `core/vocabulary/published.toml`. Definitions differ, so the shares are no yardstick.
    """
    table = measure_status_inflation(tasks)
    ours = {
        "reported": ("本报告，自报", "this report, as reported"),
        "recomputed": ("本报告，按序时核算", "this report, recomputed"),
    }
    rows = [
        {"place": names[language == "en"], "class": status, "share_pct": share}
        for column, names in ours.items()
        for status, share in zip(table["status"], table[f"{column}_pct"], strict=True)
        if share
    ]
    rows += [
        {"place": entry["place"][language], "class": name, "share_pct": float(share),
         "caveat": entry["caveat"][language], "source": entry["source"]}
        for entry in load_vocabulary("published")["shares"]
        for name, share in entry["pct"].items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "class", "share_pct", "caveat", "source"])
