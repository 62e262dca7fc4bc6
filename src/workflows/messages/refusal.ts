/** What an update answers when it does not count: the run goes on. */
import { ApplicationFailure } from '@temporalio/workflow';
import { FailureType } from '../../contract/failure-types.ts';

/** In a person's words, without the stack trace, which the Temporal UI would show below them. */
export function refusal(update: string, reason: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(`${update}: ${reason}`, FailureType.InvalidInput);
  failure.stack = '';
  return failure;
}
