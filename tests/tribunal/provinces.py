"""Judge the sentences on many districts: each district is one of the synthetic histories."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from statistics import mean, median

import pandas as pd
from tests.tribunal.judge import Between, Fault, Figures, Read, find_wrong, read_sentence
from tests.tribunal.make_reports import Case, Sheet, all_cases, claim, fill_rows, load_sheets
from tests.tribunal.recount import Recount, classify

from analysis_helpers.findings import find_districts
from analysis_helpers.measures.districts import measure_district

LEAST = 3  # known values from which a district has a mean
FINDERS = ("find_funnel", "find_district_deviation", "find_district_change", "find_district_concentration")


class Province:
    """Many districts, and what can be counted of each."""

    def __init__(self, cases: list[Case]) -> None:
        self.case = cases[0]
        self.districts = [Recount(case, load_sheets(case.sheets)) for case in cases]

    def overstated(self) -> list[tuple[int, int]]:
        """For each district, how many tasks of those with status and percent are called ahead and are not."""
        pairs = []
        for district in self.districts:
            known = [row for row in district.rows if row.status and row.percent is not None]
            over = [row for row in known if row.status == "ahead" and classify(row, district.expected) != "ahead"]
            pairs.append((len([row for row in over if row.percent < 100]), len(known)))
        return [pair for pair in pairs if pair[1]]

    def share(self) -> float:
        """Percent of all these tasks, of all districts together."""
        pairs = self.overstated()
        return 100 * sum(over for over, _ in pairs) / sum(known for _, known in pairs)

    def above(self) -> Between:
        """How many districts overstate beyond chance: surely, and perhaps."""
        p = self.share() / 100
        tails = [sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)) for k, n in self.overstated()]
        return Between(sum(tail < 1e-4 for tail in tails), sum(tail < 1e-2 for tail in tails))

    def deviations(self) -> list[float]:
        """Mean deviation of each district that has one."""
        known = [[p - district.expected for p in district.percents] for district in self.districts]
        return [mean(values) for values in known if len(values) >= LEAST]

    def changes(self) -> list[float]:
        """Mean change of each district that has one."""
        known = [[link.delta for link in district.compared] for district in self.districts]
        return [mean(values) for values in known if len(values) >= LEAST]

    def effective(self) -> list[float]:
        """For each district with several leaders, percent of them that would carry as uneven a load equally."""
        shares = []
        for district in self.districts:
            parts: dict[str, float] = {}
            for row in district.rows:
                for name in row.leaders:
                    parts[name] = parts.get(name, 0) + 1 / len(row.leaders)
            if len(parts) > 1:
                total = sum(parts.values())
                shares.append(100 / sum((part / total) ** 2 for part in parts.values()) / len(parts))
        return shares


FIGURES: dict[str, Figures] = {
    "funnel": {
        "districts": lambda p, _: (len(p.overstated()),),
        "above": lambda p, _: p.above(),
        "share": lambda p, _: (p.share(),),
    },
    "district_deviation": {
        "districts": lambda p, _: (len(p.deviations()),),
        "under": lambda p, _: (sum(round(d, 6) < 0 for d in p.deviations()),),
        "mid": lambda p, _: (median(p.deviations()),),
    },
    "district_change": {
        "districts": lambda p, _: (len(p.changes()),),
        "under": lambda p, _: (sum(round(d, 6) <= 0 for d in p.changes()),),
        "mid": lambda p, _: (median(p.changes()),),
    },
    "district_concentration": {
        "districts": lambda p, _: (len(p.effective()),),
        "few": lambda p, _: (sum(round(share, 6) < 50 for share in p.effective()),),
    },
}


def _provinces() -> Iterator[Province]:
    newest = [case for case in all_cases() if case.quarter == max(sheet.quarter for sheet in case.sheets)]
    monthly = [case for case in newest if case.basis == "month" and case.as_of is None]
    courses = [case for case in monthly if len(case.sheets) > 1 and case.name.startswith("course")]
    for quarter in (3, 4):
        yield Province([case for case in courses if case.quarter == quarter])
    fair = [
        case for case in monthly if case.quarter == 2 and case.name in ("exactly level", "all behind", "one behind")
    ]
    boast = Sheet(2, tuple(claim(fill_rows([40.0] * 12), "ahead")))
    yield Province([*fair, Case("all overstated", (boast,), 2)])


def judge_provinces() -> list[Fault]:
    """Judge each sentence on districts, in both languages."""
    faults = []
    for province in _provinces():
        rows = [
            measure_district(load_sheets(r.case.sheets)).assign(district=f"{i}区")
            for i, r in enumerate(province.districts)
        ]
        table = pd.concat(rows, ignore_index=True)
        for name in FINDERS:
            finding = getattr(find_districts, name)(table)
            for language in ("zh", "en"):
                read = read_sentence(finding.text(language), finding.key, language)
                faults += _judge(read, finding.text("zh"), finding.key, province)
    return list(dict.fromkeys(faults))


def _judge(read: Read | None, text: str, key: str, province: Province) -> Iterator[Fault]:
    label = f"{len(province.districts)} districts"
    if read is None:
        yield Fault("unreadable", label, key, text, "no template fits")
        return
    figures = FIGURES[read.section]
    for name, why in find_wrong(read, province, figures):
        yield Fault("number" if name in figures else "unjudged", label, key, text, why)
    if read.number("few") == 0 or read.number("under") == 0:
        yield Fault("zero", label, key, text, "it counts 0")
