"""What could a person settle about a report, once for every distinct word? And what did she answer?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.guess_columns import find_likely_header
from analysis_helpers.cleaning.header import match_columns
from analysis_helpers.cleaning.period import strip_period
from analysis_helpers.cleaning.reporting_unit import unit_in_file_name, unit_in_title
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project_words import MEANS, NONE, ProjectWord, plain_word, read_meaning
from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import LANGUAGES, fill, load_vocabulary
from analysis_helpers.readers.grid import Grid

QUESTION_COLUMNS = ["key", "kind", "word", "column", "unit", "rows", "examples", "choices", "guess"]
RIVALS, UNREAD, WEAK, BY_CELLS = (
    ("_column_rivals", "_column_undecided"),
    "_column_unread",
    "_column_weak",
    "_by_content",
)
NAMES = {"percent": "progress_pct"}
HEADERS = ("task", "narrative", "progress_pct", "status", "leader", "unit")
MOST_EXAMPLES, LONGEST = 2, 12
ABOVE = 5  # rows at the top of a table that may name its unit
TOLD_BY_OPTION = ("report_unit", "report_quarter")  # of one file alone: `quarterly add` takes them as options


def ask_of_report(ledger: pd.DataFrame, cells: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """The questions on a report that was read; see `Report.questions`."""
    asked = []
    doubts = ledger[ledger["level"].isin(["doubtful", "unknown"])]
    labels = list(cells.columns)
    for row in doubts.drop_duplicates(["rule", "column", "words"]).itertuples():
        if row.rule.endswith(RIVALS):
            name = row.rule.partition("_column_")[0]
            asked.append(_of_rivals(cells, NAMES.get(name, name), row.column, row.words.split("、")))
        elif row.rule.endswith((UNREAD, WEAK, BY_CELLS)):
            name = row.rule.removesuffix(UNREAD).removesuffix(WEAK).removesuffix(BY_CELLS)
            if row.column in labels:
                asked.append(_of_header(row.column, labels.index(row.column) + 1, cells[row.column], NAMES.get(name, name)))  # fmt: skip
        elif row.rule == "no_quarter":
            asked.append(_question("report_quarter", "", "", 1, "", [], ""))
    asked += _of_statuses(doubts)
    undecided = doubts[doubts["rule"].eq("percent_undecided")]
    for label, rows in undecided.groupby("column", observed=True):
        numbers = list(dict.fromkeys(rows["before"]))
        asked.append(_question("percent", str(label), str(label), len(rows), _show(numbers), ["fraction", "points"], "fraction"))  # fmt: skip
    if len(tasks) and tasks["unit"].isna().all():
        asked.append(_question("report_unit", "", "", 1, "", [], ""))
    units = tasks["unit"].dropna().unique()
    frame = pd.DataFrame(asked, columns=QUESTION_COLUMNS).drop_duplicates("key", ignore_index=True)
    return frame.assign(unit=str(units[0]) if len(units) == 1 else "")


def ask_of_file(grids: Sequence[Grid], file: str) -> pd.DataFrame:
    """The questions on a file in which no table was understood: what the headers of the likeliest one are."""
    tables = [grid for grid in grids if grid.kind != "unequal" and any(len(row) > 1 for row in grid.cells)]
    header = find_likely_header(tables)
    asked = []
    if header is not None and header.lacking:
        grid = next(one for one in tables if one.name == header.table and header.row in one.rows)
        body = grid.cells[grid.rows.index(header.row) + 1 :]
        for guess in header.guesses:
            cells = pd.Series([row[guess.column - 1] for row in body if guess.column <= len(row)], dtype="str")
            asked.append(_of_header(guess.label, guess.column, cells, guess.name or NONE))
    above = [cell for grid in tables for row in grid.cells[:ABOVE] if len(found := [c for c in row if c.strip()]) <= 2 for cell in found]  # fmt: skip
    unit = next(filter(None, [unit_in_file_name(file), *map(unit_in_title, above)]), "")
    frame = pd.DataFrame(asked, columns=QUESTION_COLUMNS).drop_duplicates("key", ignore_index=True)
    return frame.assign(unit=unit)


def _of_header(label: str, at: int, cells: pd.Series, guess: str) -> list[Any]:
    word = strip_period(plain_word(label)) or label
    examples = [text for text in dict.fromkeys(cells.dropna()) if text.strip()]
    return _question("header", word, str(at), 1, _show(examples), _first(guess, (*HEADERS, NONE)), guess)


def _of_rivals(cells: pd.DataFrame, name: str, taken: str, rivals: Sequence[str]) -> list[Any]:
    examples = "；".join(f"{label}：{_show(cells[label].dropna().tolist())}" for label in rivals if label in cells)  # fmt: skip
    return _question("rivals", name, taken, 1, examples, _first(taken, rivals), taken)


def _of_statuses(doubts: pd.DataFrame) -> Iterable[list[Any]]:
    """One question for each distinct text that the status column holds and nobody knows."""
    rules = {"status_unknown": "status", "status_under_way": "status", "status_lights": "light"}
    rows = doubts[doubts["rule"].isin(rules)]
    for (rule, text), same in rows.groupby([rows["rule"].astype("str"), rows["before"].map(plain_word)], sort=False):
        guess = NONE if rule == "status_under_way" else _guess_status(text)
        column = str(same["column"].iloc[0])
        yield _question(rules[rule], text, column, len(same), text, _first(guess, (*STATUSES, NONE)), guess)


def _guess_status(text: str) -> str:
    """The class whose characters a word shares; that it says nothing, where it shares none."""
    guesses = load_vocabulary("questions")["guess"]
    return next((name for name, entry in guesses.items() if any(sign in text for sign in entry["words"])), NONE)


def _question(kind: str, word: str, column: str, count: int, examples: str, choices: list[str], guess: str) -> list[Any]:  # fmt: skip
    return [f"{kind}:{word}" if word else kind, kind, word, column, "", count, examples, choices, guess]


def _first(guess: str, names: Sequence[str]) -> list[str]:
    return [guess, *(name for name in names if name != guess)]


def _show(texts: Sequence[str]) -> str:
    shown = [text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in texts[:MOST_EXAMPLES]]
    return "、".join(" ".join(text.split()) for text in shown) or "–"


def say_choice(choice: str, language: str, kind: str = "") -> str:
    """What an answer is called; a status that is `none` says nothing."""
    choice = "silent" if choice == NONE and kind in ("status", "light") else choice
    return fill("questions", f"choices.{choice}", language, {}) if choice in load_vocabulary("questions")["choices"] else choice  # fmt: skip


def say_question(question: Any, language: str) -> str:
    """A question as a sentence; `question` is a row of `Report.questions`."""
    values = {"at": question.column, "word": question.word, "examples": question.examples, "n": question.rows,
              "choices": question.examples, "name": say_choice(question.word, language)}  # fmt: skip
    return fill("questions", f"ask.{question.kind}", language, values)


def say_choices(question: Any, language: str) -> str:
    """The answers, numbered, the best guess first."""
    named = [fill("questions", "ask.choice", language, {"number": f"[{number}]", "name": say_choice(choice, language, question.kind)})
             for number, choice in enumerate(question.choices, start=1)]  # fmt: skip
    return " ".join(named)


def read_answer(question: Any, text: str) -> str | None:
    """The choice that a person means: by its number, its name, in Chinese or English; blank is the guess; None is no answer."""
    said = text.strip()
    if not said:
        return str(question.guess) or None
    if said.isdecimal() and 1 <= int(said) <= len(question.choices):
        return str(question.choices[int(said) - 1])
    for choice in question.choices:
        if plain_word(said) in {plain_word(choice), *(plain_word(say_choice(choice, language, question.kind)) for language in LANGUAGES)}:  # fmt: skip
            return str(choice)
    found = read_meaning(question.kind, said) if question.kind in MEANS else None
    return found if found in question.choices else None


def read_answers(questions: pd.DataFrame, told: Sequence[str]) -> dict[str, str]:
    """Answers written KEY=VALUE, by the key of their question. Raises ReportError, naming all that are no answers."""
    own = {plain_word(row.key): row for row in questions.itertuples()}
    kinds = {plain_word(text): name for name, texts in load_vocabulary("edited")["kinds"].items() for text in texts}
    answers, bad = {}, []
    for entry in told:
        key, _, value = entry.rpartition("=")
        kind, colon, word = plain_word(key).partition(":")
        question = own.get(f"{kinds.get(kind, kind)}{colon}{word}")
        choice = read_answer(question, value) if question is not None and value.strip() else None
        if question is None or choice is None:
            bad.append(entry)
        else:
            answers[question.key] = choice
    if bad:
        raise ReportError("questions.no_answer", answers="、".join(bad), keys="、".join(questions["key"]) or "–")
    return answers


def make_words(
    questions: pd.DataFrame, answers: Mapping[str, str], unit: str, file: str, reason: str, date: str
) -> list[ProjectWord]:
    """The words that answers are kept as: for the reports of `unit`, or ("") of all units."""
    made = []
    for row in questions.itertuples():
        if row.key not in answers:
            continue
        choice = answers[row.key]
        kind, text, means = row.kind, row.word, choice
        if kind == "rivals":
            kind, text, means = "header", strip_period(plain_word(choice)) or choice, row.word
        if kind in MEANS:
            made.append(ProjectWord(kind, text, means, unit, file, reason, date))
    return made


def find_package_meaning(one: ProjectWord) -> str | None:
    """What the package says of a word, where that is something else than the project says."""
    if one.kind in ("status", "light"):
        known = status_class(plain_word(one.word))
    elif one.kind == "header":
        known = next(iter(match_columns([one.word])[0]), None)
    else:
        return None
    return known if known not in (None, one.means) else None
