// Made by `npm run generate` from openapi/images-json.yaml; do not edit.
import type * as any from './any.js';
import type * as v1_24 from './v1.24.js';
import type * as v1_41 from './v1.41.js';
import type * as v1_42 from './v1.42.js';
import type * as v1_43 from './v1.43.js';
import type * as v1_44 from './v1.44.js';
import type * as v1_47 from './v1.47.js';
import type * as v1_48 from '../images-json.js';
import type * as v1_51 from './v1.51.js';
import type * as v1_54 from './v1.54.js';

/** What is asked and answered at each API version. */
export interface Versions {
	"1.24": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.25": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.26": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.27": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.28": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.29": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.30": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.31": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.32": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.33": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.34": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.35": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.36": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.37": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.38": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.39": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.40": { paths: v1_24.paths; ImageSummary: v1_24.ImageSummary; ImageListQuery: v1_24.ImageListQuery };
	"1.41": { paths: v1_41.paths; ImageSummary: v1_41.ImageSummary; ImageListQuery: v1_41.ImageListQuery };
	"1.42": { paths: v1_42.paths; ImageSummary: v1_42.ImageSummary; ImageListQuery: v1_42.ImageListQuery };
	"1.43": { paths: v1_43.paths; ImageSummary: v1_43.ImageSummary; ImageListQuery: v1_43.ImageListQuery };
	"1.44": { paths: v1_44.paths; ImageSummary: v1_44.ImageSummary; ImageListQuery: v1_44.ImageListQuery };
	"1.45": { paths: v1_44.paths; ImageSummary: v1_44.ImageSummary; ImageListQuery: v1_44.ImageListQuery };
	"1.46": { paths: v1_44.paths; ImageSummary: v1_44.ImageSummary; ImageListQuery: v1_44.ImageListQuery };
	"1.47": { paths: v1_47.paths; ImageSummary: v1_47.ImageSummary; ImageListQuery: v1_47.ImageListQuery };
	"1.48": { paths: v1_48.paths; ImageSummary: v1_48.ImageSummary; ImageListQuery: v1_48.ImageListQuery };
	"1.49": { paths: v1_48.paths; ImageSummary: v1_48.ImageSummary; ImageListQuery: v1_48.ImageListQuery };
	"1.50": { paths: v1_48.paths; ImageSummary: v1_48.ImageSummary; ImageListQuery: v1_48.ImageListQuery };
	"1.51": { paths: v1_51.paths; ImageSummary: v1_51.ImageSummary; ImageListQuery: v1_51.ImageListQuery };
	"1.52": { paths: v1_51.paths; ImageSummary: v1_51.ImageSummary; ImageListQuery: v1_51.ImageListQuery };
	"1.53": { paths: v1_51.paths; ImageSummary: v1_51.ImageSummary; ImageListQuery: v1_51.ImageListQuery };
	"1.54": { paths: v1_54.paths; ImageSummary: v1_54.ImageSummary; ImageListQuery: v1_54.ImageListQuery };
	"1.55": { paths: v1_54.paths; ImageSummary: v1_54.ImageSummary; ImageListQuery: v1_54.ImageListQuery };
	"1.56": { paths: v1_54.paths; ImageSummary: v1_54.ImageSummary; ImageListQuery: v1_54.ImageListQuery };
}
/** What is asked and answered at an API version that is not known beforehand. */
export interface AnyVersion { paths: any.paths; ImageSummary: any.ImageSummary; ImageListQuery: any.ImageListQuery }
