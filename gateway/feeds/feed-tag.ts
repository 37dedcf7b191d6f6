import { createHash } from 'node:crypto';
import { programVersion } from '../../schema/program-version.ts';
import { SUBGRAPHS } from '../../schema/units.ts';
import type { Basis } from '../answers/answer-basis.ts';
import type { FeedTable } from './feed.ts';

/** A feed of one version need not be that of the next from the same records. */
const PROGRAM = programVersion(['gateway']);

/** Where watermarks stand now; null where a subgraph does not tell. */
type Standing = (subgraphs: readonly string[]) => Promise<ReadonlyMap<string, string> | null>;

/**
 * The tag of a feed that changes only when records do: which subgraphs it was computed from, and a hash over
 * what was asked and where their watermarks stood. Whoever brings it back is told by the watermarks alone that
 * nothing has changed, by any gateway of this version, without anything being kept.
 *
 * It is weak (RFC 9110, section 8.8.1): the same rows may be compressed otherwise, or say when they were fetched.
 */
export function watermarkTag(question: string, watermarks: Basis['watermarks']): string {
  const names = SUBGRAPHS.filter((name) => watermarks.has(name));
  const numbers = names.map((name) => SUBGRAPHS.indexOf(name)).join('-');
  return `W/"w.${numbers}.${hash([question, PROGRAM, names.map((name) => [name, watermarks.get(name)])])}"`;
}

/** The tag of a feed that also changes as time passes, or rests on more than watermarks tell: over its content. */
export function contentTag(question: string, { rows, coverage }: FeedTable): string {
  return `W/"c.${hash([question, PROGRAM, rows, coverage])}"`;
}

/** Whether one of the tags brought back is of the feed as it stands now. */
export async function stillStands(
  question: string,
  broughtBack: string,
  standing: Standing,
): Promise<boolean> {
  for (const [tag, numbers] of broughtBack.matchAll(/W\/"w\.([\d-]*)\.[\w-]+"/g)) {
    const names = (numbers ?? '').split('-').flatMap((number) => SUBGRAPHS[Number(number || NaN)] ?? []);
    const watermarks = await standing(names);
    if (watermarks !== null && watermarkTag(question, watermarks) === tag) return true;
  }
  return false;
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27);
}
