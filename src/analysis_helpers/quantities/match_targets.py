"""Match counts in a narrative to the targets of its task, and weigh how much is reached."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.quantities.reader import Kind, Quantity, read_quantities

CLAUSE = "，,。;；!！?？\n"
MARKS = re.compile(r"[“”‘’\"、·《》\s]")
LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.、](?!\d)|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳])\s*")
SCOPE = re.compile("已|完成")
QUOTED = re.compile(r"[“‘\"《]([^”’\"》]+)[”’\"》]")


class Count(NamedTuple):
    """A number of a text with the words that it stands in."""

    quantity: Quantity
    clause: str  # from the last comma to the next
    quote: str  # the part of it that is about this number, without list marks
    inherited: bool  # its thing is named in an earlier clause

    @property
    def low(self) -> float | None:
        """The value, or the lower bound."""
        return self.quantity.value if self.quantity.low is None else self.quantity.low

    @property
    def high(self) -> float | None:
        """The value, or the upper bound."""
        return self.quantity.value if self.quantity.high is None else self.quantity.high

    @property
    def thing(self) -> str:
        """The thing counted, without marks and words that do not tell it from another; empty where none is named."""
        return _bare(self.quantity.thing or "")

    @property
    def unit(self) -> str | None:
        """The measure word; where none stands, that of the thing (人次)."""
        return self.quantity.unit or _silent_unit(self.quantity.thing or "")


@lru_cache(maxsize=65536)  # each is asked for once for every pair of a target and a count
def _bare(thing: str) -> str:
    whole = MARKS.sub("", thing)
    bare = _words()["fillers"].sub("", whole)
    return bare if len(bare) > 1 else whole


@lru_cache(maxsize=65536)
def _acts(clause: str) -> frozenset[str]:
    return frozenset(_words()["acts"].findall(clause))


@lru_cache(maxsize=65536)
def _silent_unit(thing: str) -> str | None:
    units: dict[str, str] = load_vocabulary("evidence")["joining"]["silent_units"]
    return next((unit for end, unit in units.items() if thing.endswith(end)), None)


@lru_cache(maxsize=65536)
def read_targets(task: str) -> tuple[Count, ...]:
    """The targets that a task sets, in order; vague and destroyed ones, too."""
    return tuple(part for target in _in_words(task, "task", ("target",)) for part in _each(task, target))


def _each(task: str, target: Count) -> tuple[Count, ...]:
    """书房、书吧各3个 sets two targets."""
    things = re.split("、|和|与|及", target.quantity.thing or "")
    if len(things) < 2 or not task[: target.quantity.start].rstrip("建设新增完成 ").endswith("各"):
        return (target,)
    return tuple(target._replace(quantity=replace(target.quantity, thing=thing)) for thing in things)


@lru_cache(maxsize=65536)
def read_counts(narrative: str) -> tuple[Count, ...]:
    """What a narrative counts as done (and the percents it measures), in order."""
    counts = _in_words(narrative, "narrative", ("achieved", "share"))
    return tuple(c for c in counts if c.quantity.comparator != "vague" and not _only_scope(narrative, c, counts))


def _only_scope(text: str, count: Count, counts: tuple[Count, ...]) -> bool:
    """10件实事已完成6件: the 10 say of how many, not how many are done."""
    start, end = count.quantity.start, count.quantity.end
    later = (c for c in counts if c.quantity.start > start and c.clause == count.clause and c.unit == count.unit)
    return any((c.high or 0) <= (count.high or 0) and SCOPE.search(text[end : c.quantity.start]) for c in later)


def _in_words(text: str, kind: Kind, roles: tuple[str, ...]) -> tuple[Count, ...]:
    found, last = [], 0
    for quantity in read_quantities(text, kind):
        if quantity.role not in roles:
            continue
        start = max(text.rfind(mark, 0, quantity.start) for mark in CLAUSE) + 1
        end = min((at for mark in CLAUSE if (at := text.find(mark, quantity.end)) >= 0), default=len(text))
        clause = text[start:end]
        inherited = quantity.thing is not None and quantity.thing not in clause
        # The quote ends, and after a count before it begins, at a 、 of its clause.
        comma = text.rfind("、", max(last, start), quantity.start)
        after = text.find("、", quantity.end, end)
        quote = text[comma + 1 if last > start and comma >= 0 else start : after if after >= 0 else end]
        found.append(Count(quantity, clause, LIST_MARK.sub("", quote).strip(), inherited))
        last = quantity.end
    return tuple(found)


def relate(target: Count, count: Count, alone: bool, elsewhere: bool = False) -> str | None:
    """`same`, or the reason why the count is only a candidate, or None where it speaks of something else.

    `alone`: the task has no other target with such a measure word. `elsewhere`: the count stands in another row.
    """
    if not _same_unit(target.unit, count.unit) or _only_touched(target, count):
        return None
    if not target.thing:
        acts = any(act in count.clause for act in _acts(target.clause))
        return None if elsewhere else "same" if acts else "several_targets" if alone and not count.thing else None
    if not count.thing:
        return None if elsewhere else "same" if alone else "several_targets"
    found = _compare_things(target, count)
    if elsewhere:
        return "other_row" if found == "same" else None
    if found == "same" and _only_begun(target, count):
        return "begun"
    return found


def _compare_things(target: Count, count: Count) -> str | None:
    """Whether two nouns mean one thing: one holds the other, or shares a name and its head; else alike at the end."""
    ours, theirs = target.thing, count.thing
    if ours in theirs:
        return "same"
    if theirs in ours:
        missing = [word for word in _listed("qualifiers") if word in ours and word not in count.clause]
        return "broader" if missing else "same"
    head = ours[-2:]
    named = [name for name in QUOTED.findall(target.quantity.thing or "") if name in theirs]
    if named and theirs.endswith(head):
        return "same"
    shared = _common_end(ours, theirs)
    needed = 4 if head in _listed("heads_too_wide") else 2
    return "other_name" if shared >= needed else None


def _only_touched(target: Count, count: Count) -> bool:
    """走访企业20家 is no evidence of new ones; that a 服务中心 has new beds is."""
    at = count.clause.find(count.quantity.thing or "")
    before = count.clause[:at] if at > 0 else count.clause[: count.clause.find(count.quote) + 6] if at < 0 else ""
    touch = _words()["touching"].search(before[-6:])
    return bool(touch and touch.group() not in target.clause)


def _only_begun(target: Count, count: Count) -> bool:
    """开工3家 for a target that asks to have them built."""
    words = _words()
    begun = words["begun"].search(count.clause)
    return bool(begun and not words["finished"].search(count.clause) and begun.group() not in target.clause)


def _common_end(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[-1 - n] == other[-1 - n]:
        n += 1
    return n


def _same_unit(one: str | None, other: str | None) -> bool:
    return one == other or (one is not None and other in _groups().get(one, ()))


@cache
def _groups() -> dict[str, frozenset[str]]:
    """For each measure word those that mean the same."""
    found: dict[str, set[str]] = {}
    for group in load_vocabulary("quantities")["units"]["same"]:
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(others) for word, others in found.items()}


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(load_vocabulary("evidence")["joining"][name])


@cache
def _words() -> dict[str, re.Pattern[str]]:
    names = ("touching", "begun", "finished", "totals", "parts", "limits", "fillers")
    acts = [verb for verb in load_vocabulary("quantities")["things"]["verbs"] if len(verb) > 1]
    lists = {name: _listed(name) for name in names} | {"acts": tuple(acts)}
    return {
        name: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        for name, words in lists.items()
    }


def is_total(count: Count) -> bool:
    """累计, 共计: the sum of what was counted."""
    return bool(_words()["totals"].search(count.clause))


def is_limit(target: Count) -> bool:
    """不超过, 以内, 降至: a bound to stay under; a share of it says nothing."""
    limits = load_vocabulary("quantities")["comparators"]["limits"]
    return target.quantity.comparator in limits or bool(_words()["limits"].search(target.clause))


def is_part(count: Count) -> bool:
    """其中, or a clause that goes on about what was counted before: 4家均已建成，两家已开放."""
    return count.inherited or bool(_words()["parts"].search(count.clause[: count.clause.find(count.quote) + 4]))


def _likeness(count: Count) -> tuple[object, ...]:
    """All that `relate` asks of a count or a target."""
    return count.quantity.unit, count.quantity.thing, count.clause, count.quote


class Weighed(NamedTuple):
    """One target with what its own narrative counts: surely, and as candidates with their reasons."""

    target: Count
    sure: tuple[Count, ...]
    candidates: tuple[tuple[str, Count], ...]


@lru_cache(maxsize=65536)
def weigh(task: str, narrative: str) -> tuple[Weighed, ...]:
    """Each target of a task with the counts of its narrative that speak of it. The same texts are weighed once."""
    targets, counts = read_targets(task), read_counts(narrative)
    ours, theirs = [_likeness(each) for each in targets], [_likeness(each) for each in counts]
    known: dict[object, str | None] = {}  # many figures of a long text stand in the same words

    def say(i: int, j: int, alone: bool) -> str | None:
        key = (ours[i], theirs[j], alone)
        if key not in known:
            known[key] = relate(targets[i], counts[j], alone)
        return known[key]

    taken: dict[int, list[tuple[str, Count]]] = {i: [] for i in range(len(targets))}
    for j, count in enumerate(counts):
        related = {}
        if_alone = [say(i, j, True) for i in range(len(targets))]
        fitting = sum(map(bool, if_alone))
        for i, reason_alone in enumerate(if_alone):
            # Among several whose measure words fit, what it would say alone is asked again.
            alone = fitting == bool(reason_alone)
            if reason := reason_alone if alone else say(i, j, False):
                related[i] = reason
        # Where it surely speaks of one target, it is no candidate for another.
        sure = [i for i, reason in related.items() if reason == "same"]
        for i in sure or related:
            taken[i].append((related[i] if len(sure) < 2 else "several_targets", count))
    return tuple(
        Weighed(
            target,
            tuple(count for reason, count in taken[i] if reason == "same"),
            tuple((reason, count) for reason, count in taken[i] if reason != "same"),
        )
        for i, target in enumerate(targets)
    )


class Amount(NamedTuple):
    """What is counted, from the strictest to the most generous reading; None where nothing is, or it is unknown."""

    low: float | None
    high: float | None
    unknown: bool  # a count is there, but its figure is destroyed


def add_up(weighed: Weighed, elsewhere: tuple[Count, ...]) -> Amount:
    """Add up counts. The least is what the largest sure count says, or the total that is named; the most is all of
    them and the candidates together. Parts of a count (其中 …) are not added to it."""
    level = weighed.target.quantity.unit in load_vocabulary("quantities")["units"]["levels"]
    sure = [count for count in weighed.sure if count.high is not None]
    perhaps = [count for _, count in weighed.candidates if count.high is not None] + list(elsewhere)
    unknown = len(sure) < len(weighed.sure)
    if not sure and not perhaps:
        return Amount(None, None, unknown)
    lows, highs = [c.low or 0.0 for c in sure], [c.high or 0.0 for c in sure]
    if level:
        every = highs + [c.high or 0.0 for c in perhaps]
        return Amount(min(lows) if lows else None, max(every), unknown)
    whole = [c.high or 0.0 for c in sure if not is_part(c)]
    counted = max(highs, default=0.0) if any(is_total(c) for c in sure) else max(sum(whole), max(highs, default=0.0))
    more = sum(c.high or 0.0 for c in perhaps if not is_part(c) or not (sure or len(perhaps) > 1))
    # Candidates can fill up a target, and be added to what is sure; they cannot show more than it asks for.
    most = max(counted, min((sum(whole) if whole or more else counted) + more, weighed.target.high or 0.0))
    return Amount(max(lows) if lows else None, most, unknown)


def judge(target: Count, amount: Amount, shares: tuple[float | None, float | None], claimed: float | None,
          tolerance: float) -> str:  # fmt: skip
    """The verdict on one target: a key of `core/vocabulary/evidence.toml`."""
    quantity = target.quantity
    if quantity.comparator == "vague":
        return "vague_target"
    if target.low is None:
        return "unknown_target"
    if is_limit(target):
        return "limit"
    if amount.high is None:
        return "unknown_count" if amount.unknown else "no_count"
    low, high = shares
    if quantity.unit in load_vocabulary("quantities")["units"]["levels"]:
        return "shown" if low is not None else "reading_decides" if high is not None else "level_short"
    if claimed is None:
        return "no_claim"
    if low is not None and low >= claimed - tolerance:
        return "shown"
    return "reading_decides" if high is not None and high >= claimed - tolerance else "below"


def shares_of(target: Count, amount: Amount) -> tuple[float | None, float | None]:
    """What is counted as a share of the target in percent; for a level only whether it is reached (100), else None."""
    if not target.low or not target.high or is_limit(target):
        return None, None
    if target.quantity.unit in load_vocabulary("quantities")["units"]["levels"]:
        low = 100.0 if amount.low is not None and amount.low >= target.high else None
        return low, 100.0 if amount.high is not None and amount.high >= target.low else None
    low = None if amount.low is None else 100 * amount.low / target.high
    return low, None if amount.high is None else 100 * amount.high / target.low
