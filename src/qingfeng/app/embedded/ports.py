"""TCP ports of this machine: which are free, and which one an engine had last time."""

from __future__ import annotations

import errno
import secrets
import socket
from pathlib import Path

from qingfeng.app.embedded.problem import Problem

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """True when a server could listen there now. Raises OSError when the host is no address of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: TIME_WAIT is no obstacle
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def free_port(host: str = LOOPBACK) -> int:
    """A port on which nobody listens at this moment. Drawn from below those that systems hand out by themselves: such a
    one may be somebody's by the time a server has started."""
    for _ in range(20):
        port = 20_000 + secrets.randbelow(12_000)
        if is_free(port, host):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def remembered_port(note: Path) -> int:
    """The port written in `note` when it is still free, else a fresh one, which is then written there."""
    try:
        port = int(note.read_text())
    except (OSError, ValueError):
        port = 0
    if port and is_free(port):
        return port
    port = free_port()
    note.write_text(f"{port}\n")
    return port


def check_port(host: str, port: int) -> None:
    """Raises Problem when the web server could not listen on this address."""
    try:
        if is_free(port, host):
            return
    except OSError:
        raise Problem(
            f"{host} is not an address of this machine, so nothing can listen there.\n"
            "  Choose one that is: 127.0.0.1 for this machine only, 0.0.0.0 for all its networks.",
            f"{host} 不是本机地址，无法监听。\n  请改用 127.0.0.1（仅本机）或 0.0.0.0（所有网络）。",
        ) from None
    if port < 1024:
        raise Problem(
            f"Port {port} is taken, or ports below 1024 are not open to this user.\n"
            '  Choose another one: make run ARGS="--port 8080"',
            f'端口 {port} 已被占用，或当前用户无权使用 1024 以下的端口。\n  请换一个端口：make run ARGS="--port 8080"',
        )
    raise Problem(
        f"Port {port} on {host} is taken by another program.\n"
        f'  Stop that program, or choose another port: make run ARGS="--port {port + 1}"',
        f'{host} 的端口 {port} 已被其他程序占用。\n  请停止该程序，或换一个端口：make run ARGS="--port {port + 1}"',
    )
