/** An image with all that must be there, and no more, as a graph driver lists one. */
export const image = {
  ...{ Id: `sha256:${'a'.repeat(64)}`, ParentId: '', RepoTags: [], RepoDigests: [], Created: 0, Size: 0 },
  ...{ SharedSize: -1, Labels: null, Containers: -1 },
};
