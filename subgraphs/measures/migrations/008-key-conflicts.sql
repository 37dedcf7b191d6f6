-- Keys one source has at several units, as they were found when last looked for. Derived from the units' records:
-- written over, and removed where a look no longer finds them.
create table key_conflict (
  id uuid primary key default gen_random_uuid(),
  target text not null,
  source text not null,
  key text not null,
  units text[] not null,
  found_at timestamptz not null,
  unique (target, source, key)
);
create index key_conflict_found on key_conflict (found_at, id);

-- Sources that deliver to several units: what the latest whole look at their keys knew of.
create table key_look (
  target text not null,
  source text not null,
  changed_at timestamptz not null,
  primary key (target, source)
);

-- The latest round over all sources: when, and which units did not answer.
create table key_round (looked_at timestamptz not null, unanswered text[] not null);
create unique index key_round_one on key_round ((true));
