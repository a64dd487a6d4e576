import pytest

from analysis_helpers import clean_text
from analysis_helpers.cleaning.mojibake import complete_by_word, repair_shifts


def damage(text, character, pinyin):
    """The damage as it happened: the pinyin goes into the bytes wherever the character's bytes stand."""
    target = character.encode("gbk")
    received = text.encode("gbk").replace(target, target + b"(" + pinyin.encode("gbk") + b")")
    out, at = "", 0
    while at < len(received):
        byte = received[at]
        if byte < 0x80:
            out, at = out + chr(byte), at + 1
            continue
        pair = received[at : at + 2]
        try:
            out += pair.decode("gbk")
        except UnicodeDecodeError:
            out += "?"
        at += 2
    return out


def test_the_model_of_damage_reproduces_the_known_cases():
    twice = damage("總人數", "側", "cè")
    assert twice == "總?cè)藬?"[:-1] + twice[len("總?cè)藬") :]
    assert damage("游客總人次突破1000萬", "側", "cè") == "游客總?cè)舜瓮黄?000萬"
    assert damage("總人員", "側", "cè") == "總?cè)藛T"


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
    repair = repair_shifts("總?cè)舜瓮黄?00萬")
    repair.text = repair.text.replace("突", "虞")
    assert complete_by_word(repair)[1] == 0


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
