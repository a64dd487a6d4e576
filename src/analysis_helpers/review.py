"""Which links between quarters need a person's word?"""

from __future__ import annotations

import pandas as pd

from analysis_helpers.history import History
from analysis_helpers.linking.decisions import COLUMNS
from analysis_helpers.vocabulary import load_vocabulary, say


def list_open_links(history: History, quarter: str | None = None, language: str = "zh") -> pd.DataFrame:
    """List the doubtful links into a quarter (None: all quarters) as lines for `data/decisions.csv`, with what speaks for each.

    Returns the columns of that file, `decision`, `reason` and `date` still empty, then `similarity` (0 to 1) and `why`, in
    words. Filled in with `same` or `different` and a reason, such a line is replayed at every load.

    >>> from analysis_helpers import load_history
    >>> list_open_links(load_history(sample=True), "2024Q3")[["unit", "previous_task", "current_task"]].iloc[0].tolist()
    ['文广旅游局', '文化产业增加值占GDP比重达7%以上', '文化产业增加值占地区生产总值比重达7%以上']
    """
    links = history.links[history.links["kind"].eq("doubtful")]
    if quarter is not None:
        links = links[links["current_quarter"].eq(str(history.at(quarter)))]
    tasks = history.tasks.assign(when=history.tasks["quarter"].astype("string")).set_index(["when", "task_id"])
    previous = pd.MultiIndex.from_frame(links[["previous_quarter", "previous_id"]])
    current = pd.MultiIndex.from_frame(links[["current_quarter", "current_id"]])
    table = pd.DataFrame(
        {
            "previous_quarter": links["previous_quarter"].to_numpy(),
            "current_quarter": links["current_quarter"].to_numpy(),
            "unit": tasks["unit"].reindex(current).to_numpy(),
            "previous_task": tasks["task"].reindex(previous).to_numpy(),
            "current_task": tasks["task"].reindex(current).to_numpy(),
        }
    ).assign(decision="", reason="", date="")
    why = [say_why(str(reason), language) for reason in links["why"]]
    return table[COLUMNS].assign(similarity=links["similarity"].to_numpy(), why=why)


def say_why(why: str, language: str = "zh") -> str:
    """A link's `why` in words, with what it saw.

    >>> say_why("other_thing: 桩→设施"), say_why("same_text", "en")
    ('同一位置说的是另一事物：桩→设施', 'the same text')
    """
    rule, _, words = why.partition(": ")
    shown = say(f"why.{rule}", language) if rule in load_vocabulary("labels")["why"] else rule
    return f"{shown}{say('footer.colon', language)}{words}" if words else shown
