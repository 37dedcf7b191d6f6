-- Inmate-days are counted from stays, and pseudonyms looked up, by everybody who may have figures or bring in records.
call protect('person_version', '{PUBLISHED,FIGURES,PERSON,IMPORT,ERASE,GATHER,PROGRAM}');
call protect('stay_version', '{PUBLISHED,FIGURES,PERSON,IMPORT,ERASE,GATHER,COMBINE,PROGRAM}');
