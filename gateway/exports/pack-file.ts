import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** What there is to tell of a file as it lies in a package: of its content, and how long it is packed. */
type Measured = {
  readonly bytes: number;
  readonly packedBytes: number;
  readonly crc: number;
  readonly sha256: string;
};
/** A file on its way into a package, packed: it lies somewhere, or is here. */
export type Packed = Measured & ({ readonly file: string } | { readonly body: Uint8Array });

/** Text packs well at any level; this one costs a third of the usual one. */
const LEVEL = 3;

/** Packs what is written to it into a file, once, and tells of it at its end. */
export function packInto(file: string) {
  const hash = createHash('sha256');
  const deflate = createDeflateRaw({ level: LEVEL, chunkSize: 64 * 1024 });
  const out = createWriteStream(file, { mode: 0o600 });
  const written = pipeline(deflate, out);
  const failed = new AbortController();
  // Told by whoever writes next, or ends.
  written.catch((error: unknown) => failed.abort(error));
  let bytes = 0;
  let crc = 0;
  return {
    write: async (piece: Buffer): Promise<void> => {
      bytes += piece.length;
      crc = crc32(piece, crc);
      hash.update(piece);
      if (!deflate.write(piece)) await once(deflate, 'drain', { signal: failed.signal });
    },
    end: async (): Promise<Packed> => {
      deflate.end();
      await written;
      return { bytes, crc, sha256: hash.digest('hex'), packedBytes: out.bytesWritten, file };
    },
  };
}

export function packText(text: string | Uint8Array): Packed {
  const content = Buffer.from(text);
  const body = deflateRawSync(content, { level: LEVEL });
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { bytes: content.length, crc: crc32(content), sha256, packedBytes: body.length, body };
}
