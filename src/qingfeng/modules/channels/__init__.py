"""Channels of a tenant, opening hours, files, deliveries."""
