"""The door of the bot."""

from qingfeng.modules.bot.actions import record
from qingfeng.modules.bot.engine import about_people, decide, left_open, pass_on
from qingfeng.modules.bot.meant import Meant, meant
from qingfeng.modules.bot.model import POLICY_VERSION, Recorded, Replay
from qingfeng.modules.bot.mood import emotion
from qingfeng.modules.bot.queries import replay, turns
from qingfeng.modules.bot.reviews import Judged, draw, due, judged
from qingfeng.modules.bot.store import forget
from qingfeng.modules.bot.suggesting import question
from qingfeng.modules.bot.texts import VARIABLES, shipped

__all__ = [
    "POLICY_VERSION",
    "VARIABLES",
    "Judged",
    "Meant",
    "Recorded",
    "Replay",
    "about_people",
    "decide",
    "draw",
    "due",
    "emotion",
    "forget",
    "judged",
    "left_open",
    "meant",
    "pass_on",
    "question",
    "record",
    "replay",
    "shipped",
    "turns",
]
