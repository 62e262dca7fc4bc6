/** A cloud's settings by the name that callers use. */
import { FailureType } from '../contract/failure-types.ts';
import type { CloudSettings, Config } from '../config.ts';
import { failure } from './failures.ts';

/** @throws ApplicationFailure `InvalidInput` naming the clouds that are configured. */
export function settingsOf(config: Config, cloud: string): CloudSettings {
  const settings = config.clouds[cloud];
  if (settings === undefined)
    throw failure(
      FailureType.InvalidInput,
      `cloud: expected one of ${Object.keys(config.clouds).join(', ')}, received "${cloud}"`,
      false,
    );
  return settings;
}
