-- One writer a directory, whatever the number of nodes; what is asked of it by others; a directory that is paused; the mapping in force.

-- No time stands in it: who waits for it watches, by a clock of its own, whether `renewals` moves. A new writer has a new epoch.
-- The unique key over the epoch is what lets results of an epoch be recorded while the lease is renewed, but not while it changes hands.
create table lease (
    directory_id text primary key,
    epoch bigint not null,
    renewals bigint not null,
    holder text,
    node text not null,
    -- how long it has to stand still before another may take it: as long as the holder's last write may take
    patience_millis bigint not null,
    since timestamptz not null default now(),
    unique (directory_id, epoch)
);

-- Asked for on any node, carried out by the one that writes.
create table run_order (
    id bigint generated always as identity primary key,
    directory_id text not null,
    run_id text not null,
    content jsonb not null,
    at timestamptz not null default now()
);
create index run_order_oldest on run_order (directory_id, id);
create index run_order_run on run_order (run_id);

create table directory_pause (
    directory_id text primary key,
    by text not null,
    at timestamptz not null default now()
);

-- The text, so that every node works with the same mapping.
create table mapping_in_force (
    directory_id text primary key,
    sequence bigint not null,
    hash text not null,
    name text not null,
    content text not null,
    by text not null,
    at timestamptz not null default now()
);
