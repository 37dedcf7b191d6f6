import type { Alteration, Message } from './proxy.ts';

/** Alterations in the terms of the contract: records, questions, states, fields and errors. */

/** Records on their way in, posted or delivered. */
export function altersRecords(change: (record: any, target: string) => object): Alteration {
  const lineBy = (target: string) => (line: string) => {
    const record = parsed(line);
    return record === undefined ? line : JSON.stringify(change(record, target));
  };
  return {
    request: (message) => {
      const [, target = '', lines] = /^\/records\/([^/]+)(\/lines)?$/.exec(message.path) ?? [];
      if (target === '') return message;
      if (lines !== undefined)
        return { ...message, body: message.body.split('\n').map(lineBy(target)).join('\n') };
      return withBody(message, (delivery) => ({
        ...delivery,
        rows: delivery.rows?.map?.((row: any) => ({ ...row, record: change(row.record, target) })),
      }));
    },
  };
}

/** Questions of practice on their way in, and the arguments of other queries. */
export function altersQuestions(change: (question: any) => object, variables = change): Alteration {
  return {
    request: (message) =>
      onGraphql(message, (body) => ({
        ...body,
        variables: {
          ...variables(body.variables ?? {}),
          representations: body.variables?.representations?.map((representation: any) => {
            const question = parsed(representation.key ?? '');
            return question === undefined
              ? representation
              : { ...representation, key: JSON.stringify(change(question)) };
          }),
        },
      })),
  };
}

/** States of practice on their way out. */
export function altersStates(change: (state: any) => object): Alteration {
  return altersFields((name, value) => {
    const state = name === 'state' ? parsed(value) : undefined;
    return state?.total === undefined ? value : JSON.stringify(change(state));
  });
}

/** Every cell of a state. */
export function altersCells(change: (cell: any) => object): Alteration {
  return altersStates((state) => ({
    ...state,
    total: change(state.total),
    groups: state.groups.map(({ key, cell }: any) => ({ key, cell: change(cell) })),
  }));
}

/** Every field of a GraphQL answer. */
export function altersFields(change: (name: string, value: any, holder: any) => unknown): Alteration {
  return {
    answer: (answer) =>
      answer.path === '/graphql'
        ? {
            ...answer,
            body: JSON.stringify(
              JSON.parse(answer.body, function revive(this: unknown, name, value) {
                return change(name, value, this);
              }),
            ),
          }
        : answer,
  };
}

/** Every GraphQL answer as a whole, with what was asked. */
export function altersAnswers(change: (body: any, asked: any) => object): Alteration {
  return {
    answer: (answer, request) => onGraphql(answer, (body) => change(body, parsed(request.body))),
  };
}

function onGraphql(message: Message, change: (body: any) => object): Message {
  return message.path === '/graphql' ? withBody(message, change) : message;
}

export function withBody(message: Message, change: (body: any) => object): Message {
  const body = parsed(message.body);
  return body === undefined ? message : { ...message, body: JSON.stringify(change(body)) };
}

/** An object; undefined where the text is none. */
function parsed(text: unknown): any {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
