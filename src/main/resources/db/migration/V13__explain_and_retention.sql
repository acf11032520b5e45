-- What people type into a search box is the beginning of a name: these find it under any collation, and equality as before.
drop index resource_user_name;
create unique index resource_user_name on resource (user_name_key text_pattern_ops, (source || ' ' || type)) where deleted is null;
drop index resource_display_name;
create index resource_display_name on resource (display_name_key text_pattern_ops, (source || ' ' || type))
    where display_name_key is not null;

-- The view as the journal's records up to a position made it; those records are gone. No row: nothing is compacted.
create table checkpoint (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    at timestamptz not null
);
-- request: of the record that last changed it, so that what it led to can still be explained
create table checkpoint_resource (
    id text primary key,
    source text not null,
    type text not null,
    version bigint not null,
    journal bigint not null,
    created timestamptz not null,
    last_modified timestamptz not null,
    deleted timestamptz,
    body jsonb not null,
    request text not null
);
create table checkpoint_member (
    group_id text not null,
    value text not null,
    display text,
    type text,
    primary key (group_id, value)
);

-- Where the chain of the audit trail begins once its oldest rows are gone.
create table audit_checkpoint (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    hash bytea not null
);

-- The last nightly check that journal and view agree, for the health of every node.
create table self_check (
    only_row boolean primary key default true check (only_row),
    at timestamptz not null,
    position bigint not null,
    well boolean not null,
    detail text not null
);
