import { MEANS, type VULNERABILITIES } from '../../schema/vocabulary.ts';
import type { Random } from '../random.ts';
import { HOUR, MINUTE, osloDay, toInstant } from './clock.ts';
import { ageGroupOn, eighteenthBirthday } from './inmates.ts';
import type { Inmate } from './inmates.ts';
import type { RecordOf } from './items.ts';
import { justificationOf } from './justification.ts';
import type { Terms } from './measure-terms.ts';
import type { Period } from './options.ts';
import type { Part } from './timeline.ts';

type Measure = RecordOf<'measures'>;

/** What is told of a measure besides its terms; the faults planted in it are among these. */
type Telling = {
  readonly key: string;
  readonly continues: string | null;
  /** Hours from the start to the decision; negative where it was decided before, as it should be. */
  readonly decidedAfterHours: number;
  readonly stopEntered: boolean;
  readonly justification: string | null;
};

/** One measure as a unit would record it, person attributes as the register has them at its start. */
export function measureRecord(
  random: Random,
  { terms, part, inmate, telling, period }: Told & { period: Period },
): Measure {
  const { stay, start, end } = part;
  const { kind, course } = MEANS[terms.means];
  return {
    unit: stay.unit,
    sourceKey: telling.key,
    kind,
    means: terms.means,
    legalBasis: terms.legalBasis,
    extent: terms.extent,
    facility: stay.facility,
    securityLevel: stay.securityLevel,
    start: toInstant(start),
    end: end === null || !telling.stopEntered ? null : toInstant(end),
    // Now and then a search or a test is entered without the person, as in real journals.
    person: kind === 'CONTROL_MEASURE' && course === 'EVENT' && random.chance(0.02) ? null : inmate.pseudonym,
    sex: inmate.sex,
    ageGroup: ageGroupOn(inmate, osloDay(start)),
    adultOn: ageGroupOn(inmate, osloDay(start)) === 'UNDER_18' ? eighteenthBirthday(inmate) : null,
    custody: stay.custody,
    citizenship: inmate.citizenship,
    vulnerability: vulnerabilityOf(random, terms),
    continues: telling.continues,
    decision: decisionOf(random, { terms, part, inmate, telling }, period),
    coercion: kind === 'COERCIVE_MEASURE' ? coercionOf(random, { terms, part }, period) : null,
  };
}

type Told = {
  readonly terms: Terms;
  readonly part: Part;
  readonly inmate: Inmate;
  readonly telling: Telling;
};

function decisionOf(
  random: Random,
  { terms, part, inmate, telling }: Told,
  { to }: Period,
): Measure['decision'] {
  const decidedAt = part.start + telling.decidedAfterHours * HOUR;
  const role = random.pick([
    ['Vaktleder', 55],
    ['Inspektør', 30],
    ['Fengselsleder', 15],
  ] as const);
  const { kind } = MEANS[terms.means];
  if (kind === 'CONTROL_MEASURE') {
    const protectedChild = inmate.minor && {
      bestInterestConsidered: true,
      guardianToldAt: by(to, part.start + 2 * HOUR),
    };
    return { level: 'LOCAL', role, decidedAt: toInstant(decidedAt), ...protectedChild };
  }
  return {
    level: 'LOCAL',
    role,
    decidedAt: toInstant(decidedAt),
    writtenAt: by(to, decidedAt + random.between(0.1, 6) * HOUR),
    justification: telling.justification ?? justificationOf(random, telling.key),
    milderMeansTried: true,
    partialConsidered: kind === 'EXCLUSION' && terms.extent === 'WHOLE' ? true : null,
    bestInterestConsidered: inmate.minor ? true : null,
    guardianToldAt: inmate.minor ? by(to, part.start + random.between(0.2, 4) * HOUR) : null,
    inmateToldAt: by(to, Math.max(decidedAt, part.start) + random.between(1, 40) * MINUTE),
  };
}

function coercionOf(
  random: Random,
  { terms, part }: { terms: Terms; part: Part },
  { to }: Period,
): Measure['coercion'] {
  const { start, end } = part;
  const isEvent = MEANS[terms.means].course === 'EVENT';
  return {
    circumstances: random.one([
      'Uro på avdelingen, innsatte kunne ikke roes ned.',
      'Innsatte gikk til angrep på en ansatt.',
      'Innsatte skadet seg selv og måtte hindres i å fortsette.',
      'Innsatte nektet å etterkomme pålegg og satte seg til motverge.',
    ]),
    participantRoles: random.one([
      ['førstebetjent', 'betjent'],
      ['førstebetjent', 'betjent', 'betjent'],
      ['vaktleder', 'betjent', 'betjent', 'betjent'],
    ]),
    injuries: random.chance(0.06) ? 'Skrubbsår, tilsett av helsepersonell.' : null,
    debriefedAt: isEvent
      ? by(to, start + 20 * HOUR)
      : end === null
        ? null
        : by(to, end + random.between(1, 48) * HOUR),
  };
}

function vulnerabilityOf(random: Random, { means, legalBasis }: Terms): (typeof VULNERABILITIES)[number][] {
  const serious = MEANS[means].kind === 'COERCIVE_MEASURE' || legalBasis === '37-1-b';
  if (!random.chance(serious ? 0.3 : 0.06)) return [];
  const flags = [
    ['MENTAL_ILLNESS', 50],
    ['SUICIDE_RISK', 35],
    ['SERIOUS_ILLNESS', 6],
    ['DISABILITY', 5],
    ['OTHER', 4],
  ] as const;
  return [random.pick(flags)];
}

/** The moment, or null if it lies after the end of what the source knows. */
function by(to: number, moment: number): string | null {
  return moment < to ? toInstant(moment) : null;
}
