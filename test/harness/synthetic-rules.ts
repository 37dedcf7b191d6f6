import type { Item } from '../../local/synthetic/items.ts';

/**
 * The rules once more, plainly from the statute's table and without the generator's code: what an inspector
 * with all records at hand would find. A finding is a kind of fault and the keys of the records.
 */
type Row = Readonly<Record<string, any>>;
export type Records = Readonly<Record<string, readonly Row[]>>;

const HOUR = 3_600_000;
const EVENTS = new Set(
  'SHIELD_OR_BATON GAS PERSON_SEARCH CELL_SEARCH PROPERTY_SEARCH DRUG_TEST BODY_INTERVENTION POST_CONTROL VISIT_CONTROL PHONE_CONTROL'.split(
    ' ',
  ),
);

export function recordsOf(items: Iterable<Item>): Records {
  const records: Record<string, Row[]> = {};
  for (const item of items) if (item.kind === 'RECORD') (records[item.target] ??= []).push(item.record);
  return records;
}

export function inspect(records: Records, world: { to: string; silentUnit: string }): string[] {
  const to = Date.parse(world.to);
  const entries = Object.fromEntries(
    ['reassessments', 'supervision', 'health-notices', 'higher-decisions', 'reports'].map((target) => [
      target,
      Map.groupBy(records[target] ?? [], (entry) => entry['measure'] as string),
    ]),
  );
  const of = (target: string, measures: readonly Row[]): Row[] =>
    measures.flatMap((measure) => entries[target]?.get(measure['sourceKey']) ?? []);
  const present = new Set(
    (records['stays'] ?? []).filter((stay) => stay['leftOn'] === null).map((stay) => stay['pseudonym']),
  );
  const next = new Map(
    (records['measures'] ?? [])
      .filter((one) => one['continues'] !== null)
      .map((one) => [one['continues'], one]),
  );
  const findings: string[] = [];

  for (const first of records['measures'] ?? []) {
    if (first['continues'] !== null) continue;
    const chain = [first];
    for (let one = next.get(first['sourceKey']); one !== undefined; one = next.get(one['sourceKey']))
      chain.push(one);
    const find = (kind: string, measures = chain) =>
      findings.push(`${kind} ${measures.map((one) => one['sourceKey']).join(' ')}`);
    for (const one of chain) {
      if (one['decision'] === null || Date.parse(one['decision'].decidedAt) > Date.parse(one['start']))
        find('DECISION_LATE', [one]);
    }
    const minor = first['ageGroup'] === 'UNDER_18';
    if (minor && first['kind'] !== 'CONTROL_MEASURE') {
      const { bestInterestConsidered, guardianToldAt } = first['decision'];
      if (bestInterestConsidered !== true || guardianToldAt === null) find('MINOR_UNPROTECTED');
    }
    if (first['means'] === 'BODY_INTERVENTION') {
      if (!of('health-notices', chain).some((notice) => notice['doctorStatementAt'] <= first['start']))
        find('DOCTOR_MISSING');
      if (!of('higher-decisions', chain).some((one) => one['level'] === 'REGIONAL')) find('CONSENT_MISSING');
    }
    if (EVENTS.has(first['means'])) continue;
    const last = chain.at(-1) ?? first;
    if (last['end'] === null && !present.has(last['person'])) {
      find('MISSING_STOP');
      continue;
    }
    const start = Date.parse(first['start']);
    const end = last['end'] === null ? to : Date.parse(last['end']);
    const hours = (end - start) / HOUR;
    const alone =
      ['WHOLE', 'COLLECTIVE'].includes(first['extent']) ||
      ['SECURITY_CELL', 'RESTRAINT_BED'].includes(first['means']);
    const tooLong = longest(first, minor);
    if (hours > tooLong) find(`LONGER_THAN_${tooLong}`);
    if (
      first['kind'] === 'EXCLUSION' &&
      (first['legalBasis'] === null || (minor && first['legalBasis'] === '37-1-a'))
    )
      find('GROUND');
    const splitOver = (limit: number) =>
      chain.length > 1 &&
      chain.every((one) => (Date.parse(one['end'] ?? world.to) - Date.parse(one['start'])) / HOUR <= limit);

    for (const limit of regionalLimits(first, minor).filter((one) => hours > one)) {
      const due = start + limit * HOUR;
      const decisions = of('higher-decisions', chain);
      const inTime = decisions.filter((one) => {
        const at = Date.parse(one['decidedAt']);
        return at <= due && at >= due - Math.max(24, limit / 2) * HOUR;
      });
      if (inTime.some((one) => one['level'] === 'REGIONAL')) continue;
      if (inTime.length > 0) find('DECISION_WRONG_LEVEL');
      else if (decisions.length > 0) find('HIGHER_DECISION_LATE');
      else find(splitOver(limit) ? 'SPLIT_BY_TRANSFER' : 'HIGHER_DECISION_MISSING');
    }
    const silent = new Set<string>();
    for (const { level, limit } of reportLimits(first, { minor, hours })) {
      const due = start + limit * HOUR;
      const part = chain.findLast((one) => Date.parse(one['start']) <= due) ?? first;
      const sent = of('reports', chain).some(
        (report) =>
          report['toLevel'] === level &&
          Date.parse(report['dueAt']) === due &&
          Date.parse(report['sentAt']) <= due,
      );
      if (sent) continue;
      if (part['unit'] === world.silentUnit) {
        if (!silent.has(part['sourceKey'])) find('NO_REPORTS_UPWARD', [part]);
        silent.add(part['sourceKey']);
      } else find(splitOver(limit) ? 'SPLIT_BY_TRANSFER' : `REPORT_MISSING_${limit}`);
    }
    const longestGap = (moments: readonly number[]): number => {
      const all = [start, ...moments, end].toSorted((left, right) => left - right);
      return Math.max(...all.slice(1).map((moment, index) => moment - (all[index] ?? start))) / HOUR;
    };
    const momentsOf = (target: string, field: string, keep: (entry: Row) => boolean = () => true) =>
      of(target, chain)
        .filter(keep)
        .map((entry) => Date.parse(entry[field]));
    const assessedWithin =
      first['kind'] === 'EXCLUSION'
        ? 7 * 24
        : /CELL|BED/.test(first['means'])
          ? 24
          : Number.POSITIVE_INFINITY;
    if (longestGap(momentsOf('reassessments', 'assessedAt')) > assessedWithin) find('REASSESSMENT_MISSING');
    if (!alone) continue;
    for (const one of chain) {
      const told = of('health-notices', [one]).map(
        (notice) => Date.parse(notice['notifiedAt']) - Date.parse(one['start']),
      );
      if (!told.some((after) => after <= 4 * HOUR)) find('HEALTH_NOTICE_MISSING', [one]);
    }
    for (const byHealthStaff of [true, false]) {
      const seen = momentsOf(
        'supervision',
        'supervisedAt',
        (entry) => entry['byHealthStaff'] === byHealthStaff,
      );
      if (longestGap(seen) > 24) find('SUPERVISION_MISSING');
    }
  }
  return [...findings, ...copies(records), ...isolationWithoutDecision(records, to)].toSorted();
}

function longest(measure: Row, minor: boolean): number {
  if (measure['means'] === 'IMMEDIATE_EXCLUSION') return minor ? 0 : 24;
  if (measure['means'] === 'LEISURE_EXCLUSION') return 20 * 24;
  if (measure['extent'] === 'COLLECTIVE') return 6 * 24;
  if (measure['legalBasis'] === '37-8') return 3 * 24;
  if (measure['legalBasis'] === '37-10') return 2 * 24;
  if (measure['means'] === 'SPECIAL_TOILET_CELL') return 3 * 24;
  return measure['extent'] === 'WHOLE' && measure['legalBasis'] !== '37-9-wish'
    ? 365 * 24
    : Number.POSITIVE_INFINITY;
}

function regionalLimits({ means, extent }: Row, minor: boolean): number[] {
  if (means === 'SECURITY_CELL') return [minor ? 24 : 72];
  if (means === 'RESTRAINT_BED') return [24, 48, 72];
  if (means !== 'EXCLUSION') return [];
  if (extent === 'COLLECTIVE') return [72];
  return extent === 'WHOLE' ? [minor ? 72 : 14 * 24] : [];
}

function reportLimits(measure: Row, { minor, hours }: { minor: boolean; hours: number }) {
  const { means, extent } = measure;
  const limits: { level: string; limit: number }[] = [];
  if (means === 'SECURITY_CELL') limits.push({ level: 'DIRECTORATE', limit: 144 });
  if (means === 'RESTRAINT_BED') limits.push({ level: 'DIRECTORATE', limit: 72 });
  if (means === 'EXCLUSION' && extent === 'PARTIAL') limits.push({ level: 'REGIONAL', limit: 720 });
  if (means === 'EXCLUSION' && extent === 'WHOLE' && minor) {
    limits.push({ level: 'REGIONAL', limit: 0 }, { level: 'DIRECTORATE', limit: 120 });
  }
  if (means === 'EXCLUSION' && extent === 'WHOLE' && !minor) {
    for (let days = 42; days * 24 < hours; days += 14)
      limits.push({ level: 'DIRECTORATE', limit: days * 24 });
  }
  return limits.filter(({ limit }) => hours > limit);
}

/** A justification names the journal of the decision it was written for. */
function copies(records: Records): string[] {
  const decided = (records['measures'] ?? []).filter((one) => one['decision']?.justification);
  return decided.flatMap((one) => {
    const [, original] = /\(Journal (.*)\)$/.exec(one['decision'].justification) ?? [];
    return original === one['sourceKey'] ? [] : [`COPIED_JUSTIFICATION ${original} ${one['sourceKey']}`];
  });
}

function isolationWithoutDecision(records: Records, to: number): string[] {
  const measures = Map.groupBy(
    (records['measures'] ?? []).filter(
      ({ extent, means }) => ['WHOLE', 'COLLECTIVE'].includes(extent) || /SECURITY_CELL|BED/.test(means),
    ),
    (one) => one['person'] as string,
  );
  const days = (records['regime-days'] ?? []).filter((day) => {
    if (day['minutesOutOfCell'] > 120 || day['contactMinutesAccepted'] > 0) return false;
    // Within the hours that are this date in Oslo and in UTC alike.
    const [from, until] = [Date.parse(`${day['day']}T02:00:00Z`), Date.parse(`${day['day']}T20:00:00Z`)];
    return !(measures.get(day['person']) ?? []).some(
      (one) =>
        Date.parse(one['start']) <= from && (one['end'] === null ? to : Date.parse(one['end'])) >= until,
    );
  });
  return [...Map.groupBy(days, (day) => day['person'] as string).values()].map(
    (found) => `DE_FACTO_ISOLATION ${found.map((day) => day['sourceKey']).join(' ')}`,
  );
}
