-- A look at a hundred records, with their ids, is some 5 kB: kept as it is. To compress it and store it in parts, as
-- PostgreSQL does beyond 2 kB, takes longer than all else of adding it.
alter table access_entry set (toast_tuple_target = 8160);
