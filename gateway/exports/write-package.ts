import { createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { KEY_PATH, MANIFEST_PATH, SIGNATURE_PATH } from '../../schema/exports/manifest.ts';
import type { Manifest, PackagedFile } from '../../schema/exports/manifest.ts';
import { packText } from './pack-file.ts';
import type { Packed } from './pack-file.ts';

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

/** The method's number in a ZIP archive. */
const DEFLATED = 8;

/**
 * Writes the package: the files in their order, then the manifest with the hash of each, its signature and the
 * key to check it with. Nothing is held in memory but what is on its way. Gives the length.
 */
export async function writePackage(target: string, { contents, head, key }: Packing): Promise<number> {
  const out = createWriteStream(target, { flush: true });
  const zip = new ZipWriter(Writable.toWeb(out), {
    // What is added is packed already.
    passThrough: true,
    compressionMethod: DEFLATED,
    lastModDate: new Date(head.madeAt),
    useWebWorkers: false,
  });
  const add = (path: string, packed: Packed) =>
    zip.add(path, bytesOf(packed), { uncompressedSize: packed.bytes, crc32: packed.crc });
  const files: PackagedFile[] = [];
  for (const content of contents) {
    const { path, rows } = content;
    const packed = 'packed' in content ? content.packed : packText(content.text);
    files.push({ path, bytes: packed.bytes, sha256: packed.sha256, rows });
    await add(path, packed);
  }
  const manifest = Buffer.from(`${JSON.stringify({ ...head, files }, null, 2)}\n`);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  await add(MANIFEST_PATH, packText(manifest));
  await add(SIGNATURE_PATH, packText(sign(null, manifest, key)));
  await add(KEY_PATH, packText(publicKey));
  await zip.close();
  await finished(out);
  return out.bytesWritten;
}

function bytesOf(packed: Packed): ReadableStream | Uint8ArrayReader {
  if ('body' in packed) return new Uint8ArrayReader(packed.body);
  return Readable.toWeb(createReadStream(packed.file)) as ReadableStream;
}
