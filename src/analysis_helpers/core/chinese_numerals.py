"""Read Chinese numerals: 三百二十, 两千三, 二〇二四, 6万, 2万5千."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | {"○": 0, "两": 2, "俩": 2}
DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}
# Full-width digits and points, and the two characters that stand for a pair; no thousands separators.
_FOLDED = {0xFF10 + digit: str(digit) for digit in range(10)} | str.maketrans("．", ".", ",， ")
_FOLDED |= {ord("廿"): "二十", ord("卅"): "三十"}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)


def read_numeral(text: str) -> float | None:
    """Return the value of a numeral that stands alone; None where it holds anything else.

    >>> [read_numeral(n) for n in ("32,547", "6万", "3.2亿", "三百二十", "两千三", "二〇二四", "十八", "2万5千", "５百", "三点五")]
    [32547.0, 60000.0, 320000000.0, 320.0, 2300.0, 2024.0, 18.0, 25000.0, 500.0, 3.5]
    """
    whole, point, decimals = text.translate(_FOLDED).partition("点")
    if point:
        units = read_numeral(whole) if whole else 0.0
        if units is None or not decimals or not all(digit in DIGITS for digit in decimals):
            return None
        return float(f"{units:.0f}." + "".join(str(DIGITS[digit]) for digit in decimals))
    tokens = _TOKEN.findall(whole)
    if not tokens or not all(t in DIGITS or t in SCALES or t[0].isdecimal() for t in tokens):
        return None
    if all(t in DIGITS for t in tokens):
        return float("".join(str(DIGITS[t]) for t in tokens))
    return _add_up(tokens)


def _add_up(tokens: list[str]) -> float:
    """Digits times scales: sections below 万 and 亿 are multiplied as a whole."""
    total = section = Decimal(0)
    number: Decimal | None = None
    last = 1  # the scale before a trailing digit: 两千三 is 2,300, 两千零三 is 2,003
    for token in tokens:
        if token not in SCALES:
            digit = Decimal(DIGITS[token]) if token in DIGITS else Decimal(token)
            last = 1 if token in "零〇○" else last
            number = digit
        elif (scale := SCALES[token]) < 10**4:
            section += scale * (1 if number is None else number)
            number, last = None, scale
        else:
            whole = section + (number or 0)
            below = total % scale if scale == 10**8 else Decimal(0)  # 三万亿: what stood below 亿 is multiplied, too
            total = total - below + ((whole + below) or 1) * scale
            section, number, last = Decimal(0), None, scale
    if number is not None:
        section += number * (last // 10 if tokens[-1] in DIGITS and last > 10 else 1)
    return float(total + section)
