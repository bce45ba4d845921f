-- A notice may be about a room.
ALTER TABLE conversations.notices ADD COLUMN room_id uuid;
