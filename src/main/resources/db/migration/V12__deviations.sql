-- What runs saw that is not as it should be: a row for each attribute that differs and for each situation that somebody has to look
-- at; none for what is in order. place: the beginning of the DN, which lists are sorted by.
create table deviation (
    resource_id text not null,
    members boolean not null,
    item text not null,
    directory_id text not null,
    listing text not null,
    situation text not null,
    place text not null,
    content jsonb not null,
    changed_by text,
    changed_at timestamptz,
    since timestamptz not null,
    run_id text not null,
    -- the resource first: without statistics a directory counts as more selective
    primary key (resource_id, members, item, directory_id)
);
create index deviation_page on deviation (listing, directory_id, place, resource_id, members, item);
create index deviation_situation on deviation (directory_id, situation, resource_id);
