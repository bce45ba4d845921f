"""The door of cocreation."""

from qingfeng.modules.cocreation.queries import pinned as pinned_answers
from qingfeng.modules.cocreation.store import forget, forget_before

__all__ = ["forget", "forget_before", "pinned_answers"]
