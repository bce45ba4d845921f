"""The people who answer.

Owns: teams, skills, agents, presence, connections, and what agents are given for a while (`temporary`). Emits:
PresenceChanged, AgentChanged, AgentLeft. Listens: nothing.
A state changes on purpose only; that a desk is open is a fact beside the state (`connections`), never a change of it.
"""
