import type { GraphQLResolverMap } from '@apollo/subgraph';
import { readKey } from '../../schema/practice/question.ts';
import { typePrefix } from '../../schema/units.ts';
import type { Database } from '../platform/database.ts';
import { scalars } from '../platform/scalars.ts';
import { countMeasures, readMeasures } from './measure-page.ts';
import type { MeasureFilter, MeasureRow, Page } from './measure-page.ts';
import { practiceState } from './practice-state.ts';

export type UnitContext = { readonly database: Database };

export function unitResolvers(unit: string): GraphQLResolverMap<UnitContext> {
  return {
    ...scalars,
    [`${typePrefix(unit)}Unit`]: {
      __resolveReference: async () => ({ code: unit }),
      measures: (
        _unit: unknown,
        page: { filter?: MeasureFilter; first?: number; after?: string },
        { database }: UnitContext,
      ) => readMeasures(database, { unit, ...page }),
    },
    [`${typePrefix(unit)}Practice`]: {
      __resolveReference: async (reference: { key: string }) => ({ key: reference.key }),
      answeredBy: () => unit,
      state: async ({ key }: { key: string }, _none: unknown, { database }: UnitContext) =>
        JSON.stringify(await practiceState(database, readKey(key))),
      failure: () => null,
    },
    MeasureConnection: {
      totalCount: (page: Page, _none: unknown, { database }: UnitContext) =>
        countMeasures(database, page.filter),
    },
    Measure: { __resolveType: ({ kind }: MeasureRow) => TYPE_OF_KIND[kind] },
  };
}

const TYPE_OF_KIND: Readonly<Record<string, string>> = {
  EXCLUSION: 'Exclusion',
  COERCIVE_MEASURE: 'CoerciveMeasure',
  CONTROL_MEASURE: 'ControlMeasure',
};
