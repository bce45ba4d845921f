"""Customers and their identities.

Owns: customers, identities, merges, orders, devices. Emits: CustomersMerged, CustomersUnmerged. Listens: nothing.
Only what is verified joins a person to a history; what somebody merely types is kept as a hint.
"""
