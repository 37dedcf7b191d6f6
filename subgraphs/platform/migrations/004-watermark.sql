-- Moves with every write, so that whoever kept an answer can tell that it still holds. A random mark and not
-- a number: a database restored from a backup would count up to the same numbers again over other records.
create table watermark (mark uuid not null);
create unique index watermark_one on watermark ((true));
insert into watermark values (gen_random_uuid());
