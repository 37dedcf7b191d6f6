import {
  CORRECTION_COLUMNS,
  DEVIATION_COLUMNS,
  DIALOGUE_COLUMNS,
  ENTRY_COLUMNS,
  MEASURE_COLUMNS,
  REGIME_DAY_COLUMNS,
  TIMELINE_COLUMNS,
} from './columns.ts';
import type { Column } from './columns.ts';

/**
 * The parts of an inspection package for one unit: one table each, read from who owns it in the order of its
 * `key`. A row's key identifies it, so that reading goes on after the last row had.
 */
export type ExportPart = {
  readonly code: string;
  readonly owner: 'UNIT' | 'MEASURES';
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  readonly nb: string;
  readonly en: string;
};

const BY_START = ['startedOn', 'id'];
const BY_MEASURE = ['measureStartedOn', 'measureId', 'id'];
const without = (...names: string[]) => MEASURE_COLUMNS.filter(({ name }) => !names.includes(name));
const OF_COERCION = ['circumstances', 'participantRoles', 'injuries', 'debriefedAt'];

/** The registers a measure may stand in; each stands in exactly one. */
export const REGISTERS = ['exclusions', 'reactions', 'cell-and-bed', 'other-coercion', 'control'] as const;

export const EXPORT_PARTS: readonly ExportPart[] = [
  {
    code: 'exclusions',
    owner: 'UNIT',
    key: BY_START,
    columns: without(...OF_COERCION),
    nb: 'Protokoll over utelukkelser (§§ 37 og 39)',
    en: 'Register of exclusions (§§ 37 and 39)',
  },
  {
    code: 'reactions',
    owner: 'UNIT',
    key: BY_START,
    columns: without(...OF_COERCION),
    nb: 'Protokoll over reaksjoner: utelukkelse fra fritidsfellesskapet (§ 40)',
    en: 'Register of reactions: exclusion from leisure company (§ 40)',
  },
  {
    code: 'cell-and-bed',
    owner: 'UNIT',
    key: BY_START,
    columns: without('extent'),
    nb: 'Protokoll over sikkerhetscelle og sikkerhetsseng (§ 38)',
    en: 'Register of security cell and restraint bed (§ 38)',
  },
  {
    code: 'other-coercion',
    owner: 'UNIT',
    key: BY_START,
    columns: without('extent'),
    nb: 'Protokoll over andre tvangsmidler (§ 38)',
    en: 'Register of other coercive measures (§ 38)',
  },
  {
    code: 'control',
    owner: 'UNIT',
    key: BY_START,
    columns: without('extent', ...OF_COERCION),
    nb: 'Protokoll over kontrolltiltak (§§ 28–32)',
    en: 'Register of control measures (§§ 28–32)',
  },
  {
    code: 'timeline',
    owner: 'UNIT',
    key: ['measureStartedOn', 'measureId', 'at', 'event', 'entryId'],
    columns: TIMELINE_COLUMNS,
    nb: 'Tidslinje: alt som hendte i hvert tiltak',
    en: 'Timeline: all that happened in each measure',
  },
  entry('reassessments', 'Fortløpende vurderinger', 'Reassessments'),
  entry('supervision', 'Tilsyn', 'Supervision'),
  entry(
    'health-notices',
    'Varsler til helsetjenesten og legeuttalelser',
    "Notices to health staff and doctors' statements",
  ),
  entry('higher-decisions', 'Beslutninger på høyere nivå', 'Decisions of a higher level'),
  entry('reports', 'Meldinger til høyere nivå', 'Reports to a higher level'),
  entry('complaints', 'Klager', 'Complaints'),
  {
    code: 'corrections',
    owner: 'UNIT',
    key: ['register', 'recordId', 'version', 'field'],
    columns: CORRECTION_COLUMNS,
    nb: 'Rettelser, og hva de erstattet',
    en: 'Corrections, and what they replaced',
  },
  {
    code: 'regime-days',
    owner: 'UNIT',
    key: ['day', 'id'],
    columns: REGIME_DAY_COLUMNS,
    nb: 'Dagsregime, og timer innelåst uten beslutning',
    en: 'Daily regime, and hours locked in without a decision',
  },
  {
    code: 'deviations',
    owner: 'MEASURES',
    key: ['caseId'],
    columns: DEVIATION_COLUMNS,
    nb: 'Avvik',
    en: 'Deviations',
  },
  {
    code: 'dialogue',
    owner: 'MEASURES',
    key: ['caseId', 'version'],
    columns: DIALOGUE_COLUMNS,
    nb: 'Dialogen om avvikene',
    en: 'Dialogue about the deviations',
  },
];

const byCode = new Map(EXPORT_PARTS.map((part) => [part.code, part]));

export function findPart(code: string): ExportPart | undefined {
  return byCode.get(code);
}

function entry(code: keyof typeof ENTRY_COLUMNS, nb: string, en: string): ExportPart {
  return { code, owner: 'UNIT', key: BY_MEASURE, columns: ENTRY_COLUMNS[code], nb, en };
}
