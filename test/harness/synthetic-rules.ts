import type { Item } from '../../local/synthetic/items.ts';
import { MEANS, type Means } from '../../schema/vocabulary.ts';
import { longestAllowed, reassessedWithin, regionalLimits, reportLimits } from './statute-limits.ts';
import type { Row } from './statute-limits.ts';

/**
 * The rules once more, plainly from the table of the statute and without the generator's code: what an
 * inspector with all records at hand would find. A finding is a kind of fault and the keys of its records.
 */
export type Records = Readonly<Record<string, readonly Row[]>>;
type World = { readonly to: number; readonly silentUnit: string };
/** A measure and those that continue it, with the entries of all of them. */
type Chain = {
  readonly first: Row;
  readonly parts: readonly Row[];
  readonly minor: boolean;
  readonly start: number;
  readonly end: number;
  readonly hours: number;
  readonly entries: (target: string, part?: Row) => readonly Row[];
};

const HOUR = 3_600_000;

export function recordsOf(items: Iterable<Item>): Records {
  const records: Record<string, Row[]> = {};
  for (const item of items) if (item.kind === 'RECORD') (records[item.target] ??= []).push(item.record);
  return records;
}

export function inspect(records: Records, world: World): string[] {
  const here = new Set(
    (records['stays'] ?? []).filter((stay) => stay['leftOn'] === null).map((stay) => stay['pseudonym']),
  );
  const found = chainsOf(records, world).flatMap((chain) => {
    const { first, parts } = chain;
    if (MEANS[first['means'] as Means].course === 'EVENT') return [...decisions(chain), ...consents(chain)];
    const open = parts.at(-1)?.['end'] === null && !here.has(first['person']);
    if (open) return [...decisions(chain), finding('MISSING_STOP', parts)];
    return [
      ...decisions(chain),
      ...lengths(chain),
      ...regionalDecisions(chain, world),
      ...reports(chain, world),
      ...followUp(chain),
    ];
  });
  return [...found, ...copies(records), ...isolationWithoutDecision(records, world)].toSorted();
}

function chainsOf(records: Records, world: World): Chain[] {
  const measures = records['measures'] ?? [];
  const next = new Map(measures.map((one) => [one['continues'], one]));
  const byMeasure = new Map(
    ['reassessments', 'supervision', 'health-notices', 'higher-decisions', 'reports'].map((target) => [
      target,
      Map.groupBy(records[target] ?? [], (entry) => entry['measure'] as string),
    ]),
  );
  return measures
    .filter((one) => one['continues'] === null)
    .map((first) => {
      const parts = [first];
      for (let one = next.get(first['sourceKey']); one; one = next.get(one['sourceKey'])) parts.push(one);
      const start = Date.parse(first['start']);
      const end = endOf(parts.at(-1) ?? first, world);
      return {
        first,
        parts,
        start,
        end,
        minor: first['ageGroup'] === 'UNDER_18',
        hours: (end - start) / HOUR,
        entries: (target, part) =>
          (part === undefined ? parts : [part]).flatMap(
            (one) => byMeasure.get(target)?.get(one['sourceKey']) ?? [],
          ),
      };
    });
}

function decisions({ first, parts, minor }: Chain): string[] {
  const late = parts.filter(({ decision, start }) => Date.parse(decision.decidedAt) > Date.parse(start));
  const { bestInterestConsidered, guardianToldAt } = first['decision'];
  const unprotected =
    minor &&
    first['kind'] !== 'CONTROL_MEASURE' &&
    (bestInterestConsidered !== true || guardianToldAt === null);
  return [
    ...late.map((part) => finding('DECISION_LATE', [part])),
    ...(unprotected ? [finding('MINOR_UNPROTECTED', parts)] : []),
  ];
}

/** §29(3). */
function consents({ first, entries }: Chain): string[] {
  if (first['means'] !== 'BODY_INTERVENTION') return [];
  const doctor = entries('health-notices').some((one) => one['doctorStatementAt'] <= first['start']);
  const region = entries('higher-decisions').some(
    (one) => one['level'] === 'REGIONAL' && one['decidedAt'] <= first['start'],
  );
  return doctor && region ? [] : [finding('WITHOUT_CONSENT', [first])];
}

function lengths({ first, parts, minor, hours }: Chain): string[] {
  const longest = longestAllowed(first, minor);
  const groundless = first['legalBasis'] === null || (minor && first['legalBasis'] === '37-1-a');
  return [
    ...(hours > longest ? [finding(`LONGER_THAN_${longest}`, parts)] : []),
    ...(groundless ? [finding('GROUND', parts)] : []),
  ];
}

function regionalDecisions(chain: Chain, world: World): string[] {
  const { first, parts, minor, hours, start } = chain;
  return regionalLimits(first, minor)
    .filter((limit) => hours > limit)
    .flatMap((limit) => {
      const due = start + limit * HOUR;
      const all = chain.entries('higher-decisions');
      const inTime = all.filter((one) => {
        const at = Date.parse(one['decidedAt']);
        return at <= due && at >= due - Math.max(24, limit / 2) * HOUR;
      });
      if (inTime.some((one) => one['level'] === 'REGIONAL')) return [];
      if (inTime.length > 0) return [finding('DECISION_WRONG_LEVEL', parts)];
      if (all.length > 0) return [finding('HIGHER_DECISION_LATE', parts)];
      return [
        finding(splitOver(chain, limit, world) ? 'SPLIT_BY_TRANSFER' : 'HIGHER_DECISION_MISSING', parts),
      ];
    });
}

function reports(chain: Chain, world: World): string[] {
  const found = reportLimits(chain.first, chain).flatMap(({ level, limit }) => {
    const due = chain.start + limit * HOUR;
    const sent = chain
      .entries('reports')
      .some(
        ({ toLevel, dueAt, sentAt }) =>
          toLevel === level && Date.parse(dueAt) === due && Date.parse(sentAt) <= due,
      );
    if (sent) return [];
    const part = chain.parts.findLast((one) => Date.parse(one['start']) <= due) ?? chain.first;
    if (part['unit'] === world.silentUnit) return [finding('NO_REPORTS_UPWARD', [part])];
    return [finding(splitOver(chain, limit, world) ? 'SPLIT_BY_TRANSFER' : 'REPORT_MISSING', chain.parts)];
  });
  return [...new Set(found)];
}

/** Several parts, none of them over the limit alone. */
function splitOver({ parts }: Chain, limit: number, world: World): boolean {
  const hours = parts.map((one) => (endOf(one, world) - Date.parse(one['start'])) / HOUR);
  return parts.length > 1 && Math.max(...hours) <= limit;
}

function followUp(chain: Chain): string[] {
  const { first, parts } = chain;
  const found: string[] = [];
  const longestGap = (moments: readonly string[]): number => {
    const all = [chain.start, ...moments.map((moment) => Date.parse(moment)), chain.end];
    const sorted = all.toSorted((left, right) => left - right);
    return Math.max(...sorted.slice(1).map((moment, index) => moment - (sorted[index] ?? 0))) / HOUR;
  };
  const assessed = chain.entries('reassessments').map(({ assessedAt }) => assessedAt as string);
  if (longestGap(assessed) > reassessedWithin(first)) found.push(finding('REASSESSMENT_MISSING', parts));
  if (!isolating(first)) return found;
  for (const part of parts) {
    const told = chain.entries('health-notices', part).map(({ notifiedAt }) => Date.parse(notifiedAt));
    const limit = Date.parse(part['start']) + 4 * HOUR;
    if (!told.some((at) => at <= limit)) found.push(finding('HEALTH_NOTICE_MISSING', [part]));
  }
  for (const health of [true, false]) {
    const seen = chain.entries('supervision').filter(({ byHealthStaff }) => byHealthStaff === health);
    if (longestGap(seen.map(({ supervisedAt }) => supervisedAt)) > 24) found.push(finding('UNSEEN', parts));
  }
  return found;
}

/** A justification names the journal of the decision it was written for. */
function copies(records: Records): string[] {
  return (records['measures'] ?? []).flatMap(({ decision, sourceKey, kind }) => {
    const original = /\(Journal (.*)\)$/.exec(decision.justification ?? '')?.[1];
    if (kind === 'CONTROL_MEASURE' || original === sourceKey) return [];
    return [`COPIED_JUSTIFICATION ${original} ${sourceKey}`];
  });
}

function isolationWithoutDecision(records: Records, world: World): string[] {
  const measures = Map.groupBy(
    (records['measures'] ?? []).filter(isolating),
    (one) => one['person'] as string,
  );
  const days = (records['regime-days'] ?? []).filter((row) => {
    if (row['minutesOutOfCell'] > 120 || row['contactMinutesAccepted'] > 0) return false;
    // Hours that belong to this date in Oslo and in UTC alike.
    const [from, until] = [Date.parse(`${row['day']}T02:00:00Z`), Date.parse(`${row['day']}T20:00:00Z`)];
    return !(measures.get(row['person']) ?? []).some(
      (one) => Date.parse(one['start']) <= from && endOf(one, world) >= until,
    );
  });
  const byPerson = Map.groupBy(days, (row) => row['person'] as string);
  return [...byPerson.values()].map((rows) => finding('DE_FACTO_ISOLATION', rows));
}

function isolating({ extent, means }: Row): boolean {
  return ['WHOLE', 'COLLECTIVE'].includes(extent) || ['SECURITY_CELL', 'RESTRAINT_BED'].includes(means);
}

function endOf(measure: Row, { to }: World): number {
  return measure['end'] === null ? to : Date.parse(measure['end']);
}

function finding(kind: string, rows: readonly Row[]): string {
  return [kind, ...rows.map((row) => row['sourceKey'])].join(' ');
}
