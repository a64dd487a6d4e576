"""Charts and measures of somebody's own in the briefing: kept in a notebook, drawn anew for each quarter and language."""

import json
import shutil

import matplotlib.pyplot as plt
import pytest
import seaborn as sns
from typer.testing import CliRunner

import analysis_helpers as ah
from analysis_helpers import ReportError
from analysis_helpers.cli.main import app

LIMIT = 60


def find_low(tasks):
    return tasks[tasks["progress_pct"].lt(LIMIT)]


def draw_low(tasks):
    low = find_low(tasks)
    ax = sns.countplot(ah.label(low), y=ah.label("leader"), color=ah.PALETTE["behind"])
    return ah.finish(ax, f"{len(low)} below {LIMIT}", tasks=tasks)


def say_low(tasks):
    return f"{len(find_low(tasks))}项不到{LIMIT}%"


def draw_in_chinese(tasks):
    ax = sns.countplot(ah.label(tasks), y="责任领导")
    return ah.finish(ax, "各位领导", tasks=tasks)


@pytest.fixture
def place(project, tmp_path, monkeypatch):
    for part in ("data", "notebooks"):
        shutil.copytree(project / part, tmp_path / part)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    ah.set_style(language="zh")
    yield tmp_path
    ah.set_style(None)
    plt.close("all")


def brief(*words):
    done = CliRunner().invoke(app, ["briefing", *words])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


@pytest.mark.slow
def test_what_is_kept_stands_in_every_file_and_anew_in_the_next_quarter(place, tasks):
    from docx import Document
    from openpyxl import load_workbook
    from pptx import Presentation

    told = ah.keep_chart(draw_low, "谁在拖后腿？", say_low, tasks)
    assert "自选图第1张“谁在拖后腿？”" in told
    (place / "data/own/measures.py").write_text(
        "import analysis_helpers as ah\n\n@ah.measures.own_measure\ndef tasks_of_leaders(tasks):\n"
        '    """每位领导的任务数。"""\n    return tasks["leader"].value_counts().rename("项数").reset_index()\n',
        encoding="utf-8",
    )
    brief("--quarter", "2024Q2", "--language", "zh")
    folder = place / "output/2024Q2/briefing"
    paragraphs = [paragraph.text for paragraph in Document(folder / "briefing.docx").paragraphs]
    assert any("自选问题" in text for text in paragraphs)
    assert any("谁在拖后腿？" in text for text in paragraphs)
    low = int(tasks["progress_pct"].lt(60).sum())
    assert any(text.startswith(f"{low}项不到60%") or text.startswith(f"{low} 项不到 60%") for text in paragraphs)
    slides = [s.shapes.title.text_frame.text for s in Presentation(folder / "briefing.pptx").slides]
    assert any("项不到" in title.replace(" ", "") for title in slides)
    assert "谁在拖后腿？" in (folder / "briefing.html").read_text(encoding="utf-8")
    book = load_workbook(folder / "briefing.xlsx")
    assert [row[1].value for row in book["每位领导的任务数。"].iter_rows()] == ["项数", 14, 4, 1]
    assert (folder / "charts/kept_own_1.png").exists()
    assert "data/own/measures.py" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["settings"]
    brief("--quarter", "2024Q3", "--language", "en", "--sample")
    later = (place / "output/2024Q3/briefing/en/briefing.html").read_text(encoding="utf-8")
    now = ah.load_history(sample=True).select("2024Q3").tasks["progress_pct"].lt(60).sum()
    assert now != low
    assert f"{now}项不到60%" in later


def test_a_function_is_written_with_all_that_it_needs(place, tasks):
    ah.keep_chart(draw_low, "low", say_low, tasks)
    written = (place / "data/own/charts/low.py").read_text(encoding="utf-8")
    for part in (
        "import seaborn as sns",
        "import analysis_helpers as ah",
        "LIMIT = 60",
        "def find_low",
        "def draw_low",
        "def say_low",
    ):
        assert written.count(part) >= 1, part
    assert written.index("def find_low") < written.index("def draw_low")


def test_the_same_name_replaces_what_was_kept(place, tasks):
    ah.keep_chart(draw_low, "low", "one", tasks)
    ah.keep_chart(draw_low, "other", "two", tasks)
    assert "更新" in ah.keep_chart(draw_low, "low", "three", tasks)
    from analysis_helpers.charts.keep_chart import load_own

    assert [(own.name, own.sentence) for own in load_own(place)] == [("low", "three"), ("other", "two")]


def test_what_works_in_one_language_is_kept_for_it_and_said_to_be(place, tasks):
    told = ah.keep_chart(draw_in_chinese, "领导", tasks=tasks)
    assert "不收入 en 的通报" in told
    assert "责任领导" in told


def test_a_sentence_holds_for_its_own_quarter_and_language(place, tasks):
    from analysis_helpers.charts.keep_chart import load_own, say_own

    ah.keep_chart(draw_low, "low", "只说这个季度", tasks)
    (entry,) = load_own(place)
    later = tasks.assign(quarter=tasks["quarter"] + 1)
    said = [say_own(entry, place / entry.file, None, given, language, "title") for given, language in ((tasks, "zh"), (later, "zh"), (tasks, "en"))]  # fmt: skip
    assert said == ["只说这个季度", "title", "title"]


def make_with_frame(tasks):
    def draw(tasks):
        ax = sns.histplot(tasks, x="progress_pct")
        return ah.finish(ax, str(len(given)), tasks=tasks)

    given = tasks
    return draw


def draw_wrong(tasks):
    raise KeyError("街道")


def draw_unfinished(tasks):
    return sns.histplot(tasks, x="progress_pct")


@pytest.mark.parametrize(("draw", "said"), [
    (make_with_frame(None), "given"), (draw_wrong, "第.*行出错：KeyError"), (draw_unfinished, "还没有标题和来源"),
    (lambda tasks: None, "不能写成文件"),
])  # fmt: skip
def test_what_could_not_be_drawn_again_is_refused_and_nothing_is_kept(place, tasks, draw, said, monkeypatch):
    monkeypatch.setenv("QUARTERLY_LANGUAGE", "zh")
    before = (place / "data/briefing.toml").read_bytes()
    with pytest.raises(ReportError, match=said):
        ah.keep_chart(draw, "x", tasks=tasks)
    assert (place / "data/briefing.toml").read_bytes() == before
    assert not list((place / "data").rglob("own/charts/*"))


def test_a_picture_stays_with_its_quarter_and_hides_where_names_are_hidden(place, tasks):
    from analysis_helpers.briefing.own_sections import take_own
    from analysis_helpers.briefing.pseudonyms import choose_pseudonyms
    from analysis_helpers.charts.keep_chart import load_own

    ah.keep_chart(draw_low(tasks), "picture", "one sentence")
    history, said = ah.load_history(sample=True), []
    now, later = history.select("2024Q2"), history.select("2024Q3")
    taken = [
        take_own(load_own(place), place, chosen, ah.compare_with_schedule(chosen.tasks), language, names, said.append)
        for chosen, language, names in (
            (now, "zh", None), (later, "zh", None), (now, "en", None), (now, "zh", choose_pseudonyms(history, "zh")),
        )
    ]  # fmt: skip
    assert [len(found) for found in taken] == [1, 0, 0, 0]
    assert taken[0][0].sentence == "one sentence"
    for why, text in zip(("a picture of 2024Q2", "drawn in en", "names in the picture"), said, strict=True):
        assert why in text


@pytest.mark.parametrize(("entry", "said"), [
    ('name = "a"', "cannot be read"), ('name = 3', "cannot be read"),
    ('name = "a"\nquarter = "2024Q2"\nlanguage = "zh"\nfile = "../a.py"', "no file of data/own/charts"),
])  # fmt: skip
def test_an_entry_that_leads_elsewhere_is_refused(place, entry, said):
    from analysis_helpers.charts.keep_chart import load_own

    (place / "data/briefing.toml").write_text(f"[[own]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ReportError, match=said):
        load_own(place)
