"""Names of leaders and units → stable pseudonyms, before anything is made of a history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import PurePath
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.reporting_unit import district_of
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import fill, load_vocabulary
from analysis_helpers.linkage.history import History

STEMS = "甲乙丙丁戊己庚辛壬癸"
# What may stand between two characters of a name: padding, a dot, and the pinyin that a mirror copy wrote there.
BETWEEN = r"(?:[\s·•・‧.]|[(（][^()（）\u4e00-\u9fff]{1,8}[)）])*"
SHORTEST = 2  # characters of a name that is looked for in texts


@dataclass(frozen=True)
class Pseudonyms:
    """What each name is replaced by: `leaders`, `units` and `files`, in the order in which they first appear."""

    leaders: Mapping[str, str]
    units: Mapping[str, str]
    files: Mapping[str, str]

    @cached_property
    def _forms(self) -> list[tuple[str, str]]:
        """Every form in which a name is written, the longest first, and its pseudonym."""
        forms = {form: new for name, new in self.units.items() for form in list_forms(name)}
        bare = {short: new for name, new in self.leaders.items() if len(short := _without_etc(name)) >= SHORTEST}
        return sorted((forms | bare | dict(self.leaders) | dict(self.files)).items(), key=lambda pair: -len(pair[0]))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"({_spelt(form)})" for form, _ in self._forms) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _families(self) -> dict[str, str]:
        """The family name of every leader, and who it means: the leader, or nobody for certain where two have it."""
        known: dict[str, set[str]] = {}
        for name, new in self.leaders.items():
            if HAN_NAME.fullmatch(bare := _without_etc(name)):
                known.setdefault(_family(bare), set()).add(new)
        return {family: new.pop() if len(new) == 1 else "" for family, new in known.items()}

    @cached_property
    def _offices(self) -> re.Pattern[str]:
        """A family name of a leader before an office: 韩区长, 朱副书记."""
        families = sorted(self._families, key=len, reverse=True)
        return re.compile(
            f"({'|'.join(map(_written_word, families))}){BETWEEN}(?=(?:{_titles()}))" if families else r"(?!)"
        )

    def replace_in(self, text: str) -> str:
        """Replace every name in a text, in whatever form it stands there.

        >>> names = Pseudonyms({"朱江桥": "领导A"}, {"文广旅游局": "单位甲"}, {})
        >>> names.replace_in("文旅局朱 江桥与文化广电旅游局、文廣(guǎng)旅游局朱江橋")
        '单位甲领导A与单位甲、单位甲领导A'
        >>> names.replace_in("朱（zhū）江·桥督办，朱书记、刘局长到场")
        '领导A督办，领导A书记、刘局长到场'
        """
        text = self._pattern.sub(lambda found: self._forms[(found.lastindex or 1) - 1][1], text)
        return self._offices.sub(self._hide_family, text) if self._families else text

    def _hide_family(self, found: re.Match[str]) -> str:
        return self._families.get(_simple(found[1])) or "某"

    def find_in(self, text: str) -> list[str]:
        """The pseudonyms of the names that still stand in a text, in whatever form."""
        found = [self._forms[(match.lastindex or 1) - 1][1] for match in self._pattern.finditer(text)]
        return list(dict.fromkeys(found))


def find_offices(texts: Iterable[str]) -> list[str]:
    """What may name persons who are in no list: a common family name before an office (刘局长), each once.

    >>> find_offices(["刘局长督办，区长到场，李副书记签字"])
    ['刘局长', '李副书记']
    """
    families = load_vocabulary("names")["surnames"]
    pattern = re.compile(
        rf"(?<![\u4e00-\u9fff副正老])[{families}](?:{_titles()})|(?<=[由经请向与和、])[{families}](?:{_titles()})"
    )
    return list(dict.fromkeys(match[0] for text in texts for match in pattern.finditer(text)))


HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")


@cache
def _titles() -> str:
    """A pattern for offices, with 副 before them."""
    words = sorted(load_vocabulary("names")["titles"], key=len, reverse=True)
    return rf"副?(?:{'|'.join(map(re.escape, words))})"


def _family(name: str) -> str:
    return name[:2] if name[:2] in load_vocabulary("names")["double_surnames"] and len(name) > 2 else name[:1]


def _without_etc(name: str) -> str:
    """A name without what stands behind it: 欧阳锋等."""
    for word in load_vocabulary("names")["behind_names"]:
        name = name.removesuffix(word)
    return name.strip()


def _spelt(form: str) -> str:
    """A pattern for every way of writing a form; a Latin name is a whole word, or Li would stand in every second one."""
    spelt = BETWEEN.join(map(_written, form))
    before, after = ("(?<![A-Za-z])" * form[0].isascii(), "(?![A-Za-z])" * form[-1].isascii()) if form else ("", "")
    return f"{before}{spelt}{after}"


def _simple(text: str) -> str:
    from analysis_helpers.textfix.script import to_simplified

    return to_simplified(text)


def _written_word(word: str) -> str:
    return "".join(map(_written, word))


def choose_pseudonyms(history: History, language: str = "zh") -> Pseudonyms:
    """Give each leader, unit and file of a whole history its pseudonym, by the order of their first appearance.

    A later quarter adds names and changes none. No pseudonym holds an original name.
    """
    tasks = history.tasks.sort_values("quarter", kind="stable", na_position="last")
    leaders, units = (list(dict.fromkeys(tasks[lists].explode().dropna())) for lists in ("leaders", "units"))
    files = list(dict.fromkeys(tasks["source_file"]))
    taken = {*leaders, *units}
    marks = {"leader": map(_letters, range(10**6)), "unit": map(_stems if language == "zh" else _letters, range(10**6))}
    chosen: dict[str, dict[str, str]] = {}
    for kind, names in (("leader", leaders), ("unit", units)):
        candidates = (fill("briefing", f"pseudonym.{kind}", language, {"mark": mark}) for mark in marks[kind])
        free = (text for text in candidates if not any(name in text for name in taken))
        chosen[kind] = dict(zip(names, free, strict=False))
    new_files = {
        file: fill("briefing", "pseudonym.file", language, {"mark": _letters(i), "ending": PurePath(file).suffix})
        for i, file in enumerate(files)
    }
    return Pseudonyms(chosen["leader"], chosen["unit"], new_files)


def pseudonymise(history: History, names: Pseudonyms) -> History:
    """Return a history without the names of leaders, units and files: columns, free text, titles and ledger.

    The cells as received are left out: they hold the names in every damaged form. Places and projects stay.
    Raises ReportError where a name has no pseudonym.
    """
    lists = {"leaders": names.leaders, "units": names.units}
    missing = {
        name
        for column, known in lists.items()
        for name in history.tasks[column].explode().dropna()
        if name not in known
    }
    if missing:
        raise ReportError("pseudonyms.missing", n=len(missing))
    tasks = _replace_texts(history.tasks, names)
    new = {
        column: [[known[name] for name in named] for named in history.tasks[column]] for column, known in lists.items()
    }
    tasks = tasks.assign(**new)
    none = pd.DataFrame()
    reports = tuple(
        replace(
            report, raw=none, cells=none, entries=(), tasks=none.reindex(report.tasks.index), fields={},
            source=replace(report.source, file=names.files.get(report.source.file, "–"),
                           title=names.replace_in(report.source.title)),
        )
        for report in history.reports
    )  # fmt: skip
    stored = history.stored
    if stored is not None:
        files = stored["file"].map(lambda file: names.files.get(file, "–"))
        stored = stored.assign(file=files, title=stored["title"].map(names.replace_in))
    ledger = _replace_texts(history.ledger.assign(before=history.ledger["after"]), names)
    return replace(
        history, reports=reports, tasks=tasks, links=_replace_texts(history.links, names), ledger=ledger,
        unused_corrections=history.unused_corrections[:0], stored=stored,
        course=pseudonymise(history.course, names) if history.course else None,
    )  # fmt: skip


def list_forms(unit: str) -> list[str]:
    """The long and short forms that a unit's name is written in, by `core/vocabulary/forms.toml`.

    >>> [form for form in list_forms("上虞区教育体育局")]
    ['上虞区教育体育局', '教育体育局', '教体局']
    """
    forms = {unit: None}
    district = district_of(unit)
    core = unit[unit.index(district) + len(district) :] if district else unit
    vocabulary = load_vocabulary("forms")
    ends = next((e for e in vocabulary["endings"] if core.endswith(tuple(e))), [""])
    end = max((e for e in ends if core.endswith(e)), key=len)
    stem = core.removesuffix(end)
    stems = next((line for line in vocabulary["stems"] if stem in line), [stem])
    return list(forms | dict.fromkeys([core, *(s + e for s in stems for e in ends)]))


def _replace_texts(table: pd.DataFrame, names: Pseudonyms) -> pd.DataFrame:
    """Names in every text of a table; texts that repeat are looked at once."""
    for column in table.columns:
        texts = {value: names.replace_in(value) for value in _texts(table[column])}
        if any(new != old for old, new in texts.items()):
            values = table[column].astype("object").map(lambda value, texts=texts: _swap(value, texts))
            table = table.assign(**{str(column): values.astype("str") if table[column].dtype == "str" else values})
    return table


def _texts(values: pd.Series) -> set[str]:
    return {value for value in values.array if isinstance(value, str)}


def _swap(value: Any, texts: Mapping[str, str]) -> Any:
    return texts.get(value, value) if isinstance(value, str) else value


@cache
def _written(character: str) -> str:
    """A pattern for a character, simplified or traditional."""
    ways = {character, *(converter.convert(character) for converter in _converters())}
    return re.escape(character) if len(ways) == 1 else f"(?:{'|'.join(sorted(ways))})"


@cache
def _converters() -> list[Any]:
    import opencc

    return [opencc.OpenCC(way) for way in ("s2t", "s2tw", "s2hk")]


def _letters(i: int) -> str:
    """A, B, … Z, AA, …"""
    return (_letters(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


def _stems(i: int) -> str:
    """甲, 乙, … 癸, 甲2, …"""
    return STEMS[i % 10] + (str(i // 10 + 1) if i >= 10 else "")
