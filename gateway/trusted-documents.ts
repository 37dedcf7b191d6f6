import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Role } from '../schema/access/roles.ts';
import type { Viewer } from '../schema/access/viewer.ts';
import type { PublicCode } from '../schema/public-codes.ts';

/** The trusted documents: the questions asked most, each one file. */
const OPERATIONS = new URL('../schema/operations/', import.meta.url);

/** Their texts by the SHA-256 of each, in hexadecimal digits. */
export type TrustedDocuments = ReadonlyMap<string, string>;

export function readTrustedDocuments(folder?: string): TrustedDocuments {
  const folders = [OPERATIONS, ...(folder === undefined ? [] : [pathToFileURL(`${folder}/`)])];
  const texts = folders.flatMap((each) =>
    readdirSync(each)
      .filter((name) => name.endsWith('.graphql'))
      .map((name) => readFileSync(new URL(name, each), 'utf8')),
  );
  return new Map(texts.map((text) => [hashOf(text), text]));
}

const asked = z.looseObject({
  query: z.string().nullish(),
  documentId: z.string().nullish(),
  extensions: z
    .looseObject({ persistedQuery: z.looseObject({ sha256Hash: z.string() }).optional() })
    .nullish(),
});

/**
 * The request with the text of the document it names: by `documentId` (GraphQL over HTTP, "Persisted Documents") or, as
 * Apollo's clients do, in `extensions.persistedQuery`. The code of what is wrong where there is no such document, or
 * where the caller may ask by trusted documents alone and the text is none of them.
 */
export function withDocument(
  body: unknown,
  options: {
    readonly documents: TrustedDocuments;
    readonly viewers: readonly Viewer[];
    /** Roles that ask by trusted documents alone. */
    readonly only: readonly Role[];
  },
): { readonly body: unknown } | { readonly code: PublicCode } {
  const { documents, viewers, only } = options;
  const request = asked.safeParse(body).data;
  if (request === undefined) return { body };
  const { documentId, extensions, ...rest } = request;
  const named = documentId?.replace(/^sha256:/, '') ?? extensions?.persistedQuery?.sha256Hash;
  const query = request.query ?? (named === undefined ? undefined : documents.get(named));
  if (query === undefined) return named === undefined ? { body } : { code: 'DOCUMENT_UNKNOWN' };
  const bound = viewers.some(({ role }) => only.includes(role));
  if (bound && !documents.has(hashOf(query))) return { code: 'DOCUMENT_NOT_TRUSTED' };
  return { body: { ...rest, query } };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
