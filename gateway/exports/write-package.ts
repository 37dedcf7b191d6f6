import { createHash, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { KEY_PATH, MANIFEST_PATH, SIGNATURE_PATH } from '../../schema/exports/manifest.ts';
import type { Manifest, PackagedFile } from '../../schema/exports/manifest.ts';

/** A file on its way into a package: one that lies somewhere, or its text. */
export type PackageContent = {
  readonly path: string;
  readonly rows: number | null;
} & ({ readonly file: string } | { readonly text: string | Uint8Array });

export type Packing = {
  readonly contents: readonly PackageContent[];
  readonly head: Omit<Manifest, 'files'>;
  /** Private Ed25519 key. */
  readonly key: KeyObject;
};

/** Text packs well at any level; this one costs a third of the usual one. */
const COMPRESSION = 3;
const PIECE = 256 * 1024;

/**
 * Writes the package: the files in their order, then the manifest with the hash of each, its signature and the
 * key to check it with. Nothing is held in memory but what is on its way. Gives the length.
 */
export async function writePackage(target: string, { contents, head, key }: Packing): Promise<number> {
  const zip = new ZipFile();
  const mtime = new Date(head.madeAt);
  const files: PackagedFile[] = [];
  const fail = (error: unknown) => void zip.emit('error', error);
  const add = (path: string, open: () => Readable) =>
    zip.addReadStreamLazy(path, { mtime, compressionLevel: COMPRESSION }, (give) => {
      const opened = open();
      opened.once('error', fail);
      give(null, opened);
    });
  for (const content of contents) {
    const { path, rows } = content;
    add(path, () =>
      measured(streamOf(content), ({ bytes, sha256 }) => files.push({ path, bytes, sha256, rows })),
    );
  }
  // Made when their turn comes, which is after all the files they speak of.
  let written: Manifest | undefined;
  const manifestText = () => {
    written ??= { ...head, files };
    return Buffer.from(`${JSON.stringify(written, null, 2)}\n`);
  };
  add(MANIFEST_PATH, () => Readable.from([manifestText()]));
  add(SIGNATURE_PATH, () => Readable.from([sign(null, manifestText(), key)]));
  add(KEY_PATH, () => Readable.from([createPublicKey(key).export({ type: 'spki', format: 'pem' })]));
  zip.end();
  const out = createWriteStream(target, { flush: true });
  // A reading stream that fails must end the writing, or it would wait for ever.
  zip.once('error', (error) => out.destroy(error));
  await pipeline(Readable.from(zip.outputStream), out);
  return out.bytesWritten;
}

function streamOf(content: PackageContent): Readable {
  return 'file' in content
    ? createReadStream(content.file, { highWaterMark: PIECE })
    : Readable.from([Buffer.from(content.text)]);
}

/** Passes a stream on and tells its length and hash when it has ended. */
function measured(
  stream: Readable,
  tell: (measure: { readonly bytes: number; readonly sha256: string }) => void,
): Readable {
  const hash = createHash('sha256');
  let bytes = 0;
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) => {
      tell({ bytes, sha256: hash.digest('hex') });
      done();
    },
  });
  stream.once('error', (error) => counter.destroy(error));
  return stream.pipe(counter);
}
