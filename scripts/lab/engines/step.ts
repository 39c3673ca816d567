/** The ways in which an image comes into an engine. A set of images is a list of these. */

import type { Content } from './oci.js';
import type { Engine } from './table.js';

/** What tells engines apart where images are concerned. */
export type Store = 'containerd' | 'classic' | 'podman';

export const storeOf = ({ program, store }: Engine): Store =>
  program === 'podman' ? 'podman' : store === 'containerd' ? 'containerd' : 'classic';

export interface Limits {
  /** The stores that can take the step; all of them without it. */
  readonly on?: readonly Store[];
  /** Engines by name that refuse it all the same. */
  readonly except?: readonly string[];
}

export type Step = Limits & (Load | Pull | Program | Build | Buildx | Tag | Use);

/** `docker load` of an archive; without a name the image is dangling. */
export interface Load {
  readonly load: Content;
  readonly as: readonly string[];
  /** The names go in as they are, though they are no references; a containerd store takes any text. */
  readonly verbatim?: boolean;
}

/** `docker pull` of a content that is laid into the engine's registry first; by digest where `from` has no tag. */
export interface Pull {
  readonly pull: Content;
  readonly from: string;
}

/** `docker load` of an image that can run: its one layer is a program of the engine's tree. */
export interface Program {
  readonly program: string;
  readonly as: string;
  readonly created: string;
  readonly command?: readonly string[];
}

/** `docker build` by the classic builder, which keeps an intermediate image for each line. */
export interface Build {
  readonly build: string;
  readonly as: string;
}

/** `docker buildx build`; the Dockerfile is the only file of its context. */
export interface Buildx {
  readonly buildx: string;
  readonly as: string;
  readonly options?: readonly string[];
}

export interface Tag {
  readonly tag: string;
  readonly as: string;
}

/** A container of the image. */
export interface Use {
  readonly use: string;
  readonly container: string;
  readonly command?: readonly string[];
  readonly start?: boolean;
}
