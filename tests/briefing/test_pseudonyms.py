import pandas as pd
import pytest
from tests.conftest import ROW

from analysis_helpers import ReportError, check_tasks, choose_pseudonyms, load_report, pseudonymise
from analysis_helpers.briefing.pseudonyms import Pseudonyms, list_forms
from analysis_helpers.linkage.history import gather_reports


def history(write_report, *rows, name="2024Q2-甲局.txt", title="甲局2024年二季度重点工作"):
    return gather_reports([load_report(write_report(*rows, name=name, title=title))])


def test_names_are_replaced_in_columns_lists_and_free_text(write_report):
    row = (
        "请发展改革局王小明协助 | 2024 | 2 | 发改局已办，王小明签字 | 55% | 进度超前 | 王小明、李大为 | 发展和改革局 |"
    )
    read = history(write_report, row, name="2024Q2-发改局.txt")
    hidden = pseudonymise(read, choose_pseudonyms(read))
    task = hidden.tasks.iloc[0]
    assert (task["task"], task["narrative"]) == ("请单位甲领导A协助", "单位甲已办，领导A签字")
    assert (task["leader"], task["leaders"], task["units"]) == ("领导A", ["领导A", "领导B"], ["单位甲"])
    assert hidden.sources["file"].tolist() == ["报告A.txt"]
    check_tasks(hidden.tasks)


def test_the_input_is_not_touched(write_report):
    read = history(write_report, ROW)
    before = read.tasks.copy()
    pseudonymise(read, choose_pseudonyms(read))
    pd.testing.assert_frame_equal(read.tasks, before)


def test_a_later_quarter_adds_pseudonyms_and_changes_none(write_report):
    first = load_report(write_report(ROW, name="2024Q2-甲局.txt"))
    later = "修路 | 2024 | 3 | 已修 | 80% | 进度超前 | 丁某、甲某 | 丙局 |"
    second = load_report(write_report(later, name="2024Q3-丙局.txt", title="丙局2024年三季度"))
    alone, both = choose_pseudonyms(gather_reports([first])), choose_pseudonyms(gather_reports([second, first]))
    assert both.leaders == {"甲某": "领导A", "丁某": "领导B"}
    assert alone.leaders.items() <= both.leaders.items()
    assert alone.units.items() <= both.units.items()


def test_no_pseudonym_holds_a_name(write_report):
    read = history(write_report, ROW.replace("甲某", "领导A"), ROW.replace("甲某", "乙某"))
    assert choose_pseudonyms(read).leaders == {"领导A": "领导B", "乙某": "领导C"}


def test_longer_names_are_replaced_first():
    names = Pseudonyms({"王小": "领导A", "王小明": "领导B"}, {}, {})
    assert names.replace_in("王小明、王小") == "领导B、领导A"


@pytest.mark.parametrize(
    "form",
    ["文广旅游局", "文化广电旅游局", "文化广电和旅游局", "文旅局", "文廣旅遊局", "文廣(guǎng)旅游局", "文广 旅游局"],
)
def test_every_form_of_a_unit_is_replaced(form):
    assert Pseudonyms({}, {"上虞区文广旅游局": "单位甲"}, {}).replace_in(f"与{form}会商") == "与单位甲会商"


def test_forms_of_a_name_that_the_vocabulary_does_not_know():
    assert list_forms("甲局") == ["甲局"]
    assert list_forms("城市管理委员会") == ["城市管理委员会", "城市管理委"]


def test_a_name_without_a_pseudonym_is_refused_and_not_let_through(write_report):
    read = history(write_report, ROW)
    with pytest.raises(ReportError, match="2 names have none"):
        pseudonymise(read, Pseudonyms({}, {}, {}))


def test_without_names_nothing_is_replaced():
    assert Pseudonyms({}, {}, {}).replace_in("甲局") == "甲局"
