import pytest
from tests.textfix.damage import HELD, WIDER, damage, graded, score

from analysis_helpers import clean_text
from analysis_helpers.textfix.mojibake import complete_by_word, repair_shifts


def test_the_model_of_damage_reproduces_the_known_cases():
    assert damage("总人数", "側數") == "總?cè)藬?shù)"
    assert damage("游客总人次突破1000万", "側") == "遊客總?cè)舜瓮黄?000萬"
    assert damage("总人员", "側") == "總?cè)藛T"
    assert damage("规模化发展", "規發", "；", "drop") == "規(guī)?;l(fā)展"
    assert damage("。现", "", "，") == "?,F"
    assert damage("专科", "", "？").startswith("??")


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("總?cè)藬?shù)", "總人數"),
        ("?cè)藛T", "人員"),
        ("總?cè)藛T", "總人員"),
        ("總?cè)藬?shù)增加", "總人數增加"),
    ],
)
def test_runs_that_are_off_by_one_byte_come_back(received, read):
    assert repair_shifts(received).text == read


def test_what_the_destroyed_number_leaves():
    repair = repair_shifts("游客總?cè)舜瓮黄?00萬")
    assert repair.text == "游客總人次突□□00萬"
    assert complete_by_word(repair) == ("游客總人次突破□00萬", 1)


def test_a_character_without_a_clear_word_stays_lost():
    # The same damage behind a character that forms no common word with any candidate.
    assert clean_text(damage("游客总人次赴虞1000万", "側")).text == "游客总人次赴□□000万"


def test_characters_gone_without_a_mark_come_back_only_inside_a_word():
    assert clean_text("規(guī)?;l(fā)展").text == "规模化发展"
    # Between 运动会 and 设 there may have been a comma: nothing says so, nothing is read.
    refused = clean_text("第四屆全民運動?rèn) O14個大項")
    assert [change.level for change in refused.changes if change.rule == "byte_shift_refused"] == ["doubtful"]


def test_a_comma_of_which_one_byte_is_left_comes_back():
    # 樱 is D3A3: D3 belongs to 动, and of all marks that begin with A3 only the comma's second byte can vanish.
    assert clean_text("文化活?yóng)樱e(jǔ)辦").text == "文化活动，举办"


def test_what_a_cut_mark_leaves_behind_is_read():
    # The comma put all in step again, but the pinyin behind 宣传 was written before, when it was not.
    assert clean_text("展示活?yóng)?,宣?chuán)地方傳統").text == "展示活动,宣传地方传统"


def test_a_letter_behind_a_shifted_run_comes_back():
    assert clean_text(damage("研发经费支出占GDP比重预计", "儭")).text == "研发经费支出占GDP比重预计"


def test_a_point_before_a_digit_is_no_full_stop():
    read = clean_text("盡責活?yóng)游\ue66a?.6萬人次").text
    assert not read.endswith("吸引.6万人次")


def test_what_is_refused_is_not_read_after_it_was_simplified():
    once = clean_text("鄉鎮?mà)斦芾砥脚_(tái)上線運行")
    assert clean_text(once.text).text == once.text


def test_cut_marks_and_private_use_characters():
    assert clean_text(damage("完成古籍普查登记，建立数据库。", "", "，")).text == "完成古籍普查登记,建立数据库。"
    assert clean_text(damage("编制规划，规模化发展。", "規發", "；")).text == "编制规划，规模化发展。"


@pytest.mark.parametrize("text", ["完成了吗?好的", "什么?;没有", "是否完成?是,已完成.", "A?B", "增长率?%", "?"])
def test_ordinary_question_marks_are_left_alone(text):
    assert clean_text(text).changes == ()


def test_no_damaged_text_is_read_wrongly():
    """218 sentences, five ways of damage each: exact, or all but the lost characters, or refused and said so."""
    counts = score(5, 2024, clean_text)
    assert sum(counts.values()) == 1090
    assert sum(n for (_, how), n in counts.items() if how == "wrong") == 0
    assert counts["pinyin only", "exact"] == sum(n for (kind, _), n in counts.items() if kind == "pinyin only")
    kept = sum(n for (kind, _), n in counts.items() if kind == "shifted, private use kept")
    assert kept > 50
    assert counts["shifted, private use kept", "refused"] <= 0.05 * kept


@pytest.mark.parametrize("path", [WIDER, HELD], ids=lambda path: path.stem)
def test_of_other_bureaus_texts_none_is_read_wrongly(path):
    assert [entry for entry in graded(2, 7, clean_text, path) if entry[1] == "wrong"] == []


def test_pinyin_behind_a_letter_goes_if_the_letter_was_half_of_a_character_and_is_said_if_not():
    # AC of ， and 44 of D are one character, 珼, whose reading is bèi.
    assert clean_text("抗震鑑定46幢,D(bèi)級(jí)危房").text == "抗震鉴定46幢,D级危房"
    assert clean_text("抗震鑑定46幢,D(bei) 級(ji) 危房").text == "抗震鉴定46幢,D级危房"
    assert clean_text("抗震鑑定46幢,D(bà)級危房").changes[-1].rule == "bracket_like_pinyin"


def test_a_reading_that_does_not_fit_is_refused_and_said():
    cleaned = clean_text("真的嗎?ok)好")
    assert cleaned.text == "真的嗎?ok)好".replace("嗎", "吗")
    assert ("byte_shift_refused", "doubtful") in [(c.rule, c.level) for c in cleaned.changes]


def test_an_ordinary_question_mark_is_left_alone():
    assert clean_text("完成了吗?(见附件)").changes == ()


def test_row_19_of_the_real_report(report):
    assert "游客总人次突破□00万、旅游总收入75亿元" in report.cells.loc[19, "具体分解"]
    assert "“跟着诗词游上虞”" in report.cells.loc[19, "具体分解"]
    levels = report.ledger.query("source_row == 19 and column == '具体分解'").set_index("rule")["level"]
    assert levels["byte_shift"] == "repaired"
    assert levels["word_completion"] == "doubtful"
    assert levels["lost_character"] == "unknown"
