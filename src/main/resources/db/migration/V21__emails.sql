-- Who has an e-mail: rows of their own, so that a change of one is a row here and leaves the indexes of its resource alone.
create table email (
    key text not null,
    resource_id text not null,
    primary key (key, resource_id)
);
insert into email select distinct key, id from resource, unnest(email_keys) key;
drop index resource_emails;

-- The journal writes these rows itself, a batch at once, and says so. Whoever does not know of them (the version before, while
-- nodes are replaced one by one; a restore) has them written here, at a fifth of the cost of a push.
create function follow_emails() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        delete from email where key = any(old.email_keys) and resource_id = old.id;
    end if;
    if tg_op <> 'DELETE' then
        insert into email select distinct key, new.id from unnest(new.email_keys) key;
    end if;
    return null;
end $$;
create trigger email_new after insert on resource for each row
    when (new.email_keys <> '{}' and current_setting('isthmus.emails', true) is distinct from 'written')
    execute function follow_emails();
create trigger email_changed after update on resource for each row
    when (old.email_keys is distinct from new.email_keys
        and current_setting('isthmus.emails', true) is distinct from 'written')
    execute function follow_emails();
create trigger email_gone after delete on resource for each row
    when (old.email_keys <> '{}' and current_setting('isthmus.emails', true) is distinct from 'written')
    execute function follow_emails();
