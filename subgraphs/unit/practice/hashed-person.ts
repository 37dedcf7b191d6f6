import { createHash } from 'node:crypto';
import type { Parameters } from '../../platform/practice-sql.ts';

const BLOCK_BYTES = 64;

/**
 * The column `person` as the state has it: HMAC-SHA256 (RFC 2104) under the question's key. PostgreSQL hashes
 * a person several times as fast as it hands one over.
 */
export function hashedPerson(parameters: Parameters, key: string): string {
  const bytes = Buffer.from(key);
  const block = Buffer.alloc(BLOCK_BYTES);
  (bytes.length > BLOCK_BYTES ? createHash('sha256').update(bytes).digest() : bytes).copy(block);
  const padded = (pad: number) =>
    parameters.add(
      block.map((byte) => byte ^ pad),
      'bytea',
    );
  const hash = `sha256(${padded(0x5c)} || sha256(${padded(0x36)} || convert_to(person, 'UTF8')))`;
  return `left(translate(encode(${hash}, 'base64'), '+/', '-_'), 22)`;
}
