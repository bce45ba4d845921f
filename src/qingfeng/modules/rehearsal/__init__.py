"""Rehearsals: simulated customers, written by the house, play against its bot before real ones do.

Owns: dialogues, runs and their results. Emits: nothing. Listens: to nothing. Decides: nothing. What is played reaches no
customer, no conversation, no figure and no learning; business systems are asked at their rehearsal address or not at all.
"""
