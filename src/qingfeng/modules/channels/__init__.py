"""Channels of a tenant, opening hours, files and outgoing deliveries.

Owns: channels, looks, hours, files, blobs, deliveries, attempts. Emits: nothing. Listens: nothing.
"""
