import { createReadStream } from 'node:fs';
import type { Packed } from './pack-file.ts';

/** The ZIP format (PKWARE APPNOTE 6.3.10) as far as a package needs it: deflated files, of any length and number. */
export type ZipEntry = { readonly path: string; readonly packed: Packed };

const DEFLATED = 8;
/** Bit 11 of the flags: names are UTF-8. */
const UTF8 = 0x08_00;
const VERSION = 20;
const VERSION_WITH_ZIP64 = 45;
const MADE_ON_UNIX = 3 << 8;
const PLAIN_FILE = 0o100_664;
/** Stands where a number does not fit, which is then among the ZIP64 ones. */
const ELSEWHERE = 0xff_ff_ff_ff;
const PIECE = 256 * 1024;

/** The bytes of an archive of these entries, each asked for when its turn comes. */
export async function* zipped(entries: AsyncIterable<ZipEntry>, time: Date): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let at = 0;
  for await (const { path, packed } of entries) {
    const head = fileHead(path, packed, time);
    directory.push(directoryEntry({ path, packed }, { time, at }));
    yield head;
    if ('body' in packed) yield packed.body;
    else yield* createReadStream(packed.file, { highWaterMark: PIECE });
    at += head.length + packed.packedBytes;
  }
  yield* directory;
  yield endOfDirectory({ count: directory.length, bytes: Buffer.concat(directory).length, at });
}

function fileHead(path: string, { bytes, packedBytes, crc }: Packed, time: Date): Buffer {
  const isLarge = Math.max(bytes, packedBytes) >= ELSEWHERE;
  const extra = Buffer.concat([unixTime(time), isLarge ? zip64(bytes, packedBytes) : Buffer.of()]);
  const name = Buffer.from(path);
  return Buffer.concat([
    int32(0x04_03_4b_50),
    int16(isLarge ? VERSION_WITH_ZIP64 : VERSION, UTF8, DEFLATED, ...dosTime(time)),
    int32(crc, ...(isLarge ? [ELSEWHERE, ELSEWHERE] : [packedBytes, bytes])),
    int16(name.length, extra.length),
    name,
    extra,
  ]);
}

function directoryEntry(
  { path, packed: { bytes, packedBytes, crc } }: ZipEntry,
  { time, at }: { readonly time: Date; readonly at: number },
): Buffer {
  const isLarge = Math.max(bytes, packedBytes, at) >= ELSEWHERE;
  const extra = Buffer.concat([unixTime(time), isLarge ? zip64(bytes, packedBytes, at) : Buffer.of()]);
  const name = Buffer.from(path);
  const version = isLarge ? VERSION_WITH_ZIP64 : VERSION;
  return Buffer.concat([
    int32(0x02_01_4b_50),
    int16(MADE_ON_UNIX | version, version, UTF8, DEFLATED, ...dosTime(time)),
    int32(crc, ...(isLarge ? [ELSEWHERE, ELSEWHERE] : [packedBytes, bytes])),
    int16(name.length, extra.length, 0, 0, 0),
    int32(PLAIN_FILE * 0x1_00_00, isLarge ? ELSEWHERE : at),
    name,
    extra,
  ]);
}

function endOfDirectory({ count, bytes, at }: { count: number; bytes: number; at: number }): Buffer {
  const isLarge = count >= 0xff_ff || Math.max(bytes, at) >= ELSEWHERE;
  const end = isLarge
    ? [int32(0x06_05_4b_50), int16(0, 0, 0xff_ff, 0xff_ff), int32(ELSEWHERE, ELSEWHERE), int16(0)]
    : [int32(0x06_05_4b_50), int16(0, 0, count, count), int32(bytes, at), int16(0)];
  if (!isLarge) return Buffer.concat(end);
  return Buffer.concat([
    int32(0x06_06_4b_50),
    int64(44),
    int16(MADE_ON_UNIX | VERSION_WITH_ZIP64, VERSION_WITH_ZIP64),
    int32(0, 0),
    int64(count, count, bytes, at),
    int32(0x07_06_4b_50, 0),
    int64(at + bytes),
    int32(1),
    ...end,
  ]);
}

function zip64(...numbers: readonly number[]): Buffer {
  return Buffer.concat([int16(1, 8 * numbers.length), int64(...numbers)]);
}

/** Seconds since 1970, since the time of DOS has no time zone. */
function unixTime(time: Date): Buffer {
  return Buffer.concat([int16(0x54_55, 5), Buffer.of(1), int32(Math.floor(time.getTime() / 1000))]);
}

function dosTime(time: Date): [number, number] {
  return [
    (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1),
    ((time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate(),
  ];
}

function int16(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [place, number] of numbers.entries()) bytes.writeUInt16LE(number, 2 * place);
  return bytes;
}

function int32(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [place, number] of numbers.entries()) bytes.writeUInt32LE(number, 4 * place);
  return bytes;
}

function int64(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [place, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), 8 * place);
  return bytes;
}
