import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { KEY_PATH, manifest, MANIFEST_PATH, SIGNATURE_PATH } from '../../schema/exports/manifest.ts';
import type { Manifest } from '../../schema/exports/manifest.ts';

/** What is wrong with a package. */
export type Fault =
  | { readonly kind: 'UNREADABLE'; readonly reason: string }
  | { readonly kind: 'NO_MANIFEST' | 'NO_SIGNATURE' | 'NO_KEY' | 'SIGNATURE_WRONG' | 'KEY_UNKNOWN' }
  | {
      readonly kind: 'MISSING' | 'EXTRA' | 'TWICE' | 'ALTERED' | 'MISNAMED' | 'CHECKSUM';
      readonly path: string;
    }
  /** The content is that of another file of the package. */
  | { readonly kind: 'SWAPPED'; readonly path: string; readonly other: string };

export type Verified = {
  readonly faults: readonly Fault[];
  /** Null where it could not be read. */
  readonly manifest: Manifest | null;
  /** SHA-256 of the key it is signed with (DER), in hexadecimal; null where there is none. */
  readonly fingerprint: string | null;
};

type Found = { readonly sha256: string; readonly bytes: number; readonly crc: number };
const ABOUT_THE_REST: readonly string[] = [MANIFEST_PATH, SIGNATURE_PATH, KEY_PATH];
const LARGEST_KEPT = 16 * 1024 * 1024;

/**
 * Reads the whole package and compares every file with the manifest, and the manifest with its signature.
 * `trusted` is the key it must be signed with; without it the package vouches for itself alone, and whoever
 * checks it compares the fingerprint.
 */
export async function verifyPackage(path: string, trusted: KeyObject | null): Promise<Verified> {
  try {
    const zip = await openPromise(path);
    return await verifyEntries(zip, trusted);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { faults: [{ kind: 'UNREADABLE', reason }], manifest: null, fingerprint: null };
  }
}

async function verifyEntries(zip: ZipFile, trusted: KeyObject | null): Promise<Verified> {
  const faults: Fault[] = [];
  const found = new Map<string, Found>();
  const kept = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    if (found.has(fileName)) faults.push({ kind: 'TWICE', path: fileName });
    if (!(await isDescribedAlike(zip, entry))) faults.push({ kind: 'MISNAMED', path: fileName });
    const measured = await measure(zip, entry, kept);
    if (measured.crc !== entry.crc32) faults.push({ kind: 'CHECKSUM', path: fileName });
    found.set(fileName, measured);
  }
  const text = kept.get(MANIFEST_PATH);
  const read = text === undefined ? null : readManifest(text);
  const key = readKey(kept.get(KEY_PATH));
  if (read === null) faults.push({ kind: 'NO_MANIFEST' });
  else faults.push(...compare(read, found));
  return {
    faults: [...faults, ...judgeSignature({ text, signature: kept.get(SIGNATURE_PATH), key, trusted })],
    manifest: read,
    fingerprint: key === null ? null : fingerprintOf(key),
  };
}

function judgeSignature({
  text,
  signature,
  key,
  trusted,
}: {
  readonly text: Buffer | undefined;
  readonly signature: Buffer | undefined;
  readonly key: KeyObject | null;
  readonly trusted: KeyObject | null;
}): Fault[] {
  if (signature === undefined) return [{ kind: 'NO_SIGNATURE' }];
  if (key === null) return [{ kind: 'NO_KEY' }];
  if (trusted !== null && !trusted.equals(key)) return [{ kind: 'KEY_UNKNOWN' }];
  const holds = text !== undefined && verify(null, text, trusted ?? key, signature);
  return holds ? [] : [{ kind: 'SIGNATURE_WRONG' }];
}

function compare({ files }: Manifest, found: ReadonlyMap<string, Found>): Fault[] {
  const listed = new Map(files.map((file) => [file.path, file]));
  const byHash = new Map(files.map(({ sha256, path }) => [sha256, path]));
  const extra = [...found.keys()].filter((path) => !listed.has(path) && !ABOUT_THE_REST.includes(path));
  return [
    ...files.flatMap(({ path, sha256, bytes }): Fault[] => {
      const here = found.get(path);
      if (here === undefined) return [{ kind: 'MISSING', path }];
      if (here.sha256 === sha256 && here.bytes === bytes) return [];
      const other = byHash.get(here.sha256);
      return [other === undefined ? { kind: 'ALTERED', path } : { kind: 'SWAPPED', path, other }];
    }),
    ...extra.map((path): Fault => ({ kind: 'EXTRA', path })),
  ];
}

/** What is said of a file where it lies must be what the directory at the end says. */
async function isDescribedAlike(zip: ZipFile, entry: Entry): Promise<boolean> {
  const local = await zip.readLocalFileHeaderPromise(entry);
  return (
    local.fileName.toString('utf8') === entry.fileName &&
    local.versionNeededToExtract === entry.versionNeededToExtract &&
    local.generalPurposeBitFlag === entry.generalPurposeBitFlag &&
    local.compressionMethod === entry.compressionMethod &&
    local.lastModFileTime === entry.lastModFileTime &&
    local.lastModFileDate === entry.lastModFileDate
  );
}

async function measure(zip: ZipFile, entry: Entry, kept: Map<string, Buffer>): Promise<Found> {
  const hash = createHash('sha256');
  const keep = ABOUT_THE_REST.includes(entry.fileName) ? ([] as Buffer[]) : null;
  let bytes = 0;
  let crc = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const piece = chunk as Buffer;
    hash.update(piece);
    crc = crc32(piece, crc);
    bytes += piece.length;
    if (bytes < LARGEST_KEPT) keep?.push(piece);
  }
  if (keep !== null) kept.set(entry.fileName, Buffer.concat(keep));
  return { sha256: hash.digest('hex'), bytes, crc };
}

function readManifest(text: Buffer): Manifest | null {
  try {
    return manifest.parse(JSON.parse(text.toString('utf8')));
  } catch {
    return null;
  }
}

function readKey(pem: Buffer | undefined): KeyObject | null {
  try {
    return pem === undefined ? null : createPublicKey(pem);
  } catch {
    return null;
  }
}

function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
