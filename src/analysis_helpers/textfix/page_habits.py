"""What does the whole of a damaged text say of its page? Which characters it can hold, and whether some vanish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from analysis_helpers.textfix.gbk import every_han
from analysis_helpers.textfix.script import to_simplified

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
    if any(map(_is_traditional, text)):
        return "traditional"
    return "simplified" if any(map(_is_simplified, text)) else ""


@cache
def fits(character: str, script: Script) -> bool:
    """Can a character have been meant on a page of this script?"""
    if script == "traditional":
        return not _is_simplified(character)
    return script == "" or not _is_traditional(character)


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
    characters = every_han()
    for character, simple in zip(characters, to_simplified("\n".join(characters)).split("\n"), strict=True):
        if simple != character:
            found.setdefault(simple, []).append(character)
    return found


@cache
def _is_traditional(character: str) -> bool:
    return to_simplified(character) != character


@cache
def _is_simplified(character: str) -> bool:
    return bool(_converter().convert(character) != character) and not _is_traditional(character)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")
