"""What a person at the terminal can mend: said as what, why and what to do, in Chinese or English."""

from __future__ import annotations

import os
from collections.abc import Mapping


def speaks_chinese(environ: Mapping[str, str] = os.environ) -> bool:
    """True when the terminal's locale asks for Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return environ[name].lower().startswith("zh")
    return False


def words(en: str, zh: str) -> str:
    """The sentence in the terminal's language."""
    return zh if speaks_chinese() else en


class Problem(Exception):
    """Raised where a person has to act. `str()` is English, `text` speaks the terminal's language."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh

    @property
    def text(self) -> str:
        return words(self.en, self.zh)
