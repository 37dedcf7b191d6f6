import { findLegalBasis } from '../legal-bases.ts';
import type { Language } from '../public-codes.ts';
import type { Demands, JudgedEvent } from './demands.ts';
import type { AppliesTo, Rule } from './rule.ts';
import {
  ANCHOR_NAMES,
  EVENT_NAMES,
  EXTENT_NAMES,
  FIELD_NAMES,
  KIND_NAMES,
  LEVEL_NAMES,
  MEANS_NAMES,
  say,
} from './terms.ts';
import type { Said } from './terms.ts';

/** What a rule applies to and demands, as people read it, made from the data it is judged by. */

export function readAppliesTo({ scope, appliesTo }: Rule, language: Language): string {
  if (scope === 'SERVICE') return say('Flere registreringer sammen.', 'Several records together.')[language];
  if (scope === 'REGIME_DAY') return say('Dager i dagsregimet.', 'Days of the daily regime.')[language];
  const conditions = conditionsOf(appliesTo, language);
  return conditions.length === 0
    ? say('Alle tiltak.', 'All measures.')[language]
    : sentence(conditions.join('; '));
}

function conditionsOf(applies: AppliesTo, language: Language): string[] {
  const list = <T extends string>(codes: readonly T[] | null, terms: Readonly<Record<T, Said>>) =>
    codes === null ? [] : [codes.map((code) => terms[code][language]).join(', ')];
  const bases = (codes: readonly string[] | null, before: string) =>
    codes === null ? [] : [`${before} ${codes.map(referenceOf).join(', ')}`];
  const age =
    applies.minor === null
      ? []
      : [applies.minor ? say('mindreårige', 'minors') : say('ikke mindreårige', 'not minors')];
  return [
    ...list(applies.kinds, KIND_NAMES),
    ...list(applies.means, MEANS_NAMES),
    ...list(applies.extents, EXTENT_NAMES),
    ...bases(applies.legalBases, say('hjemmel', 'on')[language]),
    ...bases(applies.exceptLegalBases, say('ikke hjemmel', 'not on')[language]),
    ...age.map((said) => said[language]),
  ];
}

export function readDemands({ demands }: Rule, language: Language): string {
  return sentence(demandsOf(demands)[language]);
}

function demandsOf(demands: Demands): Said {
  switch (demands.type) {
    case 'FIELDS':
      return both(({ field, is }, language) => {
        const name = FIELD_NAMES[field][language];
        return is === 'TRUE' ? name : `${name}: ${say('ført', 'recorded')[language]}`;
      }, demands.fields);
    case 'EVENT': {
      const what = eventAt(demands.event, demands.level);
      const after = ANCHOR_NAMES[demands.anchor];
      const time = duration(demands.within);
      const said =
        demands.within === 0
          ? say(`${what.nb} senest ved ${after.nb}`, `${what.en} no later than ${after.en}`)
          : say(`${what.nb} innen ${time.nb} fra ${after.nb}`, `${what.en} within ${time.en} of ${after.en}`);
      return demands.ifItHappens ? say(`${said.nb}, om det skjer`, `${said.en}, if it happens`) : said;
    }
    case 'DECISION':
    case 'REPORT': {
      const what = eventAt(demands.type === 'DECISION' ? 'HIGHER_DECISION' : 'REPORT_SENT', demands.level);
      const [over, again] = [duration(demands.over), demands.every === null ? null : duration(demands.every)];
      return say(
        `${what.nb} når det varer over ${over.nb}${again === null ? '' : `, og igjen hver ${again.nb}`}`,
        `${what.en} when it lasts over ${over.en}${again === null ? '' : `, and again every ${again.en}`}`,
      );
    }
    case 'INTERVAL': {
      const [what, every] = [EVENT_NAMES[demands.event], duration(demands.every)];
      return say(`${what.nb} med høyst ${every.nb} mellom`, `${what.en} with at most ${every.en} between`);
    }
    case 'MAXIMUM':
      return say(`Varer høyst ${duration(demands.over).nb}`, `lasts at most ${duration(demands.over).en}`);
    case 'FORBIDDEN':
      return say('Ikke tillatt', 'not allowed');
    case 'NO_MAXIMUM':
      return say('Ingen lengste tid', 'no maximum');
    case 'CUMULATIVE': {
      const again = demands.every === null ? null : duration(demands.every);
      return say(
        `Reises når samlet isolasjon overstiger ${duration(demands.over).nb}${again === null ? '' : `, og igjen hver ${again.nb}`}; opphold inntil ${duration(demands.pause).nb} bryter den ikke`,
        `raised when isolation in total exceeds ${duration(demands.over).en}${again === null ? '' : `, and again every ${again.en}`}; a pause up to ${duration(demands.pause).en} does not end it`,
      );
    }
    case 'DE_FACTO':
      return say(
        `Et vedtak dekker dager med minst ${duration(demands.lockedIn).nb} innelåst og høyst ${duration(demands.contactUpTo).nb} kontakt`,
        `a decision covers days of at least ${duration(demands.lockedIn).en} locked in and at most ${duration(demands.contactUpTo).en} of contact`,
      );
    case 'DAY_REACHES':
      return say(
        `${demands.minutes === 'minutesOutOfCell' ? 'Tid ute av cella' : 'Kontakt'}: minst ${duration(demands.atLeast).nb} om dagen`,
        `${demands.minutes === 'minutesOutOfCell' ? 'time out of the cell' : 'contact'}: at least ${duration(demands.atLeast).en} a day`,
      );
    default:
      return demands.limit === null
        ? say('Skal ikke forekomme', 'is not to be')
        : say(`Ikke over ${duration(demands.limit).nb}`, `not over ${duration(demands.limit).en}`);
  }
}

function both<T>(read: (item: T, language: Language) => string, items: readonly T[]): Said {
  const inOne = (language: Language) => items.map((item) => read(item, language)).join('; ');
  return say(inOne('nb'), inOne('en'));
}

function eventAt(event: JudgedEvent, level: string | null): Said {
  const name = EVENT_NAMES[event];
  const by = level === null ? null : LEVEL_NAMES[level];
  return by === undefined || by === null ? name : say(`${name.nb} (${by.nb})`, `${name.en} (${by.en})`);
}

/** 2880 → «2 døgn». */
function duration(minutes: number): Said {
  if (minutes >= 2880 && minutes % 1440 === 0) return say(`${minutes / 1440} døgn`, `${minutes / 1440} days`);
  if (minutes >= 120 && minutes % 60 === 0) return say(`${minutes / 60} timer`, `${minutes / 60} hours`);
  if (minutes === 60) return say('1 time', '1 hour');
  return say(`${minutes} minutter`, `${minutes} minutes`);
}

function referenceOf(code: string): string {
  return findLegalBasis(code)?.reference.replace('straffegjennomføringsloven ', '') ?? code;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
