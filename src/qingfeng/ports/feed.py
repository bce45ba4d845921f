"""The port an adapter's sockets listen on: what concerns one customer, pushed as it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

Sink = Callable[[Any], None]


class Feed(Protocol):
    customer: UUID


class Feeds(Protocol):
    """Frames: message, status, typing, writing, read, resync (see the web chat protocol)."""

    def open(self, tenant: UUID, customer: UUID, sink: Sink) -> Feed: ...
    def close(self, feed: Any) -> None: ...
