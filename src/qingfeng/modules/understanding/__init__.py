"""What a message says: its intent with a confidence that can be relied on, or that it is about nothing that was learned;
its mood.

Owns: understanding.intents, understanding.examples, understanding.versions, understanding.decisions. Emits:
MessageUnderstood, IntentCorrected. Listens: MessageAppended (`subscribers`). Decides: the intent of a text by a learned model
(`engine.read`, pure) and its mood (`mood.read_mood`, pure).
"""
