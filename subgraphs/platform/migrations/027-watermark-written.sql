-- When the watermark was last moved: what is known at a moment after it is what is known now.
alter table watermark add column written_at timestamptz not null default now();
