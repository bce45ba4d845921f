"""What a person at the terminal can mend: said as what, why and what to do, in Chinese or English."""

from __future__ import annotations

import errno
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


def of_the_disk(error: OSError) -> Problem | None:
    """The Problem behind an error of the operating system, if it is one of files that a person can mend."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(
            f"The disk is full: {error.filename or 'a file'} could not be written. Free some space, then start again.",
            f"磁盘已满，无法写入 {error.filename or '文件'}。请清理磁盘后重新启动。",
        )
    if error.filename and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{error.filename} is closed to this user: another one (root?) probably made it, or the disk is read-only.\n"
            "  Start as the user it belongs to, or set QF_DATA_DIR to a folder of your own.",
            f"当前用户无权使用 {error.filename}，它可能由其他用户（如 root）创建，或磁盘为只读。\n"
            "  请改用原来的用户启动，或把 QF_DATA_DIR 设为自己的目录。",
        )
    return None
