import { BIN_EDGES } from '../../schema/practice/lengths.ts';
import { ASSERTION_HEADER } from '../../schema/access/assertion.ts';
import { ANYBODY } from './anybody.ts';
import { testSigner } from './access.ts';
import { addCells } from '../../schema/practice/cells.ts';
import {
  altersAnswers,
  altersCells,
  altersFields,
  altersQuestions,
  altersRecords,
  altersStates,
  withBody,
} from './altering.ts';
import type { Alteration } from './proxy.ts';

/**
 * A unit that is ours but for one thing, and the checks that tell: the one about that thing, and those whose
 * own records rest on it (a resend, a withdrawal, a past moment, a length).
 */
export type BrokenUnit = {
  readonly name: string;
  readonly alteration: Alteration;
  readonly failing: readonly (string | RegExp)[];
};

/** The checks of what several records show. */
const FINDINGS = [
  'REPEATED_JUSTIFICATIONS',
  'ENDLESS_MEASURES',
  'DE_FACTO_ISOLATION',
  'SILENCE',
  'ISOLATIONS',
] as const;

export const BROKEN_UNITS: readonly BrokenUnit[] = [
  {
    name: 'leaves a field out of its SDL',
    alteration: altersFields((name, value) =>
      name === 'sdl' ? value.replaceAll(/\n {2}"[^\n]*"\n {2}healthNotices:.*/g, '') : value,
    ),
    failing: ['SDL'],
  },
  {
    name: 'counts ongoing measures as ended',
    alteration: altersCells(({ ongoing, ...cell }) => ({
      ...cell,
      ongoing: 0,
      ongoingByBand: cell.ongoingByBand.map(() => 0),
      ended: cell.ended + ongoing,
      ...(isFinal(cell)
        ? { lengths: { ...cell.lengths, endedByBand: moreInFirst(cell.lengths.endedByBand, ongoing) } }
        : { bins: [...cell.bins, [500, ongoing]] }),
    })),
    failing: ['FIGURES_ONGOING', 'DATA_THROUGH'],
  },
  {
    name: 'puts each length into the bin below',
    alteration: altersCells((cell) => ({
      ...cell,
      ...(isFinal(cell)
        ? {
            lengths: {
              ...cell.lengths,
              medianSeconds: edgeBelow(cell.lengths.medianSeconds),
              p90Seconds: edgeBelow(cell.lengths.p90Seconds),
            },
          }
        : { bins: cell.bins.map(([bin, count]: [number, number]) => [Math.max(0, bin - 1), count]) }),
    })),
    failing: [/^FIGURES_(DAYS|CLOCK|LENGTHS|ONGOING)$/, 'INMATES', /^BY_/, /^FILTER_/, 'DATA_THROUGH'],
  },
  {
    name: 'ignores asOf',
    alteration: altersQuestions(
      (question) => (question.period === undefined ? question : { ...question, asOf: null }),
      ({ filter, ...variables }) => ({ ...variables, filter: filter && { ...filter, asOf: null } }),
    ),
    failing: ['RECORD_FIELDS', 'AS_OF', 'AS_OF_FUTURE', 'ENTRIES', 'ERRORS', 'DATA_THROUGH'],
  },
  {
    name: 'still counts what was withdrawn',
    alteration: altersRecords((record) => ({ ...record, withdrawn: false })),
    failing: [
      'WITHDRAWAL',
      'AS_OF',
      'ENTRIES',
      'REGIME_DAYS',
      'QUALITY',
      'KEYS',
      'REPEATED_JUSTIFICATIONS',
      'ISOLATIONS',
    ],
  },
  {
    name: 'takes the same record twice',
    alteration: takesTwice(),
    failing: [
      'RESEND',
      'WITHDRAWAL',
      'ANSWER_LINES',
      'IDEMPOTENCY',
      'QUARANTINE_KEPT',
      'QUALITY',
      'COMPLETE',
    ],
  },
  {
    name: 'tells of its database in errors',
    alteration: altersFields((name, value) =>
      name === 'message'
        ? 'relation "measure_version" does not exist at run (/srv/unit/rows.js:12:3)'
        : value,
    ),
    failing: ['ERRORS'],
  },
  { name: 'repeats a row where pages meet', alteration: repeatsAtBorders(), failing: ['PAGES'] },
  {
    name: 'counts only the page in totalCount',
    alteration: altersFields((name, value, { nodes }) => (name === 'totalCount' ? nodes.length : value)),
    failing: ['TOTAL_COUNT'],
  },
  {
    name: 'gives events a length',
    alteration: altersFields((name, value) => (name === 'hours' ? (value ?? 0) : value)),
    failing: ['RECORD_FIELDS'],
  },
  {
    name: 'takes days for instants, so that one has 23 hours',
    alteration: takesDaysForInstants(),
    failing: [
      'FIGURES_DAYS',
      'RECORD_FIELDS',
      'INMATES',
      /^BY_/,
      /^FILTER_/,
      'REPEATED_JUSTIFICATIONS',
      'DE_FACTO_ISOLATION',
      'ISOLATIONS',
    ],
  },
  {
    name: 'tells nobody that a deviation is gone',
    alteration: {
      answer: (answer) =>
        answer.path.startsWith('/deviations')
          ? {
              ...answer,
              body: answer.body.replaceAll(/\{[^{}]*"state":"GONE"[^{}]*\},?/g, '').replaceAll(',]', ']'),
            }
          : answer,
    },
    failing: ['DEVIATION_FEED', 'REPEATED_JUSTIFICATIONS', 'ENDLESS_MEASURES', 'SOURCE_LATE'],
  },
  {
    name: 'says of a justification used again when that was found',
    alteration: altersNotices('JUSTIFICATION_REPEATED', (notice) => ({ ...notice, dueAt: notice.seenAt })),
    failing: ['REPEATED_JUSTIFICATIONS'],
  },
  {
    name: 'takes a measure without a stop for late from its first day',
    alteration: altersNotices('START_WITHOUT_STOP', (notice) => ({
      ...notice,
      dueAt: `${notice.startedOn}T00:00:00Z`,
    })),
    failing: ['ENDLESS_MEASURES'],
  },
  {
    name: 'dates a day alone by its morning',
    alteration: altersNotices('DE_FACTO_ISOLATION', (notice) => ({
      ...notice,
      dueAt: `${notice.startedOn}T00:00:00Z`,
    })),
    failing: ['DE_FACTO_ISOLATION'],
  },
  {
    name: 'says of a silent facility that the unit is silent',
    alteration: altersNotices('NO_REPORTS_FILED', (notice) => ({ ...notice, facility: null })),
    failing: ['SILENCE'],
  },
  {
    name: 'takes a source for late from the moment it was complete to',
    alteration: altersNotices('SOURCE_LATE', (notice) => ({
      ...notice,
      dueAt: `${notice.startedOn}T10:00:00Z`,
    })),
    failing: ['SOURCE_LATE'],
  },
  {
    name: 'leaves partial exclusions out of what is added up',
    alteration: {
      answer: (answer) =>
        answer.path === '/isolations'
          ? withBody(answer, (body) => ({
              ...body,
              ...(body.isolations && {
                isolations: body.isolations.filter(({ extent }: any) => extent !== 'PARTIAL'),
              }),
            }))
          : answer,
    },
    failing: ['ISOLATIONS'],
  },
  {
    name: 'drops what is in quarantine',
    alteration: {
      answer: (answer) =>
        answer.method === 'GET' && answer.path.startsWith('/quarantine') ? { ...answer, body: '[]' } : answer,
    },
    failing: ['ACCOUNTING', 'QUARANTINE_KEPT', 'QUARANTINE_STEPS'],
  },
  {
    name: 'fails a whole batch for one bad reference',
    alteration: altersAnswers((body) => (body.errors === undefined ? body : { ...body, data: null })),
    failing: ['BAD_REFERENCE', 'CLEARANCE'],
  },
  {
    name: 'counts a measure in the total once for each of its flags',
    alteration: altersStates((state) => ({
      ...state,
      total: state.groups.some(({ key }: any) => key.vulnerability !== null)
        ? { ...addCells(state.groups.map(({ cell }: any) => cell)), persons: null }
        : state.total,
    })),
    failing: ['FIGURES_ONGOING', 'BY_VULNERABILITY', 'BY_PAIRS', 'FILTER_VULNERABILITIES'],
  },
  {
    name: 'counts complaints decided when they were withdrawn',
    alteration: altersFields((name, value) =>
      name === 'state' && value !== null
        ? value.replaceAll(/"filed":(\d+),"decided":\d+/g, '"filed":$1,"decided":$1')
        : value,
    ),
    failing: ['KEY_FIGURES'],
  },
  {
    name: 'guesses up to when its sources are complete',
    alteration: altersStates((state) => ({
      ...state,
      dataThrough: state.dataThrough ?? '2024-12-01T00:00:00.000Z',
    })),
    failing: ['DATA_THROUGH'],
  },
  {
    name: 'does not know idempotency keys',
    alteration: {
      request: ({ headers: { 'idempotency-key': _key, ...headers }, ...message }) => ({
        ...message,
        headers,
      }),
    },
    failing: ['IDEMPOTENCY'],
  },
  {
    name: 'believes everybody to be its own officer',
    alteration: {
      request: async (message) => ({
        ...message,
        headers: { ...message.headers, [ASSERTION_HEADER]: await testSigner(ANYBODY) },
      }),
    },
    failing: [
      'ASSERTION',
      'CLEARANCE',
      'PUBLISHED_CUBE',
      'GRANTED_PERIOD',
      'KEYS',
      'DEVIATION_FEED',
      ...FINDINGS,
      'SOURCE_LATE',
    ],
  },
  {
    name: 'breaks where it should refuse',
    alteration: {
      answer: (answer) =>
        answer.path.startsWith('/records') && answer.status === 400
          ? { ...answer, status: 500, body: 'TypeError: cannot read null at take (/srv/unit/door.js:7:1)' }
          : answer,
    },
    failing: ['BAD_REQUESTS'],
  },
];

/** What the feed tells of one rule. */
function altersNotices(rule: string, change: (notice: any) => object): Alteration {
  return {
    answer: (answer) =>
      answer.path.startsWith('/deviations')
        ? withBody(answer, (body) => ({
            ...body,
            ...(body.notices && {
              notices: body.notices.map((notice: any) => (notice.rule === rule ? change(notice) : notice)),
            }),
          }))
        : answer,
  };
}

/** A cell that tells what its bins come to instead of the bins. */
function isFinal(cell: object): boolean {
  return 'lengths' in cell;
}

function moreInFirst([first = 0, ...bands]: number[], more: number): number[] {
  return [first + more, ...bands];
}

function edgeBelow(seconds: number | null): number | null {
  return seconds === null ? null : (BIN_EDGES[Math.max(0, BIN_EDGES.indexOf(seconds) - 1)] ?? null);
}

/** A record that comes a second time is a further one, under another key. */
function takesTwice(): Alteration {
  const seen = new Set<string>();
  const { request } = altersRecords((record, target) => {
    const content = JSON.stringify([target, record]);
    if (!seen.has(content)) {
      seen.add(content);
      return record;
    }
    return { ...record, sourceKey: `${record.sourceKey}~` };
  });
  return {
    ...(request && { request }),
    answer: (answer) => ({ ...answer, body: answer.body.replaceAll('~"', '"') }),
  };
}

/** The page after a cursor begins with the record the cursor is of. */
function repeatsAtBorders(): Alteration {
  const known = new Map<string, { readonly edge: any; readonly node: any }>();
  return altersAnswers((body, { variables }) => {
    const page = body.data?._entities?.[0]?.measures;
    if (page == null) return body;
    for (const [index, edge] of page.edges.entries())
      known.set(edge.cursor, { edge, node: page.nodes[index] });
    const last = known.get(variables.after);
    if (last === undefined) return body;
    const measures = { ...page, edges: [last.edge, ...page.edges], nodes: [last.node, ...page.nodes] };
    return { ...body, data: { _entities: [{ ...body.data._entities[0], measures }] } };
  });
}

/** Days become midnights in Oslo, which are told as days again. */
function takesDaysForInstants(): Alteration {
  const day = /^\d{4}-\d\d-\d\d$/;
  const midnight = (text: string) => {
    const year = text.slice(0, 4);
    const turned = (month: number) => {
      const last = new Date(Date.UTC(Number(year), month, 0));
      last.setUTCDate(last.getUTCDate() - last.getUTCDay());
      return last.toISOString().slice(0, 10);
    };
    return `${text}T00:00:00${text > turned(3) && text <= turned(10) ? '+02:00' : '+01:00'}`;
  };
  const records = altersRecords((record) => {
    const { start, end } = record;
    const both = day.test(String(start)) && day.test(String(end)) && start <= end;
    return both ? { ...record, start: midnight(start), end: midnight(end) } : record;
  });
  const fields = altersFields((name, value, { startedAt }) =>
    name === 'precision' && /T2[23]:00:00/.test(startedAt) ? 'DAY' : value,
  );
  return { ...records, ...fields };
}
