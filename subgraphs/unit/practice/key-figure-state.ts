import {
  ENOUGH_CONTACT,
  LONG_EXCLUSIONS,
  OUT_OF_CELL_BANDS,
  OUT_OF_CELL_EDGES,
} from '../../../schema/key-figures/counted.ts';
import type { AlsoCounted, KeyFigureState } from '../../../schema/key-figures/state.ts';
import type { Question } from '../../../schema/practice/question.ts';
import type { RuleSet } from '../../../schema/rules/rule-set.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { bucketTable, knownAt, Parameters } from '../../platform/practice-sql.ts';
import { dataThrough } from '../../platform/records/declarations.ts';
import { daysAlone, recordedDays, TIME } from '../findings/de-facto-isolation.ts';
import { hashedPerson } from './hashed-person.ts';
import { cutoffOf, readPractice } from './practice-state.ts';
import type { Remembered } from './practice-state.ts';
import { readingOf } from './read-records.ts';
import { recordsTouching } from './records-touching.ts';

/** A unit's part of key figures: its practice, and what is counted from its other records, at the same moment. */
export async function readKeyFigures(
  sql: Transaction,
  remembered: Remembered,
  question: Question,
  set: RuleSet,
): Promise<KeyFigureState> {
  const practice = await readPractice(sql, remembered, question, set);
  const cutoff = cutoffOf(question, practice.dataThrough);
  const alsoCounted = {
    regimeDays: await readRegimeDays(sql, question, set),
    complaints: await readComplaints(sql, question),
    longExclusions: await readLongExclusions(sql, question, cutoff),
  };
  return { ...practice, alsoCounted };
}

type RegimeDays = AlsoCounted['regimeDays'];

async function readRegimeDays(sql: Sql, { period, asOf }: Question, set: RuleSet): Promise<RegimeDays> {
  const parameters = new Parameters();
  const inPeriod = `day >= ${parameters.add(period.from, 'date')} and day < ${parameters.add(period.to, 'date')}`;
  const looked = { days: inPeriod, measures: 'true', asOf };
  const [row] = await sql.query<
    Omit<RegimeDays, 'dataThrough' | 'outOfCell'> & {
      bands: readonly ({ band: number } & RegimeDays['outOfCell'][number])[];
    }
  >(
    `with day as materialized (${recordedDays(parameters, looked)}),
     by_band as (
       select width_bucket(out_of_cell, ${parameters.add(OUT_OF_CELL_EDGES, 'int[]')}) as band, count(*) as days,
              count(distinct person) as persons
         from day
        where out_of_cell is not null
        group by band),
     whole as (
       select person, age_group, ${TIME} as time
         from measure_version
        where ${knownAt(parameters, asOf)} and kind = 'EXCLUSION' and extent = 'WHOLE' and is_interval
          and started_on < ${parameters.add(period.to, 'date')}),
     excluded as (
       select contact, case when bool_or(age_group = 'UNDER_18') then 'UNDER_18' else max(age_group) end as age_group
         from day
         join whole on whole.person = day.person and time && tstzrange(begins, ends)
        where contact is not null
        group by day.id, contact, begins, ends
       having range_agg(time) @> tstzrange(begins, ends)),
     excluded_of_age as (
       select age_group as "ageGroup", count(*) as days,
              count(*) filter (where contact > ${parameters.add(ENOUGH_CONTACT, 'int')}) as "withContact"
         from excluded
        group by age_group)
     select (select count(*)::int from day where contact is not null) as "contactDays",
            (select count(*)::int from day where contact is not null and out_of_cell is not null) as "judgedDays",
            (select count(distinct (person, day))::int
               from (${daysAlone(parameters, set, looked)}) as alone) as "deFactoDays",
            (select coalesce(jsonb_agg(by_band), '[]') from by_band) as bands,
            (select coalesce(jsonb_agg(excluded_of_age order by "ageGroup"), '[]') from excluded_of_age) as excluded`,
    parameters.values,
  );
  if (row === undefined) throw new Error('the database counted nothing');
  const { bands, ...counts } = row;
  return {
    dataThrough: await dataThrough(sql, 'regime-days', asOf),
    ...counts,
    outOfCell: OUT_OF_CELL_BANDS.map((_, index) => {
      const { days = 0, persons = 0 } = bands.find(({ band }) => band === index) ?? {};
      return { days, persons };
    }),
  };
}

/** A complaint says nothing of the person; the measure it is about does. */
async function readComplaints(sql: Sql, { period, asOf }: Question): Promise<AlsoCounted['complaints']> {
  const parameters = new Parameters();
  const byAge = await sql.query<AlsoCounted['complaints']['byAge'][number]>(
    `select coalesce(age_group, 'UNKNOWN') as "ageGroup", count(*) filter (where is_filed)::int as filed,
            count(*) filter (where is_decided)::int as decided,
            count(*) filter (where is_decided and outcome = 'UPHELD')::int as upheld
       from (select *, filed_at >= from_at and filed_at < to_at as is_filed,
                    coalesce(decided_at >= from_at and decided_at < to_at and outcome in ('UPHELD', 'DISMISSED'), false) as is_decided
               from (select * from complaint_version where ${knownAt(parameters, asOf)}) as complaint
              cross join ${bucketTable(parameters, [{ ...period, year: null, quarter: null, month: null }])} as bucket) as complaint
       left join (select id, age_group from measure_version where ${knownAt(parameters, asOf)}) as measure
         on measure.id = measure_id(source, measure_source_key)
      where is_filed or is_decided
      group by 1
      order by 1`,
    parameters.values,
  );
  return { dataThrough: await dataThrough(sql, 'complaints', asOf), byAge };
}

async function readLongExclusions(
  sql: Sql,
  asked: Question,
  cutoff: string,
): Promise<AlsoCounted['longExclusions']> {
  if (asked.personKey === null) return [];
  const parameters = new Parameters();
  const question: Question = { ...asked, by: [], kinds: ['EXCLUSION'], extents: ['WHOLE'] };
  const touching = recordsTouching(parameters, readingOf(parameters, { question, cutoff }));
  const person = hashedPerson(parameters, asked.personKey);
  return sql.query<AlsoCounted['longExclusions'][number]>(
    `select days, age_group as "ageGroup",
            case when not bool_or(person is null) then jsonb_agg(person order by person) end as persons
       from (select distinct days, age_group, ${person} as person
               from ${touching} as touching
               join unnest(${parameters.add(LONG_EXCLUSIONS, 'int[]')}) as long(days) on length_so_far > days * 86400
              where begun and is_interval) as counted
      group by days, age_group
      order by days, age_group`,
    parameters.values,
  );
}
