"""Target by target: how much is counted, and what can be said of the claim."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.quantities.joining import Count, is_limit, is_part, is_total, read_counts, read_targets, relate


class Weighed(NamedTuple):
    """One target with what its own narrative counts: surely, and as candidates with their reasons."""

    target: Count
    sure: tuple[Count, ...]
    candidates: tuple[tuple[str, Count], ...]


@lru_cache(maxsize=65536)
def weigh(task: str, narrative: str) -> tuple[Weighed, ...]:
    """Each target of a task with the counts of its narrative that speak of it. The same texts are weighed once."""
    targets, counts = read_targets(task), read_counts(narrative)
    taken: dict[int, list[tuple[str, Count]]] = {i: [] for i in range(len(targets))}
    for count in counts:
        related = {}
        for i, target in enumerate(targets):
            others = [t for j, t in enumerate(targets) if j != i]
            alone = not any(relate(other, count, alone=True) for other in others)
            if reason := relate(target, count, alone):
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
