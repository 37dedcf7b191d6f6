import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ASSERTION_HEADER, assertionSigner } from '../../schema/access/assertion.ts';
import type { Assertion, AssertionKey, AssertionSigner } from '../../schema/access/assertion.ts';
import { importEndAnswer, rowOutcome } from '../../schema/records/delivery.ts';
import type { ImportEnd, RowOutcome } from '../../schema/records/delivery.ts';
import type { Target } from '../../schema/records/targets.ts';
import { typePrefix } from '../../schema/units.ts';
import { UnusableAnswer } from './check.ts';
import { forRole } from './vouching.ts';

/** Everything the kit writes comes from this source, so that no record of another is touched. */
export const SOURCE = 'samsyn-conformance';

const DEADLINE_MS = 60_000;
const TRIES = 60;

type Asserted = Assertion | string | null;
export type HttpAnswer = { readonly status: number; readonly headers: Headers; readonly text: string };

const graphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});
export type GraphqlAnswer = z.infer<typeof graphqlAnswer>;

/** A line of the answer to posted records. */
const answeredLine = z.object({
  row: z.int(),
  outcome: rowOutcome.shape.outcome,
  reason: z.object({ code: z.string(), field: z.string().nullable(), message: z.string().min(1) }).nullable(),
});
export type AnsweredLine = z.infer<typeof answeredLine>;

/** The unit under test, spoken to over HTTP alone. */
export class UnitClient {
  readonly code: string;
  readonly prefix: string;
  readonly #url: string;
  /** Keys differ from run to run: records of an earlier one are withdrawn, but remembered. */
  readonly #run = randomUUID().slice(0, 8);

  readonly #sign: AssertionSigner;

  constructor(url: string, code: string, key: AssertionKey) {
    this.#url = url;
    this.code = code;
    this.#sign = assertionSigner(key);
    this.prefix = typePrefix(code);
  }

  key(name: string): string {
    return `${this.#run} ${name}`;
  }

  /** A pseudonym of this run. */
  pseudonym(name: string): string {
    return this.key(name).replaceAll(' ', '-');
  }

  /** `asserted` is for whom the unit is asked, a header as it stands, or null for none; an officer of the unit where absent. */
  async request(path: string, options: RequestInit = {}, asserted?: Asserted): Promise<HttpAnswer> {
    const headers = new Headers(options.headers);
    const assertion = await this.#headerFor(path, asserted);
    if (assertion !== null) headers.set(ASSERTION_HEADER, assertion);
    const about = `${options.method ?? 'GET'} ${path}`;
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const response = await fetch(new URL(path, this.#url), { ...options, headers, signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw new UnusableAnswer({ about, expected: 'HTTP', came: String((error as Error).cause ?? error) });
    }
  }

  #headerFor(path: string, asserted: Asserted | undefined): Promise<string> | string | null {
    if (asserted === null || typeof asserted === 'string') return asserted;
    // What is gathered over the units is for a service alone.
    const gathers = path.startsWith('/deviations') || /\/keys(\?|$)/.test(path);
    const role = gathers ? forRole('service', []) : forRole('officer', [this.code]);
    return this.#sign(asserted ?? role);
  }

  postJson(path: string, body: unknown, asserted?: Asserted): Promise<HttpAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.request(path, { method: 'POST', headers, body: JSON.stringify(body) }, asserted);
  }

  /** A query that may end in errors. */
  async ask(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    asserted?: Asserted,
  ): Promise<GraphqlAnswer> {
    const answer = await this.postJson('/graphql', { query, variables }, asserted);
    return read('POST /graphql', answer, graphqlAnswer);
  }

  /** A query about the one entity of a type, which has to be answered without errors. */
  async entity<T>(
    type: 'Unit' | 'Practice',
    key: Readonly<Record<string, string>>,
    { fields, schema, ...rest }: EntityQuestion<T>,
  ): Promise<T> {
    const about = `${this.prefix}${type}`;
    const { query, variables } = this.entityQuery(type, key, { fields, ...rest });
    const { data, errors } = await this.ask(query, variables);
    if (errors !== undefined) throw new UnusableAnswer({ about, expected: 'data', came: errors });
    const found = schema.safeParse(z.array(z.unknown()).safeParse(data?.['_entities']).data?.[0]);
    if (found.success) return found.data;
    throw new UnusableAnswer({ about, expected: z.prettifyError(found.error), came: data });
  }

  entityQuery(
    type: 'Unit' | 'Practice',
    key: Readonly<Record<string, string>>,
    { fields, declare = '', variables = {} }: Omit<EntityQuestion<unknown>, 'schema'>,
  ): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
    const name = `${this.prefix}${type}`;
    return {
      query: `query ($representations: [_Any!]!${declare}) { _entities(representations: $representations) { ... on ${name} { ${fields} } } }`,
      variables: { representations: [{ __typename: name, ...key }], ...variables },
    };
  }

  /** Records as the unit's own systems post them, one on each line; tells what came of each. A busy unit is asked again. */
  async post(
    target: Target,
    lines: readonly (object | string)[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<AnsweredLine[]> {
    const about = `POST /records/${target}/lines`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.postLines(target, lines, headers);
      if (answer.status === 429 && attempt < TRIES) {
        await waitAsTold(answer);
        continue;
      }
      if (answer.status !== 200) throw new UnusableAnswer({ about, expected: 200, came: shortly(answer) });
      return answer.text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => read(about, { ...answer, text: line }, answeredLine));
    }
  }

  /** The same, once, with any answer. */
  postLines(
    target: string,
    lines: readonly (object | string)[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    return this.request(`/records/${target}/lines`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'x-source': SOURCE, ...headers },
      body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    });
  }

  /** Records as the gateway delivers them, as part of an import that can be ended and undone. */
  async deliver(
    target: Target,
    records: readonly object[],
    { importId, check = false, complete = false }: DeliveryOptions,
  ): Promise<RowOutcome[]> {
    const rows = records.map((record, index) => ({ row: index + 1, original: null, record }));
    const body = { importId, file: 'conformance', source: SOURCE, check, complete, rows };
    const answer = await this.postJson(`/records/${target}`, body);
    return read(`POST /records/${target}`, answer, z.array(rowOutcome));
  }

  async finish(importId: string, end: Pick<ImportEnd, 'through' | 'complete'>, target: Target = 'measures') {
    const body = { target, source: SOURCE, file: 'conformance', ...end };
    const answer = await this.postJson(`/imports/${importId}/finish`, body);
    return read('POST /imports/{id}/finish', answer, importEndAnswer);
  }
}

type EntityQuestion<T> = {
  readonly fields: string;
  readonly schema: z.ZodType<T>;
  readonly declare?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
};
type DeliveryOptions = {
  readonly importId: string;
  readonly check?: boolean;
  readonly complete?: boolean;
};

/** The body as the contract has it; anything else ends the check. */
export function read<T>(about: string, answer: HttpAnswer, schema: z.ZodType<T>): T {
  const found = schema.safeParse(parseJson(answer.text));
  if (found.success) return found.data;
  throw new UnusableAnswer({ about, expected: z.prettifyError(found.error), came: shortly(answer) });
}

/** A busy unit says in how many seconds to come again. */
function waitAsTold({ headers }: HttpAnswer): Promise<void> {
  const seconds = Number(headers.get('retry-after')) || 1;
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function shortly({ status, text }: HttpAnswer): string {
  return `${status} ${text.slice(0, 200)}`;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
