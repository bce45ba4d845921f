"""A taken port is told with its number and a way out."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from qingfeng.app.embedded.ports import check_port, free_port, is_free, remembered_port
from qingfeng.app.embedded.problem import Problem


def test_taken_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(Problem, match=f"Port {port} on 127.0.0.1 is taken") as caught:
            check_port("127.0.0.1", port)
        assert f"--port {port + 1}" in caught.value.en
        assert str(port) in caught.value.zh
    check_port("127.0.0.1", port)


def test_an_address_of_another_machine() -> None:
    with pytest.raises(Problem, match="not an address of this machine"):
        check_port("192.0.2.1", free_port())


def test_a_port_is_remembered_while_it_is_free(tmp_path: Path) -> None:
    note = tmp_path / "port"
    port = remembered_port(note)
    assert remembered_port(note) == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert remembered_port(note) != port


def test_a_free_port_is_none_that_systems_hand_out() -> None:
    assert all(20_000 <= port < 32_000 and is_free(port) for port in (free_port() for _ in range(20)))
