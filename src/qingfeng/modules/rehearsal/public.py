"""The door of rehearsals."""

from qingfeng.modules.rehearsal.checking import Sources
from qingfeng.modules.rehearsal.customer import Customer, asked_for
from qingfeng.modules.rehearsal.model import Answered, Dialogue, Goal, Person, Played, Script, Verdict, held_out
from qingfeng.modules.rehearsal.playing import Bot, play
from qingfeng.modules.rehearsal.scoring import Figures, by, figures, judge
from qingfeng.modules.rehearsal.stage import OwnBot, play_all, policy
from qingfeng.modules.rehearsal.written import parse, read, together, write

__all__ = [
    "Answered",
    "Bot",
    "Customer",
    "Dialogue",
    "Figures",
    "Goal",
    "OwnBot",
    "Person",
    "Played",
    "Script",
    "Sources",
    "Verdict",
    "asked_for",
    "by",
    "figures",
    "held_out",
    "judge",
    "parse",
    "play",
    "play_all",
    "policy",
    "read",
    "together",
    "write",
]
