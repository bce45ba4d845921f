"""The door of insight."""

from qingfeng.modules.insight.actions import note, rebuild
from qingfeng.modules.insight.behind import Page, drill
from qingfeng.modules.insight.boards import Ask, Board, board
from qingfeng.modules.insight.history import alerts_now, floor_alive, forget_names, keep_alerts
from qingfeng.modules.insight.kpi import KPIS, Kpi
from qingfeng.modules.insight.measures import MEASURES, Measure
from qingfeng.modules.insight.model import Contact
from qingfeng.modules.insight.queries import recount
from qingfeng.modules.insight.store import get as contact
from qingfeng.modules.insight.subscribers import EVENTS
from qingfeng.modules.insight.work import roll

__all__ = [
    "EVENTS",
    "KPIS",
    "MEASURES",
    "Ask",
    "Board",
    "Contact",
    "Kpi",
    "Measure",
    "Page",
    "alerts_now",
    "board",
    "contact",
    "drill",
    "floor_alive",
    "forget_names",
    "keep_alerts",
    "note",
    "rebuild",
    "recount",
    "roll",
]
