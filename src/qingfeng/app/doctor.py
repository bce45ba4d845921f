"""`qingfeng doctor`: looks at everything a house stands on and says what to do about what is wrong. Changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

import asyncpg
import nats.errors
import nats.js.errors

from qingfeng import __version__
from qingfeng.app.embedded.problem import words
from qingfeng.app.embedded.programs import OLDEST_POSTGRES
from qingfeng.app.settings import Settings, secret_key_file
from qingfeng.kernel.bus import STREAM, Bus
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.migrate import scripts

if TYPE_CHECKING:
    Conn = asyncpg.Connection[asyncpg.Record]

GIGABYTE = 1_000_000_000
LITTLE_SPACE = 5 * GIGABYTE
CLOCKS_APART = 2.0
LATE_SECONDS = 60.0
CERTIFICATE_DAYS = 14
WAIT_SECONDS = 5.0
ROLES = ("qf_app", "qf_system", "qf_search")
Level = Literal["ok", "look", "wrong"]
"""`look`: works, but somebody should know; `wrong`: does not work, or is not safe."""


class Finding(NamedTuple):
    """What was found about one thing, and what to do about it (nothing when it is well)."""

    level: Level
    name: str
    what: str
    do: str = ""


def text(findings: Sequence[Finding]) -> list[str]:
    """One line each, the worst last, with what to do below."""
    lines = []
    for found in sorted(findings, key=lambda f: ("ok", "look", "wrong").index(f.level)):
        lines.append(f"{found.level:<5} {found.name}: {found.what}")
        if found.do:
            lines.append(f"      → {found.do}")
    return lines


async def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Everything, in order. Never raises for what it is there to find."""
    findings = [_versions(), _disk(settings), _key(settings)]
    try:
        conn = await asyncpg.connect(settings.database_url, timeout=WAIT_SECONDS)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, TimeoutError) as error:
        findings.append(
            Finding(
                "wrong",
                "database",
                f"{type(error).__name__}: {error}",
                words("Is it running, and is QF_DATABASE_URL right?", "数据库是否在运行？QF_DATABASE_URL 是否正确？"),
            )
        )
    else:
        try:
            findings += await _record(conn, clock)
        finally:
            await conn.close()
    findings.append(await _broker(settings, clock))
    findings.append(await asyncio.to_thread(_door, settings, clock.now()))
    return findings


def _versions() -> Finding:
    python = ".".join(str(n) for n in sys.version_info[:3])
    return Finding("ok", "version", f"Qingfeng {__version__}, Python {python}")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    what = words(f"{free / GIGABYTE:.1f} GB free at {folder}", f"{folder} 可用 {free / GIGABYTE:.1f} GB")
    do = words("Free some space, or move QF_DATA_DIR.", "请清理磁盘，或迁移 QF_DATA_DIR。")
    if free < GIGABYTE:
        return Finding("wrong", "disk", what, do)
    return Finding("look", "disk", what, do) if free < LITTLE_SPACE else Finding("ok", "disk", what)


def _key(settings: Settings) -> Finding:
    path = secret_key_file(settings.data_dir)
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding(
            "wrong", "key", words(f"{path} may be read by others", f"{path} 可被其他用户读取"), f"chmod 600 {path}"
        )
    return Finding("ok", "key", words("kept to itself", "权限正确"))


# ------------------------------------------------------------------ the record
Check = Callable[["Conn"], Awaitable[Finding]]


async def _record(conn: Conn, clock: Clock) -> list[Finding]:
    # The machinery's rows are not the owner's to see; the migrations are there before its tables.
    checks: list[Check] = [_server, _letters, _durable, _migrations, _roles, _isolation]
    found = [*[await check(conn) for check in checks], await _clocks(conn, clock)]
    migrated = next(f for f in found if f.name == "migrations").level
    if migrated == "ok":
        await conn.execute("SET ROLE qf_system")
        found += [await _relayed(conn, clock.now()), await _parked(conn)]
    return found


async def _server(conn: Conn) -> Finding:
    version = conn.get_server_version()
    what = f"PostgreSQL {version.major}.{version.minor}"
    if version.major < OLDEST_POSTGRES:
        return Finding(
            "wrong",
            "database",
            what,
            words(
                f"Upgrade to PostgreSQL {OLDEST_POSTGRES} or newer.",
                f"请升级到 PostgreSQL {OLDEST_POSTGRES} 或更新版本。",
            ),
        )
    return Finding("ok", "database", what)


async def _letters(conn: Conn) -> Finding:
    """Chinese words are found only where the database knows that they are letters."""
    encoding = await conn.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        return Finding(
            "wrong",
            "letters",
            f"encoding {encoding}",
            words("Make the database anew with ENCODING 'UTF8'.", "请以 ENCODING 'UTF8' 重新创建数据库。"),
        )
    if not await conn.fetchval("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"):
        return Finding("wrong", "letters", words("pg_trgm is missing", "缺少扩展 pg_trgm"), "qingfeng migrate")
    if not await conn.fetchval("SELECT cardinality(show_trgm('空调'))"):
        return Finding(
            "wrong",
            "letters",
            words("Chinese is no text to this database", "该数据库的区域设置不识别中文"),
            words(
                "Make it anew with LC_CTYPE 'C.UTF-8' (qingfeng backup, createdb, qingfeng restore).",
                "请以 LC_CTYPE 'C.UTF-8' 重新创建（先 qingfeng backup，再 qingfeng restore）。",
            ),
        )
    return Finding("ok", "letters", words("UTF-8, Chinese is found", "UTF-8，可检索中文"))


async def _durable(conn: Conn) -> Finding:
    off = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if await conn.fetchval(f"SHOW {name}") == "off"
    ]
    if off:
        return Finding(
            "wrong",
            "durability",
            f"off: {', '.join(off)}",
            words(
                "Turn it on in postgresql.conf: a power cut loses what customers were told is kept.",
                "请在 postgresql.conf 中打开：断电会丢失已确认的消息。",
            ),
        )
    return Finding("ok", "durability", words("commits are durable", "提交可靠落盘"))


async def _migrations(conn: Conn) -> Finding:
    known = {name: hashlib.sha256(sql.encode()).hexdigest() for name, sql in scripts()}
    if await conn.fetchval("SELECT to_regclass('public.qingfeng_migrations')") is None:
        return Finding("wrong", "migrations", words("none applied yet", "尚未初始化"), "qingfeng migrate")
    done = {r["name"]: r["digest"] for r in await conn.fetch("SELECT name, digest FROM public.qingfeng_migrations")}
    newer = sorted(done.keys() - known.keys())
    missing = sorted(known.keys() - done.keys())
    changed = sorted(name for name in done.keys() & known.keys() if done[name] != known[name])
    if newer:
        return Finding(
            "wrong",
            "migrations",
            words(f"of a newer version: {newer[-1]}", f"来自更新的版本：{newer[-1]}"),
            words("Upgrade Qingfeng here; older processes must not write.", "请升级本机的清风，旧版本进程不得写入。"),
        )
    if changed:
        return Finding(
            "wrong",
            "migrations",
            words(f"not what was applied: {changed[0]}", f"与已执行的内容不同：{changed[0]}"),
            words("Run the released version; migrations are never edited.", "请使用正式发布的版本，迁移脚本不应改动。"),
        )
    if missing:
        return Finding(
            "wrong",
            "migrations",
            words(f"{len(missing)} to come: {missing[0]} …", f"待执行 {len(missing)} 个：{missing[0]} …"),
            "qingfeng migrate",
        )
    return Finding("ok", "migrations", words(f"up to date ({len(done)})", f"已是最新（{len(done)} 个）"))


async def _roles(conn: Conn) -> Finding:
    rows = await conn.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls AS free, rolcanlogin FROM pg_roles"
        " WHERE rolname = ANY($1) OR rolname = session_user",
        list(ROLES),
    )
    missing = sorted(set(ROLES) - {r["rolname"] for r in rows})
    free = sorted(r["rolname"] for r in rows if r["free"])
    if missing:
        return Finding(
            "wrong", "roles", words(f"missing: {', '.join(missing)}", f"缺少：{', '.join(missing)}"), "qingfeng migrate"
        )
    if free:
        do = "; ".join(f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS" for name in free)
        return Finding(
            "wrong",
            "roles",
            words(f"no row-level security binds {', '.join(free)}", f"行级安全策略对 {', '.join(free)} 不生效"),
            do,
        )
    return Finding("ok", "roles", words("bound by row-level security", "均受行级安全约束"))


async def _isolation(conn: Conn) -> Finding:
    rows = await conn.fetch(
        "SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%'"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity"
        " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1"
    )
    open_ = [r["name"] for r in rows]
    if open_:
        do = "; ".join(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY" for name in open_)
        return Finding(
            "wrong",
            "row-level security",
            words(f"not forced on {', '.join(open_)}", f"未强制启用：{', '.join(open_)}"),
            do,
        )
    return Finding("ok", "row-level security", words("forced on every table of tenants", "所有租户表均已强制启用"))


async def _clocks(conn: Conn, clock: Clock) -> Finding:
    apart = abs((await conn.fetchval("SELECT clock_timestamp()") - clock.now()).total_seconds())
    what = words(f"{apart:.1f} s apart from the database's", f"与数据库相差 {apart:.1f} 秒")
    if apart > CLOCKS_APART:
        return Finding(
            "wrong",
            "clock",
            what,
            words(
                "Let both machines keep time (chrony, systemd-timesyncd).",
                "请为两台机器启用时间同步（chrony 或 systemd-timesyncd）。",
            ),
        )
    return Finding("ok", "clock", what)


async def _relayed(conn: Conn, now: datetime) -> Finding:
    row = await conn.fetchrow("SELECT count(*) AS n, min(at) AS oldest FROM kernel.outbox_waiting")
    assert row is not None
    age = (now - row["oldest"]).total_seconds() if row["oldest"] else 0.0
    what = words(
        f"{row['n']} events wait, the oldest {max(age, 0):.0f} s", f"待转发 {row['n']} 条，最久 {max(age, 0):.0f} 秒"
    )
    if age > LATE_SECONDS:
        return Finding(
            "look",
            "outbox",
            what,
            words("Is a worker running, and is the broker up?", "worker 是否在运行？消息服务是否可用？"),
        )
    return Finding("ok", "outbox", what)


async def _parked(conn: Conn) -> Finding:
    n = await conn.fetchval("SELECT count(*) FROM kernel.parked WHERE replayed_at IS NULL")
    what = words(f"{n} events or steps", f"{n} 条")
    return Finding("look", "parked", what, "qingfeng parked list") if n else Finding("ok", "parked", what)


# ------------------------------------------------------------------ the rest
async def _broker(settings: Settings, clock: Clock) -> Finding:
    bus = Bus(settings.nats_url, "doctor", clock)
    await bus.start()
    try:
        if not bus.up:
            return Finding(
                "wrong",
                "broker",
                words("does not answer", "无法连接"),
                words(
                    "Is it running, and is QF_NATS_URL right? Until then nothing is lost, but live updates are a second late.",
                    "是否在运行？QF_NATS_URL 是否正确？恢复前不会丢失数据，但界面会延迟约一秒。",
                ),
            )
        try:
            state = (await bus.jetstream().stream_info(STREAM)).state
        except nats.js.errors.NotFoundError:
            return Finding(
                "look",
                "broker",
                words("no event stream yet", "尚无事件流"),
                words("A worker makes it when it starts.", "worker 启动后会自动创建。"),
            )
        except (nats.errors.Error, nats.js.errors.Error, TimeoutError) as error:
            return Finding(
                "wrong",
                "broker",
                f"JetStream: {str(error) or type(error).__name__}",
                words(
                    "Start it with JetStream (nats-server --jetstream).",
                    "请启用 JetStream（nats-server --jetstream）。",
                ),
            )
        return Finding(
            "ok",
            "broker",
            words(
                f"{state.messages} events in the stream, {state.bytes / 1e6:.1f} MB",
                f"事件流中 {state.messages} 条，{state.bytes / 1e6:.1f} MB",
            ),
        )
    finally:
        await bus.stop()


def _door(settings: Settings, now: datetime) -> Finding:
    """How people come in: by HTTPS with a certificate that will still do in two weeks."""
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    if parts.scheme == "http":
        if host in ("localhost", "127.0.0.1", "::1"):
            return Finding(
                "ok",
                "public address",
                words(f"{settings.public_url}, this machine only", f"{settings.public_url}，仅限本机"),
            )
        return Finding(
            "look",
            "public address",
            words(f"{settings.public_url} is not encrypted", f"{settings.public_url} 未加密"),
            words(
                "Put a proxy with a certificate before it and set QF_PUBLIC_URL to https://…",
                "请在前面部署带证书的代理，并把 QF_PUBLIC_URL 设为 https://……",
            ),
        )
    do = words("Renew the certificate of the proxy, or mend QF_PUBLIC_URL.", "请更新代理的证书，或修正 QF_PUBLIC_URL。")
    try:
        with (
            contextlib.closing(socket.create_connection((host, parts.port or 443), WAIT_SECONDS)) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as secured,
        ):
            ends = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
    except (OSError, ValueError, KeyError) as error:
        return Finding("wrong", "certificate", f"{host}: {error}", do)
    days = (ends - now.timestamp()) / 86400
    what = words(f"{host}: {days:.0f} days left", f"{host}：剩余 {days:.0f} 天")
    return Finding("look", "certificate", what, do) if days < CERTIFICATE_DAYS else Finding("ok", "certificate", what)
