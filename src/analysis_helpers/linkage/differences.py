"""Where one text has something, what has the other in its place: another wording, or another thing?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from analysis_helpers.linkage.synonyms import (
    canonical,
    cut_words,
    empty_words,
    find_names,
    limits,
    named,
    says_something,
    vocabulary,
)
from analysis_helpers.textfix.word_model import part_of_speech, split_words

KINDS = ("number", "opposite", "name", "coined", "thing")


class Difference(NamedTuple):
    """What stands in the place of what, and how much of the rest is worded alike (0 to 1).

    `kind` is `number`, `opposite`, `name` (with what it names), `coined` (words that no list has) or `thing`: the surer
    that two tasks are meant, the earlier.
    """

    kind: str
    before: str
    after: str
    alike: float


def find_difference(before: str, after: str) -> Difference | None:
    """The gravest thing that two texts say differently in the same place; None if they differ in wording only.

    >>> find_difference("创建丰惠镇3A级景区镇", "创建汤浦镇3A级景区镇")
    Difference(kind='name', before='丰惠', after='汤浦', alike=1.0)
    >>> find_difference("加快推进连接线建设", "加速推进连接线建设工作") is None
    True
    """
    old, new = cut_words(before), cut_words(after)
    blocks, found = [], []
    for i1, i2, j1, j2 in _replaced(old, new):
        follows = old[i2] if i2 < len(old) and j2 < len(new) and old[i2] == new[j2] else ""
        left, right = _content(old[i1:i2], new[j1:j2], new), _content(new[j1:j2], old[i1:i2], old)
        if follows in named() and (left or right):
            left, right = left or list(old[i1:i2]), right or list(new[j1:j2])  # 新建路: a verb can be a name
        if not left or not right:
            continue
        kind = _kind(left, right, follows)
        if kind in ("coined", "thing") and _is_slip("".join(old[i1:i2]), "".join(new[j1:j2])):
            continue
        blocks.append((i1, i2, j1, j2))
        found.append((kind, "".join(left), "".join(right)))
    alike = _alike(old, new, blocks)
    differences = [Difference(*words, alike) for words in found] + _other_places(old, new)
    return min(differences, key=lambda d: (KINDS.index(d.kind), -d.alike), default=None)


def _other_places(old: tuple[str, ...], new: tuple[str, ...]) -> list[Difference]:
    """Places of the same kind in both texts, none of them the same: 龙潭溪 and 护城河, wherever they stand."""
    one, other = find_names(old), find_names(new)
    apart = [
        Difference("number" if kind in vocabulary()["ordinals"] else "name", name, min(other[kind]), 1.0)
        for kind, names in one.items() if kind in other and names.isdisjoint(other[kind])
        for name in sorted(names)[:1]
        if not any(a in "".join(new) for a in names) and not any(b in "".join(old) for b in other[kind])
    ]  # fmt: skip
    return apart


def _kind(left: Sequence[str], right: Sequence[str], follows: str) -> str:
    numbers = [word for word in left if word[0].isdigit()], [word for word in right if word[0].isdigit()]
    if all(numbers) and set(numbers[0]).isdisjoint(numbers[1]):
        return "number"
    one, other = "".join(left), "".join(right)
    if len(one) == len(other) and any(
        {a, b} <= set(group) and a != b for group in vocabulary()["opposites"] for a, b in zip(one, other, strict=True)
    ):
        return "opposite"
    if follows in named() or any(one.endswith(word) and other.endswith(word) for word in named()):
        return "name"
    return "coined" if _is_name(left) and _is_name(right) else "thing"


def _is_name(words: Sequence[str]) -> bool:
    """Words that no list has are names of something, where there are two characters or more."""
    return sum(len(w) for w in words if part_of_speech(w) in (None, "ns", "nr", "nz") or len(w) == 1) >= 2


def _content(own: Sequence[str], other: Sequence[str], elsewhere: Sequence[str]) -> list[str]:
    """The words of one side that name something which the other text does not have, in this place or elsewhere."""
    there = set("".join(other))
    meant = {canonical(word) for word in other}
    return [
        word for word in own
        if says_something(word) and word not in empty_words() and word not in elsewhere
        and canonical(word) not in meant and not set(word) <= there
    ]  # fmt: skip


def _is_slip(one: str, other: str) -> bool:
    """Whether one is the other mistyped: one character differs, and one of both is hardly Chinese."""
    if len(one) != len(other) or len(one) < 2 or sum(a != b for a, b in zip(one, other, strict=True)) != 1:
        return False
    return abs(split_words(one)[0] - split_words(other)[0]) > limits()["slip"]


def _alike(old: Sequence[str], new: Sequence[str], blocks: Sequence[tuple[int, int, int, int]]) -> float:
    """The share of equal words, by characters, of what stands outside of the blocks that differ; what one side of a block
    has more than the other counts as outside."""
    if not blocks or len(blocks) > limits()["blocks"]:
        return 0.0
    a, b = tuple(map(canonical, old)), tuple(map(canonical, new))
    same = sum(len("".join(a[s.src_start : s.src_end])) for s in Indel.opcodes(a, b) if s.tag == "equal")
    sides = [(len("".join(old[i1:i2])), len("".join(new[j1:j2]))) for i1, i2, j1, j2 in blocks]
    total = len("".join(a)) + len("".join(b)) - sum(map(sum, sides)) + sum(abs(x - y) for x, y in sides)
    return min(2 * same / total, 1.0) if total and 5 * same >= len("".join(a)) + len("".join(b)) else 0.0


def _replaced(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Runs of words that stand between the same words on both sides."""
    runs: list[tuple[int, int, int, int]] = []
    i = j = 0
    for step in Indel.opcodes(tuple(map(canonical, old)), tuple(map(canonical, new))):
        if step.tag != "equal":
            continue
        runs.append((i, step.src_start, j, step.dest_start))
        i, j = step.src_end, step.dest_end
    return [*runs, (i, len(old), j, len(new))]
