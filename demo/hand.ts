/** Who answers: a person at the keyboard, or nobody with --yes. */

export interface Hand {
  /** False when answers are given by the demo itself. */
  isPerson: boolean;
  /** One of these keys that was pressed since the question was asked, or null. */
  take(keys: string): string | null;
  /** Forgets what was pressed before a question. */
  ask(): void;
  close(): void;
}

/** The first of the keys is always the one that moves on. */
export const unattended: Hand = {
  isPerson: false,
  take: (keys) => keys.charAt(0),
  ask: () => undefined,
  close: () => undefined,
};

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** Reads single keys. @param leave - for `q` and a closed terminal, and for Ctrl-C, which is a key in this mode. */
export function keyboard(leave: (why: 'quit' | 'interrupt') => void): Hand {
  const { stdin } = process;
  let pressed: string[] = [];
  const read = (data: string): void => {
    for (const key of data.toLowerCase()) {
      if (key === CTRL_C) leave('interrupt');
      else if (key === 'q' || key === CTRL_D) leave('quit');
      else pressed.push(key);
    }
  };
  const end = (): void => leave('quit');
  stdin.setRawMode(true).setEncoding('utf8').on('data', read).on('end', end).on('error', end).resume();
  return {
    isPerson: true,
    take: (keys) => pressed.splice(0).find((key) => keys.includes(key)) ?? null,
    ask: () => {
      pressed = [];
    },
    close: () => {
      stdin.off('data', read).off('end', end).pause().setRawMode(false);
    },
  };
}
