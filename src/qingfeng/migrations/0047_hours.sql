-- Opening hours edited by people: names, a version against two who edit at once, statutory holidays that are followed,
-- and why a day is an exception.
ALTER TABLE channels.hours
  ADD COLUMN name_zh    text NOT NULL DEFAULT '', ADD COLUMN name_en text NOT NULL DEFAULT '',
  ADD COLUMN follows    text NOT NULL DEFAULT '' CHECK (follows IN ('', 'cn')),
  ADD COLUMN on_holiday jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN makeup_as  text NOT NULL DEFAULT 'mon',
  ADD COLUMN notes      jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN version    bigint NOT NULL DEFAULT 1;
