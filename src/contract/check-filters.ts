import { getAllowedStatuses } from '../engine/allowed-statuses.js';
import { createKeyFilters, createReferenceMatcher } from '../engine/filter-images.js';
import { type AnyVersionImage, dropUndescribed } from '../engine/image.js';
import { createImageSet, detectStore } from '../engine/image-set.js';
import { getFilterValues, type InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import { draftUnexpectedValue, type FindingDraft } from './finding.js';

/** The rule of each filter, and the property that shows that the filter rules an image out. */
const rulesByKey = {
  before: ['filter/before', 'Id'],
  dangling: ['filter/dangling', 'RepoTags'],
  label: ['filter/label', 'Labels'],
  'label!': ['filter/not-label', 'Labels'],
  reference: ['filter/reference', 'RepoTags'],
  since: ['filter/since', 'Id'],
  until: ['filter/until', 'Created'],
} as const;

/**
 * Finds listed images and tags that a filter of the request rules out. The images of the response are the image set.
 * The list must match its schema.
 */
export function* checkFilters(
  request: InterpretedRequest,
  images: readonly AnyVersionImage[],
): Generator<FindingDraft> {
  const [first] = images;
  if (!first || request.filters.values.size === 0) return;
  const imageSet = createImageSet(dropUndescribed(images, request.minor), detectStore(images, request), false);
  const { statuses } = getAllowedStatuses(request, '', { store: imageSet.store });
  if (!statuses.has(200)) {
    const expected = 'a 400, as a store without `Descriptor` refuses `label!`';
    yield draftUnexpectedValue('filter/not-label', '/0', expected, first);
  }
  const filters = createKeyFilters(imageSet, request);
  const matchName = createReferenceMatcher(request, imageSet.nameCount);
  const expectedTag = describePatterns(getFilterValues(request, 'reference'));
  for (const [index, indexedImage] of imageSet.images.entries()) {
    const { image } = indexedImage;
    const tags = indexedImage.tags.filter((name) => name.familiarForms.length > 0 && matchName?.(name) === 'forbidden');
    for (const { raw } of tags)
      yield draftUnexpectedValue(
        'filter/reference',
        `/${index}/RepoTags/${image.RepoTags?.indexOf(raw)}`,
        expectedTag,
        raw,
      );
    for (const [key, filterImage] of filters) {
      const { expectation, reason } = filterImage(indexedImage);
      if (expectation !== 'forbidden' || (key === 'reference' && tags.length > 0)) continue;
      const [rule, property] = rulesByKey[key];
      yield {
        rule,
        pointer: `/${index}/${property}`,
        message: `${previewValue(image.Id)} is listed, though ${reason}`,
        expected: `not this image: ${reason}`,
        actual: previewValue(image[property]),
      };
    }
  }
}

/** The most patterns that a finding names. */
const MAX_DESCRIBED_PATTERNS = 10;

function describePatterns(patterns: readonly string[]): string {
  const omittedCount = patterns.length - MAX_DESCRIBED_PATTERNS;
  const described = patterns.slice(0, MAX_DESCRIBED_PATTERNS).map(previewValue).join(' or ');
  return `a name that matches ${described}${omittedCount > 0 ? ` or one of ${omittedCount} more` : ''}`;
}
