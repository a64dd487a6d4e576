"""Judge every sentence of a briefing against the recount: its numbers, its direction, and what it should never say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from tests.tribunal.recount import CLEAR, LATER, LEAP, LONG, Recount, year_gone

from analysis_helpers.core.texts import load_vocabulary, split_optional

# Every rule that a sentence can break, in words.
RULES = {
    "unreadable": "a sentence fits no template of its vocabulary",
    "unjudged": "a sentence or a function is new, and the tribunal has no recount for it",
    "number": "a number is not what a plain recount gives",
    "direction": "what the sentence says is not so",
    "languages": "the Chinese and the English sentence have different numbers",
    "sum": "parts that are given do not add up, and what is missing is not named",
    "finished as ahead": "a finished task is counted as ahead; elsewhere in the paper it is done",
    "finished as level": "a finished task is called level or on schedule",
    "finished unsaid": "all known tasks are finished, and the sentence does not say so",
    "nobody can be ahead": "reported ahead is set against 0, merely because 100 % is expected",
    "gap without ground": "reported and recomputed differ, but no task is reported ahead that is level or behind",
    "two bases": "counted by days where the paper counts by months, and the sentence does not say so",
    "within rounding": "a count is called below a claim that it misses by less than the claim's rounding",
    "figures differ only": "narratives are called the same that differ in their figures",
    "zero": "a headline counts 0",
    "only": "“only” with a majority",
    "same for one": "a comparison between tasks (or people) where there is only one",
    "even load": "one is named as carrying most where another carries as much",
    "unknown unsaid": "a sentence on all tasks, where some are unknown and it does not say so",
    "unnamed unsaid": "a sentence shares all tasks among people, where some name nobody",
    "column not read": "a sentence on a column that the report does not have",
    "unusable": "a measure that a director cannot use: summed percentage points, effective leaders",
    "said twice": "the same sentence stands under two charts of one briefing",
    "two vocabularies": "超进度/达进度/欠进度 and 超前/持平/落后 in one briefing",
    "table": "a sentence and its table differ",
    "classes": "two tables of one briefing count a class differently",
    "rounding": "the same figure is rounded differently in one briefing",
    "share": "a share is not its own count's, rounded",
    "selection": "the verdict on a task is another in a selection than in the whole report",
}


@dataclass(frozen=True)
class Fault:
    """A rule that a sentence breaks: where, the sentence, and why."""

    rule: str
    case: str
    key: str
    text: str
    why: str


@dataclass(frozen=True)
class Read:
    """A sentence taken apart by its template."""

    key: str
    language: str
    text: str
    values: Mapping[str, str]

    @property
    def section(self) -> str:
        """The first part of its key."""
        return self.key.split(".")[0]

    def number(self, name: str) -> float | None:
        """A value as a number; None where there is none."""
        try:
            return float(self.values[name])
        except (KeyError, ValueError):
            return None


# Reading sentences by their templates.

NUMBER = r"-?\d+(?:\.\d+)?"
NAMES = {"holder"}  # figures that are no numbers


@cache
def _templates(vocabulary: str, language: str) -> dict[str, re.Pattern[str]]:
    """Every template of a vocabulary as a pattern, by its key."""
    found = {}
    for section, entries in load_vocabulary(vocabulary).items():
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and language in entry:
                found[f"{section}.{name}"] = re.compile(_pattern(str(entry[language]), language, vocabulary))
    return found


def _pattern(template: str, language: str, vocabulary: str) -> str:
    patterns, seen = [], set()
    for part, optional, in_list in split_optional(template):
        words = part.lstrip("、，；：,;:") if in_list else part
        mark = re.escape(part[: len(part) - len(words)])
        inside = (f"(?:{mark})?" if mark else "") + _part_pattern(words, language, vocabulary, seen)
        patterns.append(f"(?:{inside})?" if optional else inside)
    return "".join(patterns)


def _part_pattern(part: str, language: str, vocabulary: str, seen: set[str]) -> str:
    parts = []
    for words, name, noun, _ in Formatter().parse(part):
        parts.append(re.escape(words))
        if name is None:
            continue
        if name in seen:
            parts.append(f"(?P={name})")
            continue
        seen.add(name)
        number = vocabulary == "findings" and name not in NAMES
        parts.append(f"(?P<{name}>{NUMBER})" if number else f"(?P<{name}>.+?)")
        if noun:
            parts.append(f"(?:(?<=\\b1) {re.escape(noun)}|(?<!\\b1) {re.escape(noun)}s)")
    return "".join(parts)


def read_sentence(text: str, key: str, language: str, vocabulary: str = "findings") -> Read | None:
    """Take a sentence apart by the template of its key; a key that ends in a dot stands for all of its section."""
    for name, pattern in _templates(vocabulary, language).items():
        if (name == key or (key.endswith(".") and name.startswith(key))) and (found := pattern.fullmatch(text)):
            return Read(name, language, text, {n: v for n, v in found.groupdict().items() if v is not None})
    return None


def split_turn(text: str, language: str) -> tuple[str, Read | None]:
    """Take off what is said behind a sentence of the other basis of the schedule."""
    for name, pattern in _templates("findings", language).items():
        if name.startswith("turn.") and (found := re.search(f"(?:{pattern.pattern})$", text)):
            return text[: found.start()], Read(name, language, found[0], found.groupdict())
    return text, None


# What each figure of a section has to be. A tuple holds all that is right; `Between` a range.


@dataclass(frozen=True)
class Between:
    """Any number from the least to the most."""

    least: float
    most: float


Right = tuple[float | None, ...] | Between
Figures = Mapping[str, Callable[[Recount, Read], Right]]


def _one(count: Callable[[Recount], float | None]) -> Callable[[Recount, Read], Right]:
    return lambda facts, _: (count(facts),)


def _class(name: str) -> Callable[[Recount, Read], Right]:
    return _one(lambda facts: facts.classes[name])


def _top(by: str) -> Callable[[Recount, Read], Right]:
    return _one(lambda facts: max(facts.holders(by).values(), default=0))


def _unnamed(by: str) -> Callable[[Recount, Read], Right]:
    return _one(lambda facts: facts.tasks - facts.named(by))


def _called(*names: str) -> Callable[[Recount, Read], Right]:
    return _one(lambda facts: facts.called_ahead(facts.expected, *names))


TASKS = {"tasks": _one(lambda f: f.tasks), "unknown": _one(lambda f: f.unknown), "known": _one(lambda f: f.known)}
CLASSES = {name: _class(name) for name in ("done", "ahead", "on_schedule", "behind", "unknown")}
MOVED = {
    "known": _one(lambda f: len(f.compared)),
    "matched": _one(lambda f: len(f.matched)),
    "risen": _one(lambda f: f.moved(lambda link: link.delta > 1)),
    "stalled": _one(lambda f: f.moved(lambda link: abs(link.delta) <= 1 and not f.finished(link))),
    "regressed": _one(lambda f: f.moved(lambda link: link.delta < -1 and not f.finished(link))),
    "copied": _one(lambda f: f.moved(f.unchanged)),
    "jumped": _one(lambda f: f.moved(lambda link: link.delta >= LEAP and link.apart == 1 and not f.finished(link))),
    "leap": _one(lambda _: LEAP),
    "done": _one(lambda f: f.moved(lambda link: f.finished(link) and not link.delta > 1)),
    "new": _one(lambda f: f.relations("new")),
    "dropped": _one(lambda f: f.relations("dropped")),
}


def _count_ends(fits: Callable[[float], bool]) -> Callable[[Recount, Read], Right]:
    return _one(lambda f: sum(end is not None and fits(end) for end in f.year_ends()))


def _holders_of_still(f: Recount, _: Read) -> Right:
    """Leaders of the tasks that stood still: the first named, or all of them."""
    still = [link.now.leaders for link in f.still()]
    return len({names[0] for names in still if names}), len({name for names in still for name in names})


def _leaders_of_matched(f: Recount, _: Read) -> Right:
    matched = [link.now.leaders for link in f.matched]
    return len({names[0] for names in matched if names}), len({name for names in matched for name in names})


FIGURES: dict[str, Figures] = {
    "distribution": TASKS
    | {
        "done": _class("done"),
        "count": lambda f, read: (f.at(read.values["pct"]),),
        "pct": lambda f, _: tuple(f.percents),
        "expected": _one(lambda f: f.expected),
        "median": _one(lambda f: f.median),
    },
    "deviation": TASKS
    | CLASSES
    | {
        "clear": lambda f, _: (f.clear(True), f.clear(False)),
        "clear_pp": _one(lambda _: CLEAR),
    },
    "status": {
        "tasks": _one(lambda f: f.tasks),
        "reported": _one(lambda f: f.reported["ahead"]),
        "under": _one(lambda f: f.understated),
        **{name: _called(name) for name in ("done", "ahead", "on_schedule", "behind", "unknown")},
    },
    "asof": TASKS | {"ahead": _class("ahead"), "soon": _one(lambda f: f.soon()), "days": _one(lambda _: LATER)},
    "workload": TASKS
    | {
        "top": _top("leader"),
        "holders": _one(lambda f: len(f.holders("leader"))),
        "unnamed": _unnamed("leader"),
    },
    "workload_unit": TASKS
    | {"top": _top("unit"), "holders": _one(lambda f: len(f.holders("unit"))), "unnamed": _unnamed("unit")},
    "remaining": TASKS
    | {
        "total": _one(Recount.missing),
        "top": _one(lambda f: max(f.missing_by_leader().values(), default=0)),
    },
    "reading": TASKS | {"lost": _one(lambda f: sum(row.lost for row in f.rows))},
    "change": MOVED,
    "movements": MOVED,
    "transitions": {
        "known": _one(lambda f: len(f.status_steps())),
        "changed": _one(lambda f: sum(step != 0 for step in f.status_steps())),
        "worse": _one(lambda f: sum(step < 0 for step in f.status_steps())),
    },
    "forecast": TASKS
    | {
        "short": _count_ends(lambda end: end < 100),
        "reaching": _count_ends(lambda end: end >= 100),
        "left_out": _one(lambda f: sum(end is None for end in f.year_ends())),
        "done": _class("done"),
        "open": _one(lambda f: f.known - f.classes["done"]),
    },
    "change_by_leader": {
        "unnamed": _one(lambda f: sum(not link.now.leaders for link in f.still())),
        "left_out": _one(lambda f: len(f.matched) - len(f.compared)),
        "still": _one(lambda f: len(f.still())),
        "holders": _holders_of_still,
        "leaders": _leaders_of_matched,
    },
    "evidence": TASKS
    | {
        "counted": _one(lambda f: len(f.counted)),
        "targets": _one(lambda f: len(f.with_target)),
        "below": lambda f, _: Between(*f.below()),
        "open": lambda f, _: Between(*f.open()),
    },
    "shown": TASKS
    | {
        "judged": _one(lambda f: len(f.with_target)),
        "not_shown": _one(lambda f: len(f.uncounted)),
    },
    "recycled": {
        "rows": lambda f, _: Between(f.copied_rows(), f.copied_rows(1)),
        "differ": _one(lambda f: f.alike_rows() - f.copied_rows()),
        "told": _one(lambda f: f.told),
        "least": _one(lambda _: LONG),
    },
    "heaping": TASKS | {"multiples": _one(lambda f: sum(p % 5 == 0 for p in f.percents))},
    "entropy": {
        "tasks": lambda f, read: (f.tasks - (0 if read.key == "entropy.unknown" else f.reported[None]),),
        "classes": _one(lambda f: len(set(f.reported) - {None})),
    },
    "empty": {"empty": _one(lambda f: sum(row.empty for row in f.rows))},
}


def judge_numbers(read: Read, facts: Recount, figures: Figures) -> Iterator[tuple[str, str]]:
    """Every number of a sentence that is not what the recount gives, as a rule and why."""
    for name, why in find_wrong(read, facts, figures):
        known = name in figures and name not in NAMES
        yield (_name_fault(name, read.number(name), read, facts) if known else _rule_of(name)), why


def _rule_of(name: str) -> str:
    return "number" if name in NAMES else "unjudged"


def find_wrong(read: Read, facts: Any, figures: Figures) -> Iterator[tuple[str, str]]:
    """Every figure of a sentence that is not what the recount gives, or that has none, with the reason."""
    for name, shown in read.values.items():
        if name == "holder":
            if shown not in (right := facts.who_carries_most(read.section)):
                yield name, f"{{{name}}} is {shown}, not {'、'.join(right)}"
            continue
        if name not in figures:
            yield name, f"no recount for {{{name}}} of {read.key}"
            continue
        right, value = figures[name](facts, read), read.number(name)
        if value is None or not _fits(value, right):
            yield name, f"{{{name}}} is {shown}, the recount gives {_say(right)}"


def _fits(value: float, right: Right) -> bool:
    if isinstance(right, Between):
        return right.least <= value <= right.most
    return any(r is not None and abs(value - r) <= (0.0501 if r != int(r) else 1e-9) for r in right)


def _say(right: Right) -> str:
    if isinstance(right, Between):
        return f"{right.least:g}" if right.least == right.most else f"{right.least:g} to {right.most:g}"
    return " or ".join("nothing" if r is None else f"{r:g}" for r in dict.fromkeys(right)) or "nothing"


def _name_fault(name: str, value: float | None, read: Read, facts: Recount) -> str:
    """The rule for a wrong number, where it is plain what was counted instead."""
    done = facts.classes["done"]
    if read.section in ("deviation", "asof", "forecast") and done:
        finished = {"ahead": "finished as ahead", "on_schedule": "finished as level"}
        if name in finished:
            right = facts.classes[name]
            if value is not None and right < value <= right + done:
                return finished[name]
    if read.section == "asof" and name == "ahead" and value == facts.count_by("day", "ahead"):
        return "two bases"
    if read.section == "evidence" and name == "below" and facts.below()[1] < (value or 0) <= facts.below_at_all():
        return "within rounding"
    if read.section == "recycled" and value == facts.alike_rows():
        return "figures differ only"
    return "number"


# What each sentence has to be true of, beyond its numbers.

Truth = Callable[[Recount], bool]


TRUTHS: dict[str, Truth] = {
    "distribution.common": lambda f: f.known >= 3,
    "distribution.median": lambda f: f.known >= 3 and not f.unknown,
    "distribution.median_known": lambda f: f.known >= 3 and f.unknown,
    "distribution.done": lambda f: f.classes["done"],
    "distribution.too_few": lambda f: f.tasks < 3,
    "distribution.few": lambda f: 0 < f.known < 3 and f.unknown > 0,
    "distribution.unknown": lambda f: f.known == 0,
    "deviation.behind": lambda f: f.classes["behind"] > 0,
    "deviation.all_clear": lambda f: f.classes["ahead"] == f.clear(False) and not f.classes["behind"],
    "deviation.some_clear": lambda f: 0 < f.clear(False) < f.classes["ahead"] and not f.classes["behind"],
    "deviation.none_clear": lambda f: f.classes["ahead"] and not f.classes["behind"] and not f.clear(False),
    "deviation.level": lambda f: f.classes["on_schedule"] and not f.classes["behind"] + f.classes["ahead"],
    "deviation.done": lambda f: f.classes["done"] and f.classes["done"] == f.known,
    "deviation.unknown": lambda f: f.known == 0,
    "status.all": lambda f: f.reported["ahead"] == f.tasks and f.overstated and f.expected < 100,
    "status.more": lambda f: f.tasks > f.reported["ahead"] and f.overstated and f.expected < 100,
    "status.same": lambda f: f.reported["ahead"] and not f.overstated and f.expected < 100,
    "status.year_end": lambda f: f.reported["ahead"] and f.expected >= 100,
    "status.none": lambda f: not f.reported["ahead"] and f.tasks > f.reported[None],
    "status.cannot": lambda f: f.called_ahead(f.expected, "unknown") == f.reported["ahead"],
    "status.unknown": lambda f: f.tasks == f.reported[None],
    "asof.soon": lambda f: f.soon() > 0,
    "asof.far": lambda f: f.classes["ahead"] and not f.soon(),
    "asof.none_ahead": lambda f: f.known and not f.classes["ahead"],
    "asof.year_end": lambda f: f.later.year > f.day.year,
    "asof.unknown": lambda f: f.known == 0,
    "workload.whole": lambda f: max(f.holders("leader").values()) == f.tasks,
    "workload.dominant": lambda f: len(f.holders("leader")) == 1 or 2 * max(f.holders("leader").values()) >= f.tasks,
    "workload.spread": lambda f: f.holders("leader"),
    "workload.unknown": lambda f: not f.holders("leader"),
    "workload_unit.whole": lambda f: max(f.holders("unit").values()) == f.tasks,
    "workload_unit.dominant": lambda f: len(f.holders("unit")) == 1 or 2 * max(f.holders("unit").values()) >= f.tasks,
    "workload_unit.spread": lambda f: f.holders("unit"),
    "workload_unit.unknown": lambda f: not f.holders("unit"),
    "remaining.share": lambda f: f.missing() > 0,
    "remaining.unnamed": lambda f: f.missing() > 0 and not any(f.missing_by_leader().values()),
    "remaining.done": lambda f: f.known and not f.missing(),
    "remaining.unknown": lambda f: f.known == 0,
    "reading.lost": lambda f: any(row.lost for row in f.rows),
    "reading.whole": lambda f: not any(row.lost for row in f.rows),
    "change.some": lambda f: f.compared,
    "change.all": lambda f: f.compared and all(link.delta > 1 for link in f.compared),
    "change.unknown": lambda f: f.matched and not f.compared,
    "change.unmatched": lambda f: f.links and not f.matched,
    "change.none": lambda f: not f.links,
    "movements.copied": lambda f: f.links,
    "movements.jumped": lambda f: f.links,
    "movements.list": lambda f: not f.moved(f.unchanged),
    "movements.unmatched": lambda f: f.links and not f.matched,
    "movements.none": lambda f: not f.links,
    "transitions.some": lambda f: any(f.status_steps()),
    "transitions.same": lambda f: f.status_steps() and not any(f.status_steps()),
    "transitions.none": lambda f: not f.status_steps(),
    "forecast.short": lambda f: any(end is not None and end < 100 for end in f.year_ends()),
    "forecast.all": lambda f: all(end is None or end >= 100 for end in f.year_ends()),
    "forecast.ended": lambda f: f.case.quarter == 4,
    "forecast.none": lambda f: all(end is None for end in f.year_ends()),
    "change_by_leader.still": lambda f: f.still(),
    "change_by_leader.still_unnamed": lambda f: f.still() and not any(link.now.leaders for link in f.still()),
    "change_by_leader.moving": lambda f: f.compared and not f.still(),
    "change_by_leader.none": lambda f: not f.compared or not any(link.now.leaders for link in f.matched),
    "evidence.some": lambda f: f.counted,
    "evidence.no_claims": lambda f: f.with_target and not f.counted,
    "evidence.all": lambda f: f.counted and f.below()[0] == 0 and f.open()[0] == 0,
    "evidence.none": lambda f: f.with_target and len(f.uncounted) == len(f.with_target),
    "evidence.untold": lambda f: not f.told,
    "shown.untold": lambda f: not f.told,
    "evidence.no_targets": lambda f: not f.with_target,
    "shown.some": lambda f: f.with_target,
    "shown.all": lambda f: f.with_target and not f.uncounted,
    "shown.no_targets": lambda f: not f.with_target,
    "recycled.some": lambda f: f.alike_rows() or f.copied_rows(1),
    "recycled.differ": lambda f: f.alike_rows() and not f.copied_rows(),
    "recycled.none": lambda f: not f.copied_rows() and f.told > 1,
    "recycled.one": lambda f: f.told == 1,
    "recycled.untold": lambda f: not f.told,
    "heaping.rounded": lambda f: 2 * sum(p % 5 == 0 for p in f.percents) > f.known,
    "heaping.fine": lambda f: 0 < 2 * sum(p % 5 == 0 for p in f.percents) <= f.known,
    "heaping.no_multiples": lambda f: f.known and not any(p % 5 == 0 for p in f.percents),
    "heaping.unknown": lambda f: f.known == 0,
    "entropy.one": lambda f: len(set(f.reported) - {None}) == 1,
    "entropy.single": lambda f: f.tasks - f.reported[None] == 1,
    "entropy.several": lambda f: len(set(f.reported) - {None}) > 1,
    "entropy.unknown": lambda f: not set(f.reported) - {None},
    "empty.some": lambda f: any(row.empty for row in f.rows),
    "empty.none": lambda f: f.told and not any(row.empty for row in f.rows),
    "empty.untold": lambda f: not f.told,
}


# What no report should ever get.

# The column that a section speaks of, and what may still be said where a report does not have it.
SPEAKS_OF = {
    "distribution": "progress_pct",
    "deviation": "progress_pct",
    "asof": "progress_pct",
    "remaining": "progress_pct",
    "heaping": "progress_pct",
    "change": "progress_pct",
    "forecast": "progress_pct",
    "status": "status",
    "transitions": "status",
    "entropy": "status",
    "workload": "leader",
    "change_by_leader": "leader",
    "workload_unit": "unit",
    "evidence": "narrative",
    "shown": "narrative",
    "recycled": "narrative",
    "empty": "narrative",
}
SAYS_NOTHING = {"unknown", "none", "no_targets", "few", "untold", "cannot", "unmatched", "year_end"}
SAYS_SOMETHING = {
    "recycled.none",
    "empty.none",
    "evidence.none",
    "status.none",
    "status.year_end",
}  # ends like the above, and is a statement all the same
# The sentences that say where tasks stand.
WHERE_TASKS_STAND = {
    *(f"distribution.{name}" for name in ("common", "median", "median_known", "mixed", "mixed_known", "done")),
    *(f"deviation.{name}" for name in ("behind", "all_clear", "some_clear", "none_clear", "level", "done")),
}
OF_ALL = {
    *(f"deviation.{name}" for name in ("behind", "all_clear", "some_clear", "none_clear", "level", "done")),
    "distribution.done",
    "remaining.done",
}
SAYS_UNKNOWN = {"zh": ("未知", "不明", "没有形象进度", "未报"), "en": ("unknown", "without a percent", "not known")}
SAYS_DONE = {"zh": ("完成", "已达100%"), "en": ("done", "complete", "finish", "at 100%")}
NO_COUNTS = {
    "least",
    "pct",
    "expected",
    "median",
    "clear_pp",
    "leap",
    "days",
    "claimed",
    "low",
    "high",
    "mid",
    "share",
    "lost",
}
ONLY = {"zh": re.compile(r"(?:只有|仅有?)(?:的)?(\d+)项|的(?:只有|仅有?)(\d+)项"), "en": re.compile(r"\bonly (\d+)")}
UNUSABLE = re.compile(r"有效分担|有效领导|尚差|个点(?:中|在)|effective leaders|points? still missing")


def judge_speech(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    """What a headline should never say, whatever its numbers."""
    language, text = read.language, read.text
    if nothing := [name for name in read.values if name not in NO_COUNTS and read.number(name) == 0]:
        yield "zero", f"it counts 0 ({', '.join(nothing)})"
    for found in ONLY[language].finditer(text):
        count = int(next(filter(None, found.groups())))
        whole = len(facts.compared) if read.section in ("change", "movements") else facts.tasks
        if 2 * count > whole and count < whole:
            yield "only", f"{count} of {whole} are a majority"
    if facts.unknown and read.key in OF_ALL and not _says(text, SAYS_UNKNOWN[language]):
        yield "unknown unsaid", f"{facts.unknown} of {facts.tasks} have no percent"
    if facts.unknown and read.key == "distribution.median" and not _says(text, SAYS_UNKNOWN[language]):
        yield "unknown unsaid", f"it is the median of {facts.known}, not of {facts.tasks}"
    yield from _judge_finished(read, facts)
    yield from _judge_status(read, facts)
    yield from _judge_people(read, facts)
    yield from _judge_one(read, facts)
    yield from _judge_sums(read)


def _says(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _judge_finished(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    if read.key not in WHERE_TASKS_STAND or _says(read.text, SAYS_DONE[read.language]):
        return
    all_done = facts.known and facts.classes["done"] == facts.known
    if all_done or (read.key == "distribution.common" and (read.number("pct") or 0) >= 100):
        yield "finished unsaid", f"{facts.classes['done']} of {facts.tasks} are finished"


def _judge_status(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    if read.section != "status":
        return
    if facts.expected >= 100 and read.key in ("status.more", "status.all"):
        yield "nobody can be ahead", "100 % is expected"
    if read.key in ("status.more", "status.all") and not facts.overstated:
        yield "gap without ground", "who is reported ahead is ahead, finished or unknown"
    if read.number("under") is not None and not facts.understated:
        yield "gap without ground", "who is ahead is reported so, or has no status"


def _judge_people(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    if read.section in ("workload", "workload_unit"):
        by = "leader" if read.section == "workload" else "unit"
        loads = sorted(facts.holders(by).values(), reverse=True)
        if facts.named(by) < facts.tasks and read.number("unnamed") is None and not read.key.endswith(".unknown"):
            yield "unnamed unsaid", f"{facts.tasks - facts.named(by)} of {facts.tasks} name no {by}"
        if read.key.endswith(".dominant") and len(loads) > 1 and loads[0] == loads[1]:
            yield "even load", f"two carry {loads[0]} each"
    nameless = read.key == "change_by_leader.still" and not all(link.now.leaders for link in facts.still())
    if nameless and read.number("unnamed") is None:
        yield "unnamed unsaid", "some of these tasks name no leader"
    unsaid = read.key == "change_by_leader.moving" and read.number("left_out") is None
    if unsaid and len(facts.compared) < len(facts.matched):
        yield "unknown unsaid", f"{len(facts.matched) - len(facts.compared)} cannot be compared"


def _judge_one(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    """Words that compare (the same, shared, of one kind) need two."""
    alone = {
        "distribution.common": "count",
        "workload.spread": "holders",
        "workload_unit.spread": "holders",
        "entropy.one": "tasks",
    }
    if read.key in alone and read.number(alone[read.key]) == 1:
        yield "same for one", "there is only one"
    if read.key == "recycled.none" and facts.told < 2:
        yield "same for one", f"there are {facts.told} narratives"


def _judge_sums(read: Read) -> Iterator[tuple[str, str]]:
    parts = {"change.some": ("known", "risen", "stalled", "regressed", "done")}.get(read.key)
    if read.section == "deviation" and read.key != "deviation.unknown" and read.number("tasks"):
        parts = ("tasks", "behind", "on_schedule", "ahead", "done", "unknown")
    if read.key == "forecast.ended":
        parts = ("tasks", "open", "done", "unknown")
    if parts:
        whole, *rest = (read.number(name) or 0 for name in parts)
        if whole != sum(rest):
            yield "sum", f"{sum(rest):g} of {whole:g} are named"


def judge_column(read: Read, facts: Recount, in_briefing: bool) -> Iterator[tuple[str, str]]:
    """Whether a finding speaks of a column that the report does not have."""
    column = SPEAKS_OF.get(read.section)
    if column is None or column in facts.columns:
        return
    silent = read.key.split(".")[1] in SAYS_NOTHING and read.key not in SAYS_SOMETHING
    if in_briefing or not silent:
        yield "column not read", f"the report has no column {column}"


def judge_finding(key: str, texts: Mapping[str, str], facts: Recount, in_briefing: bool) -> list[Fault]:
    """Judge one finding in both languages."""
    faults, reads = [], []
    for language, whole in texts.items():
        text, turn = split_turn(whole, language)
        faults += [Fault(rule, facts.case.label, key, whole, why) for rule, why in judge_turn(turn, key, facts)]
        read = read_sentence(text, key, language)
        if read is None:
            faults.append(Fault("unreadable", facts.case.label, key, text, f"no template of {key} fits"))
            continue
        reads.append(read)
        found = [*judge_column(read, facts, in_briefing)]
        found = found or [*_judge_truth(read, facts), *judge_speech(read, facts)]
        if any(rule in ("finished as ahead", "finished as level") for rule, _ in found):
            found = [fault for fault in found if fault[0] != "finished unsaid"]  # said once
        if in_briefing and UNUSABLE.search(text):
            found.append(("unusable", "points of several tasks are added up"))
        faults += [Fault(rule, facts.case.label, key, texts["zh"], why) for rule, why in dict.fromkeys(found)]
    if len({tuple(sorted(read.values.items())) for read in reads}) > 1:
        faults.append(Fault("languages", facts.case.label, key, " / ".join(texts.values()), "the numbers differ"))
    return list(dict.fromkeys(faults))


def judge_turn(turn: Read | None, key: str, facts: Recount) -> Iterator[tuple[str, str]]:
    """Whether a sentence says what the other basis would count, and only where that is something else."""
    section = key.split(".")[0]
    if section not in ("deviation", "status") or key.split(".")[1] in ("unknown", "none", "cannot", "year_end"):
        if turn:
            yield "two bases", f"{turn.text} does not belong here"
        return
    other = "day" if facts.case.basis == "month" else "month"
    now, then = (
        facts.count_by(basis, "behind")
        if section == "deviation"
        else facts.called_ahead(year_gone(facts.day, basis), "on_schedule", "behind")
        for basis in (facts.case.basis, other)
    )
    said = None if turn is None else (turn.number("count") or 0, turn.key.rsplit("_", 1)[1])
    if said != (None if now == then else (then, other)):
        yield "two bases", f"by {other} it is {then}, by {facts.case.basis} {now}; said is {said}"


def _judge_truth(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    figures = FIGURES.get(read.section)
    if figures is None or read.key not in TRUTHS:
        yield "unjudged", f"the tribunal does not know {read.key}"
        return
    wrong = list(judge_numbers(read, facts, figures))
    yield from wrong
    if not wrong and not TRUTHS[read.key](facts):
        yield "direction", "it is not so"


# One task.


def judge_task(text: str, row, language: str, case: str) -> list[Fault]:
    """Judge the sentence on the evidence of one task."""
    read = read_sentence(text, "task_evidence.", language)
    if read is None:
        return [Fault("unreadable", case, "task_evidence", text, "no template fits")]
    if row.lost:
        return []  # a destroyed count is judged by the tests of reading
    wrong = []
    shares = {name: None if n is None else 100 * n / row.target for name, n in (("low", row.low), ("high", row.high))}
    right = shares | {"claimed": row.percent, "targets": 1.0, "counted": float(row.high is not None), "unknown": 0.0}
    for name, shown in read.values.items():
        if name not in right or not _fits(float(shown), (right[name],)):
            wrong.append(("number", f"{{{name}}} is {shown}, the recount gives {right.get(name)}"))
    if not wrong and not _true_of_task(read.key, row, shares):
        wrong.append(("direction", f"claimed {row.percent}, target {row.target}, counted {row.low} to {row.high}"))
    return [Fault(rule, case, read.key, text, why) for rule, why in wrong]


def _true_of_task(key: str, row, shares: Mapping[str, float | None]) -> bool:
    kind = key.split(".")[1]
    if row.target is None:
        return kind == "no_target"
    if row.high is None:
        return kind == ("not_shown_no_claim" if row.percent is None else "not_shown")
    if row.percent is None:
        return kind == "no_claim"
    low = shares["low"]
    if kind == "shown":
        return low is not None and low >= row.percent - 5
    if kind == "partly_range":
        return low is not None and low < row.percent and shares["low"] != shares["high"]
    return kind == "partly_up_to" and (low is None or low < row.percent)


# A whole briefing.

QUOTED = re.compile(r"“[^”]*”")
CIRCULAR, CHARTED = re.compile("超进度|达进度|欠进度"), re.compile("超前|持平|落后")
OVERVIEW = ("done", "ahead", "on_schedule", "behind", "unknown")


@dataclass(frozen=True)
class Spoken:
    """A sentence of `briefing.toml` in a briefing: its key, its text, and the tables of its part."""

    key: str
    text: str
    tables: Mapping[str, object]


def judge_body(spoken: Spoken, facts: Recount, doubts: int) -> list[Fault]:
    """Judge a sentence of the body that counts something."""
    read = read_sentence(spoken.text, spoken.key, "zh", "briefing")
    if read is None:
        return [Fault("unreadable", facts.case.label, spoken.key, spoken.text, "no template fits")]
    right = body_figures(facts, doubts).get(spoken.key, {})
    found = []
    for name, shown in read.values.items():
        if name in WORDS.get(spoken.key, ()):
            continue
        if name not in right:
            found.append(("unjudged", f"no recount for {{{name}}} of {spoken.key}"))
        elif name.endswith("_pct"):
            continue  # shares are judged beside their tables
        elif read.number(name) != right[name]:
            found.append(("number", f"{{{name}}} is {shown}, the recount gives {right[name]:g}"))
    found += _judge_body_words(read, facts)
    return [Fault(rule, facts.case.label, spoken.key, spoken.text, why) for rule, why in found]


WORDS = {
    "scope.source": {"units", "period"},
    "scope.schedule": {"basis", "day", "expected"},
    "change.one_quarter": {"period"},
}


def body_figures(f: Recount, doubts: int) -> dict[str, dict[str, float]]:
    """What every figure in the body has to be."""
    kinds = ("same", "reworded", "new", "dropped", "doubtful")
    before = {id(link.before) for link in f.links if link.before is not None}
    links = {kind: f.relations(kind) for kind in kinds} | {"before": len(before), "now": f.tasks}
    classes = {name: f.classes[name] for name in OVERVIEW} | {f"{name}_pct": 0 for name in OVERVIEW}
    return {
        "scope.source": {"files": len(f.case.now), "tasks": f.tasks},
        "overview.classes": classes | {"tasks": f.tasks},
        "behind.some": {"behind": f.classes["behind"]},
        "behind.unknown": {"unknown": f.unknown},
        "change.reconciled": links,
        "change.doubtful": links,
        "limits.unknown": {"unknown": f.unknown},
        "limits.lost": {"lost": sum(row.lost for row in f.rows)},
        "limits.doubts": {"doubts": doubts},
        "evidence.rule": {"passed": f.passed()},
    }


def _judge_body_words(read: Read, facts: Recount) -> Iterator[tuple[str, str]]:
    if read.key == "scope.schedule":
        basis = {"month": "按月计", "day": "按日计"}[facts.case.basis]
        expected = f"{facts.expected:.1f}".removesuffix(".0") + "%"
        right = {"basis": basis, "day": f"{facts.day.year}年{facts.day.month}月{facts.day.day}日", "expected": expected}
        for name, value in right.items():
            if read.values.get(name, value) != value:
                yield "number", f"{{{name}}} is {read.values[name]}, not {value}"
    if read.key == "behind.none" and (facts.classes["behind"] or not facts.known):
        yield "direction", f"{facts.classes['behind']} are behind, {facts.known} are known"
    if read.key == "overview.classes":
        total = sum(read.number(name) or 0 for name in OVERVIEW)
        if total != read.number("tasks"):
            yield "sum", f"the classes add up to {total:g}"


def judge_vocabularies(texts: Iterable[str], case: str) -> list[Fault]:
    """Whether a briefing has two sets of words for the same classes; what a report says itself stands in quotes."""
    bare = [QUOTED.sub("", text) for text in texts]
    one, other = (next((t for t in bare if words.search(t)), None) for words in (CIRCULAR, CHARTED))
    if one and other:
        return [Fault("two vocabularies", case, "briefing", other, f"beside: {one[:60]}")]
    return []
