"""The door of rehearsals."""

from qingfeng.modules.rehearsal.actions import lay_in
from qingfeng.modules.rehearsal.checking import Sources
from qingfeng.modules.rehearsal.customer import Customer, asked_for
from qingfeng.modules.rehearsal.jobs import CannotRehearse, Heard, Order
from qingfeng.modules.rehearsal.model import Answered, Dialogue, Goal, Person, Played, Script, Verdict, held_out
from qingfeng.modules.rehearsal.playing import Bot, play
from qingfeng.modules.rehearsal.scoring import RehearsalFigures, by, figures, judge
from qingfeng.modules.rehearsal.stage import OwnBot, play_all, policy, result
from qingfeng.modules.rehearsal.store import RehearsalResult
from qingfeng.modules.rehearsal.written import parse, read, together, write

__all__ = [
    "Answered",
    "Bot",
    "CannotRehearse",
    "Customer",
    "Dialogue",
    "Goal",
    "Heard",
    "Order",
    "OwnBot",
    "Person",
    "Played",
    "RehearsalFigures",
    "RehearsalResult",
    "Script",
    "Sources",
    "Verdict",
    "asked_for",
    "by",
    "figures",
    "held_out",
    "judge",
    "lay_in",
    "parse",
    "play",
    "play_all",
    "policy",
    "read",
    "result",
    "together",
    "write",
]
