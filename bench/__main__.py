"""`python -m bench [name ...] [--quick]`: run the benches that are named, or all of them, one after the other."""

from __future__ import annotations

import importlib
import signal
import sys

NAMES = {
    "messages": "customer to agent and back: latency by rate, the highest rate, beside a floor",
    "synapse": "the same traffic beside a general chat server on the same PostgreSQL",
    "sockets": "what idle sockets cost, and how long one event takes to reach all agents",
    "growth": "screens, appending and searching as conversations, threads and articles grow",
    "storage": "disk for each message, by table, and of the stream",
    "boards": "how long the boards of figures take with up to nine million contacts kept",
    "retention": "what a day of deleting costs as there is more to delete",
    "console": "the console in Chromium: first paint, and how soon it answers a hand under load",
    "routing_engine": "one decision of the router beside the straightforward scan",
}


def _stop(*_: object) -> None:
    raise SystemExit(143)  # unwinds, so that boxes and their folders do not stay behind


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    names = [one for one in sys.argv[1:] if not one.startswith("-")]
    flags = [one for one in sys.argv[1:] if one.startswith("-")]
    wrong = [one for one in names if one not in NAMES] + [one for one in flags if one != "--quick"]
    if wrong:
        print(f"Unknown: {', '.join(wrong)}. Benches (all of them when none is named; --quick shortens each):")
        for name, what in NAMES.items():
            print(f"  {name:15} {what}")
        return 2
    for name in names or NAMES:
        print(f"\n== {name}: {NAMES[name]}", flush=True)
        sys.argv = [name, *flags]
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
