import { isDay } from '../../../schema/records/measure.ts';
import type { MeasureRecord } from '../../../schema/records/measure.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { isInterval, lengthOf } from '../expected-cell.ts';
import { extentOf, isChosen } from '../expected-state.ts';
import { listMeasures } from '../measure-list.ts';
import type { MeasureNode } from '../measure-list.ts';
import { dayOf, midnightOf, secondsOf } from '../oslo-time.ts';
import { questionOf } from '../practice.ts';
import type { Asked } from '../practice.ts';
import { TEXTS } from '../texts.ts';
import { SOURCE } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';

/** The records of the figures, read one by one. */
export function recordChecks(records: readonly MeasureRecord[]): readonly Check[] {
  return [
    { code: 'RECORD_FIELDS', text: TEXTS.RECORD_FIELDS, run: (unit) => checkFields(unit, records) },
    ...Object.entries(LIST_FILTERS).map(([name, filters]): Check => ({
      code: `LIST_${name}`,
      text: TEXTS.LIST_FILTERS,
      subject: name,
      run: async (unit) =>
        (await Promise.all(filters.map((filter) => checkFilter(unit, records, filter)))).flat(),
    })),
  ];
}

const ALL = { from: '2013-12-01', to: '2025-01-01' };

async function checkFields(unit: UnitClient, records: readonly MeasureRecord[]): Promise<Difference[]> {
  const { nodes: now } = await listMeasures(unit, { filter: { period: ALL } });
  const asOf =
    now
      .map(({ recordedAt }) => recordedAt)
      .toSorted()
      .at(-1) ?? new Date().toISOString();
  const { nodes } = await listMeasures(unit, { filter: { period: ALL, asOf } });
  const byKey = new Map(nodes.map((node) => [node.sourceKey, node]));
  return [
    ...compare('measures.length', records.length, nodes.length),
    ...records.flatMap((record) => {
      const node = byKey.get(record.sourceKey);
      return compare(record.sourceKey, measureOf(record, asOf), node === undefined ? null : plain(node));
    }),
    ...nodes.flatMap(({ id }) => compare('id', `${unit.code}:`, id.slice(0, unit.code.length + 1))),
  ];
}

const TYPES = {
  EXCLUSION: 'Exclusion',
  COERCIVE_MEASURE: 'CoerciveMeasure',
  CONTROL_MEASURE: 'ControlMeasure',
} as const;

function measureOf(record: MeasureRecord, asOf: string): Readonly<Record<string, unknown>> {
  const { start, end, legalBasis, person, decision } = record;
  const at = (moment: string) => secondsOf(isDay(moment) ? midnightOf(moment) : moment);
  return {
    __typename: TYPES[record.kind],
    source: SOURCE,
    sourceKey: record.sourceKey,
    kind: record.kind,
    means: record.means,
    legalBasis: legalBasis === null ? null : { code: legalBasis },
    facility: record.facility,
    securityLevel: record.securityLevel,
    startedAt: at(start),
    startedOn: dayOf(start),
    endedAt: end === null ? null : at(end),
    endedOn: end === null ? null : dayOf(end),
    precision: isDay(start) ? 'DAY' : 'TIME',
    repair: record.repair,
    ongoing: isInterval(record) && end === null,
    hours: isInterval(record) ? rounded(lengthOf(record, asOf) / 3600) : null,
    continues: record.continues,
    inmate: person === null ? null : { pseudonym: person },
    sex: record.sex,
    ageGroup: record.ageGroup,
    adultOn: record.adultOn,
    custody: record.custody,
    citizenship: record.citizenship,
    vulnerability: record.vulnerability.toSorted(),
    decision: decision === null ? null : { level: decision.level, role: decision.role },
    version: 1,
    ...(record.kind === 'EXCLUSION' && { extent: extentOf(record) }),
    ...(record.kind === 'COERCIVE_MEASURE' && { register: null }),
  };
}

/** Moments as seconds, hours to the sixth decimal: notation does not matter. */
function plain(node: MeasureNode): Readonly<Record<string, unknown>> {
  const { hours, endedAt, vulnerability } = node;
  return {
    ...node,
    startedAt: secondsOf(node.startedAt),
    endedAt: typeof endedAt === 'string' ? secondsOf(endedAt) : endedAt,
    hours: typeof hours === 'number' ? rounded(hours) : hours,
    vulnerability: Array.isArray(vulnerability) ? vulnerability.map(String).toSorted() : vulnerability,
  };
}

function rounded(hours: number): number {
  return Math.round(hours * 1e6) / 1e6;
}

type ListFilter = Omit<Asked, 'period'> & { readonly ongoing?: boolean; readonly period?: Asked['period'] };

const LIST_FILTERS: Readonly<Record<string, readonly ListFilter[]>> = {
  PERIOD: [
    { period: { from: '2015-06-01', to: '2015-07-01' } },
    { period: { from: '2014-03-29', to: '2014-03-30' } },
  ],
  KINDS: [{ kinds: ['COERCIVE_MEASURE'] }, { kinds: ['EXCLUSION', 'CONTROL_MEASURE'] }],
  MEANS: [{ means: ['GAS', 'EXCLUSION'] }],
  LEGAL_BASES: [{ legalBases: ['28', '37-8'] }],
  FACILITIES: [{ facilities: ['Nord fengsel', 'Ærfugl'] }],
  ONGOING: [{ ongoing: true }, { ongoing: false }],
  LENGTH: [
    { overSeconds: 15 * 86_400 },
    { upToSeconds: 15 * 86_400 },
    { overSeconds: 14 * 86_400, upToSeconds: 42 * 86_400 },
  ],
};

async function checkFilter(
  unit: UnitClient,
  records: readonly MeasureRecord[],
  { period = ALL, overSeconds = null, upToSeconds = null, ongoing, ...among }: ListFilter,
): Promise<Difference[]> {
  const now = new Date().toISOString();
  const question = questionOf(unit, { ...among, period, overSeconds, upToSeconds, now });
  const expected = records
    .filter((record) => isChosen(record, question, now))
    .filter(({ start }) => dayOf(start) >= period.from && dayOf(start) < period.to)
    .filter((record) => ongoing === undefined || (isInterval(record) && record.end === null) === ongoing)
    .map(({ sourceKey }) => sourceKey);
  const days = (seconds: number | null) => (seconds === null ? null : seconds / 86_400);
  const length = { overDays: days(overSeconds), upToDays: days(upToSeconds) };
  const hasLength = overSeconds !== null || upToSeconds !== null;
  const filter = {
    ...among,
    period,
    ...(ongoing !== undefined && { ongoing }),
    ...(hasLength && { length }),
  };
  const { nodes } = await listMeasures(unit, { filter });
  const came = nodes.map(({ sourceKey }) => sourceKey);
  return compare(`measures (${JSON.stringify(filter)})`, expected.toSorted(), came.toSorted());
}
