-- Cells of the published cube that have been hidden. They stay hidden, so that two publications cannot be
-- held against each other.
create table published_hidden_cell (
  quarter text not null,
  cell text not null,
  hidden_at timestamptz not null default now(),
  primary key (quarter, cell)
);
