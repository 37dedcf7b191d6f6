import { z } from 'zod';
import { LANGUAGE, message } from '../../schema/messages.ts';
import { sentence } from '../../schema/public-codes.ts';
import { CommandError, gatewayUrl } from '../gateway-client.ts';
import { USAGE } from '../report-options.ts';
import type { Options } from '../report-options.ts';
import { keep, readWhole } from '../write-file.ts';
import { askKeyFigures } from './ask-key-figures.ts';
import { readCellMap, valuesFor } from './cell-map.ts';
import { fillTemplate } from './fill-template.ts';
import { wordsIn } from './words.ts';
import { writeWorkbook } from './workbook.ts';

const asked = z.object({
  year: z.coerce.number().int().min(1900).max(2199),
  out: z.string().min(1),
  lang: z.enum(['nb', 'en']).default(LANGUAGE),
});

/** The key figures of a year: as a workbook of our own, or filled into one that was sent. */
export async function reportKeyFigures(options: Options): Promise<void> {
  const read = asked.safeParse(options);
  const { template, map } = options;
  if (!read.success || (template === undefined) !== (map === undefined)) throw new CommandError(USAGE);
  const { year, out, lang: language } = read.data;
  // A file that cannot be read is told before anybody is asked anything.
  const given =
    template === undefined || map === undefined
      ? null
      : { workbook: readWhole(template), map: readCellMap(readWhole(map).toString('utf8'), map) };
  const answer = await askKeyFigures(gatewayUrl(options), {
    from: `${year}-01-01`,
    to: `${year + 1}-01-01`,
    language,
  });
  if (answer === null)
    throw new CommandError(
      message('questionRefused', { message: sentence('MEASURES_UNAVAILABLE', language) }),
    );
  keep(
    out,
    given === null
      ? await writeWorkbook(answer, wordsIn(language))
      : fillTemplate(given.workbook, valuesFor(given.map, answer)),
  );
}
