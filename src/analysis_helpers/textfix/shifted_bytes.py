"""In which ways can bytes that are out of step have been meant? Every reading of a damaged run, none weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.gbk import (
    PRIVATE_ZONES,
    every_han,
    read_as,
    to_bytes,
    to_character,
    trails_read_as,
    unreadable_leads,
    with_lead,
    with_trail,
)
from analysis_helpers.textfix.pinyin import LETTERS, is_reading
from analysis_helpers.textfix.script import is_traditional, simplified_han, simplify_character
from analysis_helpers.textfix.steps import LOST
from analysis_helpers.textfix.word_model import NOTHING, Choices

MARK = re.compile(rf"\?([{LETTERS}]{{1,7}})\) ?")
ANNOTATION = re.compile(rf"\(([{LETTERS}]{{1,7}})\) ?")
CUT = re.compile(r"\?(?=[,;:!?]|\.(?!\d))")  # a point before a digit is none that was cut
IN_STEP = re.compile(r"[^\x00-\x2b\x2d\x2f-\x39\x3c-\x7f]*")  # no ASCII but what a mark can have been cut to
STACKED = re.compile(r"\?(?=[^\x00-\x7f])")  # damaged once more: a byte and an earlier `?` became one `?`
START = re.compile(rf"{MARK.pattern}|{CUT.pattern}|{STACKED.pattern}")
# What a mark shown in ASCII was in bytes before it was cut out.
CUT_MARKS = {",": ("，", "、"), ";": ("；",), ":": ("：",), "!": ("！",), "?": ("？",), ".": ("。",)}
MOST_DROPPED = 2  # places in one run where characters of private use are gone without a mark
LONGEST_RUN = 120


Script = Literal["", "traditional", "simplified"]


@dataclass(frozen=True)
class Page:
    """`dropped`: characters of private use may be gone without a mark. `script`: the only one that stands there.

    `since`: it was traditional, and was simplified since the damage.
    """

    dropped: bool
    script: Script = ""
    since: bool = False

    def readings(self) -> tuple[Page, ...]:
        """What the page can have been when it was damaged: a simplified one also traditional."""
        return (self, replace(self, script="traditional", since=True)) if self.script == "simplified" else (self,)


def look_at(text: str, dropped: bool) -> Page:
    """Return what a text says of its page: one character of private use says that none of them is gone.

    >>> look_at("總?cè)藬?shù)", dropped=True).script, look_at("总人数", dropped=True).script
    ('traditional', 'simplified')
    """
    kept = any("\ue000" <= character <= "\uf8ff" for character in text)
    return Page(dropped and not kept, _script_of(text))


def _script_of(text: str) -> Script:
    # A mirror writes a whole page in one script. What is off by one byte holds anything, so that one traditional
    # character tells, and a simplified one only where there is none.
    if any(map(is_traditional, text)):
        return "traditional"
    return "simplified" if not simplified_han().isdisjoint(text) else ""


@cache
def fits(character: str, script: Script) -> bool:
    """Can a character have been meant on a page of this script?"""
    if script == "traditional":
        return character not in simplified_han()
    return script == "" or not is_traditional(character)


@cache
def fitting(characters: tuple[str, ...], script: Script) -> tuple[str, ...]:
    """Return those of some characters that can have been meant on a page of this script."""
    return tuple(character for character in characters if fits(character, script))


def forms(character: str, page: Page) -> tuple[str, ...]:
    """Return what a character can have been when the text was damaged."""
    return (character, *_traditional_forms().get(character, ())) if page.since else (character,)


@cache
def _traditional_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for character in filter(is_traditional, every_han()):
        found.setdefault(simplify_character(character), []).append(character)
    return found


@dataclass(frozen=True)
class Half:
    """A character of which one byte is left (or none), as the characters that it can have been.

    `gone`: it left no mark at all, so that only a clear reading says that there was a character.
    `behind`: what its second byte was shown with, where another character may be gone behind it.
    """

    choices: tuple[str, ...]
    gone: bool = False
    behind: Literal["", "vanished", "unreadable", "end"] = ""


Item = str | Half


def choices_of(item: Item) -> Choices:
    """Return what can stand in the place of an item."""
    return (item.choices or (NOTHING,)) if isinstance(item, Half) else item


@dataclass(frozen=True)
class Run:
    """What a run reads as, where it ends, and what speaks against this reading beside its words.

    `cut`: how many of its items stand before a mark that was cut out of it, or none did.
    """

    items: tuple[Item, ...]
    end: int
    cost: float = 0.0
    cut: int | None = None


def read_run(text: str, start: int, before: str, page: Page) -> Iterator[Run]:
    """Every way to read the run that starts at a `?`."""
    if mark := MARK.match(text, start):
        for lead in _second_bytes(before[-1:], page):
            for trail in trails_read_as(lead, mark[1]):
                yield from _off_by_one(text, Run((), mark.end(), _key_cost(lead, trail)), trail, page)
    if CUT.match(text, start):
        for shown in CUT_MARKS[text[start + 1]]:
            first, second = to_bytes(shown)
            yield from _off_by_one(text, Run((Half(fitting(with_trail(first), page.script)),), start + 2), second, page)
    if STACKED.match(text, start):
        yield from _half_after(text, Run((Half(()),), start + 1), page, 0)


def _second_bytes(character: str, page: Page) -> list[int | None]:
    """The second byte of the character before a run (also of a mark that is shown in ASCII); None if it is not known."""
    shown = CUT_MARKS.get(character) or forms(character, page)
    known = {pair[1] for pair in map(to_bytes, shown) if len(pair) == 2}
    return [*sorted(known)] or [None]


def _key_cost(lead: int | None, trail: int) -> float:
    """Mirrors write pinyin behind characters that differ from their simplified form; others are less likely."""
    key = to_character(lead, trail) if lead is not None else ""
    return load_vocabulary("repair")["reading"]["ordinary_key"] if key and simplify_character(key) == key else 0.0


def _add(run: Run, *items: Item, end: int, cost: float = 0.0) -> Run:
    return Run((*run.items, *items), end, run.cost + cost, run.cut)


def _off_by_one(text: str, run: Run, lead: int, page: Page, gone: int = 0) -> Iterator[Run]:
    """Read on from a pending first byte until the bytes are back in step."""
    while len(run.items) < LONGEST_RUN:
        at = run.end
        character = text[at : at + 1]
        if page.dropped and gone < MOST_DROPPED:
            yield from _after_dropped(text, run, lead, page, gone)
        half = Half(fitting(with_lead(lead), page.script), behind="end" if page.dropped else "")
        if not character:
            yield _add(run, half, end=at)
            return
        if mark := MARK.match(text, at):
            for trail in trails_read_as(lead, mark[1]):
                read = _add(run, key := to_character(lead, trail), end=mark.end(), cost=_key_cost(lead, trail))
                if not fits(key, page.script):
                    continue
                yield read
                if next_key := MARK.match(text, read.end):  # the next key begins with this second byte
                    for second in trails_read_as(trail, next_key[1]):
                        joined = _add(read, end=next_key.end(), cost=_key_cost(trail, second))
                        yield from _off_by_one(text, joined, second, page, gone)
            return
        if character == "?":
            if CUT.match(text, at):
                whole = replace(_add(run, half, end=at + 1), cut=len(run.items) + 1)
                behind = list(_behind_cut(text, whole, page, gone))
                unexplained = load_vocabulary("repair")["reading"]["unexplained"] if behind else 0.0
                yield replace(whole, cost=whole.cost + unexplained)
                yield from behind
            elif at + 1 == len(text):  # the end came after the second byte
                yield _add(run, half, end=at + 1)
            else:
                yield _add(run, half, LOST, end=at + 1)
            # Or the two bytes were no character at all, and more of the run follows.
            if choices := tuple(c for c in half.choices if to_bytes(c)[1] in unreadable_leads()):
                open_half = Half(choices, behind="unreadable" if page.dropped else "")
                yield from _half_after(text, _add(run, open_half, end=at + 1), page, gone)
            return
        following = _one_more(text, run, lead, page)
        for further, pending in following[1:]:
            yield from _off_by_one(text, further, pending, page, gone)
        if not following:
            return
        run, lead = following[0]
        if lead < 0x80:  # an ASCII letter is in step again
            yield run
            return


def _one_more(text: str, run: Run, lead: int, page: Page) -> list[tuple[Run, int]]:
    """A run with the next character that is off by one, and the byte that is pending then; for each that it can be."""
    other_script = load_vocabulary("repair")["reading"]["other_script"]
    shown, found = text[run.end], []
    note = ANNOTATION.match(text, run.end + 1)
    for form in CUT_MARKS.get(shown) or forms(shown, page):
        pair = to_bytes(form)
        meant = to_character(lead, pair[0]) if pair else ""
        if not meant:
            continue
        noted = note is not None and is_reading(form if len(pair) == 2 else meant, note[1])
        end = note.end() if note is not None and noted else run.end + 1
        letter = chr(pair[1]) if len(pair) == 2 and pair[1] < 0x80 else ""  # that stood behind the character
        cost = 0.0 if fits(meant, page.script) else other_script
        found.append((_add(run, meant, *letter, end=end, cost=cost), pair[-1]))
    return found


def _behind_cut(text: str, run: Run, page: Page, gone: int) -> Iterator[Run]:
    """Behind a mark that was cut out of shifted bytes all is in step again, but was not before the cut.

    There the run had gone on, to its own end: a byte that stood beside an ASCII character, or at the end of the text,
    has taken a whole character with it.
    """
    rest = IN_STEP.match(text, run.end)
    if rest is None or not rest[0]:
        return
    run, at = _add(run, *rest[0], end=rest.end()), rest.end()
    if mark := MARK.match(text, at):  # pinyin behind the character
        yield _add(run, Half(fitting(read_as(mark[1]), page.script)), end=mark.end())
        for lead in _second_bytes(text[at - 1], page):
            for trail in trails_read_as(lead, mark[1]):
                yield from _off_by_one(text, _add(run, end=mark.end(), cost=_key_cost(lead, trail)), trail, page, gone)
    elif text[at:] == "?":
        yield _add(run, LOST, end=at + 1)
    elif text[at:].startswith("?"):
        yield _add(run, LOST, LOST, end=at + 1)  # the character and the ASCII one
        yield from _half_after(text, _add(run, Half(()), end=at + 1), page, gone)


def _after_dropped(text: str, run: Run, lead: int, page: Page, gone: int) -> Iterator[Run]:
    """A pair of private use is gone here: the end of one character and the beginning of the next."""
    cost = load_vocabulary("repair")["reading"]["dropped"]
    for ends, begins in PRIVATE_ZONES:
        every = tuple(c for byte in ends if (c := to_character(lead, byte)))
        first = Half(fitting(every, page.script), True, "vanished")
        if not first.choices:
            continue
        # A comma between the two halves may be gone with them, if the first is not one itself.
        for between in ((first,), (first, "，"))[: 1 if "，" in first.choices else 2]:
            yield from _half_after(text, _add(run, *between, end=run.end, cost=cost), page, gone + 1, begins)


def _half_after(text: str, run: Run, page: Page, gone: int, begins: range | None = None) -> Iterator[Run]:
    """The second half that an unreadable pair leaves, and what follows; with `begins`, the pair left no mark at all."""
    at = run.end
    if mark := MARK.match(text, at):
        yield _add(run, _beginning(read_as(mark[1]), begins, page), end=mark.end())
    note = ANNOTATION.match(text, at + 1)
    for form in forms(text[at : at + 1], page):
        pair = to_bytes(form)
        if not pair or pair[0] < 0x40:
            continue
        half = _ending_with(pair[0], begins, page)
        if len(pair) == 2:
            end = note.end() if note is not None and is_reading(form, note[1]) else at + 1
            yield from _off_by_one(text, _add(run, half, end=end), pair[1], page, gone)
        elif note is None:
            yield _add(run, half, end=at + 1)
        elif read := [c for c in half.choices if is_reading(c, note[1])]:
            yield _add(run, read[0] if len(read) == 1 else half, end=note.end())


def _beginning(choices: tuple[str, ...], begins: range | None, page: Page) -> Half:
    """A character of which the second byte is left; the first, if it is gone without a mark, was one of `begins`."""
    choices = fitting(choices, page.script)
    if begins is None:
        return Half(choices)
    return Half(tuple(c for c in choices if to_bytes(c)[0] in begins), gone=True)


@cache
def _ending_with(trail: int, begins: range | None, page: Page) -> Half:
    return _beginning(with_trail(trail), begins, page)
