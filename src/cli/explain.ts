import { type Rule, rules } from '../contract/index.js';
import { ruleGroups } from '../contract/rules.js';
import { wrap } from '../report/wrap.js';
import { didYouMean } from './closest.js';
import { UsageError } from './usage.js';

/**
 * What a rule means, why it is there, and how to mend what it finds; without one, all rules, a line each.
 *
 * @param columns how wide the terminal is; without one no line is broken or cut
 * @throws UsageError on what is no rule
 */
export function explain(words: readonly string[], columns = Number.POSITIVE_INFINITY): string {
  if (words.length === 0)
    return Object.entries(ruleGroups)
      .map((group) => listed(group, columns))
      .join('\n');
  const typed = words.join(' ');
  const rule = rules.find(({ name }) => name === typed);
  if (!rule) {
    const meant = didYouMean(
      typed,
      rules.map(({ name }) => name),
    );
    throw new UsageError(
      `explain: expected a rule, found ${JSON.stringify(typed)}${meant}; \`explain\` alone lists them`,
    );
  }
  return [
    `${rule.name} (${rule.severity})`,
    `A finding means that ${rule.meaning}.`,
    `Why: ${rule.why}`,
    `What to do: ${rule.remedy}`,
  ]
    .map((text) => `${wrap(text, columns).join('\n')}\n`)
    .join('\n');
}

function listed([group, what]: readonly [string, string], columns: number): string {
  const ofGroup = rules.filter(({ name }) => name.startsWith(`${group}/`));
  return [`About ${what}:`, ...ofGroup.map((rule) => cut(line(rule), columns)), ''].join('\n');
}

const width = Math.max(...rules.map(({ name }) => name.length));

const line = ({ name, severity, meaning }: Rule): string =>
  `${name.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${meaning}`;

/** A line that would go on in the next one is cut: `explain RULE` says it in full. */
const cut = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, columns - 3)}...` : text;
