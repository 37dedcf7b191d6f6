import { randomUUID } from 'node:crypto';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { recordId } from '../../subgraphs/platform/records/record-kind.ts';
import { regimeDayKind } from '../../subgraphs/unit/entry-rows.ts';
import { idOfPlace } from '../../subgraphs/unit/findings/silence.ts';
import { measureKind } from '../../subgraphs/unit/measure-rows.ts';
import { postToUnit, readFeed } from './ask-unit.ts';
import { after } from './rule-sketches.ts';
import { COMPLETE_TO } from './service-rule-cases.ts';
import type { ServiceCase } from './service-rule-cases.ts';
import { startUnit } from './unit.ts';

const UNIT = 'vest';
const SOURCE = 's';

/** What a unit with these rules finds otherwise than the cases say. */
export async function judgeServiceCases(cases: readonly ServiceCase[], ruleSet: RuleSet): Promise<object[]> {
  const unit = await startUnit(UNIT, { ruleSet });
  try {
    const drawn = [...cases.flatMap(draw), ...lively()];
    for (const [target, records] of Map.groupBy(drawn, ([name]) => name)) {
      const rows = records.map(([, record], index) => ({ row: index + 1, original: '{}', record }));
      await post(unit.url, target, rows);
    }
    const notices = (await readFeed(`${unit.url}/deviations`)).filter(({ state }) => state === 'BROKEN');
    return cases.flatMap(({ rule, about, broken }, index) => {
      const ids = namesOf(index);
      const came = notices.flatMap((notice) => {
        const name = notice.rule === rule ? ids.get(notice.record) : undefined;
        if (name === undefined) return [];
        return [name === 'facility' ? name : `${name} ${notice.occurrence}`];
      });
      const wanted = JSON.stringify(broken.toSorted());
      return JSON.stringify(came.toSorted()) === wanted ? [] : [{ rule, about, broken, came }];
    });
  } finally {
    await unit.close();
  }

  /** What the records of a case are called, by the ids the unit gives them. */
  function namesOf(index: number): ReadonlyMap<string, string> {
    const keys = (cases[index]?.records ?? []).map(([, { key }]) => key);
    return new Map([
      ...keys.flatMap((key) =>
        [measureKind, regimeDayKind].map((kind): [string, string] => [
          recordId(kind as typeof measureKind, { source: SOURCE, sourceKey: `${index}-${key}` } as never),
          key,
        ]),
      ),
      [idOfPlace(UNIT, facilityOf(index)), 'facility'],
    ]);
  }
}

const facilityOf = (index: number) => `Fengsel ${index}`;

function draw({ records }: ServiceCase, index: number): [string, object][] {
  return records.map(([target, { key, measure, ...record }]) => {
    const sourceKey = `${index}-${key}`;
    if (typeof measure === 'string')
      return [target, { sourceKey, measure: `${index}-${measure}`, ...record }];
    return [target, { sourceKey, person: `p${index}`, facility: facilityOf(index), ...record }];
  });
}

/** A facility where everything is filed all the time, so that the unit as a whole is never silent. */
function lively(): [string, object][] {
  const measure = { sourceKey: 'lively', kind: 'CONTROL_MEASURE', means: 'DRUG_TEST', facility: 'Livlig' };
  const start = '2024-01-01T10:00:00Z';
  return [
    ['measures', { ...measure, start, end: null }],
    ...Array.from({ length: 95 }, (_, number) => after(start, `${number * 10}d`))
      .filter((at) => at < COMPLETE_TO)
      .flatMap((at): [string, object][] => [
        ['reports', { sourceKey: `m-${at}`, measure: 'lively', toLevel: 'REGIONAL', sentAt: at }],
        ['reassessments', { sourceKey: `r-${at}`, measure: 'lively', assessedAt: at }],
        ['regime-days', { sourceKey: `d-${at}`, person: 'lively', facility: 'Livlig', day: at.slice(0, 10) }],
      ]),
  ];
}

async function post(url: string, target: string, rows: readonly object[]): Promise<void> {
  const importId = randomUUID();
  const outcomes: { outcome: string; reason: unknown }[] = await postToUnit(`${url}/records/${target}`, {
    importId,
    file: 'f',
    source: SOURCE,
    rows,
  });
  const refused = outcomes.find(({ outcome }) => outcome !== 'NEW');
  if (refused !== undefined) throw new Error(`a case is no record: ${JSON.stringify(refused)}`);
  const end = { target, source: SOURCE, file: 'f', through: COMPLETE_TO, complete: null };
  await postToUnit(`${url}/imports/${importId}/finish`, end);
}
