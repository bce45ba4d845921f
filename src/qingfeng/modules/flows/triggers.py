"""Which flow a message begins. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from qingfeng.contracts.flows import Flow
from qingfeng.modules.flows import hearing


def match(flows: Iterable[Flow], said: str, intents: Iterable[str] = ()) -> str | None:
    """The flow whose trigger says most of what was said; None when none does. `intents`: what an understanding made of the
    words, if there is one: they go before phrases."""
    flows, words, understood = list(flows), hearing.plain(said), set(intents)
    best: tuple[int, int, int, str] | None = None
    for flow in flows:
        if any(_holds(one, words) for one in flow.triggers.excluding):
            continue
        meant = int(bool(understood & set(flow.triggers.intents)))
        longest = max((len(one) for one in flow.triggers.phrases if _holds(one, words)), default=0)
        if meant or longest:
            found = (meant, flow.priority, longest, flow.name)
            if best is None or (found[:3], best[3]) > (best[:3], found[3]):  # the first name of those that are alike
                best = found
    if best is None and hearing.only_a_number(said):
        return next(
            (flow.name for flow in sorted(flows, key=lambda one: (-one.priority, one.name)) if flow.triggers.number),
            None,
        )
    return best[3] if best else None


def _holds(phrase: str, words: str) -> bool:
    return all(hearing.plain(part) in words for part in phrase.split())
