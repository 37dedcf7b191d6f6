-- To keep it was half of what an answer of a hundred persons cost to put on record, in every program it went through. Who
-- looked at one person is asked seldom, and then the log is read through.
drop index access_entry_persons;
