"""What tests of modules share: a tenant in a real database, and units of work on it."""
