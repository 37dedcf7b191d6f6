import type { IncomingMessage } from 'node:http';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Assertion } from '../../schema/access/assertion.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { explainProfile, importProfile } from '../../schema/import-profile.ts';
import { readTarget, TARGET_NAMES, TARGETS } from '../../schema/records/targets.ts';
import type { Target } from '../../schema/records/targets.ts';
import { importFile, importLines } from './import-rows.ts';
import { jobOf } from './import-job.ts';
import type { Subgraphs } from './import-job.ts';
import { registerImportLog } from './import-log.ts';
import { registerKeyConflicts } from './key-conflicts.ts';
import { registerQuarantine } from './quarantine-api.ts';
import { FileUnreadable } from './read-rows.ts';
import { registerSources } from './sources.ts';
import { registerUndo } from './undo-api.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const flag = z.stringbool().default(false);

const ndjsonHeaders = z.object({
  'x-source': z.string().trim().min(1).max(200),
  'x-file': z.string().min(1).max(300).default('stream.ndjson'),
  'x-through': moment.optional(),
  'x-check': flag,
});

/** What goes with a file, as fields of the form before it. */
const formFields = z.strictObject({
  profile: z.string().transform(parseJson).pipe(importProfile),
  through: moment.optional(),
  /** The period a complete file is the whole truth for. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  check: flag,
});

/**
 * Records in. `POST /import/{target}` takes canonical records as `application/x-ndjson`, or a form with a
 * profile and then the file. Rows go on to the subgraph that owns them while the file is still being read.
 */
export async function registerImport(app: FastifyInstance, subgraphs: Subgraphs): Promise<void> {
  await app.register(fastifyMultipart, {
    limits: { files: 1, fields: 8, fileSize: Number.POSITIVE_INFINITY, fieldSize: 1024 * 1024 },
  });
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  registerQuarantine(app, subgraphs);
  registerUndo(app, subgraphs);
  registerImportLog(app, subgraphs);
  registerKeyConflicts(app, subgraphs);
  registerSources(app, subgraphs);

  app.post<{ Params: { target: string } }>(
    '/import/:target',
    { bodyLimit: Number.MAX_SAFE_INTEGER, config: { needs: 'ANY_IMPORT' } },
    async (request, reply) => {
      const target = readTarget(request.params.target);
      if (target === null) {
        return reply
          .code(404)
          .send({ code: 'BAD_REQUEST', message: `Expected one of ${TARGET_NAMES.join(', ')}.` });
      }
      const { asserted } = request;
      const isRegister = TARGETS[target].owner === 'REGISTER';
      if (isRegister && refusalOf(asserted, 'IMPORT', INMATES_SUBGRAPH) !== null)
        return reply.code(403).send({ code: 'NOT_PERMITTED' });
      if (request.isMultipart()) return takeForm(request.parts(), { target, subgraphs, asserted, reply });
      const headers = ndjsonHeaders.safeParse(request.headers);
      if (!headers.success) return refuse(reply, z.prettifyError(headers.error));
      const { 'x-source': source, 'x-file': file, 'x-through': through, 'x-check': check } = headers.data;
      const job = jobOf({ target, source, file, check, complete: false }, { subgraphs, asserted });
      return importLines(request.body as IncomingMessage, job, through ?? null);
    },
  );
}

type Part =
  | { readonly type: 'field'; readonly fieldname: string; readonly value: unknown }
  | { readonly type: 'file'; readonly filename: string; readonly file: AsyncIterable<Uint8Array> };

async function takeForm(
  parts: AsyncIterable<Part>,
  {
    target,
    subgraphs,
    asserted,
    reply,
  }: { target: Target; subgraphs: Subgraphs; asserted: Assertion; reply: FastifyReply },
) {
  const fields: Record<string, unknown> = {};
  for await (const part of parts) {
    if (part.type === 'field') fields[part.fieldname] = part.value;
    else {
      const form = formFields.safeParse(fields);
      if (!form.success) return refuse(reply, explainProfile(form.error));
      const { profile, check, through, from, to } = form.data;
      if (profile.target !== target)
        return refuse(reply, `The profile is for ${profile.target}, not ${target}.`);
      const { source, complete } = profile;
      const job = jobOf({ target, source, file: part.filename, check, complete }, { subgraphs, asserted });
      const period = complete ? { from: from ?? null, to: to ?? null } : null;
      try {
        return await importFile(part.file, job, { profile, through: through ?? null, complete: period });
      } catch (error) {
        if (error instanceof FileUnreadable)
          return refuse(reply, `The file cannot be read: ${error.message}.`);
        throw error;
      }
    }
  }
  return refuse(reply, 'The file is missing.');
}

function refuse(reply: FastifyReply, message: string) {
  return reply.code(400).send({ code: 'BAD_REQUEST', message });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
