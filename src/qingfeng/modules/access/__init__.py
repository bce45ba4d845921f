"""Who may come in.

Owns: tenants, users, sessions, one-time links, tokens, audit trail. Emits: nothing. Listens: nothing.
Every request of a person passes `Caller`; every permission is in `model.MATRIX`, and a role
has what `model.GRANTS` or its row says.
"""
