"""Undo the damage of pinyin, and of marks, that were written into the *bytes* of GBK text.

A mirror replaced bytes(T) by bytes(T)+`(pinyin)` for a list of characters T, wherever those bytes stood. Where they
straddled two characters, the bracket landed in the middle of one:

    總 人 …   BF82 C8CB …         82 C8 is 側, whose reading is cè
              BF82 C8 (cè) CB …   decoded again: 總 `?` c è ) and all that follows is off by one byte

`C8` + `(` is no character: both became `?`. Full-width marks were cut out byte-wise, too: 模化 is C4 A3BB AF, and
A3BB is ；, so that it became `?;` and the rest is off by one byte, the lost byte being the first of 模.

A run of characters that are off by one is read again from the byte that is pending: the second byte of each
character shown is the first of the next one that was meant. It is back in step at an ASCII byte: one that was
the second byte of a character (藛T is 人員 less its first byte), one that a bare `?` swallowed together with a second
byte, or a mark. All readings of a run are followed to their ends; the likeliest is taken if it is clearly ahead of the next
one and of the text as it stands. What is lost for good is □, one for each character.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from analysis_helpers.cleaning.gbk import (
    PRIVATE_LEADS,
    PRIVATE_ZONES,
    ending_in,
    every_han,
    to_bytes,
    unreadable_leads,
    with_lead,
    with_trail,
)
from analysis_helpers.cleaning.ledger import LOST
from analysis_helpers.cleaning.page import Page, Script, fitting, look_at
from analysis_helpers.cleaning.pinyin import LETTERS
from analysis_helpers.cleaning.script import to_simplified
from analysis_helpers.cleaning.shifted import IN_STEP, MARK, START, Half, Item, Run, read_run
from analysis_helpers.cleaning.words import NOTHING, Choices, likelihood, word_frequency
from analysis_helpers.vocabulary import load_vocabulary

NESTED = re.compile(rf"(\?[{LETTERS}]{{1,7}})\([{LETTERS}]{{1,7}}\) ?([{LETTERS}]{{0,6}}\))")  # pinyin in pinyin
CLAUSE = re.compile("[，。；：！,.;:!?]")
MOST_READINGS = 2000  # of one run
LONGEST_TEXT = 20_000  # characters of a cell
CONTEXT = 6  # characters on either side that a reading is weighed with


@dataclass
class Repair:
    """A repaired text: what came back, how many runs, how many were refused, and where half a character is left."""

    text: str
    runs: int = 0
    refused: int = 0
    unsure: int = 0  # runs behind which characters may be gone without a trace
    halves: dict[int, Half] = field(default_factory=dict)  # position of a □ -> what is left of it
    known: dict[int, str] = field(default_factory=dict)  # position of a □ -> the character that it clearly was


def repair_shifts(text: str, dropped: bool = True) -> Repair:
    """Bring back every run of characters that is off by one byte.

    `dropped` weighs also that characters of private use are gone without a mark, as on some pages.

    >>> repair_shifts("總?cè)藬?shù)").text
    '總人數'
    >>> repair_shifts("?cè)藛T").text
    '人員'
    >>> repair_shifts("真的?ok)").text
    '真的?ok)'
    """
    if len(text) > LONGEST_TEXT:  # no narrative is that long: the damage is said, and left
        return Repair(text, refused=sum(1 for _ in MARK.finditer(text)))
    text, page = NESTED.sub(r"\1\2", text), look_at(text, dropped)
    repair = Repair("")
    rest = 0
    for start in (at for at, character in enumerate(text) if character == "?" and START.match(text, at)):
        if start < rest:
            continue  # already read as part of the run before it
        before = repair.text + text[rest:start]
        best = _best_run(text, start, before, page)
        if best is None:
            repair.refused += MARK.match(text, start) is not None or not _is_question(text, start)
            continue
        run, filled, unsure = best
        if run is None:
            repair.refused += 1
            continue
        repair.known |= {len(before) + i: character for i, character in filled.items()}
        for at, item in enumerate(run.items, start=len(before)):
            if isinstance(item, Half):
                repair.halves[at] = item
        repair.text = before + "".join(LOST if isinstance(item, Half) else item for item in run.items)
        repair.runs += 1
        repair.unsure += unsure
        rest = run.end
    repair.text += text[rest:]
    if repair.runs and rest < len(text) and text.endswith("?") and not _is_question(text, len(text) - 1):
        repair.text = repair.text[:-1] + LOST  # what is left of a full stop
    return repair


def _is_question(text: str, at: int) -> bool:
    """Does the clause that ends with a `?` ask for something?"""
    clause = CLAUSE.split(text[:at])[-1]
    return any(word in clause for word in load_vocabulary("repair")["question"]["words"])


def complete_by_word(repair: Repair) -> tuple[str, int]:
    """Fill a □ of which a byte is left where one common word with its neighbours is far ahead of all others.

    The thresholds stand in `vocabulary/repair.toml`. Returns the text and how many were filled.
    """
    places: list[Item] = [repair.halves.get(i, character) for i, character in enumerate(repair.text)]
    filled = repair.known | _fill(places, [at for at in repair.halves if at not in repair.known])
    return "".join(filled.get(i, character) for i, character in enumerate(repair.text)), len(filled)


def _fill(places: Sequence[Item], wanted: Sequence[int]) -> dict[int, str]:
    """The halves (by position) that are clearly one character. Another half beside one is weighed together with it."""
    rule = load_vocabulary("repair")["word_completion"]
    open_places = [_choices(place) for place in places]
    filled: dict[int, str] = {}
    for at in wanted:
        before, after = open_places[max(0, at - CONTEXT) : at], open_places[at + 1 : at + 1 + CONTEXT]
        scored = sorted(((likelihood([*before, (c,), *after])[0], c) for c in open_places[at]), reverse=True)
        if len(scored) < 2 or scored[0][0] - scored[1][0] < rule["min_lead"]:
            continue
        if _common_neighbours(scored[0][1], before, after) >= rule["min_frequency"]:
            filled[at] = scored[0][1]
    return filled


def _choices(place: Item) -> Choices:
    return (place.choices or (NOTHING,)) if isinstance(place, Half) else place


def _common_neighbours(character: str, before: Sequence[Choices], after: Sequence[Choices]) -> int:
    """How common is the commonest word that a character forms with one beside it?"""
    pairs = [
        *(a + character for choices in before[-1:] for a in choices),
        *(character + b for choices in after[:1] for b in choices),
    ]
    return max((word_frequency(to_simplified(pair)) for pair in pairs), default=0)


def _best_run(text: str, start: int, before: str, page: Page) -> tuple[Run | None, dict[int, str], bool] | None:
    """Of all readings of the run that starts at a `?`, the one that is clearly the likeliest.

    With it, the characters that left no mark and are clear all the same, by their position in the run. None if no
    reading is better than the text as it stands, and no run where one is, but none is clear.
    """
    rule = load_vocabulary("repair")["reading"]
    readings = list(islice(read_run(text, start, before, page), MOST_READINGS))
    if not readings:
        return None
    if len(readings) == MOST_READINGS:
        return None, {}, False
    # Readings end at different places; they are compared over the same stretch of text.
    furthest = max(run.end for run in readings)
    scored: dict[str, tuple[float, Run]] = {}
    for run in readings:
        shown = "".join(LOST if isinstance(item, Half) else item for item in run.items) + text[run.end : furthest]
        score = _score(before, [*run.items, *text[run.end : furthest]], text[furthest:]) - run.cost
        if shown not in scored or score > scored[shown][0]:
            scored[shown] = score, run
    ranked = sorted(scored.values(), key=lambda entry: entry[0], reverse=True)
    best, run = ranked[0]
    if best - _score(before, list(text[start:furthest]), text[furthest:]) < rule["min_gain"]:
        return None
    filled, unsure = _fill_gone(run, before, text)
    unsure = unsure or (page.dropped and _may_have_merged(run, before, text, page.script))
    clear = len(ranked) == 1 or best - ranked[1][0] >= rule["min_lead"]
    return (run, filled, unsure) if clear and filled is not None else (None, {}, False)


def _fill_gone(run: Run, before: str, text: str) -> tuple[dict[int, str] | None, bool]:
    """The characters of a reading that left no mark, by position; None if the reading does not hold.

    How many are gone is itself a reading: between two words there may have been another, or a comma. It holds only
    where one more would be far less likely, and where those that it says are clear. At the end of a run
    the reading holds all the same, and whether one more may be gone there is said.
    """
    context = before[-CONTEXT:]
    places = [_choices(item) for item in (*context, *run.items, *text[run.end : run.end + CONTEXT])]
    halves = {i + len(context): item for i, item in enumerate(run.items) if isinstance(item, Half)}
    if not any(half.gone or half.behind for half in halves.values()):
        return {}, False
    rule = load_vocabulary("repair")["reading"]
    score, words = likelihood(places)
    plain, highest = "".join(words), score - rule["min_lead_gone"]
    filled: dict[int, str] = {}
    unsure = False
    for at, half in halves.items():
        if half.gone:
            others = tuple(c for c in places[at] if to_simplified(c) != plain[at])
            if others and likelihood([*places[:at], others, *places[at + 1 :]])[0] > highest:
                return None, False
            filled[at - len(context)] = next(c for c in places[at] if to_simplified(c) == plain[at])
        rivals = (likelihood([*places[:at], *two, *places[at + 1 :]])[0] - cost for *two, cost in _with_one_more(half))
        if max(rivals, default=-math.inf) > highest:
            if half.behind != "end":
                return None, False
            unsure = True
    return filled, unsure


def _may_have_merged(run: Run, before: str, text: str, script: Script) -> bool:
    """Behind a mark that was cut out all is in step; but where a pair vanished before, two characters became one."""
    if run.cut is None:
        return False
    rule = load_vocabulary("repair")["reading"]
    in_step = IN_STEP.match(text, run.end) if run.cut == len(run.items) else None
    end = in_step.end() if in_step else run.end
    context = before[-CONTEXT:]
    places = [_choices(item) for item in (*context, *run.items, *text[run.end : end + CONTEXT])]
    score, words = likelihood(places)
    at, last = 0, len(context) + len(run.items) + end - run.end
    for word in words:
        if len(word) == 1 and len(context) + run.cut <= at < last and "\u4e00" <= places[at][0] <= "\u9fff":
            for two in _split_by_private(places[at][0], script):
                if likelihood([*places[:at], *two, *places[at + 1 :]])[0] - rule["dropped"] > score - rule["min_lead_gone"]:
                    return True
        at += len(word)
    return False


def _split_by_private(character: str, script: Script) -> Iterator[tuple[Choices, Choices]]:
    """The two characters that one can be made of, of which the inner bytes vanished."""
    lead, trail = to_bytes(character)
    for ends, begins in PRIVATE_ZONES:
        first = fitting(tuple(c for c in with_lead(lead) if to_bytes(c)[1] in ends), script)
        second = fitting(tuple(c for c in with_trail(trail) if to_bytes(c)[0] in begins), script)
        if first and second:
            yield first, second


def _with_one_more(half: Half) -> Iterator[tuple[Choices, Choices, float]]:
    """A half, a character that may be gone behind it, and what speaks against it beside its words.

    Two bytes vanish if they are a pair of private use; those of a comma do if the half's own do.
    """
    cost = load_vocabulary("repair")["reading"]["dropped"]
    vanishing = tuple(c for c in half.choices if to_bytes(c)[1] in PRIVATE_LEADS)
    if half.behind == "vanished":
        yield half.choices, ending_in(PRIVATE_LEADS), cost
        if "，" not in half.choices:
            yield half.choices, ("，",), 0.0
    elif half.behind == "unreadable":
        yield half.choices, ending_in(PRIVATE_LEADS), cost
        if vanishing:
            yield vanishing, ending_in(unreadable_leads()), cost
    elif half.behind == "end" and vanishing:
        yield vanishing, every_han(), cost


def _score(before: str, items: Sequence[Item], after: str) -> float:
    """How likely is a reading between its neighbours? A half is as good as its best choice."""
    return likelihood([*before[-CONTEXT:], *map(_choices, items), *after[:CONTEXT]])[0]
