import { csv } from './csv.ts';
import { jsonstat } from './jsonstat.ts';
import { parquet } from './parquet.ts';
import { xlsx } from './xlsx.ts';
import type { Format } from './format.ts';
import { json } from './json.ts';

/** Every format feeds come in. */
export const FORMATS: readonly Format[] = [csv, json, xlsx, parquet, jsonstat];
