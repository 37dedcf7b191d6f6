import { z } from 'zod';
import { KEY_FIGURE_DIMENSIONS } from '../../../schema/key-figures/question.ts';
import { keyFigureState, writeKeyFigureUnitKey } from '../../../schema/key-figures/state.ts';
import type { KeyFigureState } from '../../../schema/key-figures/state.ts';
import { compare } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { questionOf, readState } from '../practice.ts';
import { hashedPerson } from '../expected-cell.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** What key figures count from other records than measures. */
export const KEY_FIGURE_CHECKS: readonly Check[] = [
  { code: 'KEY_FIGURES', text: TEXTS.KEY_FIGURES, run: checkKeyFigures },
];

const PERIOD = { from: '2021-05-01', to: '2021-06-01' };
const PERSON_KEY = 'conformance';

async function checkKeyFigures(unit: UnitClient): Promise<Difference[]> {
  const persons = { minor: unit.pseudonym('a minor'), adult: unit.pseudonym('an adult') };
  const exclusion = (name: string, start: string, end: string, part: object) => ({
    sourceKey: unit.key(name),
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    extent: 'WHOLE',
    start,
    end,
    ...part,
  });
  await unit.post('measures', [
    exclusion('longer', '2021-05-03T00:00:00+02:00', '2021-05-17T00:00:01+02:00', {
      person: persons.minor,
      ageGroup: 'UNDER_18',
    }),
    exclusion('just as long', '2021-05-03T00:00:00+02:00', '2021-05-17T00:00:00+02:00', {
      person: persons.adult,
      ageGroup: 'AGE_25_34',
    }),
  ]);
  const regimeDay = (person: string, day: string, out: number | null, contact: number | null) => ({
    sourceKey: unit.key(`${person} ${day}`),
    person,
    day,
    minutesOutOfCell: out,
    contactMinutesAccepted: contact,
  });
  await unit.post('regime-days', [
    regimeDay(persons.minor, '2021-05-03', 119, 121),
    regimeDay(persons.minor, '2021-05-16', 120, 120),
    regimeDay(persons.minor, '2021-05-17', 239, 121),
    regimeDay(persons.adult, '2021-05-16', 240, 200),
    regimeDay(persons.adult, '2021-05-18', 479, null),
    regimeDay(persons.adult, '2021-05-19', 480, 0),
    regimeDay(persons.adult, '2021-05-20', 0, 0),
    regimeDay(persons.adult, '2021-05-21', null, 0),
    regimeDay(persons.adult, '2021-06-01', 0, 0),
  ]);
  const complaint = (name: string, part: object) => ({
    sourceKey: unit.key(`complaint ${name}`),
    measure: unit.key('longer'),
    filedAt: '2021-05-10T08:00:00Z',
    ...part,
  });
  await unit.post('complaints', [
    complaint('upheld', { decidedAt: '2021-05-31T21:59:59Z', outcome: 'UPHELD' }),
    complaint('decided later', { decidedAt: '2021-05-31T22:00:00Z', outcome: 'DISMISSED' }),
    complaint('withdrawn', { decidedAt: '2021-05-11T08:00:00Z', outcome: 'WITHDRAWN' }),
    complaint('made before', {
      filedAt: '2021-04-30T21:59:59Z',
      decidedAt: '2021-05-02T08:00:00Z',
      outcome: 'DISMISSED',
    }),
    complaint('of no measure', { measure: unit.key('no measure'), filedAt: '2021-04-30T22:00:00Z' }),
  ]);
  const { regimeDays, complaints, longExclusions } = (await ask(unit)).alsoCounted;
  const byAge = <T extends { ageGroup: string }>(groups: readonly T[]) =>
    groups.toSorted((one, other) => (one.ageGroup < other.ageGroup ? -1 : 1));
  return [
    ...compare(
      'regimeDays',
      {
        outOfCell: [
          { days: 2, persons: 2 },
          { days: 2, persons: 1 },
          { days: 2, persons: 1 },
          { days: 1, persons: 1 },
        ],
        contactDays: 7,
        judgedDays: 6,
        deFactoDays: 1,
      },
      regimeDays,
    ),
    ...compare(
      'regimeDays.excluded',
      [
        { ageGroup: 'AGE_25_34', days: 1, withContact: 1 },
        { ageGroup: 'UNDER_18', days: 2, withContact: 1 },
      ],
      byAge(regimeDays.excluded),
    ),
    ...compare(
      'complaints.byAge',
      [
        { ageGroup: 'UNDER_18', filed: 3, decided: 2, upheld: 1 },
        { ageGroup: 'UNKNOWN', filed: 1, decided: 0, upheld: 0 },
      ],
      byAge(complaints.byAge),
    ),
    ...compare(
      'longExclusions',
      [{ days: 14, ageGroup: 'UNDER_18', persons: [hashedPerson(persons.minor, PERSON_KEY)] }],
      longExclusions,
    ),
  ];
}

async function ask(unit: UnitClient): Promise<KeyFigureState> {
  const by = [...KEY_FIGURE_DIMENSIONS];
  const key = writeKeyFigureUnitKey(questionOf(unit, { period: PERIOD, by, personKey: PERSON_KEY }));
  const schema = z.object({ answeredBy: z.literal(unit.code), state: z.string() });
  const { state } = await unit.entity('Practice', { key }, { fields: 'answeredBy state', schema });
  return readState(state, keyFigureState);
}
