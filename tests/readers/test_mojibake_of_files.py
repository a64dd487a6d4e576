"""A whole file that was read in the wrong encoding is brought back where that is exact, and named where it is not."""

import pytest

from analysis_helpers import ReportError, load_report

WRITTEN = "城管局2024年三季度重点工作进展 |\n重点工作 | 进展情况 | 完成进度 |\n口袋公园 | 完成招标 | 30% |\n公厕改造 | 建成2座 | 50% |\n"


@pytest.mark.parametrize(("written_in", "shown_as"), [("utf-8", "latin-1"), ("gb18030", "latin-1")])
def test_it_is_brought_back_and_said(written_in, shown_as):
    found = load_report(WRITTEN.encode(written_in).decode(shown_as).encode())
    assert found.tasks["task"].tolist() == ["口袋公园", "公厕改造"]
    entry = found.ledger.set_index("rule").loc["mojibake_undone"]
    assert (entry["level"], entry["words"].split()[0]) == ("repaired", written_in)


def test_utf8_shown_as_gbk_is_brought_back_where_no_byte_is_lost():
    text = WRITTEN.replace("局", "委").replace("年", "年 ")
    shown = text.encode().decode("gb18030", "replace")
    if "\ufffd" in shown:
        with pytest.raises(ReportError, match="wrong encoding"):
            load_report(shown.encode())
    else:
        assert load_report(shown.encode()).tasks["task"].tolist() == ["口袋公园", "公厕改造"]


def test_where_characters_are_lost_it_is_refused_by_name():
    shown = WRITTEN.encode().decode("latin-1").replace("\x9f", "?").replace("\x8e", "?")
    with pytest.raises(ReportError, match=r"wrong encoding \(utf-8 shown as Latin-1\), and some are lost"):
        load_report(shown.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_a_file_in_any_encoding_of_its_own_is_left_alone(encoding):
    text = WRITTEN if encoding != "big5" else "2024年三季度重點工作 |\n重點工作 | 完成進度 |\n口袋公園 | 30% |\n"
    assert "mojibake_undone" not in set(load_report(text.encode(encoding)).ledger["rule"])
