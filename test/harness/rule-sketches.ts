import { MEANS } from '../../schema/vocabulary.ts';
import type { Means } from '../../schema/vocabulary.ts';

/**
 * A measure in few words, for tables of cases. Times are written as they are said, from the start: `14d`,
 * `24h 1m`, `-1m`; the start lies on the day before summer time begins, so that every longer time runs over it.
 */
export type Sketch = {
  readonly means: Means;
  readonly basis?: string | null;
  readonly extent?: string | null;
  readonly minor?: boolean;
  readonly start?: string;
  /** Null: goes on. */
  readonly ends?: string | null;
  /** Days as the source has them, instead of start and end. */
  readonly days?: readonly [start: string, end: string | null];
  readonly adultOn?: string;
  /** What the record lacks or has otherwise. */
  readonly record?: Readonly<Record<string, unknown>>;
  readonly decision?: Readonly<Record<string, unknown>>;
  readonly coercion?: Readonly<Record<string, unknown>>;
  readonly happened?: readonly Happened[];
};
export type Happened = readonly [what: keyof typeof ENTRIES, when: string];

const START = '2025-03-29T10:00:00+01:00';

type Entry = readonly [target: string, fields: object];
const entry = (target: string, fields: object): Entry => [target, fields];

const ENTRIES = {
  REASSESSED: (at: string) => entry('reassessments', { assessedAt: at }),
  STAFF: (at: string) => entry('supervision', { supervisedAt: at }),
  HEALTH: (at: string) => entry('supervision', { supervisedAt: at, byHealthStaff: true }),
  NOTIFIED: (at: string) => entry('health-notices', { notifiedAt: at }),
  DOCTOR: (at: string) => entry('health-notices', { doctorStatementAt: at }),
  LOCAL_DECISION: (at: string) => entry('higher-decisions', { level: 'LOCAL', decidedAt: at }),
  REGION: (at: string) => entry('higher-decisions', { level: 'REGIONAL', decidedAt: at }),
  DIRECTORATE: (at: string) => entry('higher-decisions', { level: 'DIRECTORATE', decidedAt: at }),
  TOLD_REGION: (at: string) => entry('reports', { toLevel: 'REGIONAL', sentAt: at }),
  TOLD_DIRECTORATE: (at: string) => entry('reports', { toLevel: 'DIRECTORATE', sentAt: at }),
  COMPLAINT: (at: string) => entry('complaints', { filedAt: at }),
} as const;

/** The records of a sketch, by target. */
export function drawSketch(
  sketch: Sketch,
  sourceKey: string,
): readonly (readonly [target: string, record: object])[] {
  const { means, basis = BASES[means] ?? '38-1', start = START, ends = '1h', days, minor = false } = sketch;
  const { kind, course } = MEANS[means];
  const [from, to] = days ?? [start, ends === null || course === 'EVENT' ? null : after(start, ends)];
  const at = (moments: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(moments).map(([name, value]) => [
        name,
        name.endsWith('At') && typeof value === 'string' ? after(start, value) : value,
      ]),
    );
  const measure = {
    sourceKey,
    kind,
    means,
    legalBasis: basis,
    extent: sketch.extent ?? (kind === 'EXCLUSION' ? 'WHOLE' : null),
    facility: 'Nord',
    person: 'p1',
    start: from,
    end: to,
    ageGroup: minor ? 'UNDER_18' : 'AGE_25_34',
    adultOn: sketch.adultOn ?? null,
    decision: at({
      level: 'LOCAL',
      role: 'Vaktleder',
      decidedAt: '-10m',
      writtenAt: '0m',
      justification: 'Uro.',
      milderMeansTried: true,
      partialConsidered: true,
      bestInterestConsidered: true,
      guardianToldAt: '1m',
      inmateToldAt: '1m',
      ...sketch.decision,
    }),
    coercion:
      kind === 'COERCIVE_MEASURE'
        ? at({ circumstances: 'Uro.', participantRoles: ['betjent'], ...sketch.coercion })
        : null,
    ...sketch.record,
  };
  const entries = (sketch.happened ?? []).map(([what, when], index) => {
    const [target, fields] = ENTRIES[what](when.includes('T') ? when : after(start, when));
    return [target, { sourceKey: `${sourceKey}-${index}`, measure: sourceKey, ...fields }] as const;
  });
  return [['measures', measure], ...entries];
}

/** `14d 1m` after a moment: elapsed time, whatever summer time does. */
export function after(start: string, said: string): string {
  if (said.includes('T')) return said;
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000 };
  const milliseconds = said.split(' ').reduce((sum, part) => {
    const [, count = '', unit = ''] = /^(-?\d+)([dhm])$/.exec(part) ?? [];
    return sum + Number(count) * units[unit as keyof typeof units];
  }, 0);
  return new Date(Date.parse(start) + milliseconds).toISOString();
}

const BASES: Partial<Record<Means, string>> = {
  EXCLUSION: '37-1-b',
  IMMEDIATE_EXCLUSION: '39',
  LEISURE_EXCLUSION: '40-2-d',
  PERSON_SEARCH: '28',
  SPECIAL_TOILET_CELL: '29-2',
  BODY_INTERVENTION: '29-3',
};
