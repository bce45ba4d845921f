"""The door of insight."""

from qingfeng.modules.insight.actions import note
from qingfeng.modules.insight.model import Contact
from qingfeng.modules.insight.queries import recount
from qingfeng.modules.insight.store import get as contact

__all__ = ["Contact", "contact", "note", "recount"]
