import type { Judgement } from '../contract/check.js';
import { type Exchange, type Finding, type RuleName, rules, type Severity } from '../contract/index.js';
import type { Judged, LocatedFinding } from '../report/report.js';
import { targetOf } from '../request/target.js';

/** One exchange with what was found in it, before `--rule` has a say. */
export type Raw = Omit<Judged, 'more'> & { readonly more: ReadonlyMap<RuleName, number> };

/** What is found in an exchange when its session has ended. */
export interface Later extends Pick<Raw, 'file' | 'exchange' | 'more'> {
  readonly kind: 'later';
  readonly findings: readonly LocatedFinding[];
}

/** Takes note of an exchange and of what came of it. */
export type Notice = (exchange: Exchange, judgement: Judgement) => void;

/** What a report says of an exchange, wherever it came from. */
export const rawOf = (
  place: Pick<Judged, 'file' | 'exchange' | 'findings' | 'request'>,
  { response: { status, body } }: Exchange,
  { kind, apiVersion, more }: Judgement,
): Raw => ({
  ...place,
  kind,
  apiVersion,
  images: status === 200 && Array.isArray(body) ? body.length : undefined,
  more,
});

/** A finding in what is no file, and so has no line. */
export const unplaced = (finding: Finding): LocatedFinding => ({ ...finding, line: 0, column: 0 });

/** How much of a request a report says, in UTF-16 units. */
const MOST_SAID = 300;

/** A request in one line, without the host. That of another endpoint is no matter of ours: what its query says stays out. */
export function requestLine({ request: { method, path } }: Exchange, { kind }: Pick<Judgement, 'kind'>): string {
  const target = targetOf(path) ?? '';
  const line = `${method.toUpperCase()} ${kind === 'skipped' ? target.split('?', 1) : target}`;
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID)}...` : line;
}

/** How many findings a report lists: more would only fill the memory. */
export const MOST_LISTED = 50_000;

const severities = new Map(rules.map(({ name, severity }) => [name, severity]));

/**
 * All that is judged, with the severities that `--rule` asks for, and no more findings listed than fit a report.
 */
export async function bounded(
  judging: AsyncIterable<Raw | Later>,
  changed: ReadonlyMap<string, Severity | 'off'> = new Map(),
): Promise<Judged[]> {
  const all: Judged[] = [];
  // Only what sessions find is looked up: without any, nothing is kept to find it by.
  let places: Map<string, number> | undefined;
  let room = MOST_LISTED;
  for await (const one of judging) {
    const { listed, left } = settled(one, changed, room);
    room -= listed.length;
    if (one.kind !== 'later') {
      places?.set(keyOf(one), all.length);
      all.push({ ...one, findings: listed, more: left });
      continue;
    }
    places ??= new Map(all.map((judged, at) => [keyOf(judged), at]));
    const at = places.get(keyOf(one)) ?? -1;
    const before = all[at];
    if (!before) continue;
    const more = { error: left.error + before.more.error, warning: left.warning + before.more.warning };
    all[at] = { ...before, findings: [...before.findings, ...listed], more };
  }
  return all;
}

const keyOf = ({ file, exchange }: Pick<Judged, 'file' | 'exchange'>): string => `${file}\0${exchange}`;

/** The findings that are listed, by the severities that `--rule` asks for, and how many are left. */
export function settled(
  { findings, more }: Pick<Raw, 'findings' | 'more'>,
  changed: ReadonlyMap<string, Severity | 'off'>,
  room: number,
): { readonly listed: Judged['findings']; readonly left: Record<Severity, number> } {
  const left = { error: 0, warning: 0 };
  const wanted = findings.flatMap((finding) => {
    const severity = changed.get(finding.rule) ?? finding.severity;
    return severity === 'off' ? [] : [{ ...finding, severity }];
  });
  for (const { severity } of wanted.slice(Math.max(room, 0))) left[severity]++;
  for (const [rule, count] of more) {
    const severity = changed.get(rule) ?? severities.get(rule) ?? 'error';
    if (severity !== 'off') left[severity] += count;
  }
  return { listed: wanted.slice(0, Math.max(room, 0)), left };
}
