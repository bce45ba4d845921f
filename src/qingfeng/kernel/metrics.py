"""What a process counts and measures of itself.

Labels are words of the code's own (routes, kinds, outcomes), so that their number is known beforehand: never a tenant, a
person, a conversation or anything that came from outside. What belongs to one part alone is defined beside it (`relay`,
`watch`, `sweep`); here is what several share. All times are seconds.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FEW = (0.005, 0.025, 0.1, 0.5, 2.5, 10.0)
"""For a measure with many labels: each bucket is a series of its own."""

MESSAGES = Counter("qingfeng_messages", "Messages that this process has committed", ["author"])
OFFERS = Counter("qingfeng_offers", "Offers to agents, by what became of them (made, accepted, ...)", ["outcome"])
ACK = Histogram(
    "qingfeng_ack_seconds", "From a message's arrival on a socket to its acknowledgement", ["side"], buckets=_QUICK
)
SOCKETS = Gauge("qingfeng_sockets", "Open WebSockets of this process", ["kind"])
HTTP = Histogram("qingfeng_http_seconds", "Answers over HTTP", ["method", "route", "status"], buckets=_FEW)

TRANSACTION = Histogram("qingfeng_transaction_seconds", "Units of work, from BEGIN to COMMIT", buckets=_QUICK)
POOL_WAIT = Histogram("qingfeng_db_wait_seconds", "Waiting for a connection to the database", ["use"], buckets=_QUICK)
CONNECTIONS = Gauge("qingfeng_db_connections", "Connections to the database", ["role", "state"])
BROKER = Gauge("qingfeng_broker_up", "Whether this process has a line to the broker (1) or not (0)")

ROUND = Histogram("qingfeng_routing_round_seconds", "Rounds of the router, one tenant each", buckets=_QUICK)
STEP = Histogram("qingfeng_timer_seconds", "Steps that were due, from claim to end", ["kind"], buckets=_QUICK)
LATE = Histogram("qingfeng_timer_late_seconds", "How long after its time a step was claimed", ["kind"], buckets=_QUICK)
STEPS_FAILED = Counter("qingfeng_timer_failed", "Attempts of steps that failed", ["kind"])

OUTBOX = Gauge("qingfeng_outbox_waiting", "Events committed and not yet relayed to the stream (all processes)")
OUTBOX_AGE = Gauge("qingfeng_outbox_lag_seconds", "Age of the oldest event not yet relayed (all processes)")
DUE = Gauge("qingfeng_timers_due", "Steps whose time has come and that nobody has in hand (all processes)", ["kind"])
PARKED_NOW = Gauge("qingfeng_parked", "Events and steps that were given up and wait for a person", ["source"])
WAITING = Gauge("qingfeng_queue_waiting", "Conversations that wait for an agent now (all tenants)")
LONGEST = Gauge("qingfeng_queue_longest_seconds", "The longest that anybody waits for an agent now (all tenants)")
