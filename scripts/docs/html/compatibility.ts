import type { Json } from '../../generate/bundle.js';
import type { Html } from './template.js';
import { html } from './template.js';

/** The data of `generated/compat.json`. */
export type Compatibility = { readonly [name: string]: Json };

/** What each engine does, as a table. */
export const compatibility = (_compat: Compatibility): Html =>
  html`<section class="part" id="compatibility"><h2><a href="#compatibility">What does my engine do?</a></h2></section>`;
