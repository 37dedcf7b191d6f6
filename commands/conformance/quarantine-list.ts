import { z } from 'zod';
import { quarantinedRow } from '../../schema/records/quarantine.ts';
import type { QuarantinedRow } from '../../schema/records/quarantine.ts';
import { read, SOURCE } from './unit-client.ts';
import type { UnitClient } from './unit-client.ts';

const MOST_PAGES = 200;

/** All rows of the kit's own source in quarantine, oldest first. */
export async function listQuarantine(
  unit: UnitClient,
  asked: { readonly target?: string; readonly status?: string; readonly pageSize?: number } = {},
): Promise<QuarantinedRow[]> {
  const { target, status, pageSize = 500 } = asked;
  const rows: QuarantinedRow[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const search = new URLSearchParams({
      first: String(pageSize),
      ...(target && { target }),
      ...(status && { status }),
    });
    const last = rows.at(-1);
    if (last !== undefined) search.set('after', last.id);
    const answer = await unit.request(`/quarantine?${search.toString()}`);
    const page = read('GET /quarantine', answer, z.array(quarantinedRow));
    rows.push(...page);
    if (page.length < pageSize) break;
  }
  return rows.filter(({ source }) => source === SOURCE);
}
