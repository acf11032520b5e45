-- Who had a userName last, where nobody has it now: who is named by it in members and references stays named when renamed.
create table former_name (
    source text not null,
    name_key text not null,
    resource_id text not null,
    primary key (source, name_key)
);
create index former_name_of on former_name (resource_id);
