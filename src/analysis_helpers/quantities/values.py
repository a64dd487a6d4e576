"""What is a span worth? Value or bounds in base units, unit, and the end of what is its quote."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis_helpers.core.chinese_numerals import SCALES, read_numeral
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.quantities.spans import ONE, SMALL

ROMAN = {numeral: value for value, numeral in enumerate("ⅠⅡⅢⅣⅤⅥ", 1)}
ENCLOSED = {chr(ord("①") + i): i + 1 for i in range(20)}
NEIGHBOURS = re.compile(r"^([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)$")


class NumberReading(NamedTuple):
    """A number as it is read: `value`, or `low` and `high`; all None where it is unknown or no number."""

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    inner: str | None  # 余 or 多 between number and unit, 过 in 过半


NOTHING = NumberReading(None, None, None, None, None)


def read_value(kind: str, match: re.Match[str]) -> NumberReading | None:
    """Read one span of a folded text; None where it turns out to be no number."""
    part = match.groupdict()
    if kind in ("name", "date"):
        return NOTHING
    if kind == "list_mark":
        return NOTHING._replace(value=_mark(match.group()))
    if kind == "vague":
        return NOTHING._replace(unit=next((part[n] for n in ("v_unit", "y_unit", "b_unit", "c_unit") if part[n]), None))
    if kind == "share":
        return _share(part)
    if kind == "duration":
        return _bounds(part["t_low"], part["t_high"], part["t_unit"], part["t_mod"])
    if kind == "plain":
        return _plain(part)
    for letter in "opq" if kind == "ordinal" else "r" if kind == "rank" else "asmjew":
        if part[f"{letter}_num"]:
            numeral = part[f"{letter}_num"]
            value = ROMAN.get(numeral) or read_numeral(numeral)
            return NOTHING._replace(value=value, unit=part[f"{letter}_unit"])
    return None


def _mark(text: str) -> float | None:
    inner = text.strip("().、是")
    return float(ENCLOSED[inner]) if inner in ENCLOSED else read_numeral(inner)


def _share(part: dict[str, str]) -> NumberReading:
    percent = NOTHING._replace(unit="%")
    if part["h_num"]:
        whole, _, decimals = part["h_num"].partition("点")
        value = read_numeral(whole) or 0.0
        tail = "".join(str(int(read_numeral(d) or 0)) for d in decimals)
        return percent._replace(value=float(f"{value:.0f}.{tail or 0}"))
    if part["f_low"]:
        return percent._replace(value=100 * (read_numeral(part["f_num"]) or 0) / (read_numeral(part["f_low"]) or 1))
    if part["d_num"]:
        half = part["d_half"]
        extra = 5 if half == "半" else (read_numeral(half) or 0) if half else 0
        return percent._replace(value=10 * (read_numeral(part["d_num"]) or 0) + extra, inner=part["d_mod"])
    if part["half"]:
        return percent._replace(value=50.0, inner="过" if part["half"] == "过半" else None)
    return NumberReading(2.0 ** (read_numeral(part["x_num"]) or 1 if part["x_num"] else 1), None, None, "倍", None)


def _plain(part: dict[str, str]) -> NumberReading | None:
    """A number with or without its unit. A lone Chinese digit counts only in front of a sure measure word."""
    low, unit, noun = part["low"], part["unit"], part["noun"]
    bare = low.strip(ONE + "□") == ""
    if bare and not part["high"] and "□" not in low and not any(c.isdecimal() for c in low):
        if not unit and not noun:
            return None
        if len(low) == 1 and unit and unit in load_vocabulary("quantities")["units"]["loose"]:
            return None
    if low in (*SMALL, "万", "亿") and not unit and not noun and not part["high"]:
        return None
    if low in ("千", "万", "百", "亿", "十") and noun:
        return None
    if not low.replace("□", "").strip() and not unit:
        return None  # what is lost may be any character; in front of a measure word it was a number
    big = part["big"] or ""
    if (
        part["high"]
        and low.strip()[-1] not in SCALES
        and (scale := re.search(r"[十百千]?[万亿]+$", part["high"].strip() + big))
    ):
        low += scale.group() if not big else ""
    reading = _bounds(low + big, part["high"] + big if part["high"] else None, unit or noun, part["mod"])
    return reading._replace(value=-(reading.value or 0.0)) if part["sign"] == "-" else reading


def _bounds(low: str, high: str | None, unit: str | None, inner: str | None) -> NumberReading:
    unit = "百分点" if unit in ("个百分点", "个点") else unit
    if high is None and (pair := NEIGHBOURS.match(low.strip())) and _rises(pair):
        low, high = pair[1] + pair[3], pair[2] + pair[3]
    first = read_numeral(low)
    last = read_numeral(high) if high else None
    if high is None or first is None or last is None:
        return NumberReading(first if high is None else None, None, None, unit, inner)
    return NumberReading(None, first, last, unit, inner)


def _rises(pair: re.Match[str]) -> bool:
    """三四十万 is a range, 五三 is none."""
    first, last = read_numeral(pair[1]), read_numeral(pair[2])
    return first is not None and last is not None and (last - first == 1 or (first, last) == (3, 5))
