"""The explorer in real JupyterLab and behind real Voilà."""

import re
import tomllib
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import TimeoutError, expect
from tests.browser.jupyter import PANEL, open_notebook, restart_kernel, run_all, theme

from analysis_helpers.charts.selection import make_view

NOTEBOOK = "explorer.ipynb"
HOSTILE = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> **粗体** $x^2$ 的任务"
CONTRAST = """() => {
    const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = (text) => { const [r, g, b] = rgb(text).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const back = (node) => { while (node) { const c = getComputedStyle(node).backgroundColor; if (!/, 0\\)$|transparent/.test(c)) return c; node = node.parentElement; } return "rgb(255, 255, 255)"; };
    const leaves = [...document.querySelectorAll(".ex-panel p, .ex-panel td, .ex-panel th, .ex-panel dd, .ex-panel dt, .ex-panel h4, .ex-panel code, .ex-panel label, .ex-panel select, .ex-panel button")];
    return leaves.filter((node) => !node.matches('[disabled], .disabled, [aria-disabled=true]') && node.textContent.trim() && node.getClientRects().length).map((node) => {
        const [a, b] = [light(getComputedStyle(node).color), light(back(node))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), node.textContent.trim().slice(0, 20)];
    }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.fixture
def explorer(visit, lab):
    """The explorer's notebook in JupyterLab, run, at a width; its kernel ends with the test."""

    def opened(width=1440):
        page = visit(width)
        open_notebook(page, lab, NOTEBOOK)
        run_all(page)
        wait_for_picture(page)
        page.locator(".ex-panel").evaluate("(panel) => panel.scrollIntoView()")
        return page

    yield opened
    lab.end_kernels()


@pytest.fixture(scope="module")
def app(serve):
    """`quarterly app` on a free port."""
    return serve(
        "quarterly", "app", "--language", "zh", "--sample", "--no-browser", "--port", "0", "--quarter", "2024Q2"
    )


@pytest.fixture
def shown(visit, app):
    """The app in a browser, at a width."""

    def opened(width=1440):
        page = visit(width)
        page.goto(app.url)
        wait_for_picture(page)
        return page

    return opened


def wait_for_picture(page):
    """Wait for the panel's picture; JupyterLab draws what is out of sight only when it is scrolled to."""
    for _ in range(24):
        try:
            page.locator(".ex-frame img").first.wait_for(timeout=10_000)
        except TimeoutError:
            page.evaluate(
                "document.querySelectorAll('.jp-WindowedPanel-outer').forEach((n) => n.scrollTo(0, n.scrollHeight))"
            )
        else:
            return
    page.locator(".ex-frame img").first.wait_for(timeout=10_000)


def number(page):
    return int(page.locator(".ex-picture").get_attribute("data-seq"))


def control(page, label):
    return page.locator(".ex-filters").get_by_label(label, exact=True)


def pick(page, label, value):
    """Choose in one of the lists, by the words before the count, and wait for the new picture."""
    before = number(page)
    box = control(page, label)
    options = box.locator("option").all_text_contents()
    box.select_option(label=next(text for text in options if text.split("（")[0] == value))
    page.wait_for_function("(n) => Number(document.querySelector('.ex-picture').dataset.seq) > n", arg=before)


def counts(page):
    return page.locator(".ex-counts")


@pytest.mark.cross_product(2)
@pytest.mark.parametrize("width", [1440, 1024])
def test_in_the_lab_a_person_filters_searches_reads_and_keeps(explorer, lab, width):
    page = explorer(width)
    expect(counts(page)).to_contain_text("显示 19 项，共 19 项。")
    pick(page, "领导", "朱江桥")
    expect(counts(page)).to_contain_text("显示 14 项，共 19 项。未显示 5 项")
    control(page, "查找文字").type("书房 书吧")
    expect(counts(page)).to_contain_text("显示 1 项")
    expect(page.locator(".ex-places [role=option]")).to_have_count(1)
    page.locator(".ex-places [role=option]").click()
    card = page.locator(".ex-card")
    expect(card).to_contain_text("2024Q2-文广旅游局.txt，第 17 行")
    expect(card).to_contain_text("新建城市书房4个")
    assert card.locator("del").count() > 3
    page.get_by_role("button", name="收入通报").click()
    expect(page.locator(".ex-panel")).to_contain_text("data/briefing.toml")
    kept = tomllib.loads((lab.folder / "data" / "briefing.toml").read_text(encoding="utf-8"))["chart"]
    assert {"chart": "deviation", "quarter": "2024Q2", "leader": "朱江桥", "text": "书房 书吧"} in kept
    page.get_by_role("button", name="存图和数据").click()
    expect(page.locator(".ex-panel")).to_contain_text("已存入 output/explorer")
    assert {p.suffix for p in (lab.folder / "output" / "explorer").iterdir()} == {".png", ".svg", ".csv"}
    page.get_by_role("button", name="全部重置").click()
    expect(counts(page)).to_contain_text("显示 19 项，共 19 项。")
    overflow = page.locator(f"{PANEL} .jp-Notebook").evaluate("(n) => n.scrollWidth - n.clientWidth")
    assert overflow <= 1, "nothing reaches beyond the notebook"
    assert page.locator(".jp-mod-outputsScrolled").count() == 0


@pytest.mark.slow
def test_an_empty_selection_says_so(explorer):
    page = explorer(1024)
    control(page, "查找文字").type("没有这几个字")
    expect(page.locator(".ex-empty")).to_contain_text("没有任务符合这些条件")
    expect(page.locator(".ex-frame img")).to_have_count(0)


@pytest.mark.slow
def test_the_line_that_is_copied_shows_the_same_view_again(explorer):
    page = explorer()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pick(page, "核算状态", "持平")
    expect(page.locator(".ex-code")).to_contain_text("schedule_status='on_schedule'")
    page.get_by_role("button", name="复制代码").click()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line == "explore(history, quarter='2024Q2', schedule_status='on_schedule')"
    seen = eval(line, {"explore": lambda _, **settings: make_view(settings, "line"), "history": None})
    assert seen.schedule_status == "on_schedule"


@pytest.mark.slow
def test_after_a_restart_of_the_kernel_the_panel_comes_back(explorer):
    page = explorer()
    pick(page, "领导", "朱江桥")
    restart_kernel(page)
    run_all(page)
    wait_for_picture(page)
    expect(counts(page).last).to_contain_text("显示 19 项，共 19 项。")


@pytest.mark.slow
def test_a_row_of_the_table_opens_its_card_and_the_table_is_sorted_and_searched(shown):
    page = shown()
    table = page.locator(".ex-right table.dataTable")
    page.locator(".ex-right input[type=search]").fill("书房")
    expect(table.locator("tbody tr")).to_have_count(1)
    table.locator("tbody tr td").nth(1).click()
    expect(page.locator(".ex-card")).to_contain_text("第 17 行")
    page.locator(".ex-right input[type=search]").fill("")
    table.locator("thead th", has_text="形象进度%").first.click()
    first = table.locator("tbody tr").first.locator("td").nth(3).text_content()
    assert first == "50", "the least comes first: nine at 55, four at 50, no one less"


@pytest.mark.slow
def test_the_keyboard_alone_is_enough(shown):
    page = shown()
    control(page, "领导").focus()
    page.keyboard.press("ArrowDown")
    expect(counts(page)).to_contain_text("显示 14 项")
    page.locator(".ex-places").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".ex-places [aria-selected=true]").get_attribute("aria-label")
    page.keyboard.press("Enter")
    expect(page.locator(".ex-card")).to_be_focused()
    expect(page.locator(".ex-card")).to_contain_text(second)
    page.keyboard.press("Escape")
    expect(page.locator(".ex-card")).to_have_count(0)
    expect(page.locator(".ex-places")).to_be_focused()
    names = page.locator(".ex-right .widget-dropdown select")
    names.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".ex-card")).to_have_count(1)
    reached = set()
    page.locator(".ex-filters select").first.focus()
    for _ in range(60):
        reached.add(
            page.evaluate("document.activeElement.textContent.trim().slice(0, 8) || document.activeElement.className")
        )
        page.keyboard.press("Tab")
    assert {"全部重置", "收入通报", "存图和数据", "复制代码"} <= reached


@pytest.mark.slow
def test_a_burst_of_changes_ends_with_the_last_and_the_old_picture_stays_until_then(shown):
    page = shown()
    page.evaluate("""() => {
        window.gone = 0; window.pictures = 0;
        new MutationObserver((all) => { window.pictures += 1; if (!document.querySelector('.ex-frame img')) window.gone += 1; })
            .observe(document.querySelector('.ex-frame'), { childList: true });
    }""")
    box = control(page, "领导")
    values = box.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
    box.evaluate("""(box, values) => { for (let i = 0; i < 24; i++) { box.value = values[i % values.length];
        box.dispatchEvent(new Event('change', { bubbles: true })); } }""", values)  # fmt: skip
    last = values[23 % len(values)]
    left = re.search("（([0-9]+)）", box.locator("option:checked").text_content())
    expect(counts(page)).to_contain_text(f"显示 {left[1] if left else 19} 项")
    page.wait_for_function("() => window.pictures > 0")
    assert box.input_value() == last
    assert page.evaluate("window.gone") == 0
    assert page.evaluate("window.pictures") < 12, "most of the 24 were never drawn"


@pytest.mark.slow
def test_everything_is_in_the_chosen_language(shown):
    page = shown()
    control(page, "语言").select_option(label="English")
    expect(page.get_by_role("button", name="Keep for the briefing")).to_be_visible()
    expect(counts(page)).to_contain_text("Showing 19 of 19 tasks.")
    expect(page.locator(".ex-right th").nth(1)).to_contain_text("task")
    texts = page.locator(
        ".ex-panel label, .ex-panel button, .ex-panel th, .ex-counts, .ex-finding, .ex-quiet"
    ).all_text_contents()
    assert [text for text in texts if re.search(r"[一-鿿]", text)] == []


@pytest.mark.slow
def test_hostile_words_of_a_report_are_shown_as_words(visit, serve, write_report, tmp_path):
    import shutil

    server = serve("quarterly", "app", "--language", "zh", "--no-browser", "--port", "0", "--quarter", "2024Q2")
    row = f"{HOSTILE} | 2024 | 2 | {HOSTILE} | 55% | 进度超前 | $王$某 | 甲局 |"
    shutil.copy(write_report(row, name="2024Q2-甲局.txt"), server.folder / "data" / "raw")
    page = visit()
    page.goto(server.url)
    wait_for_picture(page)
    control(page, "查找文字").fill("onerror")
    expect(counts(page)).to_contain_text("显示 1 项，共 20 项。")
    expect(page.locator(".ex-places [role=option]")).to_have_count(1)  # the picture comes a moment after the count
    page.locator(".ex-places [role=option]").click()
    expect(page.locator(".ex-card")).to_contain_text("<script>document.title='run'</script>")
    expect(page.locator(".ex-card")).to_contain_text("**粗体** $x^2$")
    expect(page.locator(".ex-right tbody td").nth(1)).to_contain_text("<script>document.title='run'</script>")
    assert any("$王$某" in text for text in control(page, "领导").locator("option").all_text_contents())
    page.wait_for_load_state("networkidle")  # what typesets formulas is loaded last
    assert page.title() != "run"
    assert (
        page.locator(".ex-panel script, .ex-panel img[src=x], .ex-panel mjx-container, .ex-panel .MathJax").count() == 0
    )


@pytest.mark.slow
def test_the_app_is_reached_with_its_token_only_and_from_this_machine_only(app):
    assert app.base.startswith("http://127.0.0.1:")
    for path in ("/", "/api/kernels", "/api/contents"):
        with urllib.request.urlopen(app.base + path) as answer:
            assert "/login?" in answer.url, "who has no token is asked for it"
    for path in ("voila.json", "explorer.ipynb"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{app.base}/voila/files/{path}?token={app.token}")
    assert app.token not in " ".join(app.process.args)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 1024])
def test_the_panel_is_readable_in_both_themes(explorer, width):
    page = explorer(width)
    page.locator(".ex-places [role=option]").first.click()
    page.locator(".ex-card").wait_for()
    for name in ("light", "dark"):
        theme(page, name)
        assert page.evaluate(CONTRAST) == [], name
    theme(page, "light")


@pytest.mark.slow
def test_assistive_technology_finds_no_fault_in_the_app(shown, axe):
    page = shown()
    page.locator(".ex-places [role=option]").first.click()
    page.locator(".ex-card").wait_for()
    page.evaluate(axe)
    found = page.evaluate("axe.run('.ex-panel', { resultTypes: ['violations'] })")
    worst = [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found["violations"] if v["impact"] in ("critical", "serious")]  # fmt: skip
    assert worst == []


@pytest.mark.slow
def test_the_panel_opened_twice_is_two_panels(shown):
    """What is chosen in one tab changes nothing in the other."""
    one, other = shown(), shown()
    pick(one, "领导", "朱江桥")
    expect(counts(one)).to_contain_text("显示 14 项，共 19 项。")
    expect(counts(other)).to_contain_text("显示 19 项，共 19 项。")
    pick(other, "领导", "周晓国")
    expect(counts(other)).to_contain_text("显示 4 项，共 19 项。")
    expect(counts(one)).to_contain_text("显示 14 项，共 19 项。")
