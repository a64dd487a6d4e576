"""Which links between quarters need a person's word, and what did the person say?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.linkage.decisions import COLUMNS, DECISIONS, append_decisions, load_decisions
from analysis_helpers.linkage.history import History, gather_reports

UNSHOWN = re.compile(r"□|\d{7}")  # what is lost, and what was made of it, is no word of the report


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
    words = "" if UNSHOWN.search(words) else words
    shown = say(f"why.{rule}", language) if rule in load_vocabulary("labels")["why"] else rule
    return f"{shown}{say('footer.colon', language)}{words}" if words else shown


def read_answers(answers: Sequence[str], links: int) -> dict[int, str]:
    """Read answers such as `1=same` on numbered links (from 1): the number and the word.

    Raises ReportError, naming all bad answers at once.

    >>> read_answers(["2=same", "1=different"], 2)
    {2: 'same', 1: 'different'}
    """
    found = [re.fullmatch(r"\s*(\d{1,6})\s*=\s*(\w+)\s*", answer) for answer in answers]
    numbers = [int(match[1]) if match else 0 for match in found]
    bad = [
        answer
        for answer, match, number in zip(answers, found, numbers, strict=True)
        if not (match and match[2] in DECISIONS and 1 <= number <= links and numbers.count(number) == 1)
    ]
    if bad:
        there = word("review.there.some", links=links) if links else word("review.there.none")
        raise ReportError("review.no_answer", answers="、".join(bad), there=there)
    return {number: match[2] for number, match in zip(numbers, found, strict=True) if match}


def decide_links(
    history: History, links: pd.DataFrame, answers: Mapping[int, str], reason: str, date: str, path: Path
) -> pd.DataFrame:
    """Write a person's answers on open links behind `data/decisions.csv`, and return them.

    `links` are those of `list_open_links`, `answers` their numbers (from 1) with `same` or `different`. Raises ReportError, with
    nothing written, for a missing reason and for a decision that could not be replayed (a text that stands twice).
    """
    said = " ".join(reason.split())
    if not said:
        raise ReportError("review.no_reason", path)
    numbers = list(answers)
    decided = links.iloc[[number - 1 for number in numbers]][COLUMNS]
    decided = decided.assign(decision=[answers[number] for number in numbers], reason=said, date=date)
    decided["unit"] = decided["unit"].fillna("")
    gather_reports(history.reports, pd.concat([load_decisions(path), decided], ignore_index=True))
    append_decisions(path, decided)
    return decided
