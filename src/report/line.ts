import { styleText } from 'node:util';
import { visible } from '../values/show.js';
import { inOrder } from './json.js';
import type { FormatOptions, PlacedFinding } from './report.js';
import { findingText, placeText } from './text.js';

/** A finding as one line, for who wants to see it when it is found. */
export type Line = (finding: PlacedFinding, options: Pick<FormatOptions, 'colour'>) => string;

/** For people. */
export const prettyLine: Line = (finding, { colour }) => {
  const { severity, rule, request } = finding;
  const style = severity === 'error' ? 'red' : 'yellow';
  const painted = colour ? styleText(style, severity, { validateStream: false }) : severity;
  const asked = request === undefined ? '' : ` (${visible(request)})`;
  return `${painted} ${rule} ${placeText(finding)} ${findingText(finding)}${asked}\n`;
};

/** For machines: a line of NDJSON, as it stands among the `findings` of the report. */
export const jsonLine: Line = (finding) => `${visible(JSON.stringify(inOrder(finding)))}\n`;
