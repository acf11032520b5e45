-- What is left as it is although a resource wants it otherwise, until it wants something else (desired), the mapping changes, or
-- somebody lifts it. member: the resource, or the value, that a group would gain or lose; shown: what a person reads.
create table suppression (
    id bigint generated always as identity primary key,
    directory_id text not null,
    resource_id text not null,
    attribute text not null,
    member text not null,
    desired text[] not null,
    shown text not null,
    mapping text not null,
    since timestamptz not null,
    actor text not null,
    run_id text
);
-- the resource first: without statistics a directory counts as more selective
create unique index suppression_of on suppression (resource_id, attribute, member, directory_id);

-- What a person decided about a resource that could not be paired with an entry by itself.
create table decision (
    resource_id text not null,
    directory_id text not null,
    action text not null,
    anchor text,
    actor text not null,
    at timestamptz not null,
    primary key (resource_id, directory_id)
);
