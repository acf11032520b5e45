-- Every index begins with what selects most, and a source's resources of a type are one expression: on a table that has no
-- statistics yet (a first import) the planner otherwise takes (source, type) for as selective as a name, and reads everything.
drop index resource_user_name;
create unique index resource_user_name on resource (user_name_key, (source || ' ' || type)) where deleted is null;
drop index resource_page;
-- not partial: without statistics "deleted is null" counts as rare, and every index that has it as cheap
create index resource_page on resource ((source || ' ' || type), id);
drop index resource_external_id;
create index resource_external_id on resource (external_id, (source || ' ' || type)) where external_id is not null;
drop index resource_display_name;
create index resource_display_name on resource (display_name_key, (source || ' ' || type)) where display_name_key is not null;
-- What was touched is read from the journal; without this index a change that touches no search key stays in its page.
drop index resource_journal;
-- What waits is counted every few seconds, however long the directory has been away: from the index alone.
create index journal_stored on journal (position) include (resource_id, at) where outcome = 'stored';
