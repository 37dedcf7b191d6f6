import type { Happened, Sketch } from './rule-sketches.ts';

/**
 * For every rule that a unit judges measures by: what just keeps it and what just breaks it. Times stand here a
 * second time, from the table of the statute and not from the rules' data.
 */
export type RuleCase = {
  readonly rule: string;
  readonly about: string;
  readonly sketch: Sketch;
  /** Which occurrences are broken; none where the rule is kept. */
  readonly broken: readonly number[];
};

type What = Happened[0];
const MINUTE = ' 1m';
const sum = (left: string, right: string) => `${left} ${right}`;

const kept = (rule: string, about: string, sketch: Sketch): RuleCase => ({ rule, about, sketch, broken: [] });
const broken = (rule: string, about: string, sketch: Sketch, times: readonly number[] = [1]): RuleCase => ({
  rule,
  about,
  sketch,
  broken: times,
});

/** A field that must hold, or such a measure not be at all. */
function either(rule: string, good: Sketch, bad: Sketch): RuleCase[] {
  return [kept(rule, 'as it should be', good), broken(rule, 'not so', bad)];
}

/** A measure lasts no longer than so. */
function maximum(rule: string, sketch: Sketch, limit: string): RuleCase[] {
  return [
    kept(rule, `ends after ${limit}`, { ...sketch, ends: limit }),
    broken(rule, `ends a minute after ${limit}`, { ...sketch, ends: limit + MINUTE }),
  ];
}

/** Where it lasts longer, something must happen by then; `wrong` is not enough. */
function beyond(rule: string, sketch: Sketch, limit: string, what: What, wrong: What): RuleCase[] {
  const longer = { ...sketch, ends: sum(limit, '20h') };
  return [
    ...maximum(rule, sketch, limit),
    kept(rule, `done after ${limit}`, { ...longer, happened: [[what, limit]] }),
    broken(rule, `done a minute after ${limit}`, { ...longer, happened: [[what, limit + MINUTE]] }),
    broken(rule, 'done by or to the wrong level', { ...longer, happened: [[wrong, '1m']] }),
  ];
}

/** The same again and again. */
function again(
  rule: string,
  sketch: Sketch,
  [limit, every]: readonly [string, string],
  what: What,
): RuleCase[] {
  const second = sum(limit, every);
  return [
    broken(rule, `ends when due the second time`, { ...sketch, ends: second }),
    broken(rule, `ends a minute after`, { ...sketch, ends: second + MINUTE }, [1, 2]),
    broken(
      rule,
      'done in time once, and not again',
      { ...sketch, ends: second + MINUTE, happened: [[what, limit]] },
      [2],
    ),
    kept(rule, 'done in time twice', {
      ...sketch,
      ends: second + MINUTE,
      happened: [
        [what, limit],
        [what, second],
      ],
    }),
    broken(
      rule,
      'done late the second time',
      {
        ...sketch,
        ends: sum(second, '2m'),
        happened: [
          [what, limit],
          [what, second + MINUTE],
        ],
      },
      [2],
    ),
  ];
}

/** Something happens at most so long after the start. */
function within(rule: string, sketch: Sketch, limit: string, what: What): RuleCase[] {
  const lasting = { ...sketch, ends: sketch.ends ?? '2d' };
  return [
    kept(rule, `done after ${limit}`, { ...lasting, happened: [[what, limit]] }),
    broken(rule, `done a minute after ${limit}`, { ...lasting, happened: [[what, limit + MINUTE]] }),
    broken(rule, 'not done', lasting),
  ];
}

/** The gap from one time to the next is no longer than so. */
function everySo(rule: string, sketch: Sketch, gap: string, what: What): RuleCase[] {
  const twice = sum(gap, gap);
  return [
    ...maximum(rule, sketch, gap),
    kept(rule, `done after ${gap}, ends as long after`, { ...sketch, ends: twice, happened: [[what, gap]] }),
    broken(rule, `done a minute after ${gap}`, { ...sketch, ends: twice, happened: [[what, gap + MINUTE]] }),
    broken(
      rule,
      `done after ${gap}, ends a minute later than as long after`,
      { ...sketch, ends: twice + MINUTE, happened: [[what, gap]] },
      [2],
    ),
  ];
}

const lacks = (rule: string, sketch: Sketch, part: Sketch['record']) =>
  either(rule, sketch, { ...sketch, record: part });
const undecided = (rule: string, sketch: Sketch, decision: Sketch['decision']) =>
  either(rule, sketch, { ...sketch, decision });

const whole: Sketch = { means: 'EXCLUSION' };
const partial: Sketch = { means: 'EXCLUSION', extent: 'PARTIAL' };
const acute: Sketch = { means: 'EXCLUSION', basis: '37-8' };
const minor: Sketch = { means: 'EXCLUSION', minor: true };
const childrensBuilding: Sketch = { means: 'EXCLUSION', basis: '37-10', minor: true };
const cell: Sketch = { means: 'SECURITY_CELL' };
const bed: Sketch = { means: 'RESTRAINT_BED' };
const toilet: Sketch = { means: 'SPECIAL_TOILET_CELL' };
const intervention: Sketch = { means: 'BODY_INTERVENTION' };
const search: Sketch = { means: 'PERSON_SEARCH' };
const cuffs: Sketch = { means: 'HANDCUFFS' };
const child = (sketch: Sketch): Sketch => ({ ...sketch, minor: true });

const STATUTE: readonly RuleCase[] = [
  ...lacks('EXCLUSION_GROUND', whole, { legalBasis: null }),
  ...either('EXCLUSION_GROUND_OF_ANOTHER_SECTION', whole, { ...whole, basis: '39' }),
  broken('EXCLUSION_GROUND_OF_ANOTHER_SECTION', 'on § 40', { ...whole, basis: '40-2-d' }),
  ...undecided('PARTIAL_EXCLUSION_CONSIDERED', whole, { partialConsidered: false }),
  ...everySo('EXCLUSION_REASSESSED', partial, '7d', 'REASSESSED'),
  ...beyond('WHOLE_EXCLUSION_REGION_14_DAYS', whole, '14d', 'REGION', 'LOCAL_DECISION'),
  ...beyond('WHOLE_EXCLUSION_DIRECTORATE_42_DAYS', whole, '42d', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...again('WHOLE_EXCLUSION_DIRECTORATE_42_DAYS', whole, ['42d', '14d'], 'TOLD_DIRECTORATE'),
  ...maximum('WHOLE_EXCLUSION_ONE_YEAR', whole, '365d'),
  kept('WHOLE_EXCLUSION_ONE_YEAR', 'at the own wish', { ...whole, basis: '37-9-wish', ends: '400d' }),
  kept('INDIVIDUAL_OR_WISH_NO_MAXIMUM', 'for long', { ...whole, basis: '37-9-building', ends: '300d' }),
  ...beyond('PARTIAL_EXCLUSION_REGION_30_DAYS', partial, '30d', 'TOLD_REGION', 'NOTIFIED'),
  ...everySo('WHOLE_EXCLUSION_STAFF_SUPERVISION', whole, '12h', 'STAFF'),
  ...within('WHOLE_EXCLUSION_DOCTOR_TOLD', whole, '4h', 'NOTIFIED'),
  ...beyond('COLLECTIVE_OR_ACUTE_REGION_3_DAYS', acute, '72h', 'REGION', 'LOCAL_DECISION'),
  ...maximum('COLLECTIVE_OR_ACUTE_6_DAYS', acute, '144h'),
  ...maximum('IMMEDIATE_EXCLUSION_24_HOURS', { means: 'IMMEDIATE_EXCLUSION' }, '24h'),
  ...maximum('LEISURE_EXCLUSION_20_DAYS', { means: 'LEISURE_EXCLUSION', extent: 'PARTIAL' }, '20d'),
  ...within('COMPLAINT_7_DAYS', { ...whole, decision: { inmateToldAt: '0m' } }, '7d', 'COMPLAINT').slice(
    0,
    2,
  ),
  kept('COMPLAINT_7_DAYS', 'counted from being told', {
    ...whole,
    decision: { inmateToldAt: '1d' },
    happened: [['COMPLAINT', '8d']],
  }),
  kept('COMPLAINT_7_DAYS', 'none', whole),
  ...within(
    'COMPLAINT_48_HOURS',
    { means: 'LEISURE_EXCLUSION', extent: 'PARTIAL', decision: { inmateToldAt: '0m' } },
    '48h',
    'COMPLAINT',
  ).slice(0, 2),
];

const MINORS: readonly RuleCase[] = [
  ...either('MINOR_GROUND_A', { ...whole, basis: '37-1-a' }, { ...minor, basis: '37-1-a' }),
  ...undecided('MINOR_MILDER_MEANS', minor, { milderMeansTried: false }),
  ...within('MINOR_WHOLE_EXCLUSION_REGION_TOLD', minor, '60m', 'TOLD_REGION'),
  ...beyond('MINOR_WHOLE_EXCLUSION_REGION_3_DAYS', minor, '72h', 'REGION', 'LOCAL_DECISION'),
  ...beyond('MINOR_WHOLE_EXCLUSION_DIRECTORATE_5_DAYS', minor, '120h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...beyond('MINOR_PARTIAL_EXCLUSION_DIRECTORATE_7_DAYS', child(partial), '7d', 'DIRECTORATE', 'REGION'),
  ...beyond(
    'MINOR_PARTIAL_EXCLUSION_REPORTED_AGAIN',
    child(partial),
    '14d',
    'TOLD_DIRECTORATE',
    'TOLD_REGION',
  ),
  ...again('MINOR_PARTIAL_EXCLUSION_REPORTED_AGAIN', child(partial), ['14d', '7d'], 'TOLD_DIRECTORATE'),
  ...everySo('MINOR_EXCLUSION_CONTINUOUS_SUPERVISION', minor, '60m', 'STAFF'),
  ...beyond('MINOR_BUILDING_REGION_2_DAYS', childrensBuilding, '48h', 'REGION', 'LOCAL_DECISION'),
  ...beyond('MINOR_BUILDING_DIRECTORATE_TOLD', childrensBuilding, '48h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...maximum('MINOR_BUILDING_4_DAYS', childrensBuilding, '96h'),
  ...undecided('MINOR_COERCION_NEED', child(cuffs), { justification: null }),
  ...everySo('MINOR_COERCION_SUPERVISION', child(cuffs), '60m', 'STAFF'),
  ...within('MINOR_BED_REGION_AT_ONCE', child(bed), '60m', 'REGION'),
  ...beyond('MINOR_BED_DIRECTORATE_24_HOURS', child(bed), '24h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...beyond('MINOR_CELL_REGION_24_HOURS', child(cell), '24h', 'REGION', 'LOCAL_DECISION'),
  ...beyond('MINOR_CELL_DIRECTORATE_3_DAYS', child(cell), '72h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...either(
    'MINOR_IMMEDIATE_EXCLUSION',
    { means: 'IMMEDIATE_EXCLUSION' },
    { means: 'IMMEDIATE_EXCLUSION', minor: true },
  ),
  ...undecided('MINOR_BEST_INTEREST', child(search), { bestInterestConsidered: false }),
  kept('MINOR_BEST_INTEREST', 'no minor', { ...search, decision: { bestInterestConsidered: null } }),
  ...undecided(
    'MINOR_GUARDIAN_TOLD',
    { ...child(search), decision: { guardianToldAt: '24h' } },
    { guardianToldAt: '24h 1m' },
  ),
  broken('MINOR_GUARDIAN_TOLD', 'not told', { ...child(search), decision: { guardianToldAt: null } }),
];

const COERCION_AND_CONTROL: readonly RuleCase[] = [
  ...undecided('COERCION_MILDER_MEANS', cuffs, { milderMeansTried: false }),
  ...everySo('COERCION_REASSESSED', cell, '24h', 'REASSESSED'),
  ...within('COERCION_DOCTOR_STATEMENT', cell, '24h', 'DOCTOR'),
  ...within('SPIT_GUARD_SUPERVISION', { means: 'SPIT_GUARD', ends: '10m' }, '30m', 'STAFF'),
  ...beyond('BED_REGION_24_HOURS', bed, '24h', 'REGION', 'LOCAL_DECISION'),
  ...again('BED_REGION_24_HOURS', bed, ['24h', '24h'], 'REGION'),
  ...beyond('BED_DIRECTORATE_3_DAYS', bed, '72h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...beyond('CELL_REGION_3_DAYS', cell, '72h', 'REGION', 'LOCAL_DECISION'),
  ...beyond('CELL_DIRECTORATE_6_DAYS', cell, '144h', 'TOLD_DIRECTORATE', 'TOLD_REGION'),
  ...within('TOILET_CELL_DOCTOR_STATEMENT', toilet, '0m', 'DOCTOR'),
  ...everySo('TOILET_CELL_HEALTH_SUPERVISION', toilet, '24h', 'HEALTH'),
  ...beyond('TOILET_CELL_REGION_3_DAYS', toilet, '72h', 'REGION', 'LOCAL_DECISION'),
  ...within('BODY_INTERVENTION_DOCTOR_STATEMENT', intervention, '0m', 'DOCTOR'),
  ...within('BODY_INTERVENTION_HEALTH_STAFF', intervention, '60m', 'HEALTH'),
  ...within('BODY_INTERVENTION_REGION_CONSENT', intervention, '0m', 'REGION'),
  broken('BODY_INTERVENTION_REGION_CONSENT', 'decided locally', {
    ...intervention,
    happened: [['LOCAL_DECISION', '-1m']],
  }),
];

const DOCUMENTATION: readonly RuleCase[] = [
  ...lacks('LEGAL_BASIS_RECORDED', cuffs, { legalBasis: null }),
  ...either('EXTENT_RECORDED', partial, { ...whole, extent: 'UNKNOWN' }),
  ...lacks('FACILITY_RECORDED', search, { facility: null }),
  ...lacks('PERSON_RECORDED', cuffs, { person: null }),
  kept('PERSON_RECORDED', 'a search', { ...search, record: { person: null } }),
  ...lacks('AGE_RECORDED', cuffs, { ageGroup: 'UNKNOWN' }),
  ...undecided('DECISION_TIME_RECORDED', search, { decidedAt: null }),
  ...undecided('DECISION_IN_TIME', { ...search, decision: { decidedAt: '0m' } }, { decidedAt: '1m' }),
  kept('DECISION_IN_TIME', 'nobody knows when', { ...search, decision: { decidedAt: null } }),
  ...undecided('DECISION_LEVEL_RECORDED', search, { level: null }),
  ...undecided('DECISION_MAKER_RECORDED', search, { role: null }),
  ...undecided('JUSTIFICATION_RECORDED', cuffs, { justification: null }),
  ...undecided('MILDER_MEANS_RECORDED', whole, { milderMeansTried: null }),
  kept('MILDER_MEANS_RECORDED', 'recorded as not tried', { ...whole, decision: { milderMeansTried: false } }),
  ...undecided('DECISION_WRITTEN', { ...whole, decision: { writtenAt: '24h' } }, { writtenAt: '24h 1m' }),
  kept('DECISION_WRITTEN', 'counted from a decision that came later', {
    ...whole,
    decision: { decidedAt: '3h', writtenAt: '27h' },
  }),
  broken('DECISION_WRITTEN', 'a minute later than that', {
    ...whole,
    decision: { decidedAt: '3h', writtenAt: '27h 1m' },
  }),
  ...undecided('INMATE_TOLD', { ...whole, decision: { inmateToldAt: '24h' } }, { inmateToldAt: '24h 1m' }),
  ...either('COERCION_CIRCUMSTANCES_RECORDED', cuffs, { ...cuffs, coercion: { circumstances: null } }),
  ...either('COERCION_PARTICIPANTS_RECORDED', cuffs, { ...cuffs, coercion: { participantRoles: [] } }),
  ...either(
    'COERCION_DEBRIEFED',
    { ...cuffs, coercion: { debriefedAt: '73h' } },
    { ...cuffs, coercion: { debriefedAt: '73h 1m' } },
  ),
  ...either(
    'COERCION_DEBRIEFED',
    { means: 'GAS', coercion: { debriefedAt: '72h' } },
    { means: 'GAS', coercion: { debriefedAt: '72h 1m' } },
  ),
  kept('COERCION_DEBRIEFED', 'goes on', { ...cuffs, ends: null }),
];

const GUIDELINES: readonly RuleCase[] = [
  ...everySo('CELL_HOURLY_SUPERVISION', cell, '60m', 'STAFF'),
  ...everySo('BED_CONTINUOUS_SUPERVISION', bed, '15m', 'STAFF'),
  ...everySo('EXCLUDED_SEEN_BY_HEALTH_DAILY', whole, '24h', 'HEALTH'),
  ...everySo('COERCED_SEEN_BY_HEALTH_DAILY', cell, '24h', 'HEALTH'),
  ...within('COERCION_HEALTH_TOLD', cell, '4h', 'NOTIFIED'),
];

/** Clocks, midnights and birthdays. */
const MOMENTS: readonly RuleCase[] = [
  // On 26 October 2025 Oslo has 25 hours: noon to noon is too long by one.
  ...maximum(
    'IMMEDIATE_EXCLUSION_24_HOURS',
    { means: 'IMMEDIATE_EXCLUSION', start: '2025-10-25T12:00:00+02:00' },
    '24h',
  ),
  kept('IMMEDIATE_EXCLUSION_24_HOURS', 'to 11 in winter time', {
    means: 'IMMEDIATE_EXCLUSION',
    start: '2025-10-25T12:00:00+02:00',
    ends: '2025-10-26T11:00:00+01:00',
  }),
  broken('IMMEDIATE_EXCLUSION_24_HOURS', 'noon to noon', {
    means: 'IMMEDIATE_EXCLUSION',
    start: '2025-10-25T12:00:00+02:00',
    ends: '2025-10-26T12:00:00+01:00',
  }),
  kept('WHOLE_EXCLUSION_REGION_14_DAYS', 'fourteen days by the calendar, over summer time', {
    ...whole,
    days: ['2025-03-25', '2025-04-08'],
  }),
  broken('WHOLE_EXCLUSION_REGION_14_DAYS', 'fifteen days by the calendar', {
    ...whole,
    days: ['2025-03-25', '2025-04-09'],
  }),
  kept('WHOLE_EXCLUSION_REGION_14_DAYS', 'decided before midnight of the last day it can have been due', {
    ...whole,
    days: ['2025-03-25', '2025-05-01'],
    happened: [['REGION', '2025-04-08T23:59:59+02:00']],
  }),
  broken('WHOLE_EXCLUSION_REGION_14_DAYS', 'decided at that midnight', {
    ...whole,
    days: ['2025-03-25', '2025-05-01'],
    happened: [['REGION', '2025-04-09T00:00:00+02:00']],
  }),
  kept('EXCLUSION_REASSESSED', 'as many days as the limit, by the calendar', {
    ...partial,
    days: ['2025-03-25', '2025-04-01'],
  }),
  broken('EXCLUSION_REASSESSED', 'a day more', { ...partial, days: ['2025-03-25', '2025-04-02'] }),
  broken('MINOR_CELL_REGION_24_HOURS', 'due a minute before the eighteenth birthday', {
    ...child(cell),
    start: '2025-05-01T23:59:00+02:00',
    ends: '30h',
    adultOn: '2025-05-03',
  }),
  kept('MINOR_CELL_REGION_24_HOURS', 'due at midnight of that day', {
    ...child(cell),
    start: '2025-05-02T00:00:00+02:00',
    ends: '30h',
    adultOn: '2025-05-03',
  }),
  broken('CELL_REGION_3_DAYS', 'adult when due, though not at the start', {
    ...child(cell),
    start: '2025-05-02T00:00:00+02:00',
    ends: '80h',
    adultOn: '2025-05-05',
  }),
  kept('CELL_REGION_3_DAYS', 'adult a minute after it would have been due', {
    ...child(cell),
    start: '2025-05-01T23:59:00+02:00',
    ends: '80h',
    adultOn: '2025-05-05',
  }),
  broken('MINOR_EXCLUSION_CONTINUOUS_SUPERVISION', 'unseen before the birthday', {
    ...minor,
    start: '2025-05-02T22:59:00+02:00',
    ends: '2h',
    adultOn: '2025-05-03',
  }),
  kept('MINOR_EXCLUSION_CONTINUOUS_SUPERVISION', 'unseen from the birthday', {
    ...minor,
    start: '2025-05-02T23:00:00+02:00',
    ends: '2h',
    adultOn: '2025-05-03',
  }),
];

export const RULE_CASES: readonly RuleCase[] = [
  ...STATUTE,
  ...MINORS,
  ...COERCION_AND_CONTROL,
  ...DOCUMENTATION,
  ...GUIDELINES,
  ...MOMENTS,
];

/** The law of 2026 in force from a day: what is due before it, and from it on. */
export const CHANGE = '2025-06-15';
const immediate: Sketch = { means: 'IMMEDIATE_EXCLUSION' };
export const CASES_OVER_CHANGE: readonly RuleCase[] = [
  broken('IMMEDIATE_EXCLUSION_24_HOURS', 'due a minute before the change', {
    ...immediate,
    start: '2025-06-13T23:59:00+02:00',
    ends: '30h',
  }),
  kept('IMMEDIATE_EXCLUSION_24_HOURS', 'due at the change', {
    ...immediate,
    start: '2025-06-14T00:00:00+02:00',
    ends: '30h',
  }),
  kept('IMMEDIATE_EXCLUSION_REPEALED', 'begun a minute before the change', {
    ...immediate,
    start: '2025-06-14T23:59:00+02:00',
  }),
  broken('IMMEDIATE_EXCLUSION_REPEALED', 'begun at the change', {
    ...immediate,
    start: '2025-06-15T00:00:00+02:00',
  }),
  broken('WHOLE_EXCLUSION_REGION_14_DAYS', 'due before the change, by the old wording', {
    ...whole,
    start: '2025-06-01T00:00:00+02:00',
    ends: '20d',
  }),
  broken('WHOLE_EXCLUSION_REGION_14_DAYS', 'due at the change, by the new wording, once', {
    ...whole,
    start: '2025-06-01T00:00:00+02:00',
    ends: '14d 1m',
  }),
  broken('EXCLUSION_REASSESSED', 'the old limit before the change', {
    ...partial,
    start: '2025-06-07T23:59:00+02:00',
    ends: '8d',
  }),
  kept('EXCLUSION_REASSESSED', 'the new limit of nine days after it', {
    ...partial,
    start: '2025-06-08T00:00:00+02:00',
    ends: '9d',
  }),
  broken(
    'EXCLUSION_REASSESSED',
    'longer than the new limit',
    { ...partial, start: '2025-06-08T00:00:00+02:00', ends: '9d 1m' },
    [1_000_001],
  ),
];
