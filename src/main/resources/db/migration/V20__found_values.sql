-- Of what is ours of an entry the values that stood there before we wrote any: a rule that is withdrawn leaves them. Nobody noted it
-- until now, so of adopted entries whatever is claimed may be such a value.
alter table claim add column found jsonb not null default '{}';
update claim c set found = c.applied from link l
    where l.directory_id = c.directory_id and l.resource_id = c.resource_id and not l.created_by_us;
