import { z } from 'zod';
import type { Target } from '../../../schema/records/targets.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { findMeasure } from '../measure-list.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** What follows a measure, sent before it. */
export const ENTRY_CHECKS: readonly Check[] = [{ code: 'ENTRIES', text: TEXTS.ENTRIES, run: checkEntries }];

const YEAR = 2006;
const FIELDS = `reassessments { assessedAt level role outcome justification } supervision { supervisedAt byHealthStaff role }
  healthNotices { notifiedAt doctorStatementAt } higherDecisions { level decidedAt outcome }
  reports { toLevel dueAt sentAt } complaints { filedAt decidedAt outcome }`;

type Sent = Readonly<Record<string, unknown>>;

/** Target → the field of a measure, and the entries in the order they are to be read. */
const ENTRIES: readonly {
  readonly target: Target;
  readonly field: string;
  readonly entries: readonly Sent[];
}[] = [
  {
    target: 'reassessments',
    field: 'reassessments',
    entries: [
      { assessedAt: '2006-05-02T06:00:00.000Z', level: 'LOCAL', justification: 'Fortsatt uro' },
      { assessedAt: '2006-05-03T06:00:00.000Z', role: 'førstebetjent', outcome: 'EASED' },
    ],
  },
  {
    target: 'supervision',
    field: 'supervision',
    entries: [
      { supervisedAt: '2006-05-01T07:00:00.000Z', byHealthStaff: true, role: 'sykepleier' },
      { supervisedAt: '2006-05-01T08:00:00.000Z', byHealthStaff: false },
    ],
  },
  {
    target: 'health-notices',
    field: 'healthNotices',
    entries: [{ notifiedAt: '2006-05-01T06:10:00.000Z', doctorStatementAt: '2006-05-01T12:00:00.000Z' }],
  },
  {
    target: 'higher-decisions',
    field: 'higherDecisions',
    entries: [{ level: 'REGIONAL', decidedAt: '2006-05-04T06:00:00.000Z', outcome: 'CONTINUED' }],
  },
  {
    target: 'reports',
    field: 'reports',
    entries: [{ toLevel: 'REGIONAL', dueAt: '2006-05-04T06:00:00.000Z', sentAt: '2006-05-04T07:00:00.000Z' }],
  },
  {
    target: 'complaints',
    field: 'complaints',
    entries: [
      { filedAt: '2006-05-02T10:00:00.000Z', decidedAt: '2006-05-09T10:00:00.000Z', outcome: 'DISMISSED' },
    ],
  },
];

async function checkEntries(unit: UnitClient): Promise<Difference[]> {
  const measure = unit.key('with entries');
  const sourceKey = (target: string, index: number) => unit.key(`${target} ${index}`);
  for (const { target, entries } of ENTRIES) {
    const records = entries.map((entry, index) => ({
      measure,
      sourceKey: sourceKey(target, index),
      ...entry,
    }));
    await unit.post(target, records.toReversed());
  }
  await unit.post('measures', [
    cell(measure),
    { ...cell(unit.key('without entries')), coercion: null, decision: null },
  ]);
  const read = (asOf: string | null = null) =>
    findMeasure(unit, { sourceKey: measure, year: YEAR, asOf, more: FIELDS });
  const first = await read();
  const other = await findMeasure(unit, { sourceKey: unit.key('without entries'), year: YEAR, more: FIELDS });

  const [eased] = ENTRIES[0]?.entries.slice(1) ?? [];
  await unit.post('reassessments', [
    { measure, sourceKey: sourceKey('reassessments', 0), ...ENTRIES[0]?.entries[0], withdrawn: true },
    { measure, sourceKey: sourceKey('reassessments', 1), ...eased, outcome: 'ENDED' },
  ]);
  const asSent = Object.fromEntries(ENTRIES.map(({ field, entries }) => [field, entries]));
  const asBefore = first === null ? null : await read(first.recordedAt);
  return [
    ...compare('measure', { ...asSent, ...REGISTERED }, inUtc(first)),
    ...compare(
      'measure (without)',
      { reassessments: [], supervision: [], register: null, decision: null },
      other,
    ),
    ...compare('measure (asOf)', asSent, inUtc(asBefore)),
    ...compare('reassessments', { reassessments: [{ ...eased, outcome: 'ENDED' }] }, inUtc(await read())),
  ];
}

/** What the decision and the register of coercive measures are to be read as. */
const REGISTERED = {
  decision: {
    level: 'LOCAL',
    decidedAt: '2006-05-01T05:55:00.000Z',
    bestInterestConsidered: true,
    guardianToldAt: null,
  },
  register: {
    circumstances: 'Uro på avdelingen',
    participantRoles: ['førstebetjent', 'betjent'],
    injuries: null,
  },
};

function cell(sourceKey: string) {
  return {
    sourceKey,
    kind: 'COERCIVE_MEASURE',
    means: 'SECURITY_CELL',
    start: '2006-05-01T08:00:00+02:00',
    end: '2006-05-05T08:00:00+02:00',
    decision: { level: 'LOCAL', decidedAt: '2006-05-01T07:55:00+02:00', bestInterestConsidered: true },
    coercion: { circumstances: 'Uro på avdelingen', participantRoles: ['førstebetjent', 'betjent'] },
  };
}

/** Moments in one notation. */
function inUtc(value: unknown): unknown {
  const moment = z.iso.datetime({ offset: true }).safeParse(value);
  if (moment.success) return new Date(moment.data).toISOString();
  if (Array.isArray(value)) return value.map((item) => inUtc(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inUtc(item)]));
}
