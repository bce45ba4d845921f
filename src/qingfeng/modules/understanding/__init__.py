"""What a message says: its intent with a confidence that can be relied on, or that it is about nothing that was learned.

Owns: nothing yet. Emits, listens: nothing. Decides: the intent of a text by a learned model (`engine.read`), its mood
(`mood.read_mood`), what it names (`entities.read_entities`) and who should take care of it (`urgency.triage`): all pure.
"""
