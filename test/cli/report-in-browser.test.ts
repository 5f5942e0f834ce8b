import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { excursa, scratchFolder, smallMap, smallModel } from './command.ts';

const executablePath = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe('a report in a browser', () => {
  it.skipIf(!existsSync(executablePath))('shows all its pictures, asks for nothing and fits its page', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
    await writePhaseMap(join(folder, 'volume.tif'), await smallMap([40, 40, 40]));
    const args = [
      'validate',
      'model.json',
      'volume.tif',
      '--as',
      'volume',
      '--realisations',
      '3',
      '--report',
      'report.html',
    ];
    expect(excursa(args, folder).code).toBe(0);
    const browser = await chromium.launch({ executablePath, args: flags });
    try {
      const page = await browser.newPage({ viewport: { width: 1120, height: 900 } });
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => problems.push(message.text()));
      await page.goto(`file://${join(folder, 'report.html')}`);
      // Two slices, and four renderings each of truth and twin.
      const widths = await page.$$eval('img', (images) =>
        images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      );
      expect(widths).toHaveLength(10);
      for (const width of widths) expect(width).toBeGreaterThan(30);
      expect(await page.locator('section').count()).toBeGreaterThan(6);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      expect(problems).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
