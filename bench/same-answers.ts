import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import type { Contender } from './contenders.ts';
import { ask } from './load.ts';
import type { Exchange } from './load.ts';

/** Asks every gateway everything once: unless all give the same data and no errors, nothing is timed. */
export async function compareAnswers(
  contenders: readonly Contender[],
  bodies: readonly string[],
): Promise<ReadonlyMap<Contender, readonly Exchange[]>> {
  const exchanges = new Map<Contender, Exchange[]>();
  let expected: readonly unknown[] | null = null;
  for (const contender of contenders) {
    const pool = new Pool(contender.url, { connections: 1 });
    const given: Exchange[] = [];
    for (const body of bodies) given.push({ body, answer: await ask(pool, body) });
    await pool.destroy();
    const data = given.map((exchange) => dataOf(contender, exchange));
    expected ??= data;
    const different = data.findIndex((each, index) => !isDeepStrictEqual(each, expected?.[index]));
    if (different !== -1) {
      throw new Error(
        `${contender.name} answers ${bodies[different]}\nwith ${given[different]?.answer}\nwhere ${contenders[0]?.name} gives ${JSON.stringify(expected[different])}`,
      );
    }
    exchanges.set(contender, given);
  }
  return exchanges;
}

function dataOf(contender: Contender, { body, answer }: Exchange): unknown {
  const { data, errors } = JSON.parse(answer) as { data?: object; errors?: unknown };
  if (data == null || errors !== undefined) {
    throw new Error(`${contender.name} answers ${body}\nwith ${answer.slice(0, 2000)}`);
  }
  return data;
}
