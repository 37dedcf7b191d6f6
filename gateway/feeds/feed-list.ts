import type { Column, FeedDescription } from './feed.ts';
import { FEED_PARAMETERS } from './feed-question.ts';
import type { FeedQuestion } from './feed-question.ts';
import { FEEDS } from './feeds.ts';
import { formatsOf } from './formats/formats.ts';

/** What `GET /feeds` tells: every feed, what it takes, its columns and formats, in both languages. */
export function listFeeds() {
  return {
    feeds: FEEDS.map((feed) => ({
      name: feed.name,
      title: feed.title,
      description: feed.description,
      addresses: formatsOf(feed).map(({ name }) => `/feeds/${feed.name}.${name}`),
      parameters: [
        ...feed.parameters.map((name) => ({ name, description: FEED_PARAMETERS[name] })),
        { name: 'lang', description: { nb: 'Språk: nb eller en.', en: 'Language: nb or en.' } },
        {
          name: 'dialect',
          description: {
            nb: 'Av CSV: rfc4180, eller excel-nb for norsk Excel.',
            en: 'Of CSV: rfc4180, or excel-nb for Norwegian Excel.',
          },
        },
      ],
      dividedBy: feed.dividedBy,
      columns: columnsOf(feed),
    })),
  };
}

const NOTHING_SAID: FeedQuestion = {
  language: 'nb',
  dialect: 'rfc4180',
  period: { from: '2025-01-01', to: '2026-01-01' },
  units: null,
  kinds: null,
  by: [],
  indicator: '',
  asOf: null,
  validOn: '2025-01-01',
};

/** Every column the feed can have; `with` names the values of `by` it comes with, where it is not always there. */
function columnsOf(feed: FeedDescription) {
  const { allowed } = feed.dividedBy;
  const variants = (allowed.length === 0 ? [null] : allowed).map((by) => ({
    by,
    columns: feed.columns({ ...NOTHING_SAID, by: by === null ? [] : [by] }),
  }));
  const byName = new Map<string, Column>(
    variants.flatMap(({ columns }) => columns.map((column) => [column.name, column] as const)),
  );
  return [...byName.values()].map(({ name, type, unit, title, description }) => {
    const holding = variants.filter(({ columns }) => columns.some((column) => column.name === name));
    const always = holding.length === variants.length;
    return { name, type, unit, title, description, with: always ? null : holding.map(({ by }) => by) };
  });
}
