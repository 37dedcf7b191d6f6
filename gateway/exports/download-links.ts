import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { ExportJob } from './jobs.ts';

/** Where a package can be fetched for a short while, by its requester only. */
export type DownloadLinks = {
  linkTo(job: ExportJob): string;
  /** Whether a link to this job was made here and is not too old. */
  holds(job: ExportJob, link: { readonly expires: string; readonly signature: string }): boolean;
};

const VALID_MS = 5 * 60_000;

export function downloadLinks(key: KeyObject): DownloadLinks {
  const secret = Buffer.from(
    hkdfSync('sha256', key.export({ type: 'pkcs8', format: 'der' }), '', 'samsyn download links', 32),
  );
  const sign = ({ id, asserted }: ExportJob, expires: string) => {
    const [{ issuer, subject } = { issuer: '', subject: '' }] = asserted.viewers;
    return createHmac('sha256', secret)
      .update(JSON.stringify([id, issuer, subject, expires]))
      .digest('base64url');
  };
  return {
    linkTo: (job) => {
      const expires = String(Date.now() + VALID_MS);
      return `/exports/${job.id}/package.zip?expires=${expires}&signature=${sign(job, expires)}`;
    },
    holds: (job, { expires, signature }) => {
      const [expected, given] = [sign(job, expires), signature].map((text) => Buffer.from(text));
      return (
        expected !== undefined &&
        given !== undefined &&
        expected.length === given.length &&
        timingSafeEqual(expected, given) &&
        Number(expires) > Date.now()
      );
    },
  };
}
