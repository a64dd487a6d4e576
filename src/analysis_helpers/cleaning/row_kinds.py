"""Which rows of a table are no tasks, told by what stands in all of their cells? Sums, lines of groups, numbers of columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis_helpers.cleaning.label_parts import numbers_rows, spell
from analysis_helpers.core.vocabulary import load_vocabulary

LONGEST_SUM = 16  # characters of a row's first words; more is no sum
FEWEST_NUMBERS = 3  # cells of a row that numbers the columns
MOSTLY = 0.6  # share of a table's rows that have to fill a column before a blank in it says something
_BLANKS = re.compile(r"\s+")
_CHINESE_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_DIGITS = re.compile(r"[（(]?(\d{1,4})[)）]?[、.．]?")
_NUMBERED = re.compile(r"[（(]?(\d{1,2})[)）]?|([\u2460-\u2473])")
_ORDINAL = re.compile(r"[甲乙丙丁戊己庚辛壬癸A-Ha-h]|栏次|列次|序号")
_FORMULA = re.compile(r"[（(]?[A-Z\d\u2460-\u2473]{1,2}[)）]?\s*[=＝]\s*[A-Z\d\u2460-\u2473()（）/÷×*+＋\-－%％\s]+")
_PART = re.compile(r"[（(]?\d{1,2}[)）.、．]")
_COUNT = re.compile(r"[（(]共?(\d{1,3})[项个件条][)）]")


@dataclass(frozen=True)
class RowPlace:
    """Where the columns stand that tell a row's kind: positions, None where there is no such column."""

    task: int
    number: int | None
    telling: tuple[int, ...]  # unit, leader, narrative, status: a line of a group has none of them
    others: tuple[int, ...]  # neither of ours nor the running number
    progress: tuple[int, ...]  # narrative, percent, status: what says how far a task is


def find_kinds(
    rows: Sequence[Sequence[str]], labels: Sequence[str], fields: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """(position, rule) of each row that is no task: `blank_row`, `numbers_row`, `continued_mark`, `summary_row`, and
    `group_row` or `section_row` for a line above others, with or without figures of its own.

    `rows` are cleaned cells, `labels` the headers, `fields` the label of each tidy column.
    """
    place = _find_places(labels, fields, rows)
    told: dict[int, str] = {}
    begins = True  # directly below a header
    for i, row in enumerate(rows):
        rule = _kind_by_itself(row, place, begins)
        begins = begins and (rule in ("blank_row", "numbers_row") or not any(cell.strip("-—:=_ ") for cell in row))
        if rule is not None:
            told[i] = rule
    for i in [*_group_lines(rows, place, told), *_lines_over_parts(rows, place, told)]:
        told[i] = "group_row" if sum(map(bool, rows[i])) > 1 else "section_row"
    yield from sorted(told.items())


def _find_places(labels: Sequence[str], fields: Mapping[str, str], rows: Sequence[Sequence[str]]) -> RowPlace:
    at = {name: labels.index(label) for name, label in fields.items()}
    number = next((j for j, label in enumerate(labels) if numbers_rows(label)), None)
    if number is None:
        number = next((j for j in range(len(labels)) if j not in at.values() and _counts_rows(rows, j)), None)
    telling = tuple(at[name] for name in ("unit", "leader", "narrative", "status") if name in at)
    progress = tuple(at[name] for name in ("narrative", "progress_pct", "status") if name in at)
    others = tuple(j for j in range(len(labels)) if j != number and j not in at.values())
    return RowPlace(at["task"], number, telling, others, progress)


def _counts_rows(rows: Sequence[Sequence[str]], j: int) -> bool:
    """Whether a column holds nothing but numbers of rows, 1 2 3 among （一） and （二）, whatever its header says."""
    filled = [cell for row in rows if j < len(row) and (cell := spell(row[j]))]
    marks = [bool(_CHINESE_NUMBER.fullmatch(cell)) for cell in filled]
    counted = [mark or _DIGITS.fullmatch(cell) is not None for cell, mark in zip(filled, marks, strict=True)]
    return any(marks) and sum(counted) > MOSTLY * len(filled) and not all(marks)


def _kind_by_itself(row: Sequence[str], place: RowPlace, begins: bool) -> str | None:
    filled = [j for j, cell in enumerate(row) if cell]
    if not filled or (filled == [place.number] and _DIGITS.fullmatch(row[filled[0]])):
        return "blank_row"
    first, task = row[filled[0]], row[place.task]
    if len(task) > LONGEST_SUM and (filled[0] == place.task or first.isdecimal()):
        return None  # most tasks
    if begins and _numbers_columns(row, filled, place.task):
        return "numbers_row"
    if len(filled) == 1 and _continued().fullmatch(spell(first)):
        return "continued_mark"
    heads = {spell(first), spell(task), spell("".join(row[j] for j in filled[:2]))}
    if heads & set(load_vocabulary("rows")["summary"]):
        return "summary_row"
    # A longer one (产业类小计, 共计12项) could be a task: it has none of what a task has.
    bare = not any(row[j] and row[j] not in load_vocabulary("names")["nobody"] for j in place.telling)
    if bare and any(len(head) <= LONGEST_SUM and _sum().fullmatch(head) for head in heads):
        return "summary_row"
    return None


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(load_vocabulary("rows")["sum"])


@cache
def _continued() -> re.Pattern[str]:
    return re.compile(load_vocabulary("rows")["continued"])


def _numbers_columns(row: Sequence[str], filled: Sequence[int], task: int) -> bool:
    """1 2 3, ① ② ③, 甲 乙 1 2, (1) (2) (3)=(2)/(1): nothing else, in order, the task's column among them."""
    if len(filled) < max(FEWEST_NUMBERS, MOSTLY * len(row)) or task not in filled:
        return False
    last = 0
    for j in filled:
        text = _BLANKS.sub("", row[j])
        found = _NUMBERED.fullmatch(text)
        if found is not None:
            number = int(unicodedata.normalize("NFKC", found[1] or found[2]))
            if number != last + 1:
                return False
            last = number
        elif _FORMULA.fullmatch(text):
            last += 1
        elif not _ORDINAL.fullmatch(text):
            return False
    return True


def _group_lines(rows: Sequence[Sequence[str]], place: RowPlace, told: Mapping[int, str]) -> list[int]:
    """Lines that stand for the rows below them, with or without figures of their own.

    Such a line has nothing of what a task has (unit, leader, words) where most rows have it. Besides it is numbered
    一 where tasks are numbered 1, or says how many rows follow, and so many do.
    """
    tasks = [i for i in range(len(rows)) if i not in told]
    marked = {i for i in tasks if _is_marked(rows[i], place)}
    counted = [i for i in tasks if i in marked or _COUNT.search(_head(rows[i], place)) or _is_heading(rows[i], place)]
    if not counted:
        return []
    enough = MOSTLY * (len(tasks) - len(counted))
    usual = [j for j in place.telling if sum(bool(rows[i][j]) for i in tasks) >= enough]
    telling = place.telling
    if not usual:  # neither unit nor leader nor words: then whatever else most rows have
        usual = [j for j in place.others if sum(bool(rows[i][j]) for i in tasks) >= enough]
        telling = tuple(usual)
    bare = [
        i for i in counted
        if (usual or _is_heading(rows[i], place)) and not any(rows[i][j] for j in telling)
    ]  # fmt: skip
    numbered = [i for i in tasks if place.number is not None and _DIGITS.fullmatch(rows[i][place.number])]
    found = []
    for n, i in enumerate(bare):
        end = bare[n + 1] if n + 1 < len(bare) else len(rows)
        below = [k for k in tasks if i < k < end]
        said = _COUNT.search(_head(rows[i], place))
        if not below and n + 1 == len(bare):
            continue
        as_said = said is not None and int(said[1]) == len(below)
        other_numbers = i in marked and (len(numbered) > 0 or not any(k in marked for k in below))
        if as_said or other_numbers or _is_heading(rows[i], place):
            found.append(i)
    return found


def _lines_over_parts(rows: Sequence[Sequence[str]], place: RowPlace, told: Mapping[int, str]) -> Iterator[int]:
    """Lines such as （一）…, over parts that are numbered 1. 2., where only the parts say how far they are."""
    section = re.compile(load_vocabulary("rows")["section"])
    for i, row in enumerate(rows[:-1]):
        below = rows[i + 1]
        numbered = section.match(row[place.task]) and _PART.match(below[place.task])
        tells, told_below = (any(cells[j] for j in place.progress) for cells in (row, below))
        if i not in told and numbered and told_below and not tells:
            yield i


def _head(row: Sequence[str], place: RowPlace) -> str:
    """The words of a row that could be a heading: its task, else its first cell."""
    return row[place.task] or next(filter(None, row), "")


def _is_heading(row: Sequence[str], place: RowPlace) -> bool:
    """Whether the only text of a row stands where the others have their number."""
    if place.number is None or not row[place.number] or any(cell for j, cell in enumerate(row) if j != place.number):
        return False
    return not any(character.isdecimal() for character in row[place.number][:1])


def _is_marked(row: Sequence[str], place: RowPlace) -> bool:
    """Whether a row is numbered as a chapter is: 一, （二）, 三、…"""
    if place.number is not None and row[place.number]:
        return _CHINESE_NUMBER.fullmatch(spell(row[place.number])) is not None
    return re.match(load_vocabulary("rows")["section"], row[place.task]) is not None
