"""The one exception for what a user can mend; its texts stand in `vocabulary/errors.toml`, in Chinese and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import pandas as pd

from analysis_helpers.core.spoken import DEFAULT, find_spoken
from analysis_helpers.core.texts import LANGUAGES, compose

ROW_COLUMNS = ["file", "source_row", "column", "value", "problem", "allowed"]


@dataclass(frozen=True)
class Text:
    """A text in both languages; as a `str` in the one that holds.

    >>> Text("空白", "blank").say("en")
    'blank'
    """

    zh: str
    en: str

    def say(self, language: str) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.say(_language())


def word(key: str, /, **values: object) -> Text:
    """Return a text of `errors.toml`, its {names} filled in: part of a message, or what is wrong with a row.

    >>> word("words.cells", n=3).en
    '3 cells'
    """
    return Text(_fill(key, "zh", values), _fill(key, "en", values))


class ReportError(ValueError):
    """Something about the input that its owner can mend.

    `key` names the message in `vocabulary/errors.toml`: `what` is wrong, what is `allowed`, and what to `do` next; other
    arguments fill the {names} in it. `where` is the file (or argument); messages that name it themselves leave it out.
    `rows` is a frame with one row for each bad cell (file, source_row, column, value, problem, allowed), all of them at
    once; `problem` and `allowed` may be a `Text`. The language is the one that holds when the message is looked at.

    >>> print(ReportError("quarter.none", quarter="2024Q3", names="2024Q2").say("zh"))
    季度2024Q3：没有这个季度的报告。
      应为：2024Q2
      下一步：请选用其中之一，或收入缺少的报告：quarterly add 文件
    """

    def __init__(self, key: str, /, where: object = None, rows: pd.DataFrame | None = None, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values
        self._where = where
        self._rows = pd.DataFrame(columns=ROW_COLUMNS) if rows is None else rows

    @property
    def where(self) -> str:
        """The file or argument that the message is about."""
        return self._part("where", _language())

    @property
    def what(self) -> str:
        """What is wrong."""
        return self._part("what", _language())

    @property
    def allowed(self) -> str:
        """What would be right."""
        return self._part("allowed", _language())

    @property
    def do(self) -> str:
        """What to try next."""
        return self._part("do", _language())

    def part(self, name: str) -> Text:
        """One part (`where`, `what`, `allowed`, `do`) in both languages, for a message that holds it."""
        return Text(self._part(name, "zh"), self._part(name, "en"))

    @property
    def rows(self) -> pd.DataFrame:
        """One row for each bad cell."""
        return self._say_rows(_language())

    def say(self, language: str | None = None) -> str:
        """The message in `zh` or `en` (None: the language that holds)."""
        language = language or _language()
        parts: dict[str, object] = {name: self._part(name, language) for name in ("where", "what", "allowed", "do")}
        rows = [_fill("message.row", language, row._asdict()) for row in self._say_rows(language).itertuples()]
        return "\n".join(
            [_fill("message.what", language, parts), *rows, *(_fill(f"message.{part}", language, parts) for part in ("allowed", "do"))]
        )  # fmt: skip

    def __str__(self) -> str:
        return self.say()

    def _part(self, part: str, language: str) -> str:
        if part == "where" and self._where is not None:
            return _say(self._where, language)
        return _fill(f"{self.key}.{part}", language, self.values)

    def _say_rows(self, language: str) -> pd.DataFrame:
        said = {name: [_say(cell, language) for cell in self._rows[name]] for name in ("problem", "allowed")}
        return self._rows.assign(**said)

    def __reduce__(self) -> tuple[object, ...]:
        # An exception with arguments of its own has to say how it crosses to another process.
        return _make_again, (self.key, self._where, self._rows, self.values)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the message. Where our code stood when it noticed is of no use."""
        return [f"ReportError: {self}"]


def _make_again(key: str, where: object, rows: pd.DataFrame, values: dict[str, object]) -> ReportError:
    return ReportError(key, where, rows, **values)


def _say(value: object, language: str) -> str:
    return value.say(language) if isinstance(value, (Text, ReportError)) else str(value)


def _fill(key: str, language: str, values: dict[str, object]) -> str:
    said = {
        name: value.say(language) if isinstance(value, (Text, ReportError)) else value for name, value in values.items()
    }
    return "".join(text for text, _ in compose("errors", key, language, said))


def _language() -> str:
    """The language that holds; the default where even that is wrong, so that the message about it can be read."""
    try:
        language, _ = find_spoken()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        return DEFAULT
    return language if language in LANGUAGES else DEFAULT
