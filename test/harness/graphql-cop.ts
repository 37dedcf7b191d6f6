/**
 * The checks of the public auditor graphql-cop (github.com/dolevf/graphql-cop): the twelve its manual lists, and the two
 * added since. Each asks the way the auditor does and says whether it would report a finding.
 */
type Asked = { readonly status: number; readonly text: string; readonly json: any };
type Check = (auditor: Auditor) => Promise<boolean>;
type Auditor = {
  readonly post: (query: string) => Promise<Asked>;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Asked>;
};

const CHECKS: Readonly<Record<string, Check>> = {
  'alias overloading': async ({ post }) => {
    const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}: __typename`);
    return (await post(`query { ${aliases.join(' ')} }`)).json?.data?.alias100 !== undefined;
  },
  'batch queries': async (auditor) => {
    const one = { query: 'query { __typename }' };
    const { json } = await auditor.fetch('/graphql', postOf(Array.from({ length: 10 }, () => one)));
    return Array.isArray(json) && json.length >= 10;
  },
  'query over GET': async (auditor) =>
    answersTypename(await auditor.fetch(`/graphql?query=${encodeURIComponent('{__typename}')}`)),
  'mutation over GET': async (auditor) =>
    answersTypename(await auditor.fetch(`/graphql?query=${encodeURIComponent('mutation {__typename}')}`)),
  'form over POST': async (auditor) =>
    answersTypename(
      await auditor.fetch('/graphql', {
        method: 'POST',
        body: new URLSearchParams({ query: 'query {__typename}' }),
      }),
    ),
  'trace mode': async ({ post }) => {
    const { text } = await post('query { __typename }');
    return /stacktrace|"tracing"|"exception"/i.test(text);
  },
  'field duplication': async ({ post }) =>
    answersTypename(await post(`query { ${'__typename \n'.repeat(500)} }`)),
  'field suggestions': async ({ post }) =>
    (await post('query { __schema { directive } }')).text.includes('Did you mean'),
  'query editor': async (auditor) => {
    const pages = await Promise.all(
      ['/graphiql', '/playground', '/console', '/graphql'].map((path) =>
        auditor.fetch(path, { headers: { accept: 'text/html' } }),
      ),
    );
    return pages.some(({ text }) =>
      /GraphiQL|graphiql\.min\.css|GraphQL Playground|graphql-playground|<html/.test(text),
    );
  },
  introspection: async ({ post }) =>
    (await post('query { __schema { types { name fields { name } } } }')).json?.data?.__schema?.types.length >
    0,
  'circular introspection': async ({ post }) => {
    const within = (times: number): string =>
      times === 0 ? 'name' : `fields { type { ${within(times - 1)} } }`;
    const { json } = await post(`query { __schema { types { ${within(4)} } } }`);
    return json?.data?.__schema?.types.length > 25;
  },
  'directive overloading': async ({ post }) =>
    (await post(`query { __typename ${'@aa'.repeat(10)} }`)).json?.errors?.length === 10,
  'circular fragment': async ({ post }) =>
    (
      await post(
        'query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
      )
    ).json?.errors === undefined,
  'unhandled error': async ({ post }) =>
    (await post('qwerty cop { abc }')).json?.errors?.[0]?.extensions?.exception !== undefined,
};

/** Names of the checks that found something. */
export async function auditGraphql(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const ask = async (path: string, init: RequestInit = {}): Promise<Asked> => {
    const given = new Headers({ ...headers, accept: '*/*' });
    new Headers(init.headers).forEach((value, name) => given.set(name, value));
    const response = await fetch(new URL(path, url), { ...init, headers: given });
    const text = await response.text();
    return { status: response.status, text, json: parsed(text) };
  };
  const auditor: Auditor = { post: (query) => ask('/graphql', postOf({ query })), fetch: ask };
  const found: string[] = [];
  for (const [name, check] of Object.entries(CHECKS)) if (await check(auditor)) found.push(name);
  return found;
}

export const AUDITED = Object.keys(CHECKS);

function postOf(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function answersTypename({ json }: Asked): boolean {
  return json?.data?.__typename !== undefined;
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
