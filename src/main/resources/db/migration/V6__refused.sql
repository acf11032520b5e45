-- What the directory refused as invalid is not sent again until the resource or the mapping changes, also after a restart.
create index change_refused on change (directory_id, resource_id, id desc) where outcome = 'invalid';
