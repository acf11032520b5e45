-- What was last seen of a user's roles. keys: what is asked for, folded, so that users who ask for something are found;
-- told_*: what audit trail and metrics know of already.
create table user_role (
    directory_id text not null,
    resource_id text not null,
    source text not null,
    journal bigint not null,
    requested jsonb not null,
    keys text[] not null,
    unmatched text[] not null,
    told_effective text[] not null,
    told_unmatched text[] not null,
    told_defaulted boolean not null,
    -- the resource first: without statistics a directory counts as more selective than keys
    primary key (resource_id, directory_id)
);
create index user_role_keys on user_role using gin (keys);

-- What is asked for and selects no role; users: how many ask now. A row without users only keeps when it was seen first.
create table unmatched_role (
    directory_id text not null,
    text text not null,
    source text not null,
    value text,
    display text,
    users bigint not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    primary key (directory_id, text, source)
);
create index unmatched_role_open on unmatched_role (directory_id, text, source) where users > 0;

-- roles are seen when their users are planned: all of them once
delete from settled;
