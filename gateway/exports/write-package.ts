import { createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { KEY_PATH, MANIFEST_PATH, SIGNATURE_PATH } from '../../schema/exports/manifest.ts';
import type { Manifest, PackagedFile } from '../../schema/exports/manifest.ts';
import { packText } from './pack-file.ts';
import type { Packed } from './pack-file.ts';
import { zipped } from './zip.ts';
import type { ZipEntry } from './zip.ts';

/** A file on its way into a package: packed already, or its text. */
export type PackageContent = {
  readonly path: string;
  readonly rows: number | null;
} & ({ readonly packed: Packed } | { readonly text: string | Uint8Array });

export type Packing = {
  readonly contents: readonly PackageContent[];
  readonly head: Omit<Manifest, 'files'>;
  /** Private Ed25519 key. */
  readonly key: KeyObject;
};

/**
 * Writes the package: the files in their order, then the manifest with the hash of each, its signature and the
 * key to check it with. Nothing is held in memory but what is on its way. Gives the length.
 */
export async function writePackage(target: string, packing: Packing): Promise<number> {
  const out = createWriteStream(target, { flush: true });
  await pipeline(zipped(entriesOf(packing), new Date(packing.head.madeAt)), out);
  return out.bytesWritten;
}

async function* entriesOf({ contents, head, key }: Packing): AsyncGenerator<ZipEntry> {
  const files: PackagedFile[] = [];
  for (const content of contents) {
    const { path, rows } = content;
    const packed = 'packed' in content ? content.packed : packText(content.text);
    files.push({ path, bytes: packed.bytes, sha256: packed.sha256, rows });
    yield { path, packed };
  }
  const manifest = Buffer.from(`${JSON.stringify({ ...head, files }, null, 2)}\n`);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  yield { path: MANIFEST_PATH, packed: packText(manifest) };
  yield { path: SIGNATURE_PATH, packed: packText(sign(null, manifest, key)) };
  yield { path: KEY_PATH, packed: packText(publicKey) };
}
