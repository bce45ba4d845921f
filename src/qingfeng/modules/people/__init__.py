"""The people who answer.

Owns: teams, skills, agents, presence, connections, and what agents are given for a while (`temporary`). Emits:
PresenceChanged, AgentChanged, AgentLeft. Listens: nothing.
A state changes on purpose, or by the rules on missed offers and on absence; that a desk is open, and when it was last
touched, are facts beside the state (`connections`), never a change of it.
"""
