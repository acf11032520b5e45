-- What limits counted of a change, until an administrator decided on it or took it back. What was taken away within the last day
-- counts on top of what a plan takes away: found by when it was applied.
alter table change add column counted jsonb;
create index change_counted on change (at) where counted is not null;

-- How many live and active resources a source had, by day.
create table source_population (
    source text not null,
    type text not null,
    day date not null,
    live bigint not null,
    primary key (source, type, day)
);

-- Entries of deleted resources that a complete search did not find, since when.
create table absence (
    directory_id text not null,
    resource_id text not null,
    since timestamptz not null,
    primary key (resource_id, directory_id)
);
