"""How was a file read? A person sees at a glance which table, columns, period and unit were taken, and what was left."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis_helpers.cleaning.label_parts import spell
from analysis_helpers.cleaning.row_account import RowAccount
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.readers.grid import OtherTable, Source

TITLE = "(title)"
MOST_NAMES = 6  # of units, columns and tables; more are counted
LONGEST_WORDS = 40  # characters of a line that something was taken from
SHOWN = ("task", "narrative", "progress_pct", "status", "leader", "unit")
PERIOD = ("year", "quarter", "as_of")
NEEDS_A_PERSON = ("unknown", "doubtful", "rejected")


@dataclass(frozen=True)
class Reading:
    """How a file was read, in about ten lines: `text(language)` for a terminal, a table in a notebook.

    `rows` says what became of every row of the file.
    """

    source: Source
    columns: tuple[str, ...]
    meanings: Mapping[str, str]
    tasks: pd.DataFrame
    ledger: pd.DataFrame
    rows: RowAccount
    language: str = "zh"

    def in_language(self, language: str) -> Reading:
        """The same in `zh` or `en`."""
        return replace(self, language=language)

    def lines(self, language: str | None = None) -> list[tuple[str, str]]:
        """(topic, what was read) of every line."""
        return list(_Teller(self, language or self.language).lines())

    def text(self, language: str | None = None) -> str:
        """The lines as plain text."""
        colon = say("footer.colon", language or self.language)
        return "\n".join(
            f"{topic}{' ' if told.startswith('←') else colon}{told}" for topic, told in self.lines(language)
        )

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        style = "text-align: left; vertical-align: top"
        rows = (
            f'<tr><th style="{style}; white-space: nowrap">{html.escape(topic)}</th>'
            f'<td style="{style}" class="tex2jax_ignore mathjax_ignore">{html.escape(told)}</td></tr>'
            for topic, told in self.lines()
        )
        return f"<table>{''.join(rows)}</table>"


def read_back(source: Source, fields: Mapping[str, str], cells: pd.DataFrame, tasks: pd.DataFrame,
              ledger: pd.DataFrame, rows: RowAccount) -> Reading:  # fmt: skip
    """Make the account of a reading; `fields` leads from a tidy column to the header that it was read from."""
    meant = ledger[ledger["rule"].eq("header_means")]
    meanings = dict(zip(meant["column"].astype(str), meant["words"].astype(str), strict=True))
    return Reading(source, tuple(cells.columns), meanings | {label: name for name, label in fields.items()}, tasks, ledger, rows)  # fmt: skip


@dataclass(frozen=True)
class _Teller:
    """Tells a reading in one language."""

    reading: Reading
    language: str

    def lines(self) -> Iterator[tuple[str, str]]:
        yield self._topic("file"), self._file()
        for name in SHOWN:
            for label in [label for label, meaning in self.reading.meanings.items() if meaning == name]:
                yield say(f"fields.{name}", self.language), self._column(name, label)
        if missing := [say(f"fields.{n}", self.language) for n in SHOWN if n not in self.reading.meanings.values()]:
            yield self._topic("missing"), self._join(missing)
        yield self._topic("period"), self._period()
        yield self._topic("unit"), self._unit()
        if unused := [label for label in self.reading.columns if label not in self.reading.meanings]:
            yield self._topic("unused"), self._join(unused)
        if people := self._labels_of("column_of_others"):
            yield self._topic("people"), self._say("left.people", names=self._join(people))
        rows = self.reading.rows
        if joined := self._rules_of("table_continued", "tables_joined", "pages_joined", "header_above"):
            yield self._topic("joined"), "；".join(joined)
        if rows.others:
            yield self._topic("tables"), self._join([self._other(table) for table in rows.others])
        if rows.text_lines:
            yield self._topic("text"), self._say("left.text", n=rows.text_lines)
        yield self._topic("rows"), self._rows()
        if doubts := int(self.reading.ledger["level"].isin(NEEDS_A_PERSON).sum()):
            yield self._topic("doubts"), self._say("left.doubts", n=doubts)

    def _say(self, key: str, **values: object) -> str:
        return fill("reading", key, self.language, values)

    def _topic(self, name: str) -> str:
        return self._say(f"topic.{name}")

    def _join(self, names: Sequence[str]) -> str:
        shown = self._say("left.joiner").join(names[:MOST_NAMES])
        return shown + (self._say("left.more", n=len(names)) if len(names) > MOST_NAMES else "")

    def _other(self, table: OtherTable) -> str:
        return self._say("left.table", name=table.name, rows=table.rows, rule=self._say(f"table.{table.rule}"))

    def _labels_of(self, rule: str) -> list[str]:
        """The headers of which the ledger has a row of some rule."""
        return list(dict.fromkeys(self.reading.ledger.loc[self.reading.ledger["rule"].eq(rule), "column"].astype(str)))

    def _rules_of(self, *rules: str) -> list[str]:
        """What the ledger's rows of some rules say."""
        taken = self.reading.ledger[self.reading.ledger["rule"].isin(rules)]
        return [self._reason(str(row.rule), str(row.words), "") for row in taken.itertuples()]

    def _file(self) -> str:
        source = self.reading.source
        n = 1 + len(self.reading.rows.others)
        key = "several" if n > 1 else "one"
        known = source.format.replace(" ", "_")
        named = self._say(f"formats.{known}") if known in load_vocabulary("reading")["formats"] else source.format
        kind = " · ".join(filter(None, [named, source.encoding, source.table if n == 1 else ""]))
        return " · ".join(filter(None, [self._say(f"file.{key}", format=kind, table=source.table, n=n), source.title]))

    def _column(self, name: str, label: str) -> str:
        spellings = load_vocabulary("headers")["fields"].get(name, [])
        reasons = [self._reason(rule, words, label) for rule, words in self._at_header.get(label, ())]
        usual = spell(label) in map(spell, spellings)
        why = "；".join(reasons) if reasons else self._say(f"column.{'spelt' if usual else 'parts'}")
        return self._say("column.taken", at=self.reading.columns.index(label) + 1, label=label, why=why)

    def _reason(self, rule: str, words: str, label: str) -> str:
        told = say(f"rules.{rule}", self.language)
        return told if words in ("", label) else self._say("column.because", rule=told, words=words)

    @cached_property
    def _at_header(self) -> dict[str, list[tuple[str, str]]]:
        """The rules that say why a column was taken, each with its words."""
        rules = self.reading.ledger["rule"].astype(str)
        why = rules.str.contains("column_|_by_content") & rules.ne("column_kept")
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self.reading.ledger[why].itertuples():
            found.setdefault(str(row.column), []).append((str(row.rule), str(row.words)))
        return found

    def _period(self) -> str:
        tasks = self.reading.tasks
        quarters = sorted(tasks["quarter"].dropna().astype(str).unique())
        days = sorted(tasks["as_of"].dropna().dt.strftime("%Y-%m-%d").unique())
        said = self._join(quarters) or self._say("period.unknown")
        told = self._say("period.as_of", period=said, day=self._join(days)) if days else said
        names = [label for label, meaning in self.reading.meanings.items() if meaning in PERIOD]
        if names:
            told = self._say("period.columns", period=told, names=self._join(names))
        rules = self.reading.ledger["rule"].astype(str)
        words = self.reading.ledger[rules.str.match("period_|as_of_|no_quarter|year_") & rules.ne("period_differs")]
        for row in words.itertuples():
            told = self._say("period.words", period=told, words=row.after, where=_shorten(str(row.words)))
        return told

    def _unit(self) -> str:
        units = list(self.reading.tasks["unit"].dropna().unique())
        if not units:
            return self._say("unit.unknown")
        rules = self.reading.ledger["rule"].astype(str)
        taken = self.reading.ledger[rules.isin(["unit_from_title", "unit_from_name"])]
        told = self._join(units)
        if len(taken):
            return self._say("unit.words", units=told, words=_shorten(str(taken["words"].iloc[0])))
        return self._say("unit.several", n=len(units), units=told) if len(units) > 1 else told

    def _rows(self) -> str:
        rows = self.reading.rows
        parts = [self._say("rows.tasks", n=rows.tasks)]
        parts += [self._say("rows.aside", n=n, rule=self._say(f"aside.{rule}")) for rule, n in rows.aside.items() if n]
        parts += [self._say("rows.rejected", n=rows.rejected)] if rows.rejected else []
        parts += [self._say("rows.left_out", n=rows.left_out)] if rows.left_out else []
        return self._say("rows.sum", n=rows.in_file, parts=" + ".join(parts))


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
