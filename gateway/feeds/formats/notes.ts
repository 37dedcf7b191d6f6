import type { Language } from '../../../schema/public-codes.ts';
import type { Cell, FeedTable } from '../feed.ts';
import type { Told } from './format.ts';
import { osloClock } from './oslo-clock.ts';

const WORDS = {
  nb: {
    complete: 'Fullstendig: alle enheter og registre det ble spurt etter, svarte.',
    incomplete: 'UFULLSTENDIG: enheter eller registre mangler.',
    missing: 'Mangler',
    period: 'Periode (til og med dagen før)',
    by: 'Inndeling',
    units: 'Enheter',
    kinds: 'Typer tiltak',
    asOf: 'Som kjent på tidspunktet',
    latest: 'siste kunnskap',
    retrieved: 'Hentet (norsk tid)',
    ruleSets: 'Regelsett',
    through: 'Kilden erklært fullstendig til (norsk tid)',
    undeclared: 'ikke erklært',
    columns: ['Kolonne', 'Måleenhet', 'Tittel', 'Betydning'],
    clock: 'Tidspunkter vises i norsk tid. Tomme tall er ikke null: se kolonnene status og note.',
  },
  en: {
    complete: 'Complete: all units and registers asked for have answered.',
    incomplete: 'INCOMPLETE: units or registers are missing.',
    missing: 'Missing',
    period: 'Period (to the day before)',
    by: 'Divided by',
    units: 'Units',
    kinds: 'Kinds of measures',
    asOf: 'As known at',
    latest: 'latest knowledge',
    retrieved: 'Retrieved (Oslo time)',
    ruleSets: 'Rule set',
    through: 'Source declared complete through (Oslo time)',
    undeclared: 'not declared',
    columns: ['Column', 'Unit', 'Title', 'Meaning'],
    clock: 'Times are those of Oslo. Empty figures are not zero: see the columns status and note.',
  },
} as const satisfies Record<Language, unknown>;

/** What a reader of the rows must know, as rows of a sheet: what is missing comes first. */
export function notesOf({ columns, coverage }: FeedTable, { feed, asked, retrievedAt }: Told): Cell[][] {
  const { language, period, by, units, kinds, asOf } = asked;
  const words = WORDS[language];
  const takes = (parameter: (typeof feed.parameters)[number]) => feed.parameters.includes(parameter);
  return [
    [feed.title[language]],
    [feed.description[language]],
    ...(coverage === null ? [] : [[coverage.complete ? words.complete : words.incomplete]]),
    ...(coverage?.missing ?? []).map(({ name, reason, sentence }) => [words.missing, name, reason, sentence]),
    [],
    ...(takes('from') ? [[words.period, period.from, period.to]] : []),
    ...(takes('by') ? [[words.by, by.join(', ')]] : []),
    ...(units === null ? [] : [[words.units, units.join(', ')]]),
    ...(kinds === null ? [] : [[words.kinds, kinds.join(', ')]]),
    ...(takes('asOf') ? [[words.asOf, asOf ?? words.latest]] : []),
    [words.retrieved, osloClock(retrievedAt.toISOString())],
    ...(coverage === null ? [] : [[words.ruleSets, coverage.ruleSets.join(', ')]]),
    [words.clock],
    [],
    ...(coverage === null || coverage.answered.length === 0 ? [] : [[words.through]]),
    ...(coverage?.answered ?? []).map(({ name, dataThrough }) => [
      name,
      dataThrough === null ? words.undeclared : osloClock(dataThrough),
    ]),
    [],
    [...words.columns],
    ...columns.map(({ name, unit, title, description }) => [
      name,
      unit,
      title[language],
      description[language],
    ]),
  ];
}
