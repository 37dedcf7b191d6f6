import { expect } from 'vitest';
import { asOfficer } from './access.ts';
import type { Federation } from './federation.ts';

/** What a person at the directorate or in a unit does with cases, through the gateway. */
const CASE = `id version status waitsFor dueOn overdue owner timesReopened closedAt systemic ruleCode
  unit { code } units { code } rule { code title severity } systemicCase { id } firstSeenAt
  action { action deadline correctedAt }
  deviation { id target record occurrence ruleSet facility kind means startedOn dutyDueAt metAt expected found }
  steps { version step party note status dueOn }`;
const ANSWER = `case { ${CASE} } error { code message since { version step party note } }`;

export async function listCases(federation: Federation, filter: object = {}): Promise<any[]> {
  const answer = await federation.ask(
    `query ($filter: DeviationFilter) { deviations(filter: $filter, first: 500) { totalCount nodes { ${CASE} } } }`,
    { filter },
  );
  expect(answer.errors).toBeUndefined();
  const { nodes, totalCount } = answer.data.deviations;
  expect(totalCount).toBe(nodes.length);
  return nodes;
}

/** Waits until this many cases hold the filter, and gives them. */
export async function waitForCases(
  federation: Federation,
  count: number,
  filter: object = {},
): Promise<any[]> {
  await expect.poll(() => listCases(federation, filter)).toHaveLength(count);
  return listCases(federation, filter);
}

export async function step(federation: Federation, mutation: string, input: object): Promise<any> {
  const type = {
    planAction: 'PlanActionInput',
    assignCase: 'AssignCaseInput',
    openSystemicCase: 'OpenSystemicCaseInput',
    explainCase: 'ExplainCaseInput',
    returnCase: 'ExplainCaseInput',
  }[mutation];
  const answer = await federation.ask(
    `mutation ($input: ${type ?? 'CaseStepInput'}!) { ${mutation}(input: $input) { ${ANSWER} } }`,
    { input },
    // Explaining and correcting are the unit's part.
    mutation === 'explainCase' || mutation === 'reportCorrected' ? asOfficer : {},
  );
  expect(answer.errors).toBeUndefined();
  return answer.data[mutation];
}

/** The day in Oslo so many days from now, by the calendar. */
export function inDays(days: number): string {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
  const day = new Date(`${today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
