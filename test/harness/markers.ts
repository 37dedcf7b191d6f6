import { expect, vi } from 'vitest';
import { isClearance, readNeed } from '../../schema/access/clearances.ts';
import { mayReach } from '../../schema/access/viewer.ts';
import type { Viewer } from '../../schema/access/viewer.ts';
import type { Federation } from './federation.ts';
import { listCases, step } from './cases.ts';

/**
 * Markers in every column a reader must be cleared for: `M_` clearance `_` unit `_` column. Numbers that stand for one,
 * where a column holds nothing else.
 */
const MARKER = /M_([A-Z]+)_([a-z-]+)_\w+/g;
const UNITS = ['oslo', 'troms'] as const;
export const MARKED_UNITS: readonly string[] = UNITS;
const BIRTH_YEARS = { oslo: 1903, troms: 1904 } as const;
const MINUTES = { oslo: 1237, troms: 1239 } as const;

export async function plantMarkers(federation: Federation): Promise<void> {
  for (const unit of UNITS) {
    const person = `M_PERSON_${unit}_pseudonym`;
    const records = (column: string) => `M_RECORDS_${unit}_${column}`;
    const plant = async (target: string, ...rows: object[]) => {
      const sums = await federation.importRecords(target, rows);
      if (sums.accepted + sums.quarantined !== rows.length) throw new Error(JSON.stringify(sums));
    };
    await plant('persons', { pseudonym: person, sex: 'FEMALE', birthDate: `${BIRTH_YEARS[unit]}-05-05` });
    await plant('stays', { sourceKey: records('stay'), pseudonym: person, unit, arrivedOn: '2019-01-01' });
    const measure = {
      unit,
      kind: 'COERCIVE_MEASURE',
      means: 'SECURITY_CELL',
      person,
      ageGroup: 'UNKNOWN',
      continues: records('continues'),
      repair: { start: records('start'), end: records('end') },
      decision: { role: records('role'), justification: records('justification'), level: 'LOCAL' },
      coercion: {
        circumstances: records('circumstances'),
        participantRoles: [records('participant')],
        injuries: records('injuries'),
      },
    };
    await plant(
      'measures',
      { ...measure, sourceKey: records('key'), start: '2025-02-01', end: '2025-03-01' },
      { ...measure, sourceKey: `M_OUTSIDE_${unit}_key`, start: '2020-02-01', end: '2020-02-02' },
      { unit, sourceKey: `M_QUARANTINE_${unit}_key`, kind: 'NOTHING', means: person },
    );
    const entry = { unit, measure: records('key') };
    await plant('reassessments', {
      ...entry,
      sourceKey: records('reassessment'),
      assessedAt: '2025-02-02T10:00:00Z',
      role: records('assessor'),
      justification: records('assessment'),
    });
    await plant('supervision', {
      ...entry,
      sourceKey: records('look'),
      supervisedAt: '2025-02-02T10:00:00Z',
      role: records('looker'),
    });
    await plant('regime-days', {
      unit,
      sourceKey: records('day'),
      person,
      day: '2025-02-02',
      minutesOutOfCell: MINUTES[unit],
    });
  }
  for (const unit of UNITS) {
    // Cases that open while they are listed are counted and not yet among them, and one listed may have changed since.
    await vi.waitFor(
      async () => {
        const [found] = await listCases(federation, { units: [unit] });
        const { error } = await step(federation, 'explainCase', {
          id: found.id,
          expectedVersion: found.version,
          note: `M_CASES_${unit}_note`,
        });
        expect(error).toBeNull();
      },
      { timeout: 60_000, interval: 200 },
    );
  }
}

/** The markers in an answer the viewer must not see. */
export function leaksIn(answer: string, viewer: Viewer, purpose: string | null): string[] {
  const found = [...answer.matchAll(MARKER)].map(([marker = '', kind = '', unit = '']) => ({
    marker,
    kind,
    unit,
  }));
  for (const unit of UNITS) {
    if (new RegExp(`:${BIRTH_YEARS[unit]}[,}]`).test(answer))
      found.push({ marker: `birth year in ${unit}`, kind: 'PERSON', unit });
    if (new RegExp(`:${MINUTES[unit]}[,}]`).test(answer))
      found.push({ marker: `minutes in ${unit}`, kind: 'RECORDS', unit });
  }
  return found.filter(({ kind, unit }) => !maySee(kind, unit, viewer, purpose)).map(({ marker }) => marker);
}

function maySee(kind: string, unit: string, viewer: Viewer, purpose: string | null): boolean {
  if (kind === 'OUTSIDE') return viewer.period === null && mayReach(viewer, 'RECORDS', unit);
  const clearance = readNeed(kind);
  if (clearance === null || !isClearance(clearance) || !mayReach(viewer, clearance, unit)) return false;
  return clearance !== 'PERSON' || (viewer.persons && purpose !== null);
}
