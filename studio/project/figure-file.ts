/** Figures of the page as files: SVG, or PNG of three times its size. */

/** Saves a file from the page. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(content);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A name of a file from words. */
export const fileName = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What a picture must carry itself, as it has no style sheet outside the page. */
const properties = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'opacity', 'color'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
];

/** An SVG element of the page as a file of its own, in the colours for paper. */
export function svgText(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const { documentElement: page } = document;
  page.classList.add('on-paper');
  try {
    const [own, copies] = [figure, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')]);
    own.forEach((element, i) => {
      const style = getComputedStyle(element);
      const around = i > 0 && element.parentElement ? getComputedStyle(element.parentElement) : undefined;
      for (const name of properties) {
        const value = style.getPropertyValue(name);
        // What is inherited need not be written again; names of colours mean nothing outside the page.
        const isOwn = value !== around?.getPropertyValue(name) || copies[i].hasAttribute(name);
        if (isOwn) copies[i].setAttribute(name, value);
      }
      copies[i].removeAttribute('style');
    });
  } finally {
    page.classList.remove('on-paper');
  }
  for (const sheet of copy.querySelectorAll('style')) sheet.remove();
  const [x, y, width, height] = (figure.getAttribute('viewBox') ?? '0 0 360 220').split(/[\s,]+/).map(Number);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height, fill: '#fff' }))
    paper.setAttribute(name, `${value}`);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

/** What is on a canvas as a PNG. */
export const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'),
  );

/** Pixels of a PNG for each of the figure. */
const sharpness = 3;

/** An SVG file as a PNG. */
export async function rastered(text: string): Promise<Blob> {
  const picture = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    picture.src = address;
    await picture.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [sharpness * picture.naturalWidth, sharpness * picture.naturalHeight];
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await pngOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Least width of a saved slice, pixels. */
const least = 900;

/**
 * A slice with what stands below it as a PNG: its pixels as squares, the title, and a scale bar where it has one.
 * @param bar - length as a share of the width, and its text.
 */
export function slicePng(
  slice: HTMLCanvasElement,
  title: string,
  bar: { readonly share: number; readonly text: string } | undefined,
): Promise<Blob> {
  const zoom = Math.max(1, Math.ceil(least / slice.width));
  const [width, height, foot] = [zoom * slice.width, zoom * slice.height, 56];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height + foot];
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(slice, 0, 0, width, height);
  context.fillStyle = '#1d2329';
  context.font = '26px sans-serif';
  context.textBaseline = 'middle';
  context.fillText(title, 4, height + foot / 2);
  if (bar) {
    context.textAlign = 'right';
    const length = bar.share * width;
    const text = context.measureText(bar.text).width;
    context.fillText(bar.text, width - 4, height + foot / 2);
    context.fillRect(width - text - 20 - length, height + foot / 2 - 3, length, 6);
  }
  return pngOf(canvas);
}
