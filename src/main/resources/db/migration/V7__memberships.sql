-- What groups that have a resource as a member hold of it, and whether its lifecycle lets it belong to any.
alter table link add column uid text;
alter table link add column belongs boolean not null default true;

-- Memberships that are ours: applied is the value that the directory confirmed, intended are those whose write has no known result.
-- A target is a group's resource, or dn: and the normalised DN of a group that no resource stands for.
create table membership (
    directory_id text not null,
    target text not null,
    member text not null,
    applied text,
    intended text[],
    primary key (directory_id, target, member)
);
create index membership_member on membership (directory_id, member);

-- Which groups the roles of users put them into, as last computed.
create table granted (
    directory_id text not null,
    member text not null,
    target text not null,
    roles text not null,
    primary key (directory_id, member, target)
);
create index granted_target on granted (directory_id, target);

-- What the references of a resource name: who is renamed is renamed there too.
create table reference (
    directory_id text not null,
    resource_id text not null,
    refers_to text not null,
    primary key (directory_id, resource_id, refers_to)
);
create index reference_to on reference (directory_id, refers_to);

-- The uid of links is not known yet: what was settled is looked at again.
delete from settled;
