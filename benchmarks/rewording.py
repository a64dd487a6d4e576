"""How a clerk words a task again without changing it: a synonym, a mark, a format, a slip of the pen, a number before it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Words = dict[str, list]
WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
NARROW = str.maketrans("（），；“”", "(),;「」")
NUMERALS = dict(zip("23456789", ["两", "三", "四", "五", "六", "七", "八", "九"], strict=True))
MARKS = [("，", "；"), ("、", "，"), ("；", "。"), ("，", " "), ("；", "，")]


def replace_one(text: str, rng: random.Random, pairs: list) -> str:
    """One of the pairs, at one of the places where it fits; 改造 in a text that has 改造提升 is no place for 改造提升."""
    fitting = [(one, other) for one, other in pairs if one in text and not (one in other and other in text)]
    if not fitting:
        return text
    one, other = rng.choice(fitting)
    place = rng.choice([match.start() for match in re.finditer(re.escape(one), text)])
    return text[:place] + other + text[place + len(one) :]


def synonym(text: str, rng: random.Random, words: Words) -> str:
    return replace_one(text, rng, [*words["synonyms"], *((b, a) for a, b in words["synonyms"])])


def typo(text: str, rng: random.Random, words: Words) -> str:
    return replace_one(text, rng, words["typos"])


def mark(text: str, rng: random.Random, _: Words) -> str:
    return replace_one(text, rng, MARKS) if rng.random() < 0.7 else re.sub("[“”]", "", text)


def format_word(text: str, rng: random.Random, words: Words) -> str:
    return replace_one(text, rng, words["formats"])


def format_sign(text: str, rng: random.Random, _: Words) -> str:
    ways: list[Callable[[str], str]] = [
        lambda t: t.translate(WIDE),
        lambda t: t.translate(NARROW),
        lambda t: re.sub(r"(?<!\d)\d{4}(?=[人件个家套亩万名张例场户批宗])", lambda m: f"{int(m[0]):,}", t),
        lambda t: re.sub(r"(?<!\d)[2-9](?=[家个座条项名台处场支])", lambda m: NUMERALS[m[0]], t),
    ]
    return rng.choice(ways)(text)


def swap_clauses(text: str, rng: random.Random, words: Words) -> str:
    """Two neighbours change places if each begins with a verb and so stands by itself."""
    clauses = re.split(r"([，；])", text)
    begins = tuple(words["verbs"])
    places = [
        i for i in range(0, len(clauses) - 2, 2) if clauses[i].startswith(begins) and clauses[i + 2].startswith(begins)
    ]
    if places:
        i = rng.choice(places)
        clauses[i], clauses[i + 2] = clauses[i + 2], clauses[i]
    return "".join(clauses)


def before(text: str, rng: random.Random, words: Words) -> str:
    return rng.choice(words["prefixes"]) + text


def behind(text: str, rng: random.Random, words: Words) -> str:
    return text.rstrip("。") + rng.choice(words["suffixes"])


WAYS = {synonym: 5, mark: 2, swap_clauses: 3, format_word: 2, format_sign: 2, typo: 2, before: 2, behind: 1}


def light(text: str, rng: random.Random, words: Words) -> str:
    """One to three small changes; never none."""
    wanted = rng.choices([1, 2, 3], [0.5, 0.35, 0.15])[0]
    changed, left = text, dict(WAYS)
    while wanted and left:
        way = rng.choices(list(left), list(left.values()))[0]
        del left[way]
        new = way(changed, rng, words)
        if new not in (changed, text):
            changed, wanted = new, wanted - 1
    return changed


def shorten(text: str, rng: random.Random, words: Words, names: list[str]) -> str | None:
    """Leave out a clause without a name, and change words in the rest; None if there is no such clause."""
    clauses = re.split(r"[，；]", text)
    loose = [i for i in range(1, len(clauses)) if not any(name in clauses[i] for name in names)]
    if not loose:
        return None
    del clauses[rng.choice(loose)]
    changed = "，".join(clauses)
    for _ in range(3):
        changed = synonym(changed, rng, words)
    return changed
