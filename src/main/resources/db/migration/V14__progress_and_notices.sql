-- what a run under way has done so far, for those who watch it
alter table run add column progress jsonb;

-- what was told last, so that only a change of state is told, by one node, once
create table notice_state (
    directory_id text primary key,
    held text,
    held_run text,
    failing text,
    drifting text,
    since timestamptz not null
);
