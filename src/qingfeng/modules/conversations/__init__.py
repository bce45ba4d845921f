"""The ledger: conversations and messages, ordered and owned.

Owns: conversations, messages, surveys and their versions, tags, views, macros, links, notices, reminders, whispers,
translations. Emits:
ConversationOpened, MessageAppended, MessageRecalled, ConversationQueued, ConversationOffered, ConversationAssigned,
ConversationSnoozed, ConversationReturnedToBot, ConversationWrappedUp, ConversationClosed, ConversationChanged,
CustomerRead, AgentRead, DeliveryAdvanced, SurveyAnswered, NoticeMade, NoticesRead, Whispered. Listens: nothing.

A conversation is locked (`lock`) before anything is done to it. `model.MOVES` is the whole state machine; ownership is
part of it: a phase with an owner has exactly one, and the database refuses anything else.
"""
