"""What a message says: its intent with a confidence that can be relied on, or that it is about nothing that was learned;
its mood, what it names, and who should take care of it.

Owns: understanding.intents, understanding.examples, understanding.versions, understanding.decisions, understanding.heard,
understanding.themes. Emits: MessageUnderstood, IntentCorrected. Listens: MessageAppended (`subscribers`). Decides: the intent of a text by a learned model
(`engine.read`), its mood (`mood.read_mood`), what it names (`entities.read_entities`) and who should take care of it
(`urgency.triage`): all pure.
"""
