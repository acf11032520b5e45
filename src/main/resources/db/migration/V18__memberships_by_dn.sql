-- Soon work asks at once for memberships of groups that no resource stands for; without this it would read all memberships.
create index membership_by_dn on membership (directory_id, target) where target like 'dn:%';
