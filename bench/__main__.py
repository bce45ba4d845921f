"""`python -m bench [name ...] [--quick] [--seeds=1,2,3] [--data=FOLDER]`: run the benches that are named, or all of them, one after the other."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path

from qingfeng.app import compiled
from tools import compiled as making

NAMES = {
    "messages": "customer to agent and back: latency by rate, the highest rate, beside a floor",
    "synapse": "the same traffic beside a general chat server on the same PostgreSQL",
    "sockets": "what idle sockets cost, and how long one event takes to reach all agents",
    "growth": "screens, appending and searching as conversations, threads and articles grow",
    "storage": "disk for each message, by table, and of the stream",
    "boards": "how long the boards of figures take with up to nine million contacts kept",
    "retention": "what a day of deleting costs as there is more to delete",
    "console": "the console in Chromium: first paint, and how soon it answers a hand under load",
    "offers": "from queued to offered through the whole product, with thousands waiting and two thousand agents",
    "routing_events": "what one event costs the router as those who wait grow, beside a scan and round robin",
    "routing_engine": "one decision of the router beside the straightforward scan",
    "surge": "three times the demand with the planned agents: what surge mode does, in the twin",
    "waits": "how right the announced waits are, in the twin",
    "learning": "the learned match in the twin: resolution beside the default, and beside full information",
    "bots": "simulated customers against the bot, beside a plain search bot",
    "understanding": "intents, retrieval, sensitive words and topics beside their peers",
    "twin": "the digital twin: events a second beside general simulators, figures beside exact formulas",
}

ROUTING = {"offers", "routing_engine", "routing_events", "learning", "twin"}
"""Those in which the router's board does the work: it runs as machine code where it can be made."""


def _stop(*_: object) -> None:
    raise SystemExit(143)  # unwinds, so that boxes and their folders do not stay behind


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    names = [one for one in sys.argv[1:] if not one.startswith("-")]
    flags = [one for one in sys.argv[1:] if one.startswith("-")]
    wrong = [one for one in names if one not in NAMES] + [
        one for one in flags if one != "--quick" and not one.startswith(("--seeds=", "--data="))
    ]
    if wrong:
        print(f"Unknown: {', '.join(wrong)}. Benches (all of them when none is named; --quick shortens each):")
        for name, what in NAMES.items():
            print(f"  {name:15} {what}")
        return 2
    if ROUTING & set(names or NAMES) and (found := making.ensure(Path(sys.executable))) is not None:
        os.environ[compiled.FOLDER] = str(found)
        compiled.use(os.environ)
    for name in names or NAMES:
        print(f"\n== {name}: {NAMES[name]}", flush=True)
        sys.argv = [name, *flags]
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
