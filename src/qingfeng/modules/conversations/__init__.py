"""The ledger: conversations and messages, ordered and owned."""
