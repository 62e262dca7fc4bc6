/** Who decided, and who Temporal says it was: for pages and mails. */
import { accountOf, type Answer, type Decision, senderVerdict } from '../contract/decision.ts';
import type { Language } from '../contract/recovery-input.ts';
import { formatInstant } from './format.ts';
import { wordsIn } from './plan-markdown.ts';
import type { TextStyle } from './style.ts';

/** A paragraph for each decision that was made; where nobody has decided, none. */
export function decisionLines(decisions: readonly (Decision | null)[], language: Language, style: TextStyle): string[] {
  const words = wordsIn(language).decision;
  return decisions.flatMap((decision) => {
    if (decision === null) return [];
    const made = words.made[decision.kind](style.text(decision.by, 200), formatInstant(decision.at));
    const senders = decision.answers.flatMap((each) => senderLine(each, language, style));
    const reason = decision.reason === null ? [] : [words.reason(style.text(decision.reason, 500))];
    return [[made, ...senders].join(' '), ...reason];
  });
}

/** Nothing where no account was recorded: that is so wherever nobody logs in to Temporal. */
function senderLine(answer: Answer, language: Language, style: TextStyle): string[] {
  const words = wordsIn(language).decision;
  const by = style.text(answer.by, 200);
  switch (senderVerdict(answer)) {
    case 'same':
      return [words.same(by)];
    case 'another':
      return [style.strong(words.another(by, style.text(accountOf(answer.sender) ?? '?', 200)))];
    case 'unknown':
      return [];
  }
}
