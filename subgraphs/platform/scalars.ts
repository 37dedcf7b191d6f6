import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { z } from 'zod';

/** `Date` is `YYYY-MM-DD`; `DateTime` is RFC 3339 with offset on input and in UTC on output. */
const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });

export const scalars = {
  Date: textScalar('Date', (value) => day.safeParse(value).data),
  DateTime: textScalar('DateTime', (value) => {
    const parsed = moment.safeParse(value).data;
    return parsed === undefined ? undefined : new Date(parsed).toISOString();
  }),
};

function textScalar(name: string, read: (value: unknown) => string | undefined) {
  const parse = (value: unknown): string => {
    const text = read(value);
    if (text === undefined) {
      throw new GraphQLError(
        `${name} was expected, as ${name === 'Date' ? '2025-03-01' : '2025-03-01T12:00:00Z'}.`,
        {
          extensions: { code: 'BAD_USER_INPUT' },
        },
      );
    }
    return text;
  };
  return new GraphQLScalarType({
    name,
    serialize: parse,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}
