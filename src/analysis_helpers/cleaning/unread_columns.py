"""Which columns look like one that findings stand on, and were not read? They are named, for a person to look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from analysis_helpers.cleaning.column_claims import (
    DISTINCT,
    FIELDS,
    MOST,
    SAID_AS,
    SOME,
    ColumnNote,
    HeaderColumns,
    list_tick_columns,
)
from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.label_parts import Label, holds, spell
from analysis_helpers.core.vocabulary import load_vocabulary

FEW_CHARACTERS = 6  # in a cell on average; shorter ones sort the tasks and tell nothing


def list_unread(
    columns: HeaderColumns, fields: Mapping[str, int], ticked: Mapping[int, str], told: Collection[int]
) -> list[ColumnNote]:
    """Name each column that may be one of those that findings stand on, where that one was not found.

    `fields` are the columns that were read, `ticked` those of statuses, `told` those that the project's words settle.
    Columns of people that are kept under their own header (经办人) are named, too, without a doubt.
    """
    found = list(_list_unread_ticks(columns, ticked))
    free = [at for at in range(len(columns.labels)) if at not in {*fields.values(), *ticked, *told}]
    for name in FIELDS[1:]:
        if name in fields or (name == "status" and ticked):
            continue
        alike = [at for at in free if columns.content(at).filled and _LOOKS[name](columns, at)]
        if name in _WITHIN_REACH and not alike:
            alike = [at for at in free if _WITHIN_REACH[name](columns, at)]
        if name == "status" and not alike:  # a matrix whose ticks were lost
            alike = [at for at in free if columns.parts[at] and status_class(spell(columns.parts[at][-1]))]
            alike = alike if len(alike) > 1 else []
        rule = f"{SAID_AS.get(name, name)}_column_unread"
        found += [ColumnNote(rule, "doubtful", at, columns.name(at)) for at in alike]
    named = {note.at for note in found}
    for at in free:
        people = columns.labels[at].topic == "leader" or columns.content(at).share("person", "official") > MOST
        if people and at not in named:
            found.append(ColumnNote("column_of_others", "normalised", at, columns.name(at)))
    return found


def _list_unread_ticks(columns: HeaderColumns, ticked: Mapping[int, str]) -> Iterator[ColumnNote]:
    """Columns of ticks beside others whose head is a status: theirs is one that nobody knows."""
    for at in list_tick_columns(columns) if ticked else ():
        if at not in ticked:
            yield ColumnNote("status_column_unread", "doubtful", at, columns.name(at))


def _like_narrative(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic != "" or label.text in columns.others or content.distinctness <= DISTINCT:
        return False
    # Texts of any length that differ: without a narrative somebody has to see whether they are one.
    return content.length >= FEW_CHARACTERS and content.share("long", "text", "quantity", "with percent") > MOST


def _like_percent(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others and label.topic != "progress":
        return False
    return (content.share("signed") > MOST and label.topic in ("", "progress", "rate", "narrative")) or label.topic in (
        "progress",
        "rate",
    )


def _like_status(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others and label.topic != "status":
        return False
    if content.share("answer") > MOST:  # 是 and 否 to a question about progress, or to one that nobody can see
        return _tells_of_progress(label) or not (label.topic or "question" in label.which)
    return content.share("status", "light") > MOST or (label.topic == "status" and content.length <= 12)


def _tells_of_progress(label: Label) -> bool:
    words = load_vocabulary("columns")["which"]
    return any(word in label.text for word in [*words["tells"], *words["plan"]])


def _like_leader(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.topic == "leader" and not any(
        word in label.text for word in load_vocabulary("columns")["which"]["head_of"]
    ):
        return True
    return label.text not in columns.others and label.topic == "" and content.share("person", "official") > MOST


def _like_unit(columns: HeaderColumns, at: int) -> bool:
    label, content = columns.labels[at], columns.content(at)
    if label.text in columns.others or "helper" in label.which or label.topic not in ("", "unit", "leader"):
        return False
    return content.share("unit") > SOME and content.length < 20


def _names_people(columns: HeaderColumns, at: int) -> bool:
    """Whether a column names people, though its header says of whom: 项目负责人."""
    named = columns.labels[at].topic == "leader" or columns.content(at).share("person", "official") > MOST
    return named and columns.labels[at].topic != "other" and columns.labels[at].text not in columns.others


def _names_bureaus(columns: HeaderColumns, at: int) -> bool:
    """Whether a column names bureaus, though in another part than that of the one in charge (业主单位), or may name them."""
    label, content = columns.labels[at], columns.content(at)
    short = content.share("text", "unit") > MOST and content.length <= FEW_CHARACTERS
    return label.text not in columns.others and label.topic in ("", "unit") and (content.share("unit") > SOME or short)


def _says_some_status(columns: HeaderColumns, at: int) -> bool:
    """Whether a column of short words may be the status: some are (较快, 如期, 办结), or its header judges (整改态势)."""
    label, content = columns.labels[at], columns.content(at)
    short = content.share("status", "light", "text") > MOST and content.length <= FEW_CHARACTERS
    some = content.kinds["status"] + content.kinds["light"] > 0 or holds(
        label.text, load_vocabulary("columns")["which"]["judges"]
    )
    return label.text not in columns.others and label.topic in ("", "other", "status") and short and some


# Columns that come next where a report has no other for its leader, unit or status: they are named, and not read.
_WITHIN_REACH = {"leader": _names_people, "unit": _names_bureaus, "status": _says_some_status}
_LOOKS: dict[str, Callable[[HeaderColumns, int], bool]] = {
    "narrative": _like_narrative,
    "progress_pct": _like_percent,
    "status": _like_status,
    "leader": _like_leader,
    "unit": _like_unit,
}
