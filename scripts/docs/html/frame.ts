import { createHash } from 'node:crypto';
import { type Html, html, Html as Raw } from './template.js';

export interface Page {
  readonly title: string;
  readonly description: string;
  readonly style: string;
  readonly body: Html;
  /** What runs at the end of the body. */
  readonly script?: string;
  /** Data blocks by their id, which scripts read. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A page in one file that asks for nothing: the policy names its style and its script by their hashes. */
export function page({ title, description, style, body, script, data = {} }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    ...['img-src data:', "base-uri 'none'", "form-action 'none'"],
  ].join('; ');
  const blocks = Object.entries(data).map(
    ([id, value]) =>
      html`<script type="application/json" id="${id}">${new Raw(harmless(JSON.stringify(value)))}</script>\n`,
  );
  const text = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Raw(style)}</style>
</head>
<body>
${body}
${blocks}${script !== undefined && html`<script>${new Raw(script)}</script>\n`}</body>
</html>
`;
  return text.text;
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON that ends no script. */
const harmless = (json: string): string => json.replaceAll('<', '\\u003c');
