import { openDatabase } from '../../subgraphs/platform/database.ts';
import { keepFirstDays } from '../../subgraphs/inmates/keep-days.ts';
import { RULE_SET } from '../../schema/rules/rule-set.ts';
import { judgeAnew } from '../../subgraphs/unit/duties/judge-anew.ts';
import { keepFirstMonths } from '../../subgraphs/unit/practice/keep-months.ts';

/** The ten years of the bench, and how long persons stay. */
export const PERIOD = { from: '2016-01-01', to: '2026-01-01' };
const PERSONS = 93_000;

/**
 * Adds measures number `from` to `to` of a unit: three of five are searches and tests, the rest exclusions of
 * some days and cells of some hours, spread evenly over ten years; those that would end after them have no end.
 * One in eleven lacks the decision, all else of the documentation is there: those are the complete records.
 */
export async function addMeasures(
  superuserUrl: string,
  { unit, from, to }: { readonly unit: string; readonly from: number; readonly to: number },
): Promise<void> {
  await inDatabase(superuserUrl, async (database) => {
    await database.query(
      `insert into measure_version (id, version, recorded_at, withdrawn, content_hash, source, source_key, kind, means,
         is_interval, legal_basis, extent, facility, security_level, started_on, started_at, ended_on, ended_at, person,
         sex, age_group, custody, citizenship, vulnerability, decided_at, decision_level, decision_role,
         written_at, inmate_told_at, justification, milder_means_tried, partial_considered, circumstances, participant_roles, debriefed_at)
       select md5($1 || n)::uuid, 1, '2026-01-02', false, md5(n::text), 'bench', n::text, kind, means,
              kind <> 'CONTROL_MEASURE', basis, case when kind = 'EXCLUSION' then (array['WHOLE', 'PARTIAL'])[1 + n % 2] end,
              'Avdeling ' || n % 7, (array['HIGH', 'LOWER'])[1 + n % 3 / 2],
              (started_at at time zone 'Europe/Oslo')::date, started_at,
              (ended_at at time zone 'Europe/Oslo')::date, ended_at, 'p' || n % ${PERSONS},
              (array['MALE', 'MALE', 'FEMALE'])[1 + n % 3], (array['AGE_18_24', 'AGE_25_34', 'AGE_35_49', 'AGE_50_PLUS'])[1 + n % 4],
              (array['REMAND', 'SENTENCED'])[1 + n % 2], (array['NORWEGIAN', 'FOREIGN'])[1 + n % 5 / 4], '{}',
              case when n % 11 > 0 then started_at end, case when n % 11 > 0 then 'LOCAL' end, 'Vaktleder',
              started_at, started_at, 'Uro.', true, true, 'Uro.', '{betjent}', ended_at
         from (select *, case when kind = 'CONTROL_MEASURE' or started_at + lasting >= '2025-12-31' then null
                              else started_at + lasting end as ended_at
                 from (select n, kind, means, basis,
                              timestamptz '2015-12-31 23:00Z' + ('x' || substr(md5($1 || n), 1, 7))::bit(28)::int % (3652 * 1440) * interval '1 minute' as started_at,
                              date_trunc('minute', interval '30 minutes' - ln(0.0001 + ('x' || substr(md5($1 || n), 8, 7))::bit(28)::int / 268435456.0)
                                * case when kind = 'EXCLUSION' then interval '4 days' else interval '9 hours' end) as lasting
                         from generate_series($2::int, $3::int) as n
                         join (values (0, 'CONTROL_MEASURE', 'DRUG_TEST', '29-1'), (1, 'CONTROL_MEASURE', 'PERSON_SEARCH', '28'),
                                      (2, 'CONTROL_MEASURE', 'CELL_SEARCH', '28'), (3, 'EXCLUSION', 'EXCLUSION', '37-1-b'),
                                      (4, 'COERCIVE_MEASURE', 'SECURITY_CELL', '38-1')) as of_number(rest, kind, means, basis)
                           on rest = n % 5) as drawn) as measure`,
      [unit, from, to],
    );
    await database.query('truncate practice_month, practice_month_length, deviation, deviation_month');
    await keepFirstMonths(database);
    await database.query(
      `update deviation_clock set rule_set = null, next_rule_set = null, counted_through = '-infinity'`,
    );
    await judgeAnew(database, RULE_SET);
    await database.query('vacuum analyze');
  });
}

/** Stays of ten years: about 250 persons at a time in each unit, for about 120 days each. */
export async function addStays(superuserUrl: string, units: readonly string[]): Promise<void> {
  await inDatabase(superuserUrl, async (database) => {
    await database.query(
      `insert into person_version (id, version, recorded_at, withdrawn, content_hash, pseudonym, sex, birth_date, citizenship)
       select md5('p' || n)::uuid, 1, '2026-01-02', false, md5(n::text), 'p' || n, (array['MALE', 'FEMALE'])[1 + n % 9 / 8],
              date '1960-01-01' + n % 15000, (array['NORWEGIAN', 'FOREIGN'])[1 + n % 4 / 3]
         from generate_series(0, ${PERSONS - 1}) as n`,
    );
    // A cell of the prison after another: the next person comes when the one before has left.
    await database.query(
      `insert into stay_version (id, version, recorded_at, withdrawn, content_hash, source, source_key, pseudonym, unit, security_level,
         custody, arrived_on, left_on)
       select md5('s' || unit || cell || '-' || turn)::uuid, 1, '2026-01-02', false, '', 'bench', unit || cell || '-' || turn,
              'p' || ((number - 1) * 250 + cell - 1) * 31 + turn, unit, 'HIGH', (array['REMAND', 'SENTENCED'])[1 + turn % 2],
              date '2015-12-01' + turn * 122, case when turn < 30 then date '2015-12-01' + turn * 122 + 120 - cell % 30 end
         from unnest($1::text[]) with ordinality as given(unit, number), generate_series(1, 250) as cell, generate_series(0, 30) as turn`,
      [units],
    );
    await database.query('truncate inmate_days_month');
    await keepFirstDays(database);
    await database.query('vacuum analyze');
  });
}

async function inDatabase(
  url: string,
  work: (database: ReturnType<typeof openDatabase>) => Promise<void>,
): Promise<void> {
  const database = openDatabase(url, { connections: 1 });
  try {
    await database.query('set statement_timeout = 0');
    await work(database);
  } finally {
    await database.close();
  }
}
