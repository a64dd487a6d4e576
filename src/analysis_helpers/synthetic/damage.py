"""What happens to a file on its way: mirror copies, cuts, and files that are no report at all."""

from __future__ import annotations

from analysis_helpers.synthetic.plan import load_texts
from analysis_helpers.textfix.gbk import to_character

BROKEN = ("cut", "empty", "picture", "bad_row")
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


def shift_bytes(text: str) -> str:
    """The text as a mirror copy shows it that wrote pinyin behind the *bytes* of some traditional characters.

    Where such bytes straddle two characters, those behind them are read one byte off, and a `?` stands for what is lost.
    """
    import opencc

    received = opencc.OpenCC("s2tw").convert(text).encode("gbk", "replace")
    for character, reading in load_texts("province")["pinyin"].items():
        target = character.encode("gbk")
        received = received.replace(target, target + f"({reading})".encode("gbk"))
    shown, at = [], 0
    while at < len(received):
        lead, trail = received[at], received[at + 1] if at + 1 < len(received) else 0
        shown.append(chr(lead) if lead < 0x80 else to_character(lead, trail) or "?")
        at += 1 if lead < 0x80 else 2
    return "".join(shown)


def break_file(content: bytes, kind: str) -> bytes:
    """The file as it arrives: `cut` in the middle, `empty`, or a `picture` under the report's name."""
    return {"cut": content[: len(content) // 2], "empty": b"", "picture": PICTURE}.get(kind, content)
