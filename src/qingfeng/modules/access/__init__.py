"""Who may come in.

Owns: tenants, users, sessions, one-time links, tokens, audit trail. Emits: nothing. Listens: nothing.
Every request of a person passes `Caller`; every permission is one line of `model.GRANTS`.
"""
