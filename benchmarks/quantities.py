"""How well are the numbers of a report read? Our reader beside cn2an and plain regular expressions, on labels made by hand.

The peers get what an analyst would write around them in an hour: a measure word behind the number, a role by the kind of
text, dates and editions by 年, 月 and 第.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import cn2an
from tests.gold.score import load_gold, score

from analysis_helpers import read_quantities

GOLD = Path(__file__).parents[1] / "tests" / "gold"
ROLES = ("target", "achieved", "share", "rank", "date", "ordinal", "level", "list_mark", "other")
UNITS = "个|家|座|处|所|项|条|件|场次|场|次|册|人次|人|名|户|元|亩|平方米|公里|米|吨|辆|台|套|%|倍|级|届|批|期|年|月|日|天|小时"
ARABIC = re.compile(rf"(第)?(\d[\d,]*(?:\.\d+)?)([万亿]*)({UNITS})?")
ANY = re.compile(rf"(第)?([\d,.]*[〇零一二两三四五六七八九十百千万亿\d]+)({UNITS})?")


def ours(text: str, kind: str) -> list[dict]:
    return [asdict(quantity) for quantity in read_quantities(text, kind)]


def by_expressions(text: str, kind: str) -> list[dict]:
    """Arabic figures with 万 and 亿, and the unit behind them."""
    found = []
    for match in ARABIC.finditer(text):
        value = float(match[2].replace(",", "")) * 10 ** (4 * match[3].count("万") + 8 * match[3].count("亿"))
        found.append(_guess(match, match[1], value, match[4], kind))
    return found


def by_cn2an(text: str, kind: str) -> list[dict]:
    """Every run of Arabic and Chinese numerals that cn2an can read, and the unit behind it."""
    found = []
    for match in ANY.finditer(text):
        try:
            value = float(cn2an.cn2an(match[2].replace(",", ""), "smart"))
        except ValueError:
            continue
        found.append(_guess(match, match[1], value, match[3], kind))
    return found


def _guess(match: re.Match[str], ordinal: str | None, value: float | None, unit: str | None, kind: str) -> dict:
    role = "ordinal" if ordinal else "date" if unit in ("年", "月", "日") else "level" if unit == "级" else None
    role = role or ("target" if kind == "task" else "share" if unit in ("%", "倍") else "achieved")
    return {"start": match.start(), "end": match.end(), "value": None if role == "date" else value, "low": None, "high": None,
            "unit": unit, "thing": None, "comparator": None, "role": role}  # fmt: skip


def main() -> None:
    readers: dict[str, Callable[[str, str], list[dict]]] = {
        "ours": ours,
        "cn2an": by_cn2an,
        "expressions": by_expressions,
    }
    for part in [name for name in ("report", "build", "held") if (GOLD / f"{name}.jsonl").is_file()]:
        lines = load_gold(GOLD / f"{part}.jsonl")
        print(f"Numbers in words, {part}: {sum(len(line['quantities']) for line in lines)} in {len(lines)} texts")
        results = {name: score(lines, read)["tally"] for name, read in readers.items()}
        print(f"  {'precision, recall':<18}" + "".join(f"{name:>20}" for name in readers))
        for role in ROLES:
            cells = [
                f"{_share(t['right', role], t['found', role])} {_share(t['right', role], t['gold', role])}"
                for t in results.values()
            ]
            print(f"  {role:<18}" + "".join(f"{cell:>20}" for cell in cells))
        everything = [
            f"{_share(*_sum(t, 'right', 'found'))} {_share(*_sum(t, 'right', 'gold'))}" for t in results.values()
        ]
        print(f"  {'all roles':<18}" + "".join(f"{cell:>20}" for cell in everything))
        for name in ("values", "units", "comparators", "things"):
            cells = [_share(t[f"{name} right"], t[name]) for t in results.values()]
            print(f"  {name:<18}" + "".join(f"{cell:>20}" for cell in cells))
        traps = [str(t["traps taken for a target"]) for t in results.values()]
        print(f"  {'traps as targets':<18}" + "".join(f"{cell:>20}" for cell in traps))


def _sum(tally: dict, *names: str) -> tuple[int, ...]:
    return tuple(sum(tally[name, role] for role in ROLES) for name in names)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
