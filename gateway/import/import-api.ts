import type { IncomingMessage } from 'node:http';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { languageOf, refuse } from '../../schema/access/routes.ts';
import { problemsIn, saidIn } from '../../schema/faults.ts';
import { sentence } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import { refusalOf } from '../../schema/access/permits.ts';
import { INMATES_SUBGRAPH } from '../../schema/units.ts';
import { importProfile } from '../../schema/import-profile.ts';
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
        const problems = TARGET_NAMES.join(', ');
        return refuse(request, reply, { status: 404, code: 'IMPORT_TARGET_UNKNOWN', problems });
      }
      const { asserted } = request;
      const isRegister = TARGETS[target].owner === 'REGISTER';
      if (isRegister && refusalOf(asserted, 'IMPORT', INMATES_SUBGRAPH) !== null)
        return refuse(request, reply, { status: 403, code: 'NOT_PERMITTED' });
      if (request.isMultipart()) return takeForm(request, reply, { target, subgraphs });
      const headers = ndjsonHeaders.safeParse(request.headers, saidIn(languageOf(request)));
      if (!headers.success)
        return refuse(request, reply, {
          status: 400,
          code: 'BAD_REQUEST',
          problems: problemsIn(headers.error),
        });
      const { 'x-source': source, 'x-file': file, 'x-through': through, 'x-check': check } = headers.data;
      const job = jobOf({ target, source, file, check, complete: false }, { subgraphs, asserted });
      return unlessUnreadable(request, reply, () =>
        importLines(request.body as IncomingMessage, job, through ?? null),
      );
    },
  );
}

async function takeForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { target, subgraphs }: { readonly target: Target; readonly subgraphs: Subgraphs },
) {
  const refuseFor = (code: PublicCode, problems?: string) =>
    refuse(request, reply, { status: 400, code, problems });
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      fields[part.fieldname] = part.value;
      continue;
    }
    const form = formFields.safeParse(fields, saidIn(languageOf(request)));
    if (!form.success) return refuseFor('PROFILE_UNUSABLE', problemsIn(form.error));
    const { profile, check, through = null, from = null, to = null } = form.data;
    if (profile.target !== target) return refuseFor('PROFILE_FOR_ANOTHER_TARGET');
    const { source, complete } = profile;
    const job = jobOf(
      { target, source, file: part.filename, check, complete },
      { subgraphs, asserted: request.asserted },
    );
    const period = complete ? { from, to } : null;
    return unlessUnreadable(request, reply, () =>
      importFile(part.file, job, { profile, through, complete: period }),
    );
  }
  return refuseFor('FILE_MISSING');
}

async function unlessUnreadable<T>(request: FastifyRequest, reply: FastifyReply, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    return refuse(request, reply, {
      status: 400,
      code: error.code,
      counted: error.counted,
      problems: sentence('IMPORT_LEFT_OFF', languageOf(request)),
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
