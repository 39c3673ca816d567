import { scrollWithin } from './link.js';

/** Marks in the contents what the reader is at. */
export function follow(): void {
  const nav = document.querySelector('nav.contents');
  if (!nav) return;
  const links = new Map(
    [...nav.querySelectorAll('a[href^="#"]')].map((one) => [one.getAttribute('href')?.slice(1) ?? '', one]),
  );
  const blocks = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  const seen = new Set<Element>();
  let current: Element | undefined;
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      // The last in the order of the page is the innermost.
      const at = blocks.findLast((block) => seen.has(block));
      const next = at && links.get(at.id);
      if (!next || next === current) return;
      current?.removeAttribute('aria-current');
      next.setAttribute('aria-current', 'true');
      current = next;
      scrollWithin(nav, next);
    },
    // A line under the top of the window.
    { rootMargin: '-80px 0px -85% 0px' },
  );
  for (const block of blocks) watch.observe(block);
}

/** What is above is laid out only on the way, and so the window comes to rest beside what it was sent to. */
export function land(): void {
  const there = (): void => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  const again = (): void => void requestAnimationFrame(() => requestAnimationFrame(there));
  addEventListener('hashchange', again);
  if (location.hash) again();
}
