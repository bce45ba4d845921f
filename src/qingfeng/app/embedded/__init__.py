"""The real engines for one box: PostgreSQL and NATS from their wheels, started, watched and stopped by us.

Whoever brings engines of their own (`QF_DATABASE_URL`, `QF_NATS_URL`) needs nothing from this package.
"""
