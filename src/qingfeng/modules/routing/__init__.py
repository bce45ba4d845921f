"""Queues, offers and the engine that decides who gets whom.

Owns: queues with their policies and versions, offers, decisions, waits, surge mode. Emits: OfferMade, OfferEnded, SurgeChanged. Listens: nothing (the flow
calls it). Decides: `engine.decide(snapshot, now, rng) -> Decision`, pure, recorded and replayable.
"""
