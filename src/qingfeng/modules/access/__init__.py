"""Who may come in: tenants, users, sessions, tokens, permissions, audit trail."""
