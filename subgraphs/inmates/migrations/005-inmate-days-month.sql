-- Inmate-days by unit and month of the persons who have left the unit. Kept in the transaction that writes
-- the stays; who is still there is counted when somebody asks.
create table inmate_days_month (
  unit text not null,
  month date not null,
  days int not null,
  primary key (unit, month)
);
create index stay_open on stay_version (pseudonym, unit) where superseded_at = 'infinity' and left_on is null;
