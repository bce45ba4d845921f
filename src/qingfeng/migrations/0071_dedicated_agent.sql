-- The agent whom a customer is to meet first: offered before all others while they are there and have room.
ALTER TABLE customers.customers ADD COLUMN dedicated_agent_id uuid;
