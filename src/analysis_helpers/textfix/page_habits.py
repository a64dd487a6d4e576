"""What does the whole of a damaged text say of its page? Which characters it can hold, and whether some vanish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from analysis_helpers.textfix.gbk import every_han
from analysis_helpers.textfix.script import is_traditional, simplified_han, simplify_character

Script = Literal["", "traditional", "simplified"]


@dataclass(frozen=True)
class Page:
    """`dropped`: characters of private use may be gone without a mark. `script`: the only one that stands there.

    `since`: it was traditional, and was simplified since the damage.
    """

    dropped: bool
    script: Script = ""
    since: bool = False

    def readings(self) -> tuple[Page, ...]:
        """What the page can have been when it was damaged: a simplified one also traditional."""
        return (self, replace(self, script="traditional", since=True)) if self.script == "simplified" else (self,)


def look_at(text: str, dropped: bool) -> Page:
    """Return what a text says of its page: one character of private use says that none of them is gone.

    >>> look_at("總?cè)藬?shù)", dropped=True).script, look_at("总人数", dropped=True).script
    ('traditional', 'simplified')
    """
    kept = any("\ue000" <= character <= "\uf8ff" for character in text)
    return Page(dropped and not kept, _script_of(text))


def _script_of(text: str) -> Script:
    # A mirror writes a whole page in one script. What is off by one byte holds anything, so that one traditional
    # character tells, and a simplified one only where there is none.
    if any(map(is_traditional, text)):
        return "traditional"
    return "simplified" if not simplified_han().isdisjoint(text) else ""


@cache
def fits(character: str, script: Script) -> bool:
    """Can a character have been meant on a page of this script?"""
    if script == "traditional":
        return character not in simplified_han()
    return script == "" or not is_traditional(character)


@cache
def fitting(characters: tuple[str, ...], script: Script) -> tuple[str, ...]:
    """Return those of some characters that can have been meant on a page of this script."""
    return tuple(character for character in characters if fits(character, script))


def forms(character: str, page: Page) -> tuple[str, ...]:
    """Return what a character can have been when the text was damaged."""
    return (character, *_traditional_forms().get(character, ())) if page.since else (character,)


@cache
def _traditional_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for character in filter(is_traditional, every_han()):
        found.setdefault(simplify_character(character), []).append(character)
    return found
