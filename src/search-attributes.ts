/** Registers the search attributes: a workflow that upserts an unknown one would be stuck. */
import type { NativeConnection } from '@temporalio/worker';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from './contract/identifiers.ts';
import { logger } from './logging.ts';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/**
 * Idempotent. Where the worker may not administer the namespace (Temporal Cloud), an operator registers them once;
 * the warning names them.
 */
export async function registerSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const wanted = Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD]));
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in customAttributes)));
    if (Object.keys(missing).length > 0)
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  } catch (error) {
    logger.warn(
      { wanted: SEARCH_ATTRIBUTES, reason: String(error) },
      'Could not register the search attributes; an administrator of the namespace must',
    );
  }
}
