import { Kind, parse } from 'graphql';
import type { DirectiveNode, DocumentNode } from 'graphql';
import { readNeed } from './clearances.ts';
import type { Need } from './clearances.ts';

/** What each field needs, by `Type.field`: its own word, or that of its type. */
export type AccessPolicy = ReadonlyMap<string, Need>;

/**
 * Reads the policy from an SDL, a subgraph's or the supergraph's (the gateway's API schema drops the directive).
 * Throws with the names of fields nobody has said anything about: a field without a policy does not get far.
 */
export function readPolicy(sdl: string | DocumentNode): AccessPolicy {
  const document = typeof sdl === 'string' ? parse(sdl) : sdl;
  const policy = new Map<string, Need>();
  const silent: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    const ofType = needIn(definition.directives);
    for (const field of definition.fields ?? []) {
      const name = `${definition.name.value}.${field.name.value}`;
      const need = needIn(field.directives) ?? ofType;
      if (need === null) silent.push(name);
      else policy.set(name, need);
    }
  }
  if (silent.length > 0)
    throw new Error(`Say with @access(needs: "…") who may see ${silent.join(', ')} (schema/access).`);
  return policy;
}

function needIn(directives: readonly DirectiveNode[] | undefined): Need | null {
  const directive = directives?.find(({ name }) => name.value === 'access');
  if (directive === undefined) return null;
  const argument = directive.arguments?.find(({ name }) => name.value === 'needs')?.value;
  const text = argument?.kind === Kind.STRING ? argument.value : '';
  const need = readNeed(text);
  if (need === null)
    throw new Error(`@access(needs: "${text}") is none of the clearances in schema/access/clearances.ts.`);
  return need;
}
