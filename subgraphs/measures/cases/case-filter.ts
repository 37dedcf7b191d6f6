import { osloDay } from '../../../schema/practice/calendar.ts';
import { RULE_SET } from '../../../schema/rules/rule-set.ts';
import { findUnit } from '../../../schema/units.ts';
import { ClientError } from '../../platform/client-error.ts';
import { Parameters } from '../../platform/practice-sql.ts';
import { CURRENT } from './case-rows.ts';

type Optional<T> = T | null | undefined;
type Period = { readonly from: string; readonly to: string };
export type DeviationFilter = {
  readonly units?: Optional<readonly string[]>;
  readonly rules?: Optional<readonly string[]>;
  readonly severities?: Optional<readonly string[]>;
  readonly statuses?: Optional<readonly string[]>;
  readonly waitsFor?: Optional<string>;
  readonly overdue?: Optional<boolean>;
  readonly due?: Optional<Period>;
  readonly age?: Optional<{ readonly overDays?: Optional<number>; readonly upToDays?: Optional<number> }>;
  readonly period?: Optional<Period>;
  readonly owner?: Optional<string>;
  readonly owned?: Optional<boolean>;
  readonly planned?: Optional<boolean>;
  readonly systemic?: Optional<boolean>;
  readonly memberOf?: Optional<string>;
};

const DAY = 86_400_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The conditions of a filter over cases as they stand at `now`. */
export function restrictCases(filter: DeviationFilter, now: Date): { parameters: Parameters; where: string } {
  if (filter.units?.some((code) => findUnit(code) === undefined)) throw new ClientError('UNKNOWN_UNIT');
  const parameters = new Parameters();
  const { units, waitsFor, overdue, due, age, period, owner, owned, planned, systemic, memberOf } = filter;
  const conditions = [
    CURRENT,
    parameters.oneOf('rule', filter.rules ?? null),
    parameters.oneOf('rule', codesOf(filter.severities)),
    parameters.oneOf('status', filter.statuses ?? null),
  ];
  const add = (value: unknown, type: string) => parameters.add(value, type);
  if (units != null) {
    const codes = add(units, 'text[]');
    conditions.push(`(unit = any(${codes}) or unit is null and units && ${codes})`);
  }
  if (waitsFor != null) conditions.push(`waits_for = ${add(waitsFor, 'text')}`);
  if (overdue != null) {
    const today = add(osloDay(now.toISOString()), 'date');
    conditions.push(overdueIs(overdue, { today, isWaiting: waitsFor != null }));
  }
  if (due != null) conditions.push(within('due_on', due, add));
  if (age?.overDays != null)
    conditions.push(`first_seen_at < ${add(daysBefore(now, age.overDays), 'timestamptz')}`);
  if (age?.upToDays != null)
    conditions.push(`first_seen_at >= ${add(daysBefore(now, age.upToDays), 'timestamptz')}`);
  if (period != null) conditions.push(within(`(duty_due_at at time zone 'Europe/Oslo')::date`, period, add));
  if (owner != null) conditions.push(`owner = ${add(owner, 'text')}`);
  if (owned != null) conditions.push(`(owner is not null) = ${add(owned, 'boolean')}`);
  if (planned != null) conditions.push(`(action is not null) = ${add(planned, 'boolean')}`);
  if (systemic != null) conditions.push(`systemic = ${add(systemic, 'boolean')}`);
  if (memberOf != null)
    conditions.push(UUID.test(memberOf) ? `systemic_case = ${add(memberOf, 'uuid')}` : 'false');
  return { parameters, where: conditions.join(' and ') };
}

/**
 * Those a party has let wait too long. Where it is said already that somebody is waited for it is not said again: the
 * planner would expect few such cases, and sort all of them instead of reading them in their order.
 */
function overdueIs(wanted: boolean, { today, isWaiting }: { today: string; isWaiting: boolean }): string {
  if (!wanted) return `(waits_for is null or due_on >= ${today})`;
  return `${isWaiting ? '' : 'waits_for is not null and '}due_on < ${today}`;
}

function within(day: string, { from, to }: Period, add: (value: unknown, type: string) => string): string {
  if (from >= to) throw new ClientError('PERIOD_INVALID');
  return `${day} >= ${add(from, 'date')} and ${day} < ${add(to, 'date')}`;
}

function codesOf(severities: Optional<readonly string[]>): string[] | null {
  if (severities == null) return null;
  return RULE_SET.rules.filter(({ severity }) => severities.includes(severity)).map(({ code }) => code);
}

function daysBefore(now: Date, days: number): string {
  const moment = new Date(now.getTime() - days * DAY);
  if (Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1) throw new ClientError('BAD_USER_INPUT');
  return moment.toISOString();
}
