import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { message } from '../schema/messages.ts';
import type { GatewayRequest } from './gateway-client.ts';

/**
 * A form with a file as a request, sent while it is read, so that a file of any size passes without being
 * held; a bar on the terminal shows how much has been sent.
 */
export async function sendFile({
  file,
  fields,
}: {
  readonly file: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}): Promise<GatewayRequest> {
  const boundary = `samsyn-${randomUUID()}`;
  const { size } = await stat(file);
  return {
    method: 'POST',
    body: multipart({ boundary, file, size, fields }),
    duplex: 'half',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

async function* multipart(form: {
  boundary: string;
  file: string;
  size: number;
  fields: Readonly<Record<string, string | undefined>>;
}) {
  for (const [name, value] of Object.entries(form.fields)) {
    if (value === undefined) continue;
    yield Buffer.from(
      `--${form.boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
  }
  const fileName = path.basename(form.file).replaceAll(/["\r\n]/g, '_');
  yield Buffer.from(
    `--${form.boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  yield* withProgress(createReadStream(form.file), form.size);
  yield Buffer.from(`\r\n--${form.boundary}--\r\n`);
}

async function* withProgress(chunks: AsyncIterable<Buffer>, size: number) {
  const format = `${message('importing')} {bar} {percentage} %`;
  const bar = new SingleBar({ format, noTTYOutput: false }, Presets.shades_classic);
  bar.start(size, 0);
  try {
    for await (const chunk of chunks) {
      yield chunk;
      bar.increment(chunk.length);
    }
    bar.update(size);
  } finally {
    bar.stop();
  }
}
