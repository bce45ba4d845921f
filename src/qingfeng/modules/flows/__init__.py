"""Tasks done in a conversation, as data that a house writes.

Owns: flows.flows, flows.versions, flows.systems, flows.calls. Emits, listens: nothing. Decides: what a flow says, asks and
calls next (`engine.advance`, pure); whether a flow may be kept at all (`judging.judge`, pure).
"""
