import { rules } from '../contract/index.js';
import { UsageError } from './usage.js';

/** What a rule means, why it is there, and how to mend what it finds. */
export function explain(words: readonly string[]): string {
  const [name, ...rest] = words;
  const rule = rules.find((row) => row.name === name);
  if (!rule || rest.length > 0) {
    const found = name === undefined ? 'none' : JSON.stringify(words.join(' '));
    throw new UsageError(
      `explain: expected one of these rules, found ${found}\n${rules.map((row) => `  ${row.name}`).join('\n')}`,
    );
  }
  return [
    `${rule.name} (${rule.severity})`,
    '',
    `A finding means that ${rule.meaning}.`,
    '',
    `Why: ${rule.why}`,
    '',
    `What to do: ${rule.remedy}`,
    '',
  ].join('\n');
}
