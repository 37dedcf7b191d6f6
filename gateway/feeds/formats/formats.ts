import { csv } from './csv.ts';
import { jsonstat } from './jsonstat.ts';
import { parquet } from './parquet.ts';
import { xlsx } from './xlsx.ts';
import type { Feed } from '../feed.ts';
import { isRecordFeed } from '../record-feed.ts';
import type { RecordFeed } from '../record-feed.ts';
import type { Format } from './format.ts';
import { json } from './json.ts';

/** Every format there is. */
export const FORMATS: readonly Format[] = [csv, json, xlsx, parquet, jsonstat];

/** Those a feed comes in. */
export function formatsOf(feed: Feed | RecordFeed): readonly Format[] {
  return FORMATS.filter(({ offers, stream }) => offers(feed) && (stream !== null || !isRecordFeed(feed)));
}
