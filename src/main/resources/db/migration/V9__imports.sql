-- Whether a resource is known from the directory alone and its source has not pushed it: it says what its body's mark says.
alter table resource add column imported boolean not null default false;

-- Which entry an imported resource stands for; by_uid: whether it is a group that lists its members by uid. It stays when the source has pushed the resource (its entry is found by it), and when
-- the source has deleted it (its entry is not imported again).
create table imported (
    directory_id text not null,
    source text not null,
    anchor text not null,
    resource_id text not null,
    dn text not null,
    dn_key text not null,
    uid text,
    by_uid boolean not null default false,
    digest text not null,
    primary key (directory_id, resource_id)
);
create unique index imported_anchor on imported (directory_id, source, anchor);
create index imported_dn on imported (directory_id, dn_key);
create index imported_uid on imported (directory_id, uid) where uid is not null;

-- Imports wait for nothing: they are not among what is counted as pending.
drop index journal_stored;
create index journal_stored on journal (position) include (resource_id, at)
    where outcome = 'stored' and operation not in ('import', 'import-ended');
