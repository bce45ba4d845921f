"""Channels of a tenant, opening hours, files and outgoing deliveries.

Owns: channels, hours, files, blobs, deliveries. Emits: nothing. Listens: nothing.
"""
