"""A yes or no on the terminal, in the language of the reader."""

import pytest
import typer

from analysis_helpers.cli.terminal import confirm


@pytest.fixture
def type_in(monkeypatch):
    """Type these answers, one after the other; what was asked stands in the list that comes back."""

    def typed(*answers):
        asked, left = [], list(answers)

        def prompt(question, **_):
            asked.append(question)
            return left.pop(0)

        monkeypatch.setattr(typer, "prompt", prompt)
        return asked

    return typed


@pytest.mark.parametrize(
    ("typed", "default", "said"),
    [
        ("", True, True),
        ("", False, False),
        ("y", False, True),
        ("是", False, True),
        ("N", True, False),
        ("否", True, False),
    ],
)
def test_yes_and_no_may_be_typed_in_either_language_and_enter_takes_the_default(type_in, typed, default, said):
    for language in ("zh", "en"):
        type_in(typed)
        assert confirm("收入？", default, language) is said


def test_the_hint_is_in_the_language_of_the_question(type_in):
    asked = type_in("", "")
    confirm("收入？", True, "zh")
    confirm("Put it in?", False, "en")
    assert asked == ["收入？ [是 y／否 n，回车＝是]", "Put it in? [y/N]"]


def test_another_answer_is_asked_again(type_in, capsys):
    asked = type_in("也许", "是")
    assert confirm("收入？", False, "zh") is True
    assert len(asked) == 2
    assert capsys.readouterr().out == "请回答 是（y）或 否（n）\n"
