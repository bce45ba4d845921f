"""All settings in one typed, frozen object, read once from QF_* variables and handed down.

Importing this module needs no environment and reads nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

from qingfeng.app.embedded.problem import Problem

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]
LEVELS: tuple[LogLevel, ...] = ("debug", "info", "warning", "error")
FORMATS: tuple[LogFormat, ...] = ("console", "json")
Word = TypeVar("Word", bound=str)
SHORTEST_KEY = 32
SHORTEST_TOKEN = 16


class SettingsError(Problem):
    """One or more variables cannot be used; `names` lists them."""

    def __init__(self, faults: Sequence[tuple[str, str, str]]) -> None:
        self.names = [name for name, _, _ in faults]
        super().__init__(
            "\n  ".join(f"{name} {en}" for name, en, _ in faults),
            "\n  ".join(f"{name} {zh}" for name, _, zh in faults),
        )


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a process of Qingfeng needs to know about where it runs."""

    database_url: str
    """PostgreSQL, as the role that owns the product's database (no superuser)."""
    nats_url: str
    data_dir: Path
    """Folder for everything that is kept on this box."""
    host: str
    """Address that the web server listens on."""
    port: int
    public_url: str
    """How people reach the web server, without a slash at the end."""
    secret_key: bytes
    """Signs sessions, tokens and file addresses; the same for all processes of an installation."""
    log_level: LogLevel
    log_format: LogFormat
    database_pool: int
    """Connections that one process keeps to PostgreSQL at most."""
    rate_factor: float
    """Multiplies the rate limits of the public doors (a load test from one address needs more)."""
    trusted_proxies: tuple[str, ...]
    """Networks of the proxies in front of us: only they are believed about who asks, and whether by https."""
    metrics_token: str
    """What a reader of `/metrics` must bear; empty: nobody is asked, see `metrics_loopback`."""
    metrics_loopback: bool
    """Whether programs on this machine may read `/metrics` without a token."""
    metrics_host: str
    """Address for the figures of worker and router."""
    worker_metrics_port: int
    """Port for the worker's figures and health; 0: none."""
    router_metrics_port: int
    """The same of the router."""
    otlp_endpoint: str
    """Collector of traces (OTLP over HTTP), without `/v1/traces`; empty: none are recorded."""
    demo_days: int
    """How many days of past contacts a new demo is given; 0: none."""
    demo_learn: bool
    """Whether a new demo learns its intents at once, in the background."""
    demo_business_port: int
    """Where the demo's own business system listens on this machine; 0: there is none. `qingfeng up` sets it."""
    allow_private_webhooks: bool
    """Whether webhooks may call, and identity providers be at, private and loopback addresses; off unless asked for."""

    llm_url: str
    """A language model's server, up to and with `/v1` (OpenAI's chat completions); empty: there is none."""
    llm_model: str
    """The model's name there."""
    llm_key: str
    """What the server wants to be shown; empty: nothing."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read all variables. Raises SettingsError that names every one that cannot be used, and what to do."""
        read = Reader(environ)
        data_dir = read.data_dir()
        host = read.text("QF_HOST", "127.0.0.1")
        port = read.number("QF_PORT", 8080, 1, 65535)
        settings = cls(
            database_url=read.url("QF_DATABASE_URL", ("postgresql", "postgres")),
            nats_url=read.url("QF_NATS_URL", ("nats", "tls")),
            data_dir=data_dir,
            host=host,
            port=port,
            public_url=read.public_url(host, port),
            secret_key=read.secret_key(data_dir),
            log_level=read.choice("QF_LOG_LEVEL", LEVELS, LEVELS[1]),
            log_format=read.choice("QF_LOG_FORMAT", FORMATS, FORMATS[0]),
            database_pool=read.number("QF_DATABASE_POOL", 10, 2, 200),
            rate_factor=float(read.number("QF_RATE_FACTOR", 1, 1, 100_000)),
            trusted_proxies=read.networks("QF_TRUSTED_PROXIES"),
            metrics_token=read.token("QF_METRICS_TOKEN"),
            metrics_loopback=read.choice("QF_METRICS_LOOPBACK", ("no", "yes"), "no") == "yes",
            metrics_host=read.text("QF_METRICS_HOST", "127.0.0.1"),
            worker_metrics_port=read.number("QF_WORKER_METRICS_PORT", 0, 0, 65535),
            router_metrics_port=read.number("QF_ROUTER_METRICS_PORT", 0, 0, 65535),
            otlp_endpoint=read.optional_url("OTEL_EXPORTER_OTLP_ENDPOINT", ("http", "https")),
            demo_days=read.number("QF_DEMO_DAYS", 30, 0, 90),
            demo_learn=read.choice("QF_DEMO_LEARN", ("yes", "no"), "yes") == "yes",
            demo_business_port=read.number("QF_DEMO_BUSINESS_PORT", 0, 0, 65535),
            allow_private_webhooks=read.choice("QF_PRIVATE_WEBHOOKS", ("no", "yes"), "no") == "yes",
            llm_url=read.optional_url("QF_LLM_URL", ("http", "https")),
            llm_model=read.text("QF_LLM_MODEL", ""),
            llm_key=read.text("QF_LLM_KEY", ""),
        )
        if settings.llm_url and not settings.llm_model:
            read.fault(
                "QF_LLM_MODEL",
                "is missing; set it to the model's name at QF_LLM_URL.",
                "未设置；请设为 QF_LLM_URL 上的模型名称。",
            )
        read.check()
        return settings

    def __repr__(self) -> str:
        """Where it runs, without the secrets (addresses hold passwords)."""
        return f"Settings(public_url={self.public_url!r}, data_dir={str(self.data_dir)!r})"


class Reader:
    """Reads variables one by one and remembers what was wrong, so that all faults are told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[tuple[str, str, str]] = []

    def check(self) -> None:
        """Raises SettingsError when any variable read so far was at fault."""
        if self._faults:
            raise SettingsError(self._faults)

    def fault(self, name: str, en: str, zh: str) -> None:
        """Note what is wrong with a variable and what to do."""
        self._faults.append((name, en, zh))

    def text(self, name: str, default: str) -> str:
        """The variable's text; unset and empty mean the default."""
        return self._environ.get(name, "").strip() or default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number between `low` and `high`."""
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        self.fault(
            name,
            f"is {text!r}; set it to a whole number from {low} to {high}, or leave it out for {default}.",
            f"的值为 {text!r}；请设为 {low} 到 {high} 之间的整数，不设置则为 {default}。",
        )
        return default

    def choice(self, name: str, choices: Sequence[Word], default: Word) -> Word:
        """One of a few words."""
        text = self.text(name, default).lower()
        for one in choices:
            if one == text:
                return one
        listed = ", ".join(choices)
        self.fault(name, f"is {text!r}; set it to one of: {listed}.", f"的值为 {text!r}；可选值：{listed}。")
        return default

    def url(self, name: str, schemes: Sequence[str]) -> str:
        """An address with one of these schemes; there is no default."""
        text = self.text(name, "")
        if not text:
            self.fault(
                name,
                f"is missing; set it to the server's address ({schemes[0]}://user:password@host/...), or let\n"
                "  `qingfeng up` start a server on this machine.",
                f"未设置；请设为服务地址（{schemes[0]}://用户:密码@主机/……），或用 `qingfeng up` 在本机启动。",
            )
        elif urlsplit(text).scheme not in schemes:
            self.fault(
                name,
                f"does not begin with {schemes[0]}://; set it to an address such as {schemes[0]}://user:password@host/...",
                f"不是以 {schemes[0]}:// 开头的地址，请修正，例如 {schemes[0]}://用户:密码@主机/……",
            )
        return text

    def networks(self, name: str) -> tuple[str, ...]:
        """Addresses or networks with commas between; none by default. One that means everybody would trust everybody."""
        found = []
        for text in filter(None, (part.strip() for part in self.text(name, "").split(","))):
            try:
                network = ip_network(text)
            except ValueError:
                network = None
            if network is None or network.prefixlen == 0:
                self.fault(
                    name,
                    f"has {text!r}; list the addresses or networks of your proxies, such as 127.0.0.1,10.0.0.0/8.",
                    f"含有 {text!r}；请列出反向代理的地址或网段，例如 127.0.0.1,10.0.0.0/8。",
                )
            else:
                found.append(text)
        return tuple(found)

    def optional_url(self, name: str, schemes: Sequence[str]) -> str:
        """An address with one of these schemes, or nothing."""
        return self.url(name, schemes) if self.text(name, "") else ""

    def token(self, name: str) -> str:
        """A secret of somebody's choice that is long enough, or nothing."""
        text = self.text(name, "")
        if text and len(text) < SHORTEST_TOKEN:
            self.fault(
                name,
                f"has {len(text)} characters; set it to {SHORTEST_TOKEN} or more random ones (openssl rand -hex 16).",
                f"只有 {len(text)} 个字符；请至少使用 {SHORTEST_TOKEN} 个随机字符（openssl rand -hex 16）。",
            )
        return text

    def data_dir(self) -> Path:
        """QF_DATA_DIR as an absolute path, else this checkout's own folder."""
        text = self.text("QF_DATA_DIR", "")
        return Path(text).expanduser().absolute() if text else default_data_dir()

    def public_url(self, host: str, port: int) -> str:
        """QF_PUBLIC_URL without its last slash, else the address that the server listens on."""
        text = self.text("QF_PUBLIC_URL", "")
        if not text:
            return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::', '::1') else host}:{port}"
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            self.fault(
                "QF_PUBLIC_URL",
                f"is {text!r}; set it to the address that people open, such as https://service.example.com",
                f"的值为 {text!r}；请设为用户访问的地址，例如 https://service.example.com",
            )
        return text.rstrip("/")

    def secret_key(self, data_dir: Path) -> bytes:
        """QF_SECRET_KEY, else the key that `qingfeng up` made in the data folder."""
        text = self.text("QF_SECRET_KEY", "")
        if not text:
            try:
                text = secret_key_file(data_dir).read_text(encoding="ascii").strip()
            except OSError:
                self.fault(
                    "QF_SECRET_KEY",
                    f"is missing and {data_dir} holds none; set it to {SHORTEST_KEY} or more random characters,\n"
                    "  the same for every process (for example from: openssl rand -base64 32).",
                    f"未设置，{data_dir} 中也没有密钥；请设为至少 {SHORTEST_KEY} 个随机字符，各进程保持一致\n"
                    "  （可用 openssl rand -base64 32 生成）。",
                )
                return b""
        if len(text) < SHORTEST_KEY:
            self.fault(
                "QF_SECRET_KEY",
                f"has {len(text)} characters; set it to {SHORTEST_KEY} or more random ones (openssl rand -base64 32).",
                f"只有 {len(text)} 个字符；请至少使用 {SHORTEST_KEY} 个随机字符（openssl rand -base64 32）。",
            )
        return text.encode()


def secret_key_file(data_dir: Path) -> Path:
    """Where an installation's signing key is kept."""
    return data_dir / "keys" / "secret.key"


def default_data_dir() -> Path:
    """`.qingfeng` in the checkout (or here); for root a folder of its own, which an engine's account can enter."""
    top = Path(__file__).resolve().parents[3]
    if not (top / "pyproject.toml").exists():  # installed as a package
        top = Path.cwd()
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/qingfeng", hashlib.sha256(bytes(top)).hexdigest()[:10])
    return top / ".qingfeng"
