import { styleText } from 'node:util';
import { visible } from '../values/show.js';
import { inOrder } from './json.js';
import type { FormatOptions, PlacedFinding } from './report.js';
import { findingWithRequest, placeText } from './text.js';

/** A finding as one line, for who wants to see it when it is found. */
export type Line = (finding: PlacedFinding, options: Pick<FormatOptions, 'colour'>) => string;

/** For people. */
export const prettyLine: Line = (finding, { colour }) => {
  const { severity, rule } = finding;
  const style = severity === 'error' ? 'red' : 'yellow';
  const painted = colour ? styleText(style, severity, { validateStream: false }) : severity;
  return `${painted} ${rule} ${placeText(finding)} ${findingWithRequest(finding)}\n`;
};

/** For machines: a line of NDJSON, as it stands among the `findings` of the report. */
export const jsonLine: Line = (finding) => `${visible(JSON.stringify(inOrder(finding)))}\n`;
