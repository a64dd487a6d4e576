"""Everything that an error says stands in one catalogue, in both languages."""

import ast
import pickle
from pathlib import Path

import pandas as pd
import pytest

import analysis_helpers
from analysis_helpers.core.errors import ReportError, Text, word
from analysis_helpers.core.language import get_language, use_language
from analysis_helpers.core.vocabulary import load_vocabulary

SOURCES = sorted(Path(analysis_helpers.__file__).parent.rglob("*.py"))
PARTS = ("where", "what", "allowed", "do")


def raises():
    """Every call of ReportError: the file, the line, the first argument."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "ReportError":
                yield f"{path.name}:{node.lineno}", node.args[0] if node.args else None


def leaves(table=None, key=""):
    """Every text of the catalogue, with its key."""
    for name, entry in (load_vocabulary("errors") if table is None else table).items():
        own = f"{key}.{name}" if key else name
        if set(entry) & {"zh", "en"}:
            yield own, entry
        else:
            yield from leaves(entry, own)


def messages():
    """The keys of whole messages."""
    return {key.rpartition(".")[0] for key, _ in leaves() if key.endswith(".allowed") and key != "message.allowed"}


def strings():
    """Every constant text of the package, f-strings by their beginning."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_no_error_is_raised_with_a_literal_text():
    literal = [place for place, key in raises() if not (isinstance(key, ast.Constant) and key.value in messages())]
    remade = [place for place in literal if place.startswith("errors.py")]  # what crosses to another process
    assert literal == remade
    assert len(remade) == 1


def test_every_message_is_raised_in_one_place():
    keys = [key.value for _, key in raises() if isinstance(key, ast.Constant)]
    assert sorted(keys) == sorted(messages())


def test_every_message_says_what_is_wrong_what_is_right_and_what_to_do():
    there = {key for key, _ in leaves()}
    assert [key for key in messages() if not {f"{key}.{part}" for part in PARTS[1:]} <= there] == []


def test_every_text_is_there_in_both_languages_with_the_same_values():
    from string import Formatter

    def names(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert [
        key for key, entry in leaves() if set(entry) != {"zh", "en"} or names(entry["zh"]) != names(entry["en"])
    ] == []


def test_every_word_is_used():
    used = set(strings())
    begun = tuple(text for text in used if text.endswith((".", "_")) and "." in text)
    whole = {f"{key}.{part}" for key in messages() for part in PARTS} | {
        f"message.{part}" for part in ("what", "allowed", "do", "row")
    }
    unused = [
        key for key, _ in leaves()
        if key not in whole | used
        and not key.startswith(begun)
        and key.rpartition(".")[2] not in used  # the last part alone: a kind of file, a limit
    ]  # fmt: skip
    assert unused == []


def test_the_default_is_chinese(monkeypatch, tmp_path):
    monkeypatch.delenv("QUARTERLY_LANGUAGE")
    monkeypatch.setattr("analysis_helpers.core.spoken.project_setting", lambda: None)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert get_language() == "zh"
    assert str(ReportError("schedule.no_basis", basis="'x'")) == (
        "口径 'x'：没有这种口径。\n  应为：'month'（按月）或 'day'（按日）\n  下一步：请选用其中之一"
    )


def test_the_environment_goes_before_the_project_and_the_command_before_both(monkeypatch):
    monkeypatch.setattr("analysis_helpers.core.spoken.project_setting", lambda: "zh")
    monkeypatch.setenv("QUARTERLY_LANGUAGE", "en")
    assert get_language() == "en"
    with use_language("zh"):
        assert get_language() == "zh"
    monkeypatch.delenv("QUARTERLY_LANGUAGE")
    assert get_language() == "zh"


def test_the_project_sets_its_language(monkeypatch, tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data" / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    monkeypatch.delenv("QUARTERLY_LANGUAGE")
    assert get_language() == "en"


def test_a_language_that_there_is_not_is_said_in_the_default(monkeypatch):
    monkeypatch.setenv("QUARTERLY_LANGUAGE", "fr")
    with pytest.raises(ReportError) as caught:
        get_language()
    assert str(caught.value).startswith("QUARTERLY_LANGUAGE='fr'：没有这种语言。")


def test_rows_are_said_in_the_language_that_holds():
    cell = {"file": "a.csv", "source_row": 4, "column": "任务", "value": "", "problem": word("words.task_empty")}
    rows = pd.DataFrame([cell | {"allowed": word("words.allowed_task")}])
    error = ReportError("report.rows_unread", "a.csv", rows, bad=1, all=2)
    assert error.rows["problem"].tolist() == ["is empty"]
    with use_language("zh"):
        assert error.rows["problem"].tolist() == ["任务是空的"]
        assert "第4行，任务：“”：任务是空的；应为：任务的文字" in str(error)


def test_an_error_crosses_to_another_process_in_both_languages():
    error = pickle.loads(pickle.dumps(ReportError("read.damaged", "a.xlsx", error="x", formats=Text("甲", "A"))))
    assert error.part("what") == Text("文件已损坏（x）", "the file is damaged (x)")
    assert (error.key, error.part("allowed").zh) == ("read.damaged", "甲")
