import { z } from 'zod';
import { subgraphSdl } from '../../../schema/subgraph-sdl.ts';
import { compare, UnusableAnswer } from '../check.ts';
import type { Check, Difference } from '../check.ts';
import { sdlElements } from '../sdl-elements.ts';
import { TEXTS } from '../texts.ts';
import type { UnitClient } from '../unit-client.ts';

/** That the unit is there and says it serves the contract. */
export const SERVICE_CHECKS: readonly Check[] = [
  { code: 'HEALTH', text: TEXTS.HEALTH, run: checkHealth },
  { code: 'SDL', text: TEXTS.SDL, run: checkSdl },
];

async function checkHealth(unit: UnitClient): Promise<Difference[]> {
  const paths = ['/health', '/ready'];
  const answers = await Promise.all(paths.map((path) => unit.request(path)));
  return answers.flatMap(({ status }, index) => compare(`GET ${paths[index]}`, 200, status));
}

async function checkSdl(unit: UnitClient): Promise<Difference[]> {
  const { data } = await unit.ask('{ _service { sdl } }');
  const served = z.object({ _service: z.object({ sdl: z.string() }) }).safeParse(data);
  if (!served.success) return [{ about: '_service.sdl', expected: 'SDL', came: data }];
  const came = readSdl(served.data._service.sdl);
  const expected = sdlElements(subgraphSdl(unit.code));
  return [...new Set([...expected.keys(), ...came.keys()])].flatMap((name) =>
    compare(name, expected.get(name), came.get(name)),
  );
}

function readSdl(sdl: string): ReadonlyMap<string, string> {
  try {
    return sdlElements(sdl);
  } catch (error) {
    throw new UnusableAnswer({ about: '_service.sdl', expected: 'SDL', came: String(error) });
  }
}
