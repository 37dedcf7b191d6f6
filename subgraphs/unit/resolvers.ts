import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { Look } from '../../database/access-log/look.ts';
import type { Clearance } from '../../schema/access/clearances.ts';
import { readKeyFigureUnitKey, writeKeyFigureState } from '../../schema/key-figures/state.ts';
import { readKey } from '../../schema/practice/question.ts';
import { writeState } from '../../schema/practice/state.ts';
import { isPublishedQuestion } from '../../schema/published/question.ts';
import type { RuleSet } from '../../schema/rules/rule-set.ts';
import { readQualityKey } from '../../schema/quality.ts';
import { typePrefix } from '../../schema/units.ts';
import { grantedPeriods, requireClearance } from '../platform/access/require-clearance.ts';
import type { WithAsserted } from '../platform/access/guard-resolvers.ts';
import { reachFor } from '../platform/database.ts';
import type { Database, Row } from '../platform/database.ts';
import { scalars } from '../platform/scalars.ts';
import type { EntryLoaders } from './entry-loaders.ts';
import type { EntryTarget } from './entry-rows.ts';
import { UNIT_TABLES } from './doors.ts';
import { readDuties } from './duties/duty-page.ts';
import type { DutyQuestion } from './duties/duty-page.ts';
import { countMeasures, readMeasures } from './measure-page.ts';
import type { MeasureFilter, MeasurePage, MeasureRow } from './measure-page.ts';
import type { Page, PageArguments } from '../platform/page.ts';
import { readKeyFigures } from './practice/key-figure-state.ts';
import { atOneMoment } from '../platform/records/write-lock.ts';
import { readPractice } from './practice/practice-state.ts';
import type { Remembered } from './practice/practice-state.ts';
import { readQuality } from './quality-state.ts';
import { readRegimeDays } from './regime-day-page.ts';
import type { RegimeDayQuestion } from './regime-day-page.ts';

export type UnitContext = WithAsserted & { readonly database: Database; readonly entries: EntryLoaders };

export function unitResolvers(unit: string, set: RuleSet): GraphQLResolverMap<UnitContext> {
  const remembered: Remembered = { lengths: new Map(), duties: {} };
  const reached = ({ database, asserted }: UnitContext, clearance: Clearance) =>
    database.within(reachFor(asserted, clearance, unit));
  return {
    ...scalars,
    [`${typePrefix(unit)}Unit`]: {
      __resolveReference: async () => ({ code: unit }),
      measures: async (
        _unit: unknown,
        page: PageArguments & { filter?: MeasureFilter },
        context: UnitContext,
      ) =>
        shown(
          context.look,
          await readMeasures(reached(context, 'RECORDS'), {
            unit,
            granted: grantedPeriods(context.asserted),
            ...page,
          }),
        ),
      regimeDays: async (_unit: unknown, question: RegimeDayQuestion, context: UnitContext) =>
        shown(
          context.look,
          await readRegimeDays(reached(context, 'RECORDS'), {
            ...question,
            granted: grantedPeriods(context.asserted),
          }),
        ),
      duties: async (_unit: unknown, question: DutyQuestion, context: UnitContext) =>
        shown(
          context.look,
          await readDuties(reached(context, 'CASES'), {
            unit,
            set,
            ...question,
            granted: grantedPeriods(context.asserted),
          }),
        ),
    },
    [`${typePrefix(unit)}Practice`]: {
      __resolveReference: async (reference: { key: string }) => ({ key: reference.key }),
      answeredBy: () => unit,
      state: async ({ key }: { key: string }, _none: unknown, context: UnitContext) => {
        if (readQualityKey(key) !== null) {
          requireClearance(context.asserted, 'QUALITY', unit);
          return JSON.stringify(await readQuality(reached(context, 'QUALITY'), UNIT_TABLES));
        }
        const ofKeyFigures = readKeyFigureUnitKey(key);
        const question = ofKeyFigures ?? readKey(key);
        const needs = isPublishedQuestion(question) ? 'PUBLISHED' : 'FIGURES';
        requireClearance(context.asserted, needs, unit);
        return atOneMoment(reached(context, needs), question.asOf, async (sql) =>
          ofKeyFigures === null
            ? writeState(await readPractice(sql, remembered, question, set))
            : writeKeyFigureState(await readKeyFigures(sql, remembered, question, set)),
        );
      },
      failure: () => null,
    },
    MeasureConnection: {
      totalCount: (page: MeasurePage, _none: unknown, context: UnitContext) =>
        countMeasures(reached(context, 'RECORDS'), page),
    },
    Measure: { __resolveType: ({ kind }: MeasureRow) => TYPE_OF_KIND[kind] },
    ...Object.fromEntries(Object.values(TYPE_OF_KIND).map((type) => [type, ENTRY_FIELDS])),
  };
}

/** Puts the records of a page on record, and whom they are about. */
function shown<P extends Page<Row>>(look: Look, page: P): P {
  for (const node of page.nodes) {
    const { id, measureId = id, inmate } = node as ShownNode;
    look.record(measureId);
    look.person(inmate?.pseudonym);
  }
  return page;
}
type ShownNode = {
  readonly id: string;
  readonly measureId?: string;
  readonly inmate?: { readonly pseudonym: string } | null;
};

/** The entries of a measure, each field from its target. */
const ENTRY_FIELDS = {
  reassessments: entriesFrom('reassessments'),
  supervision: entriesFrom('supervision'),
  healthNotices: entriesFrom('health-notices'),
  higherDecisions: entriesFrom('higher-decisions'),
  reports: entriesFrom('reports'),
  complaints: entriesFrom('complaints'),
};

function entriesFrom(target: EntryTarget) {
  return ({ entriesOf }: MeasureRow, _none: unknown, { entries }: UnitContext) =>
    entries[target].load(entriesOf);
}

const TYPE_OF_KIND: Readonly<Record<string, string>> = {
  EXCLUSION: 'Exclusion',
  COERCIVE_MEASURE: 'CoerciveMeasure',
  CONTROL_MEASURE: 'ControlMeasure',
};
