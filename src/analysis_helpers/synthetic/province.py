"""A synthetic province of any size: districts of different sizes, reports of all formats, and what is true of them.

Each district is drawn from a seed of its own, so that any of them can be written alone. All draws are `random()`, the one
that no Python version changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.synthetic.files import BROKEN, break_file, shift_bytes, write_report
from analysis_helpers.synthetic.plan import FIRST_ROW, PlannedTask, Sheet, load_texts

FIRST_YEAR = 2024
SEASONS = "一二三四"
STEP = 1237  # through all names, so that neighbours do not read alike


@dataclass(frozen=True)
class PlannedDistrict:
    """One district: its name, how many tasks its bureaus have, how fast it is, and what it does with statuses."""

    number: int
    name: str
    tasks: int
    speed: float
    inflates: bool


@dataclass(frozen=True)
class Job:
    """One task of a bureau for the whole year: what is stated, and how far it is at each quarter's end."""

    key: str
    words: dict[str, str]
    goal: int
    leader: str
    percents: tuple[int, ...]
    first: int
    last: int


def plan_places(districts: int, tasks: int, seed: int) -> list[PlannedDistrict]:
    """The districts: their sizes spread geometrically from small to large, a known part of them inflates its statuses."""
    how, words = load_texts("province")["behaviour"], load_texts("province")["districts"]
    names = [a + b + end for end in words["endings"] for a in words["first"] for b in words["second"] if a != b]
    if not 1 <= districts <= len(names):
        raise ReportError("sample.districts", districts=districts, most=len(names))
    draw = Random(f"{seed}-districts")
    ranks = _shuffle(draw, range(districts))
    spread = how["largest"] / how["smallest"]
    sizes = [how["smallest"] * spread ** (rank / max(districts - 1, 1)) for rank in ranks]
    scale = tasks * districts / sum(sizes)
    chosen = set(_shuffle(draw, range(districts))[: round(how["inflating"] * districts)])
    return [
        PlannedDistrict(
            n, names[n * STEP % len(names)], max(round(size * scale), 1), 0.9 + 0.2 * draw.random(), n in chosen
        )
        for n, size in enumerate(sizes)
    ]


def write_province(
    folder: Path, places: Sequence[PlannedDistrict], bureaus: int, quarters: int, seed: int, processes: int
) -> dict[str, pd.DataFrame]:
    """Write the reports of all districts below `folder`, and return the truth: `districts`, `files`, `tasks`."""
    known = load_texts("province")["bureaus"]["names"]
    if not 1 <= bureaus <= len(known) or quarters < 1:
        raise ReportError("sample.bureaus", bureaus=bureaus, quarters=quarters, most=len(known))
    write = partial(write_district, folder, bureaus=bureaus, quarters=quarters, seed=seed)
    if processes > 1 and len(places) > 1:
        with ProcessPoolExecutor(processes) as pool:
            told = list(pool.map(write, places, chunksize=max(len(places) // (8 * processes), 1)))
    else:
        told = [write(place) for place in places]
    files, tasks = ([row for one in told for row in one[at]] for at in (0, 1))
    districts = [
        {
            "district": p.name,
            "bureaus": bureaus,
            "tasks_per_bureau": p.tasks,
            "speed": round(p.speed, 4),
            "inflates": p.inflates,
        }
        for p in places
    ]
    return {name: pd.DataFrame(rows) for name, rows in (("districts", districts), ("files", files), ("tasks", tasks))}


def write_district(
    folder: Path, place: PlannedDistrict, *, bureaus: int, quarters: int, seed: int
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Write the reports of one district into its folder; what is true of its files and of its tasks."""
    words, draw = load_texts("province"), Random(f"{seed}-{place.number}-{place.name}")
    (folder / place.name).mkdir(parents=True)
    files, told = [], []
    leaders = _name_leaders(draw)
    for unit in words["bureaus"]["names"][:bureaus]:
        jobs = list(_plan_jobs(draw, place, unit, quarters, leaders))
        for number in range(quarters):
            quarter = f"{FIRST_YEAR + number // 4}Q{number % 4 + 1}"
            here = [job for job in jobs if job.first <= number <= job.last] or jobs[:1]
            damage = _choose(draw, words["shares"]["damage"])
            ending = "txt" if damage in ("annotated", "shifted") else _choose(draw, words["shares"]["formats"], "txt")
            sheet = _lay_out(draw, place, unit, quarter, ending, damage, [job.key for job in here])
            lines = {job.key: _draw_line(draw, job, unit, place, number) for job in here}
            rows = sheet.rows_of(lines)
            if damage == "bad_row":
                rows[-1][list(sheet.stated["columns"]).index("progress_pct")] = "见附件三"
            content = write_report(sheet, rows)
            if damage == "shifted":
                content = shift_bytes(content.decode()).encode()
                damage = damage if b"?" in content else "annotated"  # no reading fell between two characters
            (folder / place.name / sheet.file).write_bytes(break_file(content, damage))
            files.append({"district": place.name, "quarter": quarter, "unit": unit, "name": sheet.file, "format": ending,
                          "damage": damage, "broken": damage in BROKEN, "tasks": len(here)})  # fmt: skip
            told += [
                {"district": place.name, "quarter": quarter, "unit": unit, "name": sheet.file, "source_row": row,
                 "key": job.key, "task": lines[job.key].task, "progress_pct": lines[job.key].percent,
                 "status": lines[job.key].status, "leader": job.leader}
                for row, job in enumerate(here, FIRST_ROW[ending])
            ]  # fmt: skip
    return files, told


def _plan_jobs(draw: Random, place: PlannedDistrict, unit: str, quarters: int, leaders: Sequence[str]) -> Iterator[Job]:
    """The tasks of a bureau through all quarters, each year's its own; some leave early, as many come late."""
    words, how = load_texts("province")["tasks"], load_texts("province")["behaviour"]
    own = _pick(draw, leaders)
    for year in range(-(-quarters // 4)):
        items, homes = _shuffle(draw, words["items"]), _shuffle(draw, words["places"])
        for n in range(place.tasks):
            verb, item, measure, low, high = items[n % len(items)]
            goal = low + int(draw.random() * (high - low))
            said = {"verb": verb, "item": item, "measure": measure, "place": homes[(n + n // len(items)) % len(homes)]}
            first, last = 4 * year, 4 * year + 3
            if draw.random() < how["leaving"] * 3:
                first, last = (first, first + int(draw.random() * 3)) if draw.random() < 0.5 else (first + 1 + int(draw.random() * 3), last)  # fmt: skip
            leader = own if draw.random() < 0.7 else _pick(draw, leaders)
            yield Job(f"{unit}-{year}-{n}", said, goal, leader, _draw_course(draw, place), first, last)


def _draw_course(draw: Random, place: PlannedDistrict) -> tuple[int, ...]:
    """Percents at the four quarters' ends, nearly all multiples of 5: some tasks stand still, a few go back."""
    how, percent, course = load_texts("province")["behaviour"], 0.0, []
    pace = place.speed * (0.8 + 0.5 * draw.random())
    for _ in range(4):
        chance = draw.random()
        step = (
            0.0
            if chance < how["stalling"]
            else -5.0
            if chance > 1 - how["regressing"]
            else 25 * pace * (0.6 + 0.8 * draw.random())
        )
        percent = max(percent + step, 0.0)
        course.append(min(5 * round(percent / 5), 100))
    return tuple(course)


def _draw_line(draw: Random, job: Job, unit: str, place: PlannedDistrict, number: int) -> PlannedTask:
    """The task as it stands in one quarter; statuses are those that the percents give, unless overstated."""
    words = load_texts("province")
    how, texts, statuses = words["behaviour"], words["tasks"], words["statuses"]
    expected = 25 * (number % 4 + 1)
    percent = job.percents[number % 4]
    honest = "done" if percent >= 100 else "ahead" if percent > expected else "behind" if percent < expected else "on_schedule"  # fmt: skip
    overstated = draw.random() < how["overstated_there" if place.inflates else "overstated"]
    stated = "ahead" if honest in ("behind", "on_schedule") and overstated else honest
    done = job.goal * percent // 100
    said = {**job.words, "n": str(job.goal), "done": str(done)}
    form = texts["reworded"] if number % 4 > job.first % 4 and draw.random() < how["reworded"] else texts["plain"]
    told = _pick(draw, texts["narratives"]) if done else texts["idle"]
    known = None if draw.random() < how["unknown"] else percent
    return PlannedTask(unit, job.leader, form.format(**said), told.format(**said), known, _pick(draw, statuses[stated]))


def _lay_out(
    draw: Random, place: PlannedDistrict, unit: str, quarter: str, ending: str, damage: str, keys: list[str]
) -> Sheet:
    words = load_texts("province")
    year, season = quarter.split("Q")
    layout = words["layouts"][0] if damage in ("annotated", "shifted") else _pick(draw, words["layouts"])
    title = layout["title"].format(district=place.name, unit=unit, year=year, season=SEASONS[int(season) - 1])
    encoding = "gb18030" if draw.random() < 0.5 else "utf-8-sig"
    stated = {"title": title, "columns": layout["columns"], "ending": ending, "encoding": encoding}
    if damage == "annotated":
        stated["pinyin"] = words["pinyin"]
    return Sheet(f"{quarter}-{unit}.{ending}", quarter, stated, keys)


def _name_leaders(draw: Random) -> list[str]:
    """The leaders of a district; the first carry more than the last, in some districts much more."""
    words = load_texts("province")["leaders"]
    names = list(dict.fromkeys(_pick(draw, words["surnames"]) + _pick(draw, words["given"]) for _ in range(9)))
    slope = 0.5 + draw.random()
    return [name for rank, name in enumerate(names, 1) for _ in range(max(round(10 / rank**slope), 1))]


def _choose(draw: Random, shares: Mapping[str, float], rest: str = "") -> str:
    """One of the names, each as often as its share of 1; `rest` for what is left."""
    at = draw.random()
    for name, share in shares.items():
        at -= share
        if at < 0:
            return name
    return rest


def _pick(draw: Random, words: Sequence[Any]) -> Any:
    return words[int(draw.random() * len(words))]


def _shuffle(draw: Random, things: Sequence[Any]) -> list[Any]:
    return sorted(things, key=lambda _: draw.random())
