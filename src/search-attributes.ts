/** Registers the search attributes: a workflow that upserts an unknown one would be stuck. */
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES, type SearchAttributeName } from './contract/identifiers.ts';

const { INDEXED_VALUE_TYPE_DATETIME, INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;
const WIRE_TYPE = { Keyword: INDEXED_VALUE_TYPE_KEYWORD, Datetime: INDEXED_VALUE_TYPE_DATETIME };
const NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];

/** Each with its type on the wire. */
export const indexedTypes = (names: readonly SearchAttributeName[] = NAMES): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, WIRE_TYPE[SEARCH_ATTRIBUTES[name]]]));

/** Thrown when they can't be registered from here; the message says how else. */
class SearchAttributesError extends Error {
  override readonly name = 'SearchAttributesError';
}

/**
 * Idempotent.
 *
 * @returns those that were missing and are registered now.
 * @throws SearchAttributesError when one is there with another type, or when the credential may not register any.
 */
export async function registerSearchAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<SearchAttributeName[]> {
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const wanted = indexedTypes();
    const other = NAMES.filter((name) => name in customAttributes && customAttributes[name] !== wanted[name]);
    if (other.length > 0) throw new SearchAttributesError(otherType(other, namespace));
    const missing = NAMES.filter((name) => !(name in customAttributes));
    if (missing.length > 0)
      await operatorService.addSearchAttributes({ namespace, searchAttributes: indexedTypes(missing) });
    return missing;
  } catch (error) {
    if (error instanceof SearchAttributesError) throw error;
    throw new SearchAttributesError(notPermitted(error, namespace));
  }
}

const otherType = (names: readonly SearchAttributeName[], namespace: string): string =>
  `Namespace ${namespace} has ${names.join(', ')} with another type than ${names.map((name) => SEARCH_ATTRIBUTES[name]).join(', ')}: an administrator must remove or rename them.`;

const notPermitted = (error: unknown, namespace: string): string =>
  [
    `Could not register the search attributes of namespace ${namespace}: ${error instanceof Error ? error.message : String(error)}`,
    'An administrator of the namespace can, once:',
    ...NAMES.map(
      (name) =>
        `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${SEARCH_ATTRIBUTES[name]}`,
    ),
  ].join('\n');
