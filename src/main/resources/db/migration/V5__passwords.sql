-- Passwords on their way to the directory, sealed with a key that is not in the database; gone with the result of the write, after
-- seven days, or with the user.
create table password (
    resource_id text primary key,
    sealed bytea not null,
    at timestamptz not null
);
