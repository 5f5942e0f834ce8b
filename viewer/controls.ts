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
  /** How much a phase covers what is behind it, 0 (not shown) to 1 - [phase]. */
  opacity(): number[];
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

/**
 * A box and a slider to fade for every phase, and a slider for every axis.
 * @param changed - called after every change.
 */
export function controlsOf({ shape, phases }: VolumeHeader, changed: () => void): Controls {
  const boxes = phases.map(({ name, colour }) => {
    const box = make('input', { type: 'checkbox' });
    box.checked = true;
    box.addEventListener('change', changed);
    const swatch = make('span', { class: 'swatch', style: `background:${colour}` });
    const slider = make('input', {
      ...{ type: 'range', min: '0.05', max: '1', step: '0.05', value: '1', class: 'fade' },
    });
    slider.setAttribute('aria-label', `opacity of ${name}`);
    slider.title = `opacity of ${name}`;
    slider.addEventListener('input', changed);
    const element = make('div', { class: 'shown' }, make('label', {}, box, swatch, name), slider);
    return { box, slider, element };
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
    opacity: () => boxes.map(({ box, slider }) => (box.checked ? Number(slider.value) : 0)),
    bounds,
    reset() {
      for (const { box, slider } of boxes) {
        box.checked = true;
        slider.value = '1';
      }
      for (const cut of cuts) cut.reset();
    },
  };
}
