-- Nobody at the keyboard, or a machine asleep. When a person last did something on any of their devices, beside when
-- their desk was last heard of; and of a state entered because nobody was there, since when.
ALTER TABLE people.connections ADD COLUMN active_at timestamptz;
ALTER TABLE people.presence ADD COLUMN away_since timestamptz CHECK (away_since IS NULL OR state = 'break');
