"""What happened, counted: one row of facts for every contact (a conversation from its opening to its end).

Owns: insight.contacts, insight.marks (what each contact adds to the figures), insight.rollups (the figures added up),
insight.zones, insight.states and insight.hands (of agents), insight.alerts (limits), insight.raised (what the floor warned
of), insight.what_ifs (simulations of the house). Emits: nothing. Listens (watcher
`insight`): ConversationOpened, MessageAppended, ConversationQueued, ConversationAssigned, ConversationSnoozed,
ConversationReturnedToBot, ConversationWrappedUp, ConversationClosed, ConversationChanged, SurveyAnswered, OfferMade,
OfferEnded, PresenceChanged, AnswerReviewed. Decides: nothing.

The marks of replies are written once, from the ledger (conversations.public.turns); all others follow from a contact's tally.

What the bot decided in a contact is read from its own record once the contact is over (bot.public.turns) and kept in the tally.

Every column has one rule, which gives the same from the events in any order, each once or often, as from the ledger
(`public.recount`). What happened is read from the thread, which only grows; how it stands, from the row's highest
version. A line of the system is written "queued".

customer_id              whose it is now: a merge of customers moves it
channel                  kind of the channel the customer used last
queue_id                 the queue it waits in or waited in last; none after it was handed back to the bot
opened_at                when it was opened
queued_at                when the customer was first told to wait for a person: the first line "queued", or
                         "transferred" to a queue; without such a line, when the last wait began
first_offered_at         when it was first offered to an agent
offers                   how often it was offered
misses                   offers that ended unanswered, their time over (declined and withdrawn ones are none)
assigned_at              when a person first had it: the first line "agent_joined", or "transferred" to an agent;
                         without such a line, when it was last assigned
first_agent_response_at  when an agent first wrote to the customer (a note is no answer)
closed_at, close_reason, codes   of the end; none before it
agent_id                 the agent who had it last
messages_customer, messages_agent, messages_bot   messages the customer wrote and was written to; notes are not counted
messages_system          lines of the system, those for desks too
transfers                lines "transferred": to a queue or to an agent
bot_handled              closed, the bot had answered, and no person was ever waited for or had it
handed_over_reason       why it was last handed to people: requested, low_confidence, anger, closed_hours, policy, handback,
                         or transfer (an agent passed it on)
abandoned                the customer ended it while waiting for a person
survey_score             1 to 5; none without an answer
emotion                  how the customer feels by the last word on it: calm, annoyed, angry

Times are UTC. The wait for a person is assigned_at - queued_at, the first response first_agent_response_at - queued_at
(of a contact that waited; one with transfers > 0 waited again, which these do not tell).
"""
