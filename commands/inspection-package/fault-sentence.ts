import { message } from '../../schema/messages.ts';
import type { Fault } from './verify-package.ts';

const SENTENCES = {
  UNREADABLE: 'packageUnreadable',
  NO_MANIFEST: 'packageWithoutManifest',
  NO_SIGNATURE: 'packageWithoutSignature',
  NO_KEY: 'packageWithoutKey',
  SIGNATURE_WRONG: 'packageSignatureWrong',
  KEY_UNKNOWN: 'packageKeyUnknown',
  MISSING: 'packageFileMissing',
  EXTRA: 'packageFileExtra',
  TWICE: 'packageFileTwice',
  ALTERED: 'packageFileAltered',
  MISNAMED: 'packageFileMisnamed',
  CHECKSUM: 'packageChecksumWrong',
  SWAPPED: 'packageFileSwapped',
} as const satisfies Record<Fault['kind'], string>;

/** What is wrong with a package, in a sentence. */
export function faultSentence({ kind, ...about }: Fault): string {
  return message(SENTENCES[kind], about);
}
