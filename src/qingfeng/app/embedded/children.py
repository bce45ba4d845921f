"""The processes of ours that one box runs beside its engines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Child:
    """A process of ours: its role, its arguments to the command line, and the module that is its inside."""

    role: str
    arguments: tuple[str, ...]
    module: str
    stop_seconds: float = 4.0
    """How long it may take to end when asked; then it is killed."""


SERVE = Child("serve", ("serve",), "qingfeng.app.serve")
WORKER = Child("worker", ("worker",), "qingfeng.app.worker")
ROUTER = Child("router", ("router",), "qingfeng.app.router")
CHILDREN = (SERVE, WORKER, ROUTER)
DEMO = Child("demo", ("demo", "load"), "qingfeng.app.demo.cli")
# The demo brand's own systems, which are none of ours.
BUSINESS = Child("business", ("demo", "business"), "qingfeng.app.demo.cli", stop_seconds=2.0)
# Invented people have nothing to save: nobody waits for them to finish their sentences.
TRAFFIC = Child("traffic", ("demo", "traffic"), "qingfeng.app.demo.cli", stop_seconds=0.5)
