"""The first answer: decides, never calls.

Owns: bot.decisions, bot.reviews (answers that people look at), bot.review_days, bot.review_rules. Emits: AnswerReviewed.
Listens: nothing. Decides: for the customer's last message to reply, to hand over to a person
or to say goodbye (`engine.decide`, pure).
"""
