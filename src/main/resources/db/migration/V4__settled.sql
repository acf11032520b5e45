-- What an entry looks like when it is as desired, by link: lets a run without changes skip computing the desired state.
create table settled (
    directory_id text not null,
    resource_id text not null,
    mapping text not null,
    journal bigint not null,
    image bytea not null,
    primary key (directory_id, resource_id)
);
