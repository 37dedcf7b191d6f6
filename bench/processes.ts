import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** What Linux's `/proc` tells of a process; zeros elsewhere. */
const CLOCK_TICKS_PER_SECOND = 100;
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Processor time a process has used in all its threads, in seconds. */
export function cpuSecondsOf(pid: number): number {
  // The name, in brackets, may hold spaces; the fields are counted from behind it.
  const fields = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[USER_TIME] ?? 0) + Number(fields[SYSTEM_TIME] ?? 0)) / CLOCK_TICKS_PER_SECOND;
}

/** Memory in MB: resident, and resident with what is shared counted once between its sharers. */
export function memoryOf(pid: number): { readonly resident: number; readonly proportional: number } {
  return {
    resident: megabytes(read(pid, 'status'), 'VmRSS'),
    proportional: megabytes(read(pid, 'smaps_rollup'), 'Pss'),
  };
}

export function peakMemoryOf(pid: number): number {
  return megabytes(read(pid, 'status'), 'VmHWM');
}

/** Every process started by this one, and by those. */
export function descendants(): number[] {
  return withDescendants([process.pid]).slice(1);
}

/** Processes, and every one started by them and by those. */
export function withDescendants(pids: readonly number[]): number[] {
  const found = [...pids];
  const parents = allPids().map(
    (pid) => [pid, Number(/^PPid:\t(\d+)$/m.exec(read(pid, 'status'))?.[1])] as const,
  );
  for (const ancestor of found) {
    found.push(...parents.filter(([, parent]) => parent === ancestor).map(([pid]) => pid));
  }
  return found;
}

/** The child of this process with `sign` in its command line or environment; 0 when there is none. */
export function findChild(sign: string, among: readonly number[] = children()): number {
  const found = among.find((pid) => `${read(pid, 'cmdline')}\0${read(pid, 'environ')}`.includes(sign));
  return found ?? 0;
}

export function children(): number[] {
  return allPids().filter((pid) => read(pid, 'status').includes(`\nPPid:\t${process.pid}\n`));
}

function allPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function megabytes(text: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? '0';
  return Math.round(Number(kilobytes) / 1024);
}

/** Empty for a process that ended while we looked. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
