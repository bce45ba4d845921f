"""The first answer: decides, never calls.

Owns: bot.decisions. Emits, listens: nothing. Decides: for the customer's last message to reply, to hand over to a person
or to say goodbye (`engine.decide`, pure).
"""
