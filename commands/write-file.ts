import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { message } from '../schema/messages.ts';
import { CommandError } from './gateway-client.ts';

/** Writes a file and says so, or ends the command with a sentence. */
export function keep(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch {
    throw new CommandError(message('fileNotWritten', { file }));
  }
  process.stdout.write(`${message('fileWritten', { file })}\n`);
}

/** Reads a file, or ends the command with a sentence. */
export function readWhole(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(message('fileNotOpened', { file }));
  }
}
