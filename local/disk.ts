import { statfs } from 'node:fs/promises';

/** PostgreSQL writes its log in files of 16 MB and needs room for the next one. */
const LEAST_BYTES = 32 * 1024 * 1024;

/** Whether the disk that holds the folder has no room left to work in. */
export async function isDiskFull(directory: string): Promise<boolean> {
  return statfs(directory).then(
    ({ bavail, bsize }) => bavail * bsize < LEAST_BYTES,
    () => false,
  );
}
