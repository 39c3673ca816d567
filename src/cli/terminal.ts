import type { Progress } from './progress.js';

/** Where a command prints: standard output, standard error line by line, and whether colours are wanted. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly problem: (line: string) => void;
  readonly colour: boolean;
  readonly progress: Progress;
}
