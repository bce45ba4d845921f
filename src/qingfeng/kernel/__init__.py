"""The kernel: clock, ids, errors, database, unit of work, outbox, bus, timers, leases. It has no domain word."""
