"""`qingfeng backup` and `qingfeng restore`: the whole record, with its attachments, in one file that proves itself.

A backup is PostgreSQL's own dump of one moment; everybody goes on working meanwhile. Row-level security binds the
product's role, so both need an administrator of the database: of the box on this machine they know it, elsewhere
QF_ADMIN_DATABASE_URL names one (a superuser, or for a backup a role with BYPASSRLS).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import asyncpg

from qingfeng import __version__
from qingfeng.app.archive import DUMP, FORMAT, KEY, PIECE, Manifest, Progress, Reader, Writer, seal, unseal
from qingfeng.app.embedded.accounts import engine_account
from qingfeng.app.embedded.postgres import ADMIN
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.programs import find_postgres
from qingfeng.app.settings import secret_key_file
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.migrate import scripts

if TYPE_CHECKING:
    Admin = asyncpg.Connection[asyncpg.Record]

ROLES = ("qf_app", "qf_system", "qf_search")
"""Roles that own or may do something in the database; a dump does not hold them."""


@dataclass(frozen=True)
class Place:
    """Where the record is. `admin`: the same database as `url`, as an administrator."""

    url: str
    admin: str
    data_dir: Path
    programs: Path | None = None

    @property
    def database(self) -> str:
        return unquote(urlsplit(self.url).path.lstrip("/"))

    @property
    def owner(self) -> str:
        return unquote(urlsplit(self.url).username or "")


def place_of(environ: Mapping[str, str], url: str, data_dir: Path) -> Place:
    """From the settings. Raises Problem when nobody is known who may read everything."""
    admin = environ.get("QF_ADMIN_DATABASE_URL", "").strip() or _box_admin(url, data_dir)
    if not admin:
        raise Problem(
            "Row-level security hides the tenants' rows from the product's own role. Set QF_ADMIN_DATABASE_URL to the\n"
            "  same database as a superuser (for a backup BYPASSRLS will do).",
            "行级安全策略对产品自身的数据库角色同样生效。请用 QF_ADMIN_DATABASE_URL 以超级用户身份指向同一数据库\n"
            "  （仅备份时，具有 BYPASSRLS 的角色即可）。",
        )
    given = environ.get("QF_POSTGRES_BIN", "").strip()
    return Place(url, admin, data_dir, Path(given) if given else None)


def _box_admin(url: str, data_dir: Path) -> str:
    """The administrator of this machine's own server, when that is what `url` names."""
    parts = urlsplit(url)
    socket = parse_qs(parts.query).get("host", [""])[0]
    secret = data_dir / "keys" / "postgres-admin"
    if parts.hostname or not socket or not secret.exists():
        return ""
    return (
        f"postgresql://{ADMIN}:{quote(secret.read_text('ascii').strip())}@{parts.path}?host={quote(socket, safe='/')}"
    )


# ------------------------------------------------------------------ out
async def backup(
    place: Place, file: Path, clock: Clock, told: Progress, *, key: tuple[bytes, str] | None = None
) -> Manifest:
    """Write a backup. `key`: the installation's secret and the passphrase that seals it. Raises Problem, OSError."""
    conn = await asyncpg.connect(place.admin)
    try:
        if not await conn.fetchval("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
            raise Problem(
                "The role in QF_ADMIN_DATABASE_URL does not see every row: it needs SUPERUSER or BYPASSRLS.",
                "QF_ADMIN_DATABASE_URL 中的角色无法读取全部数据，需要 SUPERUSER 或 BYPASSRLS 权限。",
            )
        major = conn.get_server_version().major
        owner = await conn.fetchval(
            "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.qingfeng_migrations')"
        )
        if owner is None:
            raise Problem("This database holds no Qingfeng yet.", "该数据库中尚无清风的数据。")
        names = [r["name"] for r in await conn.fetch("SELECT name FROM public.qingfeng_migrations ORDER BY name")]
    finally:
        await conn.close()
    with Writer(file) as out:
        command = [
            _program(place, "pg_dump", major),
            "--format=custom",
            "--no-password",
            "--dbname",
            _open(place.admin),
        ]
        out.add(DUMP, _output(command, place.admin), told)
        if key is not None:
            out.add(KEY, [seal(*key)], told)
        manifest = Manifest(
            format=FORMAT,
            version=__version__,
            made_at=clock.now(),
            major=major,
            owner=owner,
            migrations=names,
            parts=dict(out.parts),
        )
        out.close_with(manifest)
    return manifest


def _program(place: Place, name: str, major: int) -> str:
    """One of PostgreSQL's programs, as new as the server: those of the engine's wheel or the system, else on PATH."""
    folders = [place.programs] if place.programs else []
    with contextlib.suppress(Problem):
        folders.append(find_postgres(engine_account(), place.programs).folder)
    on_path = shutil.which(name)
    found = [folder / name for folder in folders if (folder / name).exists()] + ([Path(on_path)] if on_path else [])
    for program in found:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        if int("".join(c for c in said.partition(")")[2].strip().split(".")[0] if c.isdigit()) or 0) >= major:
            return str(program)
    raise Problem(
        f"No {name} of version {major} or newer was found. Install PostgreSQL {major}'s client programs, or set\n"
        "  QF_POSTGRES_BIN to their folder.",
        f"找不到 {major} 或更新版本的 {name}。请安装 PostgreSQL {major} 客户端，或用 QF_POSTGRES_BIN 指定其目录。",
    )


def _open(url: str) -> str:
    """An address without its password, which goes by the environment: a command line is for all to see."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1)))


def _environment(url: str) -> dict[str, str]:
    password = urlsplit(url).password
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": unquote(password)} if password else {})}


def _output(command: list[str], url: str) -> Iterator[bytes]:
    """What a program writes, piece by piece. Raises Problem when it fails."""
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(url)) as running,
        _Heard(running) as said,
    ):
        assert running.stdout is not None
        while piece := running.stdout.read(PIECE):
            yield piece
        code = running.wait()
    if code:
        raise _failed(command[0], said)


class _Heard:
    """Collects what a program says on its side, so that it never waits for somebody to listen."""

    def __init__(self, running: subprocess.Popen[bytes]) -> None:
        self._pipe = running.stderr
        self._lines: list[bytes] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        if self._pipe is not None:
            self._lines += self._pipe.readlines()

    def __enter__(self) -> list[bytes]:
        self._thread.start()
        return self._lines

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def _failed(program: str, said: list[bytes]) -> Problem:
    tail = "\n    ".join(line.decode(errors="replace").rstrip() for line in said[-6:])
    return Problem(f"{Path(program).name} failed:\n    {tail}", f"{Path(program).name} 执行失败：\n    {tail}")


# ------------------------------------------------------------------ in
async def restore(
    place: Place, file: Path, told: Progress, *, force: bool, passphrase: Callable[[], str | None]
) -> Manifest:
    """Put a backup into an empty database (`force`: into any, whose content goes first).

    `passphrase` is asked for only if the backup holds a key; None leaves the key where it is. Raises Problem, OSError.
    """
    read = Reader(file, told)
    unknown = set(read.manifest.migrations) - {name for name, _ in scripts()}
    if read.manifest.format != FORMAT or unknown:
        raise Problem(
            f"This backup was made by Qingfeng {read.manifest.version}, which is newer than {__version__}. Upgrade first.",
            f"该备份由清风 {read.manifest.version} 生成，比当前版本 {__version__} 新，请先升级。",
        )
    phrase = passphrase() if KEY in read else None
    secret = unseal(b"".join(read.pieces(KEY)), phrase) if phrase is not None else None
    if secret is not None and not force:
        _check_key(place.data_dir, secret)
    conn = await asyncpg.connect(place.admin)
    try:
        major = conn.get_server_version().major
        await _check_room(conn, place, read.manifest)
        await _make_room(conn, place, force=force)
        foreign = await _make_roles(conn, place, read.manifest.owner)
        _load(place, read, major, told)
        await _hand_to_owner(conn, place, foreign)
    finally:
        await conn.close()
    if secret is not None:
        path = secret_key_file(place.data_dir)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(0o600)
        path.write_bytes(secret + b"\n")
    if force:
        # The stream is a copy of what was; the relay fills a new one from the record.
        shutil.rmtree(place.data_dir / "nats" / "store", ignore_errors=True)
    return read.manifest


async def _check_room(conn: Admin, place: Place, manifest: Manifest) -> None:
    major = conn.get_server_version().major
    if major < manifest.major:
        raise Problem(
            f"This backup was made by PostgreSQL {manifest.major}; the server is {major}. Use one at least as new.",
            f"该备份来自 PostgreSQL {manifest.major}，目标服务器为 {major}，请使用不低于该版本的服务器。",
        )
    if not await conn.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        raise Problem(
            "The role in QF_ADMIN_DATABASE_URL is no superuser; a restore makes roles and hands tables to them.",
            "QF_ADMIN_DATABASE_URL 中的角色不是超级用户；恢复时需要创建角色并转移表的所有权。",
        )
    users = await conn.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'qingfeng %'"
    )
    if users:
        raise Problem(
            "Qingfeng's processes still use this database. Stop them first.",
            "仍有清风的进程在使用该数据库，请先停止。",
        )


async def _make_room(conn: Admin, place: Place, *, force: bool) -> None:
    schemas = [
        r["nspname"]
        for r in await conn.fetch(
            "SELECT nspname FROM pg_namespace n WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
            " AND (nspname <> 'public' OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid"
            " AND c.relkind IN ('r', 'p', 'v', 'm', 'S')))"
        )
    ]
    if schemas and not force:
        raise Problem(
            f"The database {place.database} is not empty; a backup goes into an empty one. With --force everything\n"
            "  in it is deleted first.",
            f"数据库 {place.database} 不是空的，备份只能恢复到空数据库。加上 --force 会先删除其中的全部内容。",
        )
    await conn.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
    for name in schemas:
        await conn.execute(f'DROP SCHEMA "{name}" CASCADE')
    if "public" in schemas:
        await conn.execute("CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")


async def _make_roles(conn: Admin, place: Place, owner: str) -> str | None:
    """What a dump does not hold. Gives the name of the other place's owner when it was made for the while."""
    for role in ROLES:
        if not await conn.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await conn.execute(f'CREATE ROLE "{role}" NOLOGIN')
    if owner == place.owner:
        return None
    if await conn.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", owner):
        raise Problem(
            f"The backup's tables belong to a role {owner}, which has things of its own on this server. Restore as that\n"
            "  role (QF_DATABASE_URL), or on another server.",
            f"备份中的表属于角色 {owner}，而该角色在此服务器上另有对象。请在 QF_DATABASE_URL 中使用该角色，或换一台服务器。",
        )
    await conn.execute(f'CREATE ROLE "{owner}" NOLOGIN')
    return owner


def _load(place: Place, read: Reader, major: int, told: Progress) -> None:
    command = [_program(place, "pg_restore", major), "--exit-on-error", "--single-transaction", "--no-password"]
    command += ["--dbname", _open(place.admin)]
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(place.admin)
        ) as running,
        _Heard(running) as said,
    ):
        assert running.stdin is not None
        done = 0
        try:
            for piece in read.pieces(DUMP):
                running.stdin.write(piece)
                done += len(piece)
                told(DUMP, done)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it has ended; its code says why
        code = running.wait()
    if code:
        raise _failed(command[0], said)


async def _hand_to_owner(conn: Admin, place: Place, foreign: str | None) -> None:
    """The product's role of this place may do what that of the other place could."""
    await conn.execute(f'GRANT {", ".join(ROLES)} TO "{place.owner}"')
    if foreign is not None:
        await conn.execute(f'REASSIGN OWNED BY "{foreign}" TO "{place.owner}"; DROP OWNED BY "{foreign}"')
        await conn.execute(f'DROP ROLE "{foreign}"')
    await conn.execute("ANALYZE")


def _check_key(data_dir: Path, secret: bytes) -> None:
    path = secret_key_file(data_dir)
    if path.exists() and path.read_bytes().strip() != secret:
        raise Problem(
            f"{path} holds another key than the backup. With --force the backup's takes its place; without the\n"
            "  passphrase (leave it empty) yours stays, and people sign in anew. Nothing was restored.",
            f"{path} 与备份中的密钥不同。加 --force 会用备份中的密钥覆盖；口令留空则保留现有密钥，\n"
            "  但用户需要重新登录。未恢复任何内容。",
        )
