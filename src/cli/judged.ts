import type { Judgement } from '../contract/check.js';
import { type Exchange, type RuleName, rules, type Severity } from '../contract/index.js';
import type { Judged } from '../report/report.js';

/** One exchange with what was found in it, before `--rule` has a say. */
export type Raw = Omit<Judged, 'more'> & { readonly more: ReadonlyMap<RuleName, number> };

/** Takes note of an exchange and of what came of it. */
export type Notice = (exchange: Exchange, judgement: Judgement) => void;

/** What a report says of an exchange, wherever it came from. */
export const rawOf = (
  place: Pick<Judged, 'file' | 'exchange' | 'findings'>,
  { response: { status, body } }: Exchange,
  { kind, apiVersion, more }: Judgement,
): Raw => ({
  ...place,
  kind,
  apiVersion,
  images: status === 200 && Array.isArray(body) ? body.length : undefined,
  more,
});

/** How many findings a report lists: more would only fill the memory. */
export const MOST_LISTED = 50_000;

const severities = new Map(rules.map(({ name, severity }) => [name, severity]));

/**
 * All that is judged, with the severities that `--rule` asks for, and no more findings listed than fit a report.
 */
export async function bounded(
  judging: AsyncIterable<Raw>,
  changed: ReadonlyMap<string, Severity | 'off'> = new Map(),
): Promise<Judged[]> {
  const all: Judged[] = [];
  let room = MOST_LISTED;
  for await (const { more, findings, ...one } of judging) {
    const left = { error: 0, warning: 0 };
    const listed = findings.flatMap((finding) => {
      const severity = changed.get(finding.rule) ?? finding.severity;
      if (severity === 'off') return [];
      if (room-- > 0) return [{ ...finding, severity }];
      left[severity]++;
      return [];
    });
    for (const [rule, count] of more) {
      const severity = changed.get(rule) ?? severities.get(rule) ?? 'error';
      if (severity !== 'off') left[severity] += count;
    }
    all.push({ ...one, findings: listed, more: left });
  }
  return all;
}
