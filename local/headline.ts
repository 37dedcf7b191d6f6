import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { postToGateway } from './gateway-request.ts';
import { StartError } from './start-error.ts';
import { LANGUAGE, message } from '../schema/messages.ts';

const figures = z.object({
  started: z.number().nullable(),
  ongoing: z.number().nullable(),
  inForceAtEnd: z.number().nullable(),
  hours: z.number().nullable(),
  meanHours: z.number().nullable(),
  medianHours: z.number().nullable(),
  p90Hours: z.number().nullable(),
  ratePer1000InmateDays: z.number().nullable(),
});
type Figures = z.infer<typeof figures>;
const unit = z.object({ code: z.string(), name: z.string() });
const practice = z.object({
  coverage: z.object({
    complete: z.boolean(),
    answered: z.array(z.object({ unit })),
    missing: z.array(z.object({ unit, reason: z.string(), message: z.string().nullable() })),
  }),
  total: figures,
  groups: z.array(z.object({ unit: unit.nullable(), figures })),
});
export type Practice = z.infer<typeof practice>;
const graphqlAnswer = z.object({
  data: z.object({ practice: practice.nullable() }).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

type Period = { readonly from: string; readonly to: string };
const operation = new URL('../schema/operations/headline.graphql', import.meta.url);

/** The headline operation through the gateway; null when the figures cannot be had now. */
export async function askPractice(
  gateway: string,
  period: Period,
  { token, signal }: { readonly token: string; readonly signal: AbortSignal },
): Promise<Practice | null> {
  const query = await readFile(operation, 'utf8');
  const body = JSON.stringify({ query, variables: period });
  const answer = await postToGateway(
    `${gateway}/graphql`,
    { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
    signal,
  );
  const read = graphqlAnswer.safeParse(answer.body);
  if (!read.success) throw new StartError(message('answerNotUnderstood', { status: answer.status }));
  const [error] = read.data.errors ?? [];
  const found = read.data.data?.practice ?? null;
  if (error !== undefined && found === null)
    throw new StartError(message('questionRefused', { message: error.message }));
  return found;
}

/** Each column's field, title and decimals. */
const COLUMNS = [
  ['started', 'columnStarted', 0],
  ['ongoing', 'columnOngoing', 0],
  ['inForceAtEnd', 'columnInForce', 0],
  ['hours', 'columnHours', 0],
  ['meanHours', 'columnMean', 1],
  ['medianHours', 'columnMedian', 1],
  ['p90Hours', 'columnP90', 1],
  ['ratePer1000InmateDays', 'columnRate', 1],
] as const;

/** The figures as a table for the terminal, and what they rest on. */
export function formatHeadline(found: Practice): string {
  const line = (name: string, row: Figures): string[] => [
    name,
    ...COLUMNS.map(([field, , decimals]) => formatNumber(row[field], decimals)),
  ];
  const rows = [
    [message('columnUnit'), ...COLUMNS.map(([, title]) => message(title))],
    ...found.groups.map((group) => line(group.unit?.name ?? message('unknownUnit'), group.figures)),
    line(message('rowTotal'), found.total),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const rule = '-'.repeat(table[0]?.length ?? 0);
  return [
    table[0],
    rule,
    ...table.slice(1, -1),
    rule,
    table.at(-1),
    '',
    ...coverageLines(found.coverage),
  ].join('\n');
}

function coverageLines({ answered, missing }: Practice['coverage']): string[] {
  return [
    message('unitsAnswered', { answered: answered.length, all: answered.length + missing.length }),
    ...missing.map((one) =>
      message('unitMissing', { unit: one.unit.name, why: one.message ?? one.reason, reason: one.reason }),
    ),
  ];
}

function formatNumber(value: number | null, decimals: number): string {
  if (value === null) return '–';
  const format = new Intl.NumberFormat(LANGUAGE, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(value);
}

/** Where things are, and a request to begin with. */
export function formatAddresses(gateway: string, folder: string): string {
  const data = folder === '.samsyn' ? '' : ` --data ${folder}`;
  const question =
    '{"query":"{ practice(filter: {period: {from: \\"2025-01-01\\", to: \\"2026-01-01\\"}}, by: [UNIT]) { coverage { complete } groups { unit { name } figures { started medianHours } } } }"}';
  return [
    message('addresses', { gateway }),
    '',
    message('howToGetToken'),
    `export SAMSYN_TOKEN=$(npm run --silent token -- --role analyst${data})`,
    '',
    message('example'),
    `curl -s ${gateway}/graphql -H "authorization: Bearer $SAMSYN_TOKEN" -H 'content-type: application/json' -d '${question}'`,
    '',
    message('howToStop'),
  ].join('\n');
}
