-- Sources, tokens, journal, resource view; links, claims, runs, changes; audit.

create table source (
    name text primary key,
    paused boolean not null default false,
    created timestamptz not null default now(),
    last_push timestamptz
);

-- token: only the SHA-256 of the secret is kept; found by id
create table token (
    id text primary key,
    source text references source (name),
    name text not null,
    role text,
    scopes text[] not null default '{}',
    hash bytea not null,
    created timestamptz not null default now(),
    last_used timestamptz,
    expires timestamptz,
    revoked timestamptz
);
create index token_source on token (source);

-- One row: the last position. Taking positions locks it until the commit, so positions have no gaps and commit in order.
create table journal_head (
    only_row boolean primary key default true check (only_row),
    position bigint not null
);
insert into journal_head (position) values (0);

create table journal (
    position bigint primary key,
    at timestamptz not null,
    source text not null,
    token text not null,
    request text not null,
    operation text not null,
    resource_id text not null,
    resource_type text not null,
    version bigint not null,
    outcome text not null,
    understood jsonb not null
);

-- The view: what folding the journal gives, kept in the same transaction.
create table resource (
    id text primary key,
    source text not null,
    type text not null,
    version bigint not null,
    journal bigint not null,
    created timestamptz not null,
    last_modified timestamptz not null,
    deleted timestamptz,
    active boolean not null,
    user_name_key text,
    external_id text,
    display_name_key text,
    email_keys text[] not null default '{}',
    body jsonb not null
) with (fillfactor = 85);
-- only live users keep a name from being taken again
create unique index resource_user_name on resource (source, type, user_name_key) where deleted is null;
create index resource_page on resource (source, type, id) where deleted is null;
create index resource_journal on resource (journal);
create index resource_external_id on resource (source, external_id) where external_id is not null;
create index resource_display_name on resource (source, type, display_name_key) where display_name_key is not null;
create index resource_emails on resource using gin (email_keys);

-- Pair of resource and entry; without anchor while a creation is intended whose result is not known.
create table link (
    directory_id text not null,
    resource_id text not null,
    anchor text,
    dn text not null,
    dn_key text not null,
    created_by_us boolean not null,
    rule text not null,
    linked timestamptz not null,
    primary key (directory_id, resource_id)
);
create unique index link_anchor on link (directory_id, anchor) where anchor is not null;
create index link_dn on link (directory_id, dn_key);

-- What is ours of an entry: one document a link.
create table claim (
    directory_id text not null,
    resource_id text not null,
    applied jsonb not null,
    intended jsonb not null,
    primary key (directory_id, resource_id)
);

-- What an entry looks like when it is as desired: lets a run without changes skip computing the desired state.
create table settled (
    directory_id text not null,
    resource_id text not null,
    mapping text not null,
    journal bigint not null,
    image bytea not null,
    primary key (directory_id, resource_id)
);

create table directory_state (
    directory_id text primary key,
    accepted_mapping text,
    shape text,
    accepted_by text,
    accepted_at timestamptz,
    reconciled bigint not null default 0
);

create table run (
    id text primary key,
    directory_id text not null,
    kind text not null,
    status text not null,
    complete boolean not null,
    mapping text not null,
    hash text,
    journal bigint not null,
    started timestamptz not null,
    finished timestamptz,
    actor text,
    expires timestamptz,
    counts jsonb not null,
    changes jsonb not null,
    verdict jsonb,
    error text
);
create index run_newest on run (directory_id, id desc);
create index run_status on run (directory_id, status, id desc);
create index run_kind on run (directory_id, kind, id desc);

create table change (
    id bigint generated always as identity primary key,
    run_id text not null,
    directory_id text not null,
    resource_id text not null,
    type text not null,
    situation text not null,
    outcome text not null,
    detail text not null default '',
    at timestamptz,
    content jsonb not null
);
create index change_run on change (run_id, id);
create index change_resource on change (directory_id, resource_id, id desc);

create table audit (
    position bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    target text not null,
    detail jsonb not null,
    hash bytea not null
);
