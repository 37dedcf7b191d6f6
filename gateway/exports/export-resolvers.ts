import { GraphQLError } from 'graphql';
import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { Database } from '../../database/database.ts';
import { ofRequester } from '../../database/reach.ts';
import type { Assertion } from '../../schema/access/assertion.ts';
import { mayReachAll } from '../../schema/access/permits.ts';
import { EXPORT_PARTS } from '../../schema/exports/parts.ts';
import { exportRequest } from '../../schema/exports/request.ts';
import type { ExportRequest } from '../../schema/exports/request.ts';
import { isPublicCode, sentence } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';
import { addJob, cancelJob, readJob } from './jobs.ts';
import type { ExportJob, ExportUnit } from './jobs.ts';
import type { DownloadLinks } from './download-links.ts';

/** Null where the gateway has no key to sign packages with. */
export type ExportDesk = { readonly database: Database; readonly links: DownloadLinks } | null;
export type ExportContext = { readonly asserted: Assertion };

export function exportResolvers(desk: ExportDesk): GraphQLResolverMap<ExportContext> {
  const open = () => desk ?? refuse('EXPORTS_OFF');
  const jobsOf = (asserted: Assertion) => open().database.within(ofRequester(asserted));
  return {
    Query: {
      inspectionExport: (_root: unknown, { id }: { id: string }, { asserted }: ExportContext) =>
        readOwn(jobsOf(asserted), id, asserted),
    },
    Mutation: {
      requestInspectionExport: async (
        _root: unknown,
        { input }: { input: unknown },
        { asserted }: ExportContext,
      ) => {
        const request = readRequest(input);
        const job = await addJob(jobsOf(asserted), { request, asserted: grantedFor(request, asserted) });
        return job ?? refuse('TOO_MUCH');
      },
      cancelInspectionExport: async (_root: unknown, { id }: { id: string }, { asserted }: ExportContext) => {
        const database = jobsOf(asserted);
        if ((await readOwn(database, id, asserted)) === null) return null;
        await cancelJob(database, id);
        return readJob(database, id);
      },
    },
    InspectionExport: {
      edition: ({ request }: ExportJob) => request.edition,
      purpose: ({ request }: ExportJob) => request.purpose,
      rows: ({ units }: ExportJob) => units.reduce((sum, { rows }) => sum + rows, 0),
      downloadUrl: (job: ExportJob) => (job.status === 'READY' ? open().links.linkTo(job) : null),
    },
    ExportUnit: {
      code: ({ unit }: ExportUnit) => unit,
      parts: () => EXPORT_PARTS.length,
      message: ({ failure }: ExportUnit, { language }: { language: 'NB' | 'EN' }) =>
        isPublicCode(failure) ? sentence(failure, language === 'EN' ? 'en' : 'nb') : null,
    },
  };
}

/** Somebody else's export is none. */
async function readOwn(database: Database, id: string, asserted: Assertion): Promise<ExportJob | null> {
  const job = await readJob(database, id);
  return job !== null && isRequester(job, asserted) ? job : null;
}

/** Whether all who ask are the one who asked for it. */
export function isRequester(job: ExportJob, { viewers }: Assertion): boolean {
  const [requester] = job.asserted.viewers;
  return viewers.every(
    ({ issuer, subject }) => issuer === requester?.issuer && subject === requester.subject,
  );
}

/** Whether who asks may still see what the package holds: what was granted when it was asked for may have been taken back. */
export function mayStillSee({ request, asserted: then }: ExportJob, now: Assertion): boolean {
  if (request.edition === 'PUBLIC') return true;
  const persons =
    then.viewers.some((viewer) => viewer.persons) && now.viewers.some((viewer) => !viewer.persons);
  return mayReadRecords(now, request.units) && !persons;
}

function mayReadRecords(asserted: Assertion, units: readonly string[]): boolean {
  return (['RECORDS', 'CASES'] as const).every((needed) => mayReachAll(asserted, needed, units));
}

function readRequest(input: unknown): ExportRequest {
  const read = exportRequest.safeParse(input);
  if (read.success) {
    if (read.data.asOf !== null && Date.parse(read.data.asOf) > Date.now()) refuse('AS_OF_NOT_REACHED');
    return read.data;
  }
  const said = read.error.issues.map(({ message }) => message).find(isPublicCode);
  return refuse(said ?? 'BAD_USER_INPUT');
}

/** Whom the gateway will vouch for while it reads. Records are for those alone who may see them in every unit asked for. */
function grantedFor(request: ExportRequest, asserted: Assertion): Assertion {
  const { units, edition, purpose } = request;
  if (edition === 'FULL' && !mayReadRecords(asserted, units)) refuse('EXPORT_NOT_PERMITTED');
  return { ...asserted, purpose, operation: { name: 'inspection export', hash: '' } };
}

function refuse(code: PublicCode): never {
  throw new GraphQLError(sentence(code, 'nb'), { extensions: { code } });
}
