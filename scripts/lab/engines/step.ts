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

export type Step = StepLimits & (Load | Pull | Program | Build | Buildx | Tag | Use);

/** `docker load` of an archive. Without a name the image is dangling. */
interface Load {
  readonly load: OciContent;
  readonly as: readonly string[];
  /** The names are stored as they are, though they are invalid references. containerd takes any string. */
  readonly verbatim?: boolean;
}

/** `docker pull` of a content that is written to the engine's registry first; by digest if `from` has no tag. */
interface Pull {
  readonly pull: OciContent;
  readonly from: string;
}

/** `docker load` of an image that can run: its only layer is a program of the engine's tree. */
interface Program {
  readonly program: string;
  readonly as: string;
  readonly created: string;
  readonly command?: readonly string[];
}

/** `docker build` by the classic builder, which keeps an intermediate image for each line. */
interface Build {
  readonly build: string;
  readonly as: string;
}

/** `docker buildx build`; the Dockerfile is the only file of its context. */
interface Buildx {
  readonly buildx: string;
  readonly as: string;
  readonly options?: readonly string[];
}

interface Tag {
  readonly tag: string;
  readonly as: string;
}

/** A container of the image. */
interface Use {
  readonly use: string;
  readonly container: string;
  readonly command?: readonly string[];
  readonly start?: boolean;
}
