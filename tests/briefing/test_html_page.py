import base64
import hashlib
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis_helpers.briefing.html_page import embed, write_page
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.charts.export import Drawing


class Reader(HTMLParser):
    """The page as a reader meets it: texts, attributes, links with their texts, identities."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.attributes, self.links, self.open = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and self.open[-1][0] == "a":
            self.links.append((data, self.open[-1][1]))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass


def read(page):
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_and_chart_is_there(folders, tasks, language):
    reader = read(folders / language / "briefing.html")
    shown = [chart for key, chart in CHARTS.items() if key != "remaining"]
    for chart in shown:
        assert ("alt", chart.find(tasks).text(language)) in reader.attributes
    assert sum(tag == "img" for tag in reader.tags) == len(shown)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["briefing.html", "one-page/one-page.html"])
def test_it_is_small_and_loads_nothing(folders, language, name):
    page = folders / language / name
    assert page.stat().st_size < 2_000_000
    text = page.read_text(encoding="utf-8")
    sources = re.findall(r'\b(?:src|srcset|data|action|poster)="([^"]*)"', text)
    assert all(source.startswith("data:image/") for source in sources)
    links = [value for name, value in read(page).attributes if name == "href"]
    beside = {f"charts/{key}.{kind}" for key in CHARTS for kind in ("png", "svg")}
    assert all(link.startswith(("#", "data:text/csv")) or link in beside for link in links)
    assert not re.search(
        r"url\(|@import|https?:|//[a-z]+\.", re.sub(r'"data:[^"]*"|<script>.*</script>', "", text, flags=re.DOTALL)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_policy_lets_through_this_style_and_script_and_nothing_else(folders, language):
    text = (folders / language / "briefing.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", re.sub(r'"data:[^"]*"', "", text)), (
        "no style or script in an attribute"
    )


def test_every_link_leads_somewhere(folders):
    reader = read(folders / "zh" / "briefing.html")
    identities = [value for name, value in reader.attributes if name == "id"]
    assert len(identities) == len(set(identities))
    for name, value in reader.attributes:
        if name == "href" and value.startswith("#"):
            assert value[1:] in identities


def test_each_figure_of_a_finding_links_to_the_row_it_stands_in(folders):
    text = (folders / "zh" / "briefing.html").read_text(encoding="utf-8")
    links = [
        (word, at["href"][1:])
        for word, at in read(folders / "zh" / "briefing.html").links
        if at.get("class") == "figure"
    ]
    assert ("4", "table-status-2") in links
    assert ("14", "table-workload-0") in links
    assert ("5.3", "table-classes-0") in links
    for word, place in links:
        if re.search(r"-\d+$", place):
            row = re.search(rf'<tr id="{place}">(.*?)</tr>', text)[1]
            shown = re.sub("<[^>]+>", " ", row)
            assert word in shown or "月" in word, (word, place, shown)


def test_table_rows_link_to_the_rows_of_the_report(folders):
    text = (folders / "zh" / "briefing.html").read_text(encoding="utf-8")
    row = re.search(r'<tr id="table-classes-2">(.*?)</tr>', text)[1]
    assert re.findall(r'href="#table-tasks-(\d+)">([^<]+)<', row) == [("2", "5"), ("12", "15–16"), ("16", "19")]
    assert '<tr id="table-tasks-2"><td class="source_row number" data-label="行">5</td>' in text


def test_all_tasks_what_was_changed_and_what_is_unknown_are_there(folders, tasks):
    text = "".join(read(folders / "zh" / "briefing.html").texts)
    assert all(task in text for task in tasks["task"])
    assert "259" in text
    assert "已损毁的字符，以□标出" in text
    assert "突破□00万" in text


def test_a_table_of_people_cannot_be_sorted_and_the_others_can(folders):
    tables = dict(
        re.findall(r'<table id="table-(\w+)"([^>]*)>', (folders / "zh" / "briefing.html").read_text(encoding="utf-8"))
    )
    assert "data-sort" in tables["tasks"]
    assert "data-sort" in tables["deviation"]
    assert "data-sort" not in tables["workload"] + tables["shown"]


def test_a_report_cannot_write_into_the_page(compose, tmp_path):
    hostile = '</script><script>alert(1)</script>"><img src=x onerror=1>'
    briefing = compose(lambda t: t.assign(task=hostile, narrative=hostile, leaders=[["<b>甲</b>"]] * 19))
    write_page(briefing, tmp_path / "page.html")
    reader = read(tmp_path / "page.html")
    assert reader.tags.count("script") == 1
    assert "b" not in reader.tags
    assert reader.tags.count("img") == len(CHARTS) - 1
    assert hostile in reader.texts


def test_synthetic_data_is_said_at_the_top(compose, tmp_path):
    write_page(compose(lambda tasks: tasks.assign(synthetic=True)), tmp_path / "page.html")
    assert "合成数据" in [t.strip() for t in read(tmp_path / "page.html").texts if t.strip()][2:6]


def test_a_long_table_is_cut_where_the_page_would_grow_too_large_and_says_so(compose, tmp_path):
    def many(tasks):
        repeated = pd.concat([tasks] * 40, ignore_index=True)
        return repeated.assign(task_id=[f"t{i}" for i in range(760)], source_row=range(3, 763))

    briefing = compose(many)
    keep = [part for part in briefing.parts if not part.sections]  # drawing 760 tasks takes long
    object.__setattr__(briefing, "parts", tuple(keep))
    write_page(briefing, tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "共760行，此处列出前600行，其余见 briefing.xlsx。" in text
    assert 'id="table-tasks-599"' in text
    assert 'id="table-tasks-600"' not in text


def test_where_there_are_too_many_outlines_the_largest_become_pictures(briefing):
    first, second = (briefing.sections[i].drawing for i in (0, 1))
    bulky = Drawing(
        "bulky", "", "<svg>" + "M 1.5 2.5 " * 200_000 + "</svg>", first.png, first.width_in, first.height_in, 0, 0
    )
    images = embed([bulky, second])
    assert images["bulky"].startswith("data:image/png;base64,")
    assert images[second.name].startswith("data:image/svg+xml,")
