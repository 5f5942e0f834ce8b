// The program of a report's page: folds that open, things to take away, and the volume to turn and cut. The page can be
// read without it.
import { make } from './controls.ts';
import { type LabelVolume, unpackLabels, type VolumeHeader } from './labels.ts';
import { createVolumeViewer, type VolumeViewer } from './volume-viewer.ts';

/** Opens all folds around an element. */
function unfold(element: Element | null): void {
  for (let fold = element?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
}

const target = (): Element | null => document.getElementById(decodeURIComponent(location.hash.slice(1)));

/** Opens the fold that a link leads to, also when it leads there again. */
function followLinks(): void {
  const go = (): void => {
    const element = target();
    unfold(element);
    element?.scrollIntoView();
  };
  window.addEventListener('hashchange', go);
  if (location.hash) go();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
    link.addEventListener('click', () => {
      if (link.hash === location.hash) go();
      else unfold(document.getElementById(decodeURIComponent(link.hash.slice(1))));
    });
  }
}

/** Marks the entry of the index whose section is in view. */
function followReader(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav a')];
  const mark = (id: string): void => {
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      const seen = entries.find(({ isIntersecting }) => isIntersecting);
      if (seen) mark((seen.target as HTMLElement).dataset.fold ?? '');
    },
    { rootMargin: '-10% 0px -80% 0px' },
  );
  for (const fold of document.querySelectorAll('[data-fold]')) observer.observe(fold);
}

/** Opens all folds for print and closes them again. */
function unfoldForPrint(): void {
  let closed: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const fold of closed) fold.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const fold of closed) fold.open = false;
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-unfold]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const folds = [...document.querySelectorAll<HTMLDetailsElement>('details[data-fold]')];
      const open = folds.some((fold) => !fold.open);
      for (const fold of folds) fold.open = open;
      button.textContent = open ? 'Close all' : 'Open all';
    });
  }
}

/** Lets buttons copy the text of the element that they name. */
function copyTexts(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy ?? '');
      if (!source) return;
      try {
        await navigator.clipboard.writeText(source.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        // Pages from a file may not write to the clipboard: the text is marked, to be copied by hand.
        getSelection()?.selectAllChildren(source);
        button.textContent = 'Marked: copy it now';
      }
      setTimeout(() => {
        button.textContent = label;
      }, 2500);
    });
  }
}

/** Gives every figure a link that saves it as an SVG file. */
function saveFigures(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-name]')) {
    const save = make('button', { type: 'button', class: 'save' }, 'SVG');
    save.setAttribute('aria-label', `save the figure ${figure.dataset.name} as an SVG file`);
    save.addEventListener('click', () => {
      const svg = figure.querySelector('svg')?.outerHTML ?? '';
      const link = make('a', { download: `${figure.dataset.name}.svg` });
      link.href = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    figure.append(save);
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-figures]')) {
    const saves = [...document.querySelectorAll<HTMLButtonElement>('figure[data-name] > .save')];
    button.hidden = saves.length === 0;
    button.addEventListener('click', async () => {
      for (const save of saves) {
        save.click();
        // Browsers drop files that follow each other at once.
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    });
  }
}

/** The volumes that the page holds, by their elements. */
async function readVolume(script: HTMLScriptElement): Promise<LabelVolume> {
  const header = JSON.parse(script.dataset.header ?? '') as VolumeHeader;
  return { ...header, labels: await unpackLabels(script.textContent ?? '', header) };
}

/** Puts the volume to turn and cut in the place of its still picture. */
async function showVolumes(host: HTMLElement): Promise<void> {
  const scripts = [...host.querySelectorAll<HTMLScriptElement>('script[data-header]')];
  if (scripts.length === 0) return;
  const stage = make('div', { class: 'viewer' });
  host.append(stage);
  // The stage has its size from the first moment on.
  host.classList.add('live');
  let viewer: VolumeViewer | undefined;
  try {
    viewer = createVolumeViewer(stage, await readVolume(scripts[0]));
  } catch (error) {
    console.warn(error);
  }
  if (!viewer) {
    stage.remove();
    host.classList.remove('live');
    return;
  }
  stage.querySelector('canvas')?.addEventListener('webglcontextlost', () => host.classList.remove('live'));
  if (scripts.length < 2) return;
  const choices = scripts.map((script, i) => {
    const box = make('input', { type: 'radio', name: 'volume' });
    box.checked = i === 0;
    box.addEventListener('change', async () => viewer?.show(await readVolume(script)));
    return make('label', {}, box, (JSON.parse(script.dataset.header ?? '') as VolumeHeader).title);
  });
  stage
    .querySelector('.side')
    ?.prepend(make('div', { class: 'choice', role: 'radiogroup', 'aria-label': 'volume shown' }, ...choices));
}

followLinks();
followReader();
unfoldForPrint();
copyTexts();
saveFigures();
for (const host of document.querySelectorAll<HTMLElement>('.twin')) void showVolumes(host);
