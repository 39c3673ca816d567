/** The ways to put an image into an engine. A set of images is an array of these. */

import type { OciContent } from './oci.js';
import type { Engine } from './table.js';

/** The kinds of image stores. */
export type StoreKind = 'containerd' | 'classic' | 'podman';

export function getStoreKind({ program, store }: Engine): StoreKind {
  if (program === 'podman') return 'podman';
  return store === 'containerd' ? 'containerd' : 'classic';
}

export interface StepLimits {
  /** The stores that can take the step; all of them without it. */
  readonly on?: readonly StoreKind[];
  /** Engines that refuse it though their store could take it. */
  readonly except?: readonly string[];
}

export type Step = StepLimits &
  (
    | {
        /** `docker load` of an archive. */
        readonly load: OciContent;
        /** Without a name the image is dangling. */
        readonly as: readonly string[];
        /** The names are stored as they are, though they are invalid references. containerd takes any string. */
        readonly verbatim?: boolean;
      }
    /** `docker pull` of a content that is written to the engine's registry first; by digest if `from` has no tag. */
    | { readonly pull: OciContent; readonly from: string }
    /** `docker load` of an image that can run: its only layer is a program of the engine's tree. */
    | { readonly program: string; readonly as: string; readonly created: string; readonly command?: readonly string[] }
    /** `docker build` by the classic builder, which keeps an intermediate image for each line. */
    | { readonly build: string; readonly as: string }
    /** `docker buildx build`; the Dockerfile is the only file of its context. */
    | { readonly buildx: string; readonly as: string; readonly options?: readonly string[] }
    | { readonly tag: string; readonly as: string }
    /** A container of the image `use`. */
    | {
        readonly use: string;
        readonly container: string;
        readonly command?: readonly string[];
        readonly start?: boolean;
      }
  );

export const load = (name: string, content: OciContent, limits: StepLimits = {}): Step => ({
  load: content,
  as: [name],
  ...limits,
});

/** Loads an image for each name. */
export const loads = (contents: Readonly<Record<string, OciContent>>, limits: StepLimits = {}): readonly Step[] =>
  Object.entries(contents).map(([name, content]) => load(name, content, limits));
