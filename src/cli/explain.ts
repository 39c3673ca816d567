import { type Rule, rules } from '../contract/index.js';
import { UsageError } from './usage.js';

/** What a rule means, why it is there, and how to mend what it finds; without one, all rules, a line each. */
export function explain(words: readonly string[]): string {
  if (words.length === 0) return rules.map(line).join('');
  const rule = rules.find(({ name }) => name === words[0]);
  if (!rule || words.length > 1) {
    const found = JSON.stringify(words.join(' '));
    throw new UsageError(`explain: expected a rule, found ${found}; \`explain\` alone lists them`);
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

const width = Math.max(...rules.map(({ name }) => name.length));

const line = ({ name, severity, meaning }: Rule): string =>
  `${name.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${meaning}\n`;
