"""Rooms in which product, technology and service write one answer together, and publish it at once.

Owns: cocreation.rules, cocreation.rooms, cocreation.members, cocreation.here, cocreation.questions, cocreation.texts,
cocreation.yeses, cocreation.messages. Emits: nothing of its own; who is named hears by a notice, and a room that is open on
a screen asks every few seconds whether it has changed. Listens: nothing. Decides: nothing.
"""
