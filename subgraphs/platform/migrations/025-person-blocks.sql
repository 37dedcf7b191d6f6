-- Persons blocked and shown again (sperring, the regulation on personal data, § 6), by whom and why; the latest row of a
-- person counts. What is kept is counted as before.
create table person_block (
  id bigint generated always as identity primary key,
  person text not null,
  blocked boolean not null,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  reason text not null
);

-- Whoever is erased is named here neither, and stays blocked.
create function erase_from_blocks() returns trigger language plpgsql as $$
begin
  update person_block set person = new.tombstone
   where encode(sha256(convert_to(person, 'UTF8')), 'hex') = new.person_hash;
  return null;
end $$;
create trigger erased after insert on erased_person for each row execute function erase_from_blocks();

-- Asked wherever records of persons are shown.
call protect('person_block', '{RECORDS,PERSON,QUARANTINE,ERASE,PROGRAM}');
