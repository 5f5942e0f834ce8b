import type { VolumeHeader } from './labels.ts';
import type { Vector } from './orientation.ts';

/** Makes an element with attributes and content. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

/** What the controls beside a volume are set to. */
export interface Controls {
  readonly element: HTMLElement;
  /** Whether a phase is shown - [phase]. */
  shown(): boolean[];
  /** First voxel shown along [x, y, z], and the one behind the last. */
  bounds(): readonly [low: Vector, high: Vector];
  /** Shows everything again. */
  reset(): void;
}

/** A slider that cuts layers away along one axis, from the side that a button chooses. */
function cutAlong(axis: number, layers: number, changed: () => void) {
  const name = 'xyz'[axis];
  // What the first view faces is cut first: the top layer, and the last row and column.
  const usual = axis === 2 ? 'first' : 'last';
  let side: 'first' | 'last' = usual;
  const slider = make('input', { type: 'range', min: '0', max: String(layers - 1), value: '0', step: '1' });
  const flip = make('button', { type: 'button', class: 'flip' }, '⇄');
  const tell = (): void => {
    slider.setAttribute('aria-label', `layers cut away along ${name}, from the ${side} one`);
    slider.setAttribute('aria-valuetext', `${slider.value} of ${layers}`);
    flip.setAttribute('aria-label', `cut along ${name} from the other side`);
    flip.title = `cut along ${name} from the other side`;
  };
  tell();
  slider.addEventListener('input', () => {
    tell();
    changed();
  });
  flip.addEventListener('click', () => {
    side = side === 'first' ? 'last' : 'first';
    tell();
    changed();
  });
  return {
    element: make('label', { class: 'cut' }, make('span', {}, `cut ${name}`), slider, flip),
    bounds: (): readonly [number, number] =>
      side === 'first' ? [Number(slider.value), layers] : [0, layers - Number(slider.value)],
    reset: () => {
      slider.value = '0';
      side = usual;
      tell();
    },
  };
}

/** A box for every phase and a slider for every axis. @param changed - called after every change. */
export function controlsOf({ shape, phases }: VolumeHeader, changed: () => void): Controls {
  const boxes = phases.map(({ name, colour }) => {
    const box = make('input', { type: 'checkbox' });
    box.checked = true;
    box.addEventListener('change', changed);
    const swatch = make('span', { class: 'swatch', style: `background:${colour}` });
    return { box, element: make('label', {}, box, swatch, name) };
  });
  const cuts = [shape[2], shape[1], shape[0]].map((layers, axis) => cutAlong(axis, layers, changed));
  const bounds = (): readonly [Vector, Vector] => {
    const ends = cuts.map((cut) => cut.bounds());
    return [ends.map(([low]) => low) as unknown as Vector, ends.map(([, high]) => high) as unknown as Vector];
  };
  return {
    element: make(
      'div',
      { class: 'controls' },
      make('div', { class: 'phases', role: 'group', 'aria-label': 'phases shown' }, ...boxes.map((b) => b.element)),
      make('div', { class: 'cuts', role: 'group', 'aria-label': 'cuts' }, ...cuts.map(({ element }) => element)),
    ),
    shown: () => boxes.map(({ box }) => box.checked),
    bounds,
    reset() {
      for (const { box } of boxes) box.checked = true;
      for (const cut of cuts) cut.reset();
    },
  };
}
