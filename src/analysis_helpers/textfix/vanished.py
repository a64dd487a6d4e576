"""Which characters may be gone without a mark? On some pages a pair of bytes that became a private character is not shown.

Such a pair is the end of one character and the beginning of the next. How many are gone is itself a reading: between
two words there may have been another one, or a comma. So each place of a reading where a byte is not known is read once
more with a character more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.gbk import (
    PRIVATE_LEADS,
    PRIVATE_ZONES,
    ending_in,
    every_han,
    to_bytes,
    unreadable_leads,
    with_lead,
    with_trail,
)
from analysis_helpers.textfix.page_habits import Page, fitting
from analysis_helpers.textfix.script import simplify_character
from analysis_helpers.textfix.shifted_bytes import IN_STEP, Half, Run, choices_of
from analysis_helpers.textfix.word_model import Choices, likelihood

CONTEXT = 6  # characters on either side that a reading is weighed with


@dataclass(frozen=True)
class Gone:
    """What a reading says of characters that left no mark: which they are, by position, and whether there may be more."""

    known: Mapping[int, str] = field(default_factory=dict)
    unsure: bool = False


def look_for_gone(run: Run, before: str, text: str, page: Page) -> Gone | None:
    """Return what may be gone in a reading; None if the reading does not hold.

    It holds only where one character more would be far less likely, and where those that are gone are clear. At the end
    of the run it holds all the same, and that one more may be gone there is said.
    """
    context = before[-CONTEXT:]
    places = [choices_of(item) for item in (*context, *run.items, *text[run.end : run.end + CONTEXT])]
    score, words = likelihood(places)
    read, highest = "".join(words), score - load_vocabulary("repair")["reading"]["min_lead_gone"]
    known, unsure = dict[int, str](), _may_have_merged(run, before, text, page)
    for i, half in enumerate(run.items):
        if not isinstance(half, Half):
            continue
        at = i + len(context)
        rivals = list(_with_one_more(half))
        if half.gone or half.behind == "unreadable":
            rivals.append((tuple(c for c in places[at] if simplify_character(c) != read[at]),))
        likeliest = max(
            (likelihood([*places[:at], *rival, *places[at + 1 :]])[0] for rival in rivals if all(rival)),
            default=-math.inf,
        )
        if likeliest > highest:
            if half.behind != "end":
                return None
            unsure = True
        if half.gone:
            known[i] = next(c for c in places[at] if simplify_character(c) == read[at])
    return Gone(known, unsure)


def _with_one_more(half: Half) -> Iterator[tuple[Choices, ...]]:
    """A half and a character that may be gone behind it: two bytes vanish if they are a pair of private use."""
    vanishing = tuple(c for c in half.choices if to_bytes(c)[1] in PRIVATE_LEADS)
    if half.behind == "vanished":
        yield half.choices, ending_in(PRIVATE_LEADS)
        if "，" not in half.choices:
            yield half.choices, ("，",)  # its bytes vanish if the half's own do
    elif half.behind == "unreadable":
        yield choices_of(half), ending_in(PRIVATE_LEADS)
        yield vanishing, ending_in(unreadable_leads())
    elif half.behind == "end":
        yield (vanishing,)
        yield vanishing, every_han()


def _may_have_merged(run: Run, before: str, text: str, page: Page) -> bool:
    """Behind a mark that was cut out all is in step; but where a pair vanished before, two characters became one."""
    if run.cut is None:
        return False
    rule = load_vocabulary("repair")["reading"]
    in_step = IN_STEP.match(text, run.end) if run.cut == len(run.items) else None
    end = in_step.end() if in_step else run.end
    context = before[-CONTEXT:]
    places = [choices_of(item) for item in (*context, *run.items, *text[run.end : end + CONTEXT])]
    score, words = likelihood(places)
    at, last = 0, len(context) + len(run.items) + end - run.end
    for word in words:
        if len(word) == 1 and len(context) + run.cut <= at < last and "\u4e00" <= places[at][0] <= "\u9fff":
            for two in _split_by_private(places[at][0], page):
                if (
                    likelihood([*places[:at], *two, *places[at + 1 :]])[0] - rule["dropped"]
                    > score - rule["min_lead_gone"]
                ):
                    return True
        at += len(word)
    return False


def _split_by_private(character: str, page: Page) -> Iterator[tuple[Choices, Choices]]:
    """The two characters that one can be made of, of which the inner bytes vanished."""
    pair = to_bytes(character)
    if len(pair) < 2:
        return
    for ends, begins in PRIVATE_ZONES:
        first = fitting(tuple(c for c in with_lead(pair[0]) if to_bytes(c)[1] in ends), page.script)
        second = fitting(tuple(c for c in with_trail(pair[1]) if to_bytes(c)[0] in begins), page.script)
        if first and second:
            yield first, second
