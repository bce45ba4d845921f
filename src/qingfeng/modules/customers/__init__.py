"""Customers and their identities: resolve, merge, un-merge, profile."""
