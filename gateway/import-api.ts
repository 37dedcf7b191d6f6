import { createInterface } from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readTarget, TARGET_NAMES } from '../schema/records/targets.ts';
import { importProfile } from '../schema/import-profile.ts';
import type { ImportProfile } from '../schema/import-profile.ts';
import { Delivering } from './import-delivery.ts';
import { mapRow } from './import-mapping.ts';

const ndjsonHeaders = z.object({
  'x-source': z.string().min(1).max(200),
  'x-file': z.string().min(1).max(300).default('stream.ndjson'),
  'x-through': z.iso.datetime({ offset: true }).transform(toUtc).optional(),
});

/**
 * Records in. `POST /import/{target}` takes canonical records as `application/x-ndjson`, or as
 * `multipart/form-data` a profile (`profile`, JSON), optionally `through`, and then the CSV (`file`).
 * Rows go on to the subgraph that owns them while the file is still being read.
 */
export async function registerImport(
  app: FastifyInstance,
  urls: Readonly<Record<string, string>>,
): Promise<void> {
  await app.register(fastifyMultipart, {
    limits: { files: 1, fields: 5, fileSize: Number.POSITIVE_INFINITY, fieldSize: 1024 * 1024 },
  });
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));

  app.post<{ Params: { target: string } }>(
    '/import/:target',
    { bodyLimit: Number.MAX_SAFE_INTEGER },
    async (request, reply) => {
      const target = readTarget(request.params.target);
      if (target === null)
        return reply
          .code(404)
          .send({ code: 'BAD_REQUEST', message: `Expected one of ${TARGET_NAMES.join(', ')}.` });
      if (!request.isMultipart()) {
        const headers = ndjsonHeaders.safeParse(request.headers);
        if (!headers.success)
          return reply.code(400).send({ code: 'BAD_REQUEST', message: z.prettifyError(headers.error) });
        const delivering = new Delivering({
          target,
          urls,
          file: headers.data['x-file'],
          source: headers.data['x-source'],
          through: headers.data['x-through'] ?? null,
        });
        return deliverLines(delivering, request.body as NodeJS.ReadableStream);
      }
      let profile: ImportProfile | null = null;
      let through: string | null = null;
      for await (const part of request.parts()) {
        if (part.type === 'field' && part.fieldname === 'profile') {
          const read = importProfile.safeParse(parseJson(String(part.value)));
          if (!read.success)
            return reply.code(400).send({ code: 'BAD_REQUEST', message: z.prettifyError(read.error) });
          profile = read.data;
        } else if (part.type === 'field' && part.fieldname === 'through') {
          const read = z.iso.datetime({ offset: true }).transform(toUtc).safeParse(part.value);
          if (!read.success)
            return reply
              .code(400)
              .send({ code: 'BAD_REQUEST', message: 'through: a moment with offset was expected.' });
          through = read.data;
        } else if (part.type === 'file') {
          if (profile === null || profile.target !== target) {
            return reply.code(400).send({
              code: 'BAD_REQUEST',
              message: `The profile must come before the file and be for ${target}.`,
            });
          }
          const delivering = new Delivering({
            target,
            urls,
            file: part.filename,
            source: profile.source,
            through,
          });
          return deliverCsv(delivering, { profile, stream: part.file });
        }
      }
      return reply.code(400).send({ code: 'BAD_REQUEST', message: 'The file is missing.' });
    },
  );
}

async function deliverCsv(
  delivering: Delivering,
  { profile, stream }: { profile: ImportProfile; stream: NodeJS.ReadableStream },
) {
  const rows = stream.pipe(
    parseCsv({
      columns: true,
      bom: true,
      delimiter: profile.delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      skip_records_with_empty_values: false,
    }),
  );
  stream.on('error', (error) => rows.destroy(error));
  for await (const row of rows) {
    const original = z.record(z.string(), z.string()).catch({}).parse(row);
    if (Object.values(original).every((value) => value.trim() === '')) delivering.countBlank();
    else await delivering.add({ original, ...mapRow(profile, original) });
  }
  return delivering.finish();
}

async function deliverLines(delivering: Delivering, stream: NodeJS.ReadableStream) {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') {
      delivering.countBlank();
      continue;
    }
    const read = z.record(z.string(), z.unknown()).safeParse(parseJson(line));
    if (!read.success)
      await delivering.add({ original: { line }, unit: null, record: null, fault: 'ROW_UNREADABLE' });
    else {
      // A stay names its unit itself; a measure is sent to its unit and need not repeat it.
      const { unit, ...record } = read.data;
      const owner = typeof unit === 'string' ? unit : null;
      await delivering.add({
        original: read.data,
        unit: owner,
        record: delivering.ownedByUnits ? record : read.data,
        fault: null,
      });
    }
  }
  return delivering.finish();
}

function toUtc(moment: string): string {
  return new Date(moment).toISOString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
