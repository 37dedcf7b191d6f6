-- What was last shown of each cell of the published cube: that a quarter has been published, and what a reader who
-- keeps publications knows. Written over.
create table published_cell (
  quarter text not null,
  cell text not null,
  value bigint not null,
  shown_at timestamptz not null default now(),
  primary key (quarter, cell)
);
