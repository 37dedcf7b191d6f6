import { z } from 'zod';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** Days of the daily regime. */
export const REGIME_DAY_CHECKS: readonly Check[] = [
  { code: 'REGIME_DAYS', text: TEXTS.REGIME_DAYS, run: checkRegimeDays },
];

const PERIOD = { from: '2007-05-01', to: '2007-06-01' };

export const regimeDayPage = z.object({
  regimeDays: z.object({
    nodes: z.array(z.looseObject({ day: z.iso.date() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

type RegimeDayPage = z.infer<typeof regimeDayPage>['regimeDays'];

async function checkRegimeDays(unit: UnitClient): Promise<Difference[]> {
  const days = ['2007-05-01', '2007-05-02', '2007-05-03', '2007-05-03', '2007-06-01'].map((day, index) => ({
    sourceKey: unit.key(`day ${index}`),
    person: `p${index}`,
    facility: index === 1 ? null : 'Nord fengsel',
    day,
    minutesOfferedOutOfCell: 60 * index,
    minutesOutOfCell: 30 * index,
    minutesOutdoors: null,
    contactMinutesOffered: 1440,
    contactMinutesAccepted: 0,
    contactRefused: index === 1,
  }));
  const outcomes = (await unit.post('regime-days', days)).map(({ outcome }) => outcome);
  const expected = days
    .slice(0, 4)
    .map(({ sourceKey: _key, person, ...day }) => ({ ...day, inmate: { pseudonym: person } }));
  const all = await readPages(unit, 2);
  const some = await readPages(unit, 500, ['Nord fengsel']);
  const [first, ...rest] = days;
  await unit.post('regime-days', [
    { ...first, minutesOutOfCell: 7 },
    { ...rest[0], withdrawn: true },
  ]);
  const corrected = await readPages(unit, 500);
  return [
    ...compare(
      'outcome',
      days.map(() => 'NEW'),
      outcomes,
    ),
    ...compare('regimeDays', inOrder(expected), inOrder(all)),
    ...compare(
      'day',
      all
        .map(({ day }) => day)
        .toSorted()
        .toReversed(),
      all.map(({ day }) => day),
    ),
    ...compare('regimeDays (facilities)', 3, some.length),
    ...compare('regimeDays (corrected)', { day: '2007-05-01', minutesOutOfCell: 7 }, corrected.at(-1)),
    ...compare('regimeDays (withdrawn)', 3, corrected.length),
  ];
}

async function readPages(unit: UnitClient, first: number, facilities: readonly string[] | null = null) {
  const found: RegimeDayPage['nodes'] = [];
  for (let after: string | null = null, number = 0; number < 10; number += 1) {
    const page: { readonly regimeDays: RegimeDayPage } = await unit.entity(
      'Unit',
      { code: unit.code },
      {
        schema: regimeDayPage,
        declare: ', $period: PeriodInput!, $facilities: [String!], $first: Int, $after: String',
        fields: `regimeDays(period: $period, facilities: $facilities, first: $first, after: $after) {
        nodes { day facility inmate { pseudonym } minutesOfferedOutOfCell minutesOutOfCell minutesOutdoors
          contactMinutesOffered contactMinutesAccepted contactRefused } pageInfo { hasNextPage endCursor } }`,
        variables: { period: PERIOD, facilities, first, after },
      },
    );
    const { nodes, pageInfo } = page.regimeDays;
    found.push(...nodes);
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  return found;
}

/** By inmate, since days of equal date come in any order. */
function inOrder(days: readonly Readonly<Record<string, unknown>>[]) {
  return days.toSorted((left, right) =>
    JSON.stringify(left['inmate']) < JSON.stringify(right['inmate']) ? -1 : 1,
  );
}
