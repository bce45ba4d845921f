-- Where a business system is asked in a rehearsal: a path on its own host, behind which nothing real happens. Empty: nowhere.
ALTER TABLE flows.systems ADD COLUMN rehearsal_path text NOT NULL DEFAULT ''
    CHECK (rehearsal_path = '' OR (rehearsal_path ~ '^/[A-Za-z0-9._~/-]{1,200}$' AND rehearsal_path !~ '\.\.'));
