"""The project's own words: they win over the package's, for all units or for one. Answers to questions are such words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis_helpers.core.atomic_write import hold_lock
from analysis_helpers.core.edited_csv import CsvLayout, append_rows, list_bad_cells, read_edited_csv
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.project import find_project
from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import add_to_vocabulary, load_vocabulary

COLUMNS = ["kind", "word", "means", "unit", "file", "reason", "date"]
LAYOUT = CsvLayout(tuple(COLUMNS), "words")
PLACE = Path("data") / "vocabulary" / "words.csv"
NONE = "none"  # a header that is none of our columns, a status that says nothing of the schedule
CLASSES = (*STATUSES, NONE)
MEANS = {
    "header": ("task", "narrative", "progress_pct", "status", "leader", "unit", "year", "quarter", "as_of", NONE),
    "status": CLASSES,
    "light": CLASSES,
    "percent": ("points", "fraction"),
    "unit": None,  # any name
    "office": ("",),
    "title": ("",),
    "sum": ("",),
}
LISTS = {"office": ("units", "offices"), "title": ("names", "titles"), "sum": ("rows", "summary")}
FOR_ALL = ("unit", *LISTS)  # kinds that cannot be of one unit alone


@dataclass(frozen=True)
class ProjectWord:
    """One line of `data/vocabulary/words.csv`; `unit` "" is for all, `line` its place in the file."""

    kind: str
    word: str
    means: str
    unit: str = ""
    file: str = ""
    reason: str = ""
    date: str = ""
    line: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What can stand only once: the kind, the word without blanks, the unit."""
        return self.kind, plain_word(self.word), self.unit


_in_force: ContextVar[tuple[ProjectWord, ...]] = ContextVar("words", default=())


def plain_word(text: str) -> str:
    """A word as it is compared: widths folded, blanks out.

    >>> plain_word("快于 序时（１）")
    '快于序时(1)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def load_words(path: Path) -> tuple[ProjectWord, ...]:
    """Read `words.csv` (kind, word, means, unit, file, reason, date); an absent file holds none.

    Kinds and meanings may be written in Chinese. Raises ReportError, all at once with their lines, for a kind or a meaning that
    there is not, a missing reason, and two lines that say different things of one word.
    """
    if not path.exists():
        return ()
    table = read_edited_csv(path, LAYOUT)
    rows = table.rows.apply(lambda texts: texts.str.strip())
    kinds = _spellings("kinds")
    rows["kind"] = rows["kind"].map(lambda text: kinds.get(plain_word(text), text)).astype("str")
    rows["means"] = [read_meaning(kind, text) or text for kind, text in zip(rows["kind"], rows["means"], strict=True)]
    found = tuple(
        ProjectWord(**dict(zip(COLUMNS, row, strict=True)), line=int(line))
        for row, line in zip(rows[COLUMNS].itertuples(index=False), table.lines, strict=True)
    )
    told = {one.key: one.means for one in found}
    bad = {
        "kind": (~rows["kind"].isin(MEANS), word("words.no_kind"), word("words.kinds", kinds="、".join(MEANS))),
        "word": (rows["word"].eq(""), word("words.no_word"), word("words.few_words")),
        "means": (
            pd.Series([one.kind in MEANS and not _means(one) for one in found], rows.index, dtype="bool"),
            word("words.no_meaning"), word("words.in_the_words_readme"),
        ),
        "unit": (rows["unit"].ne("") & rows["kind"].isin(FOR_ALL), word("words.only_for_all"), word("words.blank")),
        "reason": (rows["reason"].eq(""), word("words.no_reason"), word("words.few_words")),
        "word ": (
            pd.Series([told[one.key] != one.means for one in found], rows.index, dtype="bool"),
            word("words.said_twice"), word("words.one_line"),
        ),
    }  # fmt: skip
    cells = [list_bad_cells(path, table, name.strip(), where, *why) for name, (where, *why) in bad.items()]
    wrong = pd.concat(cells).sort_values("source_row", kind="stable", ignore_index=True)
    if len(wrong):
        raise LAYOUT.refuse(path, word("edited.what.words_unfit", n=len(wrong)), wrong)
    return found


def _means(one: ProjectWord) -> bool:
    allowed = MEANS[one.kind]
    return bool(one.means) if allowed is None else one.means in allowed


def read_meaning(kind: str, text: str) -> str | None:
    """The meaning that a person wrote, by its name or in Chinese; None where the kind has no such meaning.

    >>> read_meaning("header", "任务"), read_meaning("status", "超前"), read_meaning("status", "任务")
    ('task', 'ahead', None)
    """
    allowed = MEANS.get(kind)
    if allowed is None:
        return text.strip() or None
    name = text.strip() if text.strip() in allowed else _spellings(f"means_{kind}").get(plain_word(text))
    return name if name in allowed else None


def _spellings(table: str) -> dict[str, str]:
    words = load_vocabulary("edited").get(table, {})
    return {plain_word(text): name for name, texts in words.items() for text in texts}


def project_words() -> tuple[ProjectWord, ...]:
    """The words of the project that we are in; none outside of a project."""
    try:
        path = find_project() / PLACE
    except ReportError:
        return ()
    return _read_again(path, path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else ()


@cache
def _read_again(path: Path, changed: int, size: int) -> tuple[ProjectWord, ...]:  # noqa: ARG001  a changed file is read again
    return load_words(path)


def append_words(path: Path, words: Sequence[ProjectWord]) -> None:
    """Write words behind those that stand in the file; whole or not at all. Raises ReportError for what `load_words` refuses."""
    rows = pd.DataFrame([[getattr(one, name) for name in COLUMNS] for one in words], columns=COLUMNS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold_lock(path.with_name(f".{path.name}.lock")):
        load_words(path)
        append_rows(path, rows, LAYOUT)


def words_for(words: Iterable[ProjectWord], units: Iterable[str]) -> tuple[ProjectWord, ...]:
    """The words that hold for a report of these units: one of a unit stands before one for all."""
    own = [one for one in words if one.unit in ("", *units)]
    own.sort(key=lambda one: one.unit == "")
    held: dict[tuple[str, str], ProjectWord] = {}
    for one in own:
        held.setdefault(one.key[:2], one)
    return tuple(held.values())


@contextmanager
def use_words(words: Sequence[ProjectWord]) -> Iterator[None]:
    """Read with these words inside of the block."""
    token = _in_force.set(tuple(words))
    lists: dict[tuple[str, str], list[str]] = {}
    for one in words:
        if one.kind in LISTS:
            lists.setdefault(LISTS[one.kind], []).append(one.word)
    add_to_vocabulary(lists)
    try:
        yield
    finally:
        _in_force.reset(token)
        add_to_vocabulary({})


def words_in_force() -> tuple[ProjectWord, ...]:
    """The project's words that hold now."""
    return _in_force.get()


def meanings(*kinds: str) -> Mapping[str, str]:
    """What the project's words of some kinds mean, by the word as it is compared."""
    return {plain_word(one.word): one.means for one in _in_force.get() if one.kind in kinds}
