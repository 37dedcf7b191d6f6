import { GraphQLError } from 'graphql';
import { sentence } from '../../schema/public-codes.ts';
import type { PublicCode } from '../../schema/public-codes.ts';

/** A client's mistake, with its public code. */
export class ClientError extends GraphQLError {
  readonly code: PublicCode;

  constructor(code: PublicCode) {
    super(sentence(code, 'nb'), { extensions: { code } });
    this.code = code;
  }
}
