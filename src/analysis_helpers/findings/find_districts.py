"""What do the tables of districts say, in a sentence?"""

from __future__ import annotations

import pandas as pd

from analysis_helpers.findings.finding import Cell, Finding
from analysis_helpers.measures.districts import measure_funnel


def find_funnel(districts: pd.DataFrame) -> Finding:
    """Say how many districts call more ahead than chance explains (`measure_district` mapped over districts in, Finding out)."""
    funnel = measure_funnel(districts)
    if funnel.empty:
        return Finding("funnel.none", {"districts": Cell("measure_district", "all", "district", len(districts))})
    sides = funnel["side"].value_counts()
    figures = {
        "districts": Cell("measure_funnel", "all", "district", len(funnel)),
        "above": Cell("measure_funnel", "above", "side", int(sides["above"])),
        "share": Cell("measure_funnel", "all", "expected_pct", float(funnel["expected_pct"].iloc[0])),
    }
    return Finding("funnel.above" if sides["above"] else "funnel.within", figures)


def find_district_deviation(districts: pd.DataFrame) -> Finding:
    """Say how many districts are behind schedule on average, and where the middle one lies."""
    return _find_spread("district_deviation", districts, "deviation_mid_pp")


def find_district_change(districts: pd.DataFrame) -> Finding:
    """Say how far the middle district's tasks moved on average since the quarter before, and how many did not advance."""
    return _find_spread("district_change", districts, "change_mid_pp")


def find_district_concentration(districts: pd.DataFrame) -> Finding:
    """Say in how many districts the tasks lie on few: fewer effective leaders than half of all."""
    known = districts["effective_share_pct"].dropna()
    cells = {
        "districts": Cell("measure_district", "all", "district", len(known)),
        "few": Cell("measure_district", "under 50", "effective_share_pct", int(known.lt(50).sum())),
    }
    if known.empty:
        return Finding("district_concentration.none", cells)
    return Finding("district_concentration.some" if cells["few"].value else "district_concentration.spread", cells)


def _find_spread(key: str, districts: pd.DataFrame, column: str) -> Finding:
    known = districts[column].dropna()
    cells = {"districts": Cell("measure_district", "all", "district", len(known))}
    if known.empty:
        return Finding(f"{key}.none", cells)
    cells["mid"] = Cell("measure_district", "median", column, float(known.median()))
    cells["under"] = Cell(
        "measure_district",
        "under 0" if "deviation" in column else "0 or less",
        column,
        int((known.lt(0) if "deviation" in column else known.le(0)).sum()),
    )
    return Finding(f"{key}.some", cells)
