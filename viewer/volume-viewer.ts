import { type Controls, controlsOf, make } from './controls.ts';
import { frameOf } from './frame.ts';
import type { LabelVolume } from './labels.ts';
import { firstOrientation, type Orientation, turned, zoomed } from './orientation.ts';
import { pictureOf } from './picture.ts';
import { createRayCaster, type Scene } from './ray-caster.ts';

/** Radians that the volume turns for a pixel of the hand's way, and for a press of a key. */
const [perPixel, perKey] = [0.009, Math.PI / 36];
/** Pause after which a picture is drawn at full quality, milliseconds. */
const rest = 160;
/** Wait for a frame beyond which moving pictures are drawn coarser, milliseconds. */
const slow = 60;
/** Largest edge of a drawn picture, pixels. */
const largest = 2400;

/** Keys that move the volume. */
const keys: Readonly<Record<string, (orientation: Orientation) => Orientation>> = {
  ArrowLeft: (o) => turned(o, -perKey, 0),
  ArrowRight: (o) => turned(o, perKey, 0),
  ArrowUp: (o) => turned(o, 0, -perKey),
  ArrowDown: (o) => turned(o, 0, perKey),
  '+': (o) => zoomed(o, 1.15),
  '=': (o) => zoomed(o, 1.15),
  '-': (o) => zoomed(o, 1 / 1.15),
};

const help = 'Drag or use the arrow keys to turn, + and - (or Ctrl and the wheel) to enlarge.';

/** A volume in an element of a page. */
export interface VolumeViewer {
  /** Shows another volume in its place. */
  show(volume: LabelVolume): void;
}

/**
 * Shows a volume to turn, enlarge and cut, with a box for each phase and a slider for each axis. Pictures are drawn
 * when something changes, first coarse and then fine.
 * @param host - element that gets the picture and its controls.
 * @returns undefined, and nothing in the host, where the browser has no WebGL2.
 */
export function createVolumeViewer(host: HTMLElement, first: LabelVolume): VolumeViewer | undefined {
  const canvas = make('canvas', { tabindex: '0', role: 'img' });
  const caster = createRayCaster(canvas);
  if (!caster) return undefined;
  const behind = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const before = behind.cloneNode() as SVGSVGElement;
  for (const svg of [behind, before]) svg.setAttribute('aria-hidden', 'true');
  const bar = make('div', { class: 'bar' });
  const barLabel = make('div', { class: 'barlabel' });
  const back = make('button', { type: 'button' }, 'First view');
  const stage = make('div', { class: 'stage' }, behind, canvas, before);
  const place = make('div', {});
  const save = make('button', { type: 'button' }, 'Save the picture');
  const side = make('div', { class: 'side' }, place, back, save, make('p', { class: 'note' }, help));
  host.append(make('div', {}, stage, bar, barLabel), side);

  let volume = first;
  let controls: Controls;
  let orientation = firstOrientation;
  /** Pixels drawn for a pixel of the page while the volume moves. */
  let coarseness = 1;
  let [frame, timer] = [0, 0];

  const draw = (scale: number): void => {
    const { clientWidth: width, clientHeight: height } = stage;
    if (width === 0 || height === 0) return;
    const fitting = Math.min(scale, largest / Math.max(width, height));
    canvas.width = Math.round(width * fitting);
    canvas.height = Math.round(height * fitting);
    const [low, high] = controls.bounds();
    const scene: Scene = { orientation, low, high, opacity: controls.opacity() };
    caster.draw(scene);
    const lines = frameOf(volume, scene, width, height);
    for (const svg of [behind, before]) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    behind.innerHTML = lines.behind;
    before.innerHTML = lines.before;
    bar.style.width = `${lines.bar.width.toFixed(1)}px`;
    barLabel.textContent = lines.bar.label;
  };
  const changed = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const asked = performance.now();
    frame = requestAnimationFrame((now) => {
      // A browser that is still busy with the last picture gives the next frame late.
      if (now - asked > slow) coarseness = Math.max(0.25, coarseness / 2);
      draw(coarseness);
      timer = window.setTimeout(() => draw(Math.max(2, window.devicePixelRatio)), rest);
    });
  };
  const moveTo = (next: Orientation): void => {
    orientation = next;
    changed();
  };

  /** What the controls were made for: a volume of the same size and phases keeps them as they are set. */
  let made = '';
  const show = (next: LabelVolume): void => {
    volume = next;
    caster.load(next);
    const { shape, phases } = next;
    if (made !== JSON.stringify({ shape, phases })) {
      made = JSON.stringify({ shape, phases });
      controls = controlsOf(next, changed);
      place.replaceChildren(controls.element);
    }
    canvas.setAttribute('aria-label', `${next.title} in three dimensions. ${help}`);
    changed();
  };
  back.addEventListener('click', () => {
    controls.reset();
    moveTo(firstOrientation);
  });
  save.addEventListener('click', async () => {
    draw(Math.max(2, window.devicePixelRatio));
    // Before the browser clears the picture, which it may do as soon as this task ends.
    const drawn = createImageBitmap(canvas);
    const { clientWidth: width, clientHeight: height } = stage;
    const png = await pictureOf(await drawn, { width, height, behind, before, bar, label: barLabel.textContent ?? '' });
    const link = make('a', { download: `${volume.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png` });
    link.href = URL.createObjectURL(png);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  canvas.addEventListener('pointerdown', (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    moveTo(turned(orientation, event.movementX * perPixel, event.movementY * perPixel));
  });
  canvas.addEventListener('keydown', (event) => {
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!move) return;
    event.preventDefault();
    moveTo(move(orientation));
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      // Without a key the wheel moves the page, as everywhere else.
      if (!event.ctrlKey) return;
      event.preventDefault();
      moveTo(zoomed(orientation, Math.exp(-event.deltaY / 300)));
    },
    { passive: false },
  );
  new ResizeObserver(changed).observe(stage);
  show(first);
  return { show };
}
