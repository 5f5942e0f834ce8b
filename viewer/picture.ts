/** What stands around a drawn volume, in pixels of the page. */
export interface Surroundings {
  readonly width: number;
  readonly height: number;
  /** Lines behind the material and before it, in the page. */
  readonly behind: SVGSVGElement;
  readonly before: SVGSVGElement;
  /** The scale bar in the page, and its label. */
  readonly bar: HTMLElement;
  readonly label: string;
}

/** The colour behind an element: that of the first around it that has one. */
function backgroundOf(element: Element): string {
  for (let own: Element | null = element; own; own = own.parentElement) {
    const { backgroundColor } = getComputedStyle(own);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return '#ffffff';
}

/** Lines and labels as a picture of their own, in the colours of the page. */
async function imageOf(svg: SVGSVGElement, { width, height, ink, paper }: Record<string, string | number>) {
  const style = [
    `path { fill: none; stroke: ${ink}; stroke-opacity: .6; }`,
    `text { font: 12px system-ui, sans-serif; fill: ${ink}; paint-order: stroke; stroke: ${paper}; stroke-width: 3px; }`,
  ].join(' ');
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><style>${style}</style>${svg.innerHTML}</svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/**
 * A PNG of a drawn volume with its box, labels and scale bar, on the background of the page.
 * @param drawn - the material alone; its size is that of the PNG, but for the scale bar below.
 */
export async function pictureOf(drawn: ImageBitmap, around: Surroundings): Promise<Blob> {
  const { width, height, behind, before, bar, label } = around;
  const scale = drawn.width / width;
  const [ink, paper] = [getComputedStyle(bar).color, backgroundOf(bar.parentElement ?? bar)];
  const [low, high] = await Promise.all([behind, before].map((svg) => imageOf(svg, { width, height, ink, paper })));
  const canvas = document.createElement('canvas');
  const below = 34;
  [canvas.width, canvas.height] = [drawn.width, drawn.height + Math.round(below * scale)];
  const context = canvas.getContext('2d')!;
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(low, 0, 0, drawn.width, drawn.height);
  context.drawImage(drawn, 0, 0);
  context.drawImage(high, 0, 0, drawn.width, drawn.height);
  context.scale(scale, scale);
  context.fillStyle = ink;
  context.fillRect(8, height + 6, bar.getBoundingClientRect().width, 4);
  context.font = '13px system-ui, sans-serif';
  context.fillText(label, 8, height + 25);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))),
  );
}
