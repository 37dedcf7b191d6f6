import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

/** What follows a measure: reassessments, supervision, notices, decisions of a higher level, reports, complaints. */
let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const cell = {
  unit: 'nordland',
  sourceKey: 'cell 1',
  kind: 'COERCIVE_MEASURE',
  means: 'SECURITY_CELL',
  start: '2025-05-01T08:00:00+02:00',
  end: '2025-05-05T08:00:00+02:00',
  decision: { level: 'LOCAL', decidedAt: '2025-05-01T07:55:00+02:00', bestInterestConsidered: true },
  coercion: { circumstances: 'Uro på avdelingen', participantRoles: ['førstebetjent', 'betjent'] },
};
const entry = (sourceKey: string, part: object) => ({
  unit: 'nordland',
  measure: 'cell 1',
  sourceKey,
  ...part,
});

const ENTRIES = {
  reassessments: [
    entry('r2', { assessedAt: '2025-05-03T08:00:00+02:00', outcome: 'EASED' }),
    entry('r1', { assessedAt: '2025-05-02T08:00:00.7+02:00', level: 'LOCAL', justification: 'Fortsatt uro' }),
  ],
  supervision: [entry('s1', { supervisedAt: '2025-05-01T09:00:00+02:00', byHealthStaff: true })],
  'health-notices': [entry('h1', { notifiedAt: '2025-05-01T08:10:00+02:00' })],
  'higher-decisions': [
    entry('d1', { level: 'REGIONAL', decidedAt: '2025-05-04T08:00:00+02:00', outcome: 'CONTINUED' }),
  ],
  reports: [
    entry('m1', { toLevel: 'DIRECTORATE', dueAt: '2025-05-07T08:00:00+02:00' }),
    entry('m2', { toLevel: 'REGIONAL', sentAt: '2025-05-04T09:00:00+02:00' }),
  ],
  complaints: [
    entry('k1', {
      filedAt: '2025-05-02T12:00:00+02:00',
      decidedAt: '2025-05-09T12:00:00+02:00',
      outcome: 'DISMISSED',
    }),
  ],
};

const read = async (asOf: string | null = null) => {
  const answer = await federation.ask(
    `query ($asOf: DateTime) { unit(code: "nordland") { measures(filter: { asOf: $asOf }) { nodes {
      sourceKey ... on CoerciveMeasure { register { circumstances participantRoles injuries } }
      decision { level decidedAt bestInterestConsidered guardianToldAt }
      reassessments { assessedAt level outcome justification } supervision { supervisedAt byHealthStaff }
      healthNotices { notifiedAt doctorStatementAt } higherDecisions { level decidedAt outcome }
      reports { toLevel dueAt sentAt } complaints { filedAt decidedAt outcome } } } } }`,
    { asOf },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.unit.measures.nodes;
};

test('entries may come before their measure, and are read with it, oldest first', async () => {
  for (const [target, records] of Object.entries(ENTRIES)) {
    expect(await federation.importRecords(target, records)).toMatchObject({ new: records.length });
  }
  await federation.importRecords('measures', [cell]);
  expect(await read()).toEqual([
    {
      sourceKey: 'cell 1',
      register: {
        circumstances: 'Uro på avdelingen',
        participantRoles: ['førstebetjent', 'betjent'],
        injuries: null,
      },
      decision: {
        level: 'LOCAL',
        decidedAt: '2025-05-01T05:55:00.000Z',
        bestInterestConsidered: true,
        guardianToldAt: null,
      },
      reassessments: [
        {
          assessedAt: '2025-05-02T06:00:00.000Z',
          level: 'LOCAL',
          outcome: null,
          justification: 'Fortsatt uro',
        },
        { assessedAt: '2025-05-03T06:00:00.000Z', level: null, outcome: 'EASED', justification: null },
      ],
      supervision: [{ supervisedAt: '2025-05-01T07:00:00.000Z', byHealthStaff: true }],
      healthNotices: [{ notifiedAt: '2025-05-01T06:10:00.000Z', doctorStatementAt: null }],
      higherDecisions: [{ level: 'REGIONAL', decidedAt: '2025-05-04T06:00:00.000Z', outcome: 'CONTINUED' }],
      reports: [
        { toLevel: 'REGIONAL', dueAt: null, sentAt: '2025-05-04T07:00:00.000Z' },
        { toLevel: 'DIRECTORATE', dueAt: '2025-05-07T06:00:00.000Z', sentAt: null },
      ],
      complaints: [
        {
          filedAt: '2025-05-02T10:00:00.000Z',
          decidedAt: '2025-05-09T10:00:00.000Z',
          outcome: 'DISMISSED',
        },
      ],
    },
  ]);
});

test('a corrected and a withdrawn entry are read as known at the moment asked for', async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [eased, first] = ENTRIES.reassessments;
  await federation.importRecords('reassessments', [
    { ...eased, outcome: 'ENDED' },
    { ...first, withdrawn: true },
  ]);
  const outcomes = async (asOf: string | null) =>
    (await read(asOf))[0].reassessments.map((one: { outcome: string | null }) => one.outcome);
  expect(await outcomes(before)).toEqual([null, 'EASED']);
  expect(await outcomes(null)).toEqual(['ENDED']);
});

test('the same entries again add nothing, also in another notation of the same moment', async () => {
  const [supervision] = ENTRIES.supervision;
  const sums = await federation.importRecords('supervision', [
    supervision ?? {},
    { ...supervision, supervisedAt: '2025-05-01T07:00:00Z' },
  ]);
  expect(sums).toMatchObject({ read: 2, unchanged: 2 });
});

test('a faulty entry is kept in quarantine with its reason', async () => {
  const sums = await federation.importRecords('health-notices', [
    entry('h2', {}),
    entry('h3', { notifiedAt: 'i går' }),
    { ...entry('h4', { notifiedAt: '2025-05-01T08:10:00+02:00' }), unit: 'atlantis' },
  ]);
  expect(sums).toMatchObject({
    read: 3,
    quarantined: 3,
    reasons: { NOTICE_WITHOUT_MOMENT: 1, 'VALUE_INVALID(notifiedAt)': 1, UNIT_UNKNOWN: 1 },
  });
});

test('days of the daily regime are read page by page, newest first, each with its inmate', async () => {
  await federation.importRecords('persons', [{ pseudonym: 'p1', sex: 'MALE' }]);
  const days = ['2025-05-01', '2025-05-02', '2025-05-03'].map((day, index) => ({
    unit: 'nordland',
    sourceKey: day,
    person: 'p1',
    facility: 'Bodø',
    day,
    minutesOfferedOutOfCell: 60 * index,
    contactRefused: index === 1,
  }));
  await federation.importRecords('regime-days', days);
  const page = async (after: string | null) => {
    const answer = await federation.ask(
      `query ($after: String) { unit(code: "nordland") {
        regimeDays(period: { from: "2025-05-01", to: "2025-06-01" }, first: 2, after: $after) {
          nodes { day facility minutesOfferedOutOfCell minutesOutdoors contactRefused inmate { pseudonym sex } }
          pageInfo { hasNextPage endCursor } } } }`,
      { after },
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.unit.regimeDays;
  };
  const first = await page(null);
  const inmate = { pseudonym: 'p1', sex: 'MALE' };
  const common = { facility: 'Bodø', minutesOutdoors: null, inmate };
  expect(first.nodes).toEqual([
    { ...common, day: '2025-05-03', minutesOfferedOutOfCell: 120, contactRefused: false },
    { ...common, day: '2025-05-02', minutesOfferedOutOfCell: 60, contactRefused: true },
  ]);
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = await page(first.pageInfo.endCursor);
  expect(second.nodes).toEqual([
    { ...common, day: '2025-05-01', minutesOfferedOutOfCell: 0, contactRefused: false },
  ]);
  expect(second.pageInfo.hasNextPage).toBe(false);
});
