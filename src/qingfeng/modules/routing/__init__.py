"""Queues, offers and the engine that decides who gets whom."""
