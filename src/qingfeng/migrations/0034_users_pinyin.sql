-- What 0022 meant to write: under row-level security, which binds the owner too, it found nobody where the owner is no
-- superuser.
ALTER TABLE access.users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people.agents NO FORCE ROW LEVEL SECURITY;
UPDATE access.users u SET pinyin = a.pinyin FROM people.agents a
  WHERE a.tenant_id = u.tenant_id AND a.id = u.id AND u.pinyin = '';
ALTER TABLE access.users FORCE ROW LEVEL SECURITY;
ALTER TABLE people.agents FORCE ROW LEVEL SECURITY;
