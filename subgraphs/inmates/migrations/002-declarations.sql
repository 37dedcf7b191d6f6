-- A source may be complete to different moments for different kinds of record.
alter table source_declaration add column target text not null default 'stays';
alter table source_declaration alter column target drop default;
