-- Up to where what a server told of itself was looked at: by server and by what is followed there.
create table watch_cookie (
    directory_id text not null,
    server text not null,
    stream text not null,
    cookie bytea not null,
    stored timestamptz not null,
    primary key (directory_id, server, stream)
);
