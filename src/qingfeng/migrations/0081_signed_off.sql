-- Whom the house has signed off because nobody was there for hours: the last sign of them.
ALTER TABLE people.presence ADD COLUMN gone_since timestamptz CHECK (gone_since IS NULL OR state = 'offline');
