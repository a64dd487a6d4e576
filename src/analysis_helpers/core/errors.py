"""The one exception for what a user can mend."""

from __future__ import annotations

import pandas as pd

ROW_COLUMNS = ["file", "source_row", "column", "value", "problem", "allowed"]


class ReportError(ValueError):
    """Something about the input that its owner can mend.

    `where` is the file (or argument), `what` is wrong, `allowed` says what would be right and
    `do` what to try next. `rows` is a frame with one row for each bad cell
    (file, source_row, column, value, problem, allowed), all of them at once. `in_chinese` holds `what`, `allowed` and
    `do` in Chinese, where they were written.

    >>> raise ReportError("2024Q3", "there is no such quarter", "2024Q2", "choose one of these")
    Traceback (most recent call last):
        ...
    analysis_helpers.core.errors.ReportError: 2024Q3: there is no such quarter.
      Allowed: 2024Q2
      Next: choose one of these
    """

    def __init__(self, where: object, what: str, allowed: str, do: str, rows: pd.DataFrame | None = None,
                 in_chinese: tuple[str, str, str] | None = None) -> None:  # fmt: skip
        self.where, self.what, self.allowed, self.do = str(where), what, allowed, do
        self.rows = pd.DataFrame(columns=ROW_COLUMNS) if rows is None else rows
        self.in_chinese = in_chinese
        super().__init__(self._message())

    def say(self, language: str) -> str:
        """The message in `zh` (where there is one) or `en`."""
        if language != "zh" or self.in_chinese is None:
            return str(self)
        what, allowed, do = self.in_chinese
        rows = [f"  第{row.source_row}行，{row.column}：{row.value!r}：{row.problem}" for row in self.rows.itertuples()]
        return "\n".join([f"{self.where}：{what}。", *rows, f"  应为：{allowed}", f"  下一步：{do}"])

    def _message(self) -> str:
        lines = [f"{self.where}: {self.what}."]
        lines += [
            f"  row {row.source_row}, {row.column}: {row.value!r}: {row.problem}; allowed: {row.allowed}"
            for row in self.rows.itertuples()
        ]
        return "\n".join([*lines, f"  Allowed: {self.allowed}", f"  Next: {self.do}"])

    def __reduce__(self) -> tuple[object, ...]:
        # An exception with arguments of its own has to say how it crosses to another process.
        return type(self), (self.where, self.what, self.allowed, self.do, self.rows, self.in_chinese)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the message. Where our code stood when it noticed is of no use."""
        return [f"ReportError: {self}"]
