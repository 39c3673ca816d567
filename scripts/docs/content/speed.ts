/** What was measured, as far as there is a curve of it. */
export interface Speed {
  /** On what machine, and with which versions. */
  readonly machine: string;
  readonly parts: readonly SpeedPart[];
}

export interface SpeedPart {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly curves: readonly Curve[];
}

export interface Curve {
  /** What it shows, in words. */
  readonly label: string;
  readonly file: string;
  readonly svg: string;
  /** In pixels. */
  readonly width: string;
  readonly height: string;
}

/** The report of `npm run bench`, in which a paragraph is a line, with its curves by file name. */
export function speedOf(report: string, curves: Readonly<Record<string, string>>): Speed {
  const [head = '', ...sections] = report.split(/^## /m);
  return {
    machine: /^Measured on .*$/m.exec(head)?.[0] ?? '',
    parts: sections.flatMap((section) => {
      const [title = '', text = ''] = section.split('\n\n');
      const shown = [...section.matchAll(/^!\[([^\]]+)\]\(([^)]+)\)$/gm)].map(([, label = '', file = '']) => ({
        ...{ label, file, ...drawn(curves[file] ?? '') },
      }));
      const [first] = shown;
      return first ? [{ id: `speed-${first.file.replace('.svg', '')}`, title, text, curves: shown }] : [];
    }),
  };
}

/** A picture with its size, which it says in its first tag. */
function drawn(svg: string): Pick<Curve, 'svg' | 'width' | 'height'> {
  const [, width = '', height = ''] = / width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  return { svg, width, height };
}
