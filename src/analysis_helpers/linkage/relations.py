"""What is a relation between tasks of two quarters?"""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ["previous_id", "current_id", "kind", "similarity", "margin", "why"]
KINDS = ["same", "reworded", "split", "merged", "new", "dropped", "doubtful"]
ONE_TO_ONE = ["same", "reworded"]


def relate(previous: object, current: object, kind: object, why: object, similarity: object = 1.0,
           margin: object = np.nan) -> pd.DataFrame:  # fmt: skip
    """Relations of the same kind, or of the kinds given, between positions in a table of tasks."""
    return pd.DataFrame(
        {"previous": previous, "current": current, "kind": kind, "similarity": similarity, "margin": margin, "why": why}
    )


def finish(links: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table of links, in their order and of their types."""
    types = {
        "previous_id": "string",
        "current_id": "string",
        "similarity": "Float64",
        "margin": "Float64",
        "why": "string",
    }
    return links[COLUMNS].astype(types | {"kind": pd.CategoricalDtype(KINDS)})
