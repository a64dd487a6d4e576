"""Which of the lines above a table is its title?"""

from __future__ import annotations

from collections.abc import Sequence

from analysis_helpers.cleaning.period import read_period
from analysis_helpers.core.vocabulary import load_vocabulary

LONGEST = 80
SYNTHETIC = "合成数据"


def choose_title(lines: Sequence[str]) -> int | None:
    """Position of the line that reads like a title (a period, 任务, 进展 …), the first of equals; None without lines.

    >>> choose_title(["点击领取优惠", "区文广旅游局2024年二季度重点工作任务落实情况", "发布时间：2024-11-15"])
    1
    """
    if not lines:
        return None
    return max(range(len(lines)), key=lambda i: (_score(lines[i]), -i))


def _score(line: str) -> float:
    words = load_vocabulary("rows")
    score = 2.0 * (read_period(line, 2000) is not None)
    score += min(sum(word in line for word in words["title"]), 2)
    score -= 2 * any(word in line for word in words["no_title"])
    score += SYNTHETIC in line
    return score - (len(line) > LONGEST)
