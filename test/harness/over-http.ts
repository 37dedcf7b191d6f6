import { asController, asSystem } from './access.ts';

/** What a client of a started gateway does. */
export async function askGateway(
  port: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { ...asController, 'content-type': 'application/json', ...headers },
    body,
  });
  return response.json();
}

/** Practice of all units in 2025. */
export async function askPractice(
  port: number,
  fields: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<any> {
  const query = `{ practice(filter: { period: { from: "2025-01-01", to: "2026-01-01" } }) { ${fields} } }`;
  return (await askGateway(port, JSON.stringify({ query }), headers)).data.practice;
}

/** Brings in one measure of 2025; the answer comes when it is committed. */
export async function importMeasure(port: number, sourceKey: string): Promise<any> {
  const measure = {
    unit: 'oslo',
    sourceKey,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: '2025-03-01',
    end: '2025-03-03',
  };
  const response = await fetch(`http://127.0.0.1:${port}/import/measures`, {
    method: 'POST',
    headers: { ...asSystem, 'content-type': 'application/x-ndjson', 'x-source': 'test' },
    body: `${JSON.stringify(measure)}\n`,
  });
  return response.json();
}
