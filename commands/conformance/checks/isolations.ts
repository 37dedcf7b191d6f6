import { isolationsAnswer } from '../../../schema/deviations/isolations.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { idOf } from '../feed.ts';
import { midnight } from '../plain-moments.ts';
import { TEXTS } from '../texts.ts';
import { read } from '../unit-client.ts';
import type { UnitClient } from '../unit-client.ts';
import { forRole } from '../vouching.ts';

/** When persons moved between units were isolated here, for the service that adds it up. */
export const ISOLATION_CHECKS: readonly Check[] = [
  { code: 'ISOLATIONS', text: TEXTS.ISOLATIONS, run: checkIsolations },
];

const PATH = '/isolations';

async function checkIsolations(unit: UnitClient): Promise<Difference[]> {
  const [one, other] = [unit.pseudonym('one'), unit.pseudonym('other')];
  const measure = (name: string, part: object) => ({
    sourceKey: unit.key(`isolated ${name}`),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    facility: 'Nord fengsel',
    person: one,
    ...part,
  });
  const [from, to] = ['1989-03-25T08:00:00.000Z', '1989-03-27T08:30:00.000Z'];
  const cell = { kind: 'COERCIVE_MEASURE', means: 'SECURITY_CELL', extent: undefined };
  const sent = [
    measure('by the clock', { start: from, end: to }),
    measure('by the day', { start: '1989-03-25', end: '1989-03-27', extent: 'PARTIAL' }),
    measure('in a cell', { ...cell, start: from, end: null, facility: null, legalBasis: '38-1' }),
    measure('of another', { start: from, end: to, person: other }),
    measure('withdrawn', { start: from, end: to, withdrawn: true }),
    measure('a control', {
      kind: 'CONTROL_MEASURE',
      means: 'SPECIAL_TOILET_CELL',
      extent: undefined,
      legalBasis: '29-2',
      start: from,
      end: to,
    }),
    measure('an event', { ...cell, means: 'GAS', legalBasis: '38-1', start: from, end: null }),
  ];
  await unit.post('measures', sent);
  const about = unit.key('isolated by the clock');
  const [decidedAt, sentAt] = ['1989-03-26T09:00:00.000Z', '1989-03-26T10:00:00.000Z'];
  await unit.post('higher-decisions', [
    { sourceKey: unit.key('decided on isolation'), measure: about, level: 'REGIONAL', decidedAt },
  ]);
  await unit.post('reports', [
    { sourceKey: unit.key('reported isolation'), measure: about, toLevel: 'DIRECTORATE', sentAt },
    {
      sourceKey: unit.key('isolation due'),
      measure: about,
      toLevel: 'DIRECTORATE',
      dueAt: sentAt,
      sentAt: null,
    },
  ]);
  const persons = [one, unit.pseudonym('nobody')];
  const answered = await unit.postJson(PATH, { persons }, forRole('service', []));
  const refused = await unit.postJson(PATH, { persons: [one] }, forRole('officer', [unit.code]));
  // Whatever the answer, no measure is left in force for the checks that follow.
  await unit.post('measures', [{ ...sent[2], end: from }]);
  const { isolations } = read(`POST ${PATH}`, answered, isolationsAnswer);
  const byDay = midnight('1989-03-26') - 1000;
  const facts = (name: string, part: object) => ({
    person: one,
    record: idOf('measures', unit.key(`isolated ${name}`)),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    legalBasis: '37-1-b',
    facility: 'Nord fengsel',
    startedOn: '1989-03-25',
    startedAt: Date.parse(from),
    byDay: false,
    happened: [],
    ...part,
  });
  const happened = [
    { event: 'HIGHER_DECISION', level: 'REGIONAL', at: Date.parse(decidedAt) },
    { event: 'REPORT_SENT', level: 'DIRECTORATE', at: Date.parse(sentAt) },
  ];
  const expected = [
    facts('by the clock', { endedAt: Date.parse(to), happened }),
    facts('by the day', {
      extent: 'PARTIAL',
      startedAt: byDay,
      endedAt: byDay + 2 * 86_400_000,
      byDay: true,
    }),
    facts('in a cell', { ...cell, extent: null, facility: null, legalBasis: '38-1', endedAt: null }),
  ];
  const told = isolations.map(({ happened: acts, ...isolation }) => ({
    ...isolation,
    happened: acts.toSorted((left, right) => left.at - right.at),
  }));
  return [
    ...compare('isolations', inOrder(expected), inOrder(told)),
    ...compare(`POST ${PATH} (officer)`, 403, refused.status),
  ];
}

function inOrder<T extends { readonly record: string }>(isolations: readonly T[]): T[] {
  return isolations.toSorted((one, other) => (one.record < other.record ? -1 : 1));
}
