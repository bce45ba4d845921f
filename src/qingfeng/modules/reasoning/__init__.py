"""What a language model adds to the bot: answers from the tenant's own articles and systems, each sentence checked.

Owns: reasoning.choices, reasoning.traces, reasoning.days. Emits, listens: nothing. Decides: what a model is shown and may
use (`prompt`, `tools`), and which of its sentences stand in their sources (`checking.check`, pure); the loop that asks it
(`loop.Loop`) is handed everything it touches.
"""
