"""What it costs to give an agent who could take a call something smaller. Pure.

A call takes an agent's whole capacity, a chat takes a part of it. Where the same agents answer both, chats that go to whoever
has least in hand break the empty agents one after the other, and a call finds nobody although most have room. So a
contact that takes a part of an agent who could take a call is charged, in levels of skill,

    price = spare_levels * P(needed) / (1 + k)          P(needed) = erfc((E - 1/2 - W) / (2 * sqrt(R + 1))) / 2

for an agent with k conversations in hand; E such agents are empty now, W contacts wait for a whole agent, and R have one.

P is the rule of Littlewood (1972) and the bid price of Talluri and van Ryzin (1998): the last of E units is worth what the
dearer demand would pay for it, times the chance that this demand reaches E. Demand is W and what may come on top before
the chat is over: about as many calls begin as end, each a Poisson number around R, so their difference has the variance 2R
(normal, with the half of continuity; one more than R, for where calls come, one may always come). With many empty agents
P is nothing and load is spread as ever; with sqrt(R) or fewer it counts: the square-root safety of Halfin and Whitt (1981), and
the threshold on idle agents of Gurvich and Whitt (2009), made smooth. Unlike trunk reservation it never lets anybody wait
while somebody has room: it says who, not whether.

`spare_levels` is what calls would be worth that find nobody: about three fit into the time of a chat, and an outcome
is worth ten levels (`learning_match`), so thirty.

1 / (1 + k) is how much longer the agent will be with something in hand for one more conversation: k of them, each with an
exponential rest of life, last 1 + 1/2 + ... + 1/k lives together, and the next one adds 1 / (k + 1). So an agent with one chat,
who is soonest empty, is spared too, and those with several are filled, until the price of load says that their customers
would feel it.
"""

from __future__ import annotations

from math import erfc, sqrt


def needed(empty: int, waiting: int, talking: int) -> float:
    """The chance that so many empty agents will all be needed by contacts that take a whole one: between 0 and 1.
    `waiting`: such contacts that wait; `talking`: such contacts in hand."""
    return 0.5 * erfc((empty - 0.5 - waiting) / (2.0 * sqrt(talking + 1.0)))
