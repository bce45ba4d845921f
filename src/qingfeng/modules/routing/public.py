"""The door of routing."""

from qingfeng.modules.routing import callbacks, deferral, expected
from qingfeng.modules.routing.actions import (
    EXPIRY,
    accept,
    decline,
    make_offer,
    overflow,
    recall,
    record_wait,
    tell_unservable,
    time_out,
    withdraw,
)
from qingfeng.modules.routing.engine import decide, pairs, settle
from qingfeng.modules.routing.explained import Explained, explain, explain_kept, told_unservable
from qingfeng.modules.routing.hopeless import Stuck, hopeless
from qingfeng.modules.routing.kept import Decided, Kept
from qingfeng.modules.routing.learning import Estimates, Outcome
from qingfeng.modules.routing.learning_actions import Ended, Window, learn, learned_until
from qingfeng.modules.routing.learning_match import WINDOW_SECONDS, Fixed, Living, Matching, Worth
from qingfeng.modules.routing.learning_model import Learned, Matched, Merit, Terms
from qingfeng.modules.routing.learning_store import keep_match
from qingfeng.modules.routing.model import (
    OFFER_SECONDS,
    AgentView,
    Class,
    Contact,
    Decision,
    KeptOffer,
    OfferPlan,
    Overflow,
    OverflowPlan,
    Place,
    Policy,
    Queue,
    QueueDraft,
    QueueState,
    Ring,
    Snapshot,
    Try,
    Unservable,
)
from qingfeng.modules.routing.proof import Again, KeptDecision, Tally, Tallying, line_of, read_line, reason_of
from qingfeng.modules.routing.queries import (
    QueueCard,
    codes_required,
    hours_of,
    offers_of,
    opened_at,
    place,
    place_by_id,
    queue_cards,
    states,
    wrap_up_seconds,
)
from qingfeng.modules.routing.queues import Change as QueueChange
from qingfeng.modules.routing.queues import change_queue, make_queue, put_queue
from qingfeng.modules.routing.record import Recorded, record, replay
from qingfeng.modules.routing.roster import Kind
from qingfeng.modules.routing.scene import load_now
from qingfeng.modules.routing.store import decisions_since, insert_decision, offers_of_conversation, queue_by_id, queues
from qingfeng.modules.routing.surge import Expectation, Levers, SurgePolicy, SurgeState, lent, message_instead
from qingfeng.modules.routing.surge import step as surge_step
from qingfeng.modules.routing.surge_house import levers as surge_levers
from qingfeng.modules.routing.surge_house import look as look_for_surge
from qingfeng.modules.routing.switchboard import Waiting
from qingfeng.modules.routing.waits import announced, estimate, position

__all__ = [
    "EXPIRY",
    "OFFER_SECONDS",
    "WINDOW_SECONDS",
    "Again",
    "AgentView",
    "Class",
    "Contact",
    "Decided",
    "Decision",
    "Ended",
    "Estimates",
    "Expectation",
    "Explained",
    "Fixed",
    "Kept",
    "KeptDecision",
    "KeptOffer",
    "Kind",
    "Learned",
    "Levers",
    "Living",
    "Matched",
    "Matching",
    "Merit",
    "OfferPlan",
    "Outcome",
    "Overflow",
    "OverflowPlan",
    "Place",
    "Policy",
    "Queue",
    "QueueCard",
    "QueueChange",
    "QueueDraft",
    "QueueState",
    "Recorded",
    "Ring",
    "Snapshot",
    "Stuck",
    "SurgePolicy",
    "SurgeState",
    "Tally",
    "Tallying",
    "Terms",
    "Try",
    "Unservable",
    "Waiting",
    "Window",
    "Worth",
    "accept",
    "announced",
    "callbacks",
    "change_queue",
    "codes_required",
    "decide",
    "decisions_since",
    "decline",
    "deferral",
    "estimate",
    "expected",
    "explain",
    "explain_kept",
    "hopeless",
    "hours_of",
    "insert_decision",
    "keep_match",
    "learn",
    "learned_until",
    "lent",
    "line_of",
    "load_now",
    "look_for_surge",
    "make_offer",
    "make_queue",
    "message_instead",
    "offers_of",
    "offers_of_conversation",
    "opened_at",
    "overflow",
    "pairs",
    "place",
    "place_by_id",
    "position",
    "put_queue",
    "queue_by_id",
    "queue_cards",
    "queues",
    "read_line",
    "reason_of",
    "recall",
    "record",
    "record_wait",
    "replay",
    "settle",
    "states",
    "surge_levers",
    "surge_step",
    "tell_unservable",
    "time_out",
    "told_unservable",
    "withdraw",
    "wrap_up_seconds",
]
