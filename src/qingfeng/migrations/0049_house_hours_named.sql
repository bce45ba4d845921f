-- The house's own calendar had no name where no person made it: then the screen would ask for one before anything else
-- could be changed.
UPDATE channels.hours SET name_zh = '公司营业时间', name_en = 'House hours'
  WHERE code = 'default' AND name_zh = '' AND name_en = '';
