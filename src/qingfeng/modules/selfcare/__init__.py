"""The self-service page: how a house wants it, and what is counted of its visits.

Owns: selfcare.pages, selfcare.visits, selfcare.reads, selfcare.searches, selfcare.tries. Emits, listens: nothing.
Decides: nothing. What the page shows is put together by `flow/selfcare.py`.
"""
