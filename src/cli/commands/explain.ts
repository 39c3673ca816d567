import { type Rule, rules } from '../../contract/index.js';
import { ruleGroups } from '../../contract/rules.js';
import { wrapText } from '../../report/wrap-text.js';
import { formatSuggestion, UsageError } from '../parse-args.js';

/**
 * Formats what a rule means, why it exists and how to fix its findings; without a rule, all rules, a line each.
 *
 * @param columns the width of the terminal, to which lines are wrapped or truncated
 * @throws UsageError on an unknown rule
 */
export function formatExplanation(args: readonly string[], columns = Number.POSITIVE_INFINITY): string {
  if (args.length === 0)
    return Object.entries(ruleGroups)
      .map((group) => formatRuleGroup(group, columns))
      .join('\n');
  const requestedName = args.join(' ');
  const rule = rules.find(({ name }) => name === requestedName);
  if (!rule) {
    const suggestion = formatSuggestion(
      requestedName,
      rules.map(({ name }) => name),
    );
    throw new UsageError(
      `explain: expected a rule, found ${JSON.stringify(requestedName)}${suggestion}; \`explain\` alone lists them`,
    );
  }
  return [
    `${rule.name} (${rule.severity})`,
    `A finding means that ${rule.meaning}.`,
    `Why: ${rule.reason}`,
    `What to do: ${rule.remedy}`,
  ]
    .map((text) => `${wrapText(text, columns).join('\n')}\n`)
    .join('\n');
}

function formatRuleGroup([group, title]: readonly [string, string], columns: number): string {
  const groupRules = rules.filter(({ name }) => name.startsWith(`${group}/`));
  return [`About ${title}:`, ...groupRules.map((rule) => truncateLine(formatRuleLine(rule), columns)), ''].join('\n');
}

const NAME_WIDTH = Math.max(...rules.map(({ name }) => name.length));

const formatRuleLine = ({ name, severity, meaning }: Rule): string =>
  `${name.padEnd(NAME_WIDTH)}  ${severity.padEnd('warning'.length)}  ${meaning}`;

/** `explain RULE` shows the full text. */
const truncateLine = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, columns - 3)}...` : text;
