import type { Page } from './blocks.js';
import { checksPage } from './checks.js';
import type { Content } from './content.js';
import { referencePage } from './reference.js';

/** The pages, as trees of blocks. */
export const createPages = (content: Content): Page[] => [referencePage(content), checksPage(content)];
