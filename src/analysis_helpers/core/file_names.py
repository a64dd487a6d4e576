"""Which file name does a text give? One that every system takes, Windows too."""

from __future__ import annotations

import re
import unicodedata

from analysis_helpers.core.errors import ReportError

UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f？：＊｜＜＞＂／＼\s_]+')
MOST = 40  # characters: with a folder in front a path of Windows has 260
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def make_file_name(text: str) -> str:
    """Return a text as a file name without its ending: signs that Windows does not take, and spaces, become _.

    Raises ReportError where nothing is left.

    >>> make_file_name("哪些街道拖了后腿？"), make_file_name('a/b: "c"...'), make_file_name("con")
    ('哪些街道拖了后腿', 'a_b_c', 'con_')
    """
    name = UNFIT.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = name.strip("_. ")[:MOST].rstrip("_. ")
    if not any(c.isalnum() for c in name):
        raise ReportError("own.no_file_name", name=repr(text))
    return f"{name}_" if name.partition(".")[0].lower() in RESERVED else name
