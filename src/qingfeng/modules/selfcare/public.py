"""The door of selfcare."""

from qingfeng.modules.selfcare.actions import (
    count_progress,
    count_read,
    count_search,
    count_talk,
    count_visit,
    first_page,
    right_number,
    save_page,
    try_number,
)
from qingfeng.modules.selfcare.model import (
    KeptSelfcare,
    ReadCount,
    SelfcareCounts,
    SelfcarePage,
    SelfcareSearch,
    SelfcareShelf,
    Visit,
)
from qingfeng.modules.selfcare.queries import LEAST_READS, figures, gaps, most_searched, read_most
from qingfeng.modules.selfcare.store import page

__all__ = [
    "LEAST_READS",
    "KeptSelfcare",
    "ReadCount",
    "SelfcareCounts",
    "SelfcarePage",
    "SelfcareSearch",
    "SelfcareShelf",
    "Visit",
    "count_progress",
    "count_read",
    "count_search",
    "count_talk",
    "count_visit",
    "figures",
    "first_page",
    "gaps",
    "most_searched",
    "page",
    "read_most",
    "right_number",
    "save_page",
    "try_number",
]
