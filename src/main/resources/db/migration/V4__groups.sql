-- Members of groups, one row each, so that one member costs the same in a group of ten and of a hundred thousand.
-- value_key is the folded value: users are found by what may name them (id, externalId, userName).
create table member (
    group_id text not null,
    value text not null,
    value_key text not null,
    display text,
    type text,
    primary key (group_id, value)
);
create index member_value on member (value_key);

-- only live groups keep a name from being taken again
create unique index resource_group_name on resource (display_name_key, (source || ' ' || type))
    where deleted is null and type = 'GROUP';

-- How many live resources a source has of a type, kept in the transaction that changes it: a list's exact total without counting.
create table resource_count (
    scope text primary key,
    live bigint not null
) with (fillfactor = 50);
insert into resource_count select source || ' ' || type, count(*) from resource where deleted is null group by 1;

-- What the nodes of one database share and nobody else knows.
create table secret (
    name text primary key,
    value bytea not null
);
insert into secret values ('cursor', decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
