import { readFileSync } from 'node:fs';
import { UNITS } from '../schema/units.ts';

/** What the gateways are asked, each with enough different variables that no two requests in flight are alike. */
export type Operation = { readonly name: string; readonly bodies: readonly string[] };

const DAY = 86_400_000;
const FIRST_DAY = Date.parse('2025-01-01');
const DIFFERENT_DAYS = 240;
const PAGE_SIZES = [100, 99, 98, 97, 96, 95];

export const OPERATIONS: readonly Operation[] = [
  // It has no variables, and asks the registry only.
  operation('units', [{}]),
  operation(
    'headline',
    Array.from({ length: DIFFERENT_DAYS }, (_none, day) => ({
      from: new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10),
      to: '2026-01-01',
    })),
  ),
  operation(
    'records',
    PAGE_SIZES.flatMap((first) => UNITS.map(({ code }) => ({ unit: code, first, after: null }))),
  ),
];

function operation(name: string, variables: readonly object[]): Operation {
  const query = readFileSync(new URL(`../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
  return { name, bodies: variables.map((each) => JSON.stringify({ query, variables: each })) };
}
