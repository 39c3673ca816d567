import { scrollWithin } from './link.js';

/** Marks the entry of the contents whose block the reader sees. */
export function followReader(): void {
  const nav = document.querySelector('nav.contents');
  if (!nav) return;
  const links = new Map(
    [...nav.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')].map((one) => [one.hash.slice(1), one]),
  );
  const blocks = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  const visible = new Set<Element>();
  let current: Element | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      // The last in the order of the page is the innermost.
      const next = links.get(blocks.findLast((block) => visible.has(block))?.id ?? '');
      if (!next || next === current) return;
      current?.removeAttribute('aria-current');
      next.setAttribute('aria-current', 'true');
      current = next;
      scrollWithin(nav, next);
    },
    // A line under the top of the window.
    { rootMargin: '-80px 0px -85% 0px' },
  );
  for (const block of blocks) observer.observe(block);
}

/** Scrolls to the target of a link once more: blocks above it get their height only when they are first seen. */
export function scrollToTargets(): void {
  const scroll = (): void => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  const scrollLater = (): void => void requestAnimationFrame(() => requestAnimationFrame(scroll));
  addEventListener('hashchange', scrollLater);
  if (location.hash) scrollLater();
}
