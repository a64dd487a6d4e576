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

On some pages a pair of bytes that became a character of private use is not shown: the end of one character and the
beginning of the next are gone without a mark. How many are gone is itself a reading: between two words there may have
been another one, or a comma. So each place of a reading where a byte is not known is read once more with a
character more (`look_for_gone`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

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
from analysis_helpers.textfix.pinyin import ALPHABET
from analysis_helpers.textfix.script import simplify_character, to_simplified
from analysis_helpers.textfix.shifted_bytes import (
    IN_STEP,
    MARK,
    START,
    Half,
    Item,
    Page,
    Run,
    Script,
    choices_of,
    fitting,
    look_at,
    read_run,
)
from analysis_helpers.textfix.steps import LOST
from analysis_helpers.textfix.word_model import Choices, likelihood, word_frequency

NESTED = re.compile(rf"(\?[{ALPHABET}]{{1,7}})\([{ALPHABET}]{{1,7}}\) ?([{ALPHABET}]{{0,6}}\))")  # pinyin in pinyin
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
    rest = refused_to = 0
    for start in (at for at, character in enumerate(text) if character == "?" and START.match(text, at)):
        if start < max(rest, refused_to):
            continue  # already read as part of the run before it
        before = repair.text + text[rest:start]
        best = _best_run(text, start, before, page)
        if best is None:
            repair.refused += MARK.match(text, start) is not None or not _is_question(text, start)
            continue
        run, gone = best
        if gone is None:
            repair.refused += 1
            refused_to = run.end  # what is not clear is not read from its middle either
            continue
        repair.known |= {len(before) + i: character for i, character in gone.known.items()}
        for at, item in enumerate(run.items, start=len(before)):
            if isinstance(item, Half):
                repair.halves[at] = item
        repair.text = before + "".join(LOST if isinstance(item, Half) else item for item in run.items)
        repair.runs += 1
        repair.unsure += gone.unsure
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

    The thresholds stand in `core/vocabulary/repair.toml`. Returns the text and how many were filled.
    """
    places: list[Item] = [repair.halves.get(i, character) for i, character in enumerate(repair.text)]
    filled = repair.known | _fill(places, [at for at in repair.halves if at not in repair.known])
    return "".join(filled.get(i, character) for i, character in enumerate(repair.text)), len(filled)


def _fill(places: Sequence[Item], wanted: Sequence[int]) -> dict[int, str]:
    """The halves (by position) that are clearly one character. Another half beside one is weighed together with it."""
    rule = load_vocabulary("repair")["word_completion"]
    open_places = [choices_of(place) for place in places]
    filled: dict[int, str] = {}
    for at in wanted:
        before, after = open_places[max(0, at - CONTEXT) : at], open_places[at + 1 : at + 1 + CONTEXT]
        scored = sorted(((likelihood([*before, (c,), *after])[0], c) for c in open_places[at]), reverse=True)
        if len(scored) < 2 or scored[0][0] - scored[1][0] < rule["min_lead"]:
            continue
        if _common_neighbours(scored[0][1], before, after) >= rule["min_frequency"]:
            filled[at] = scored[0][1]
    return filled


def _common_neighbours(character: str, before: Sequence[Choices], after: Sequence[Choices]) -> int:
    """How common is the commonest word that a character forms with one beside it?"""
    pairs = [
        *(a + character for choices in before[-1:] for a in choices),
        *(character + b for choices in after[:1] for b in choices),
    ]
    return max((word_frequency(to_simplified(pair)) for pair in pairs), default=0)


def _best_run(text: str, start: int, before: str, page: Page) -> tuple[Run, Gone | None] | None:
    """Of all readings of the run that starts at a `?`, the likeliest, if it is better than the text as it stands.

    With it, what may be gone without a mark; None if the reading is not clear.
    """
    rule = load_vocabulary("repair")["reading"]
    found = ((run, reading.script) for reading in page.readings() for run in read_run(text, start, before, reading))
    readings = list(islice(found, MOST_READINGS))
    if not readings:
        return None
    # Readings end at different places; they are compared over the same stretch of text.
    furthest = max(run.end for run, _ in readings)
    scored: dict[str, tuple[float, Run, Script]] = {}
    for run, script in readings:
        shown = "".join(LOST if isinstance(item, Half) else item for item in run.items) + text[run.end : furthest]
        score = _score(before, [*run.items, *text[run.end : furthest]], text[furthest:]) - run.cost
        if page.script == "simplified":
            # What is left of a character allows others in the other script.
            shown = to_simplified(shown) + script * any(isinstance(item, Half) for item in run.items)
        if shown not in scored or score > scored[shown][0]:
            scored[shown] = score, run, script
    ranked = sorted(scored.values(), key=lambda entry: entry[0], reverse=True)
    best, run, script = ranked[0]
    if best - _score(before, list(text[start:furthest]), text[furthest:]) < rule["min_gain"]:
        return None
    lead = best - ranked[1][0] if len(ranked) > 1 else math.inf
    if lead < rule["min_lead"] or len(readings) == MOST_READINGS:
        return run, None
    return run, look_for_gone(run, before, text, replace(page, script=script)) if page.dropped else Gone()


def _score(before: str, items: Sequence[Item], after: str) -> float:
    """How likely is a reading between its neighbours? A half is as good as its best choice."""
    return likelihood([*before[-CONTEXT:], *map(choices_of, items), *after[:CONTEXT]])[0]


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
