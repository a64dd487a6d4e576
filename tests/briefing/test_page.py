import re
from html.parser import HTMLParser

import pytest

from analysis_helpers import compare_with_schedule, find_reading, load_history
from analysis_helpers.briefing import write_page
from analysis_helpers.charts import CHARTS
from analysis_helpers.export import export_charts


class Reader(HTMLParser):
    """The page as a reader meets it: texts, attributes, tables."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def history():
    return load_history().select("2024Q2")


@pytest.fixture(scope="module")
def pages(history, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    tasks = compare_with_schedule(history.tasks)
    for language in ("zh", "en"):
        drawn = export_charts(tasks, folder / language, language)
        write_page(history, tasks, drawn, folder / f"{language}.html", language)
    return folder


def read(page):
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_and_chart_is_there(pages, history, tasks, language):
    reader = read(pages / f"{language}.html")
    text = "".join(reader.texts)
    for chart in CHARTS.values():
        finding = chart.find(tasks).text(language)
        assert finding in text
        assert ("alt", finding) in reader.attributes
    assert find_reading(tasks, history.ledger).text(language) in text
    assert sum(tag == "img" for tag in reader.tags) == len(CHARTS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_small_and_loads_nothing(pages, language):
    page = pages / f"{language}.html"
    assert page.stat().st_size < 2_000_000
    reader = read(page)
    linked = [value for name, value in reader.attributes if name in ("src", "href", "action", "data")]
    assert all(value.startswith(("#", "data:image/svg+xml;base64,")) for value in linked)
    assert "script" not in reader.tags
    assert not re.search(r"url\(|@import|https?://", re.sub(r"data:[^\"]*", "", page.read_text(encoding="utf-8")))
    policy = [v for _, v in reader.attributes if v and "default-src" in v]
    assert policy == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]


def test_no_code_is_shown(pages):
    assert "import " not in "".join(read(pages / "zh.html").texts)


def test_all_tasks_what_was_changed_and_what_is_unknown_are_there(pages, tasks):
    text = "".join(read(pages / "zh.html").texts)
    assert all(task in text for task in tasks["task"])
    assert "259" in text
    assert "已损毁的字符，以□标出" in text
    assert "突破□00万" in text


def test_a_report_cannot_write_into_the_page(history, tmp_path):
    tasks = history.tasks.assign(
        task="<script>alert(1)</script>", narrative='"><img src=x onerror=1>', leaders=[["<b>甲</b>"]] * 19
    )
    tasks = compare_with_schedule(tasks)
    drawn = export_charts(tasks, tmp_path / "charts")
    write_page(history, tasks, drawn, tmp_path / "page.html")
    reader = read(tmp_path / "page.html")
    assert "script" not in reader.tags
    assert "b" not in reader.tags
    assert sum(tag == "img" for tag in reader.tags) == len(CHARTS)
    assert "<script>alert(1)</script>" in reader.texts


def test_synthetic_data_is_said_at_the_top(history, tmp_path):
    tasks = compare_with_schedule(history.tasks.assign(synthetic=True))
    drawn = export_charts(tasks, tmp_path / "charts")
    write_page(history, tasks, drawn, tmp_path / "page.html")
    assert "合成数据" in "".join(read(tmp_path / "page.html").texts)
