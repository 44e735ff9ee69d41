import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { createEngine } from '../../dist/index.js';
import { startVisualizer } from '../../dist/visualizer/server.adapter.js';
import { readStaticFiles } from '../../dist/visualizer/static-files.adapter.js';
import { quantile } from './measure.mjs';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const LOADS = 5;
const PAINT_MAX_MS = 1000;
const PAGE_MAX_KB = 150;

/**
 * The page on loopback, each time in a new profile with nothing cached: from the navigation to its first contentful paint and to
 * the first rates in sight, as the browser tells them. An engine in the invented world runs beside it. Wall times: whatever else
 * runs on the machine is in them.
 */
export const firstPaint = async () => {
  const files = [...readStaticFiles(new URL('../../dist/visualizer/ui/', import.meta.url).pathname).values()];
  const kb = files.reduce((sum, { body }) => sum + gzipSync(body).length, 0) / 1000;
  const weight = `${files.length} files, ${kb.toFixed(1)} KB gzipped: ${kb < PAGE_MAX_KB ? 'within' : 'BEYOND'} ${PAGE_MAX_KB} KB`;
  if (!existsSync(CHROMIUM)) return [weight, `not measured: there is no ${CHROMIUM}`];
  const engine = await createEngine({ world: 'simulated', seed: 7, speed: 60 });
  const visualizer = await startVisualizer({ engine, port: 0, host: '127.0.0.1', log: () => undefined });
  if (visualizer === undefined) throw new Error('the visualizer did not start');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    await engine.start();
    // the browser starts its own processes with the first page
    await loadOf(browser, visualizer.url);
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await loadOf(browser, visualizer.url));
    const paint = loads.map(({ paintMs }) => paintMs);
    const [median, rates] = [paint, loads.map(({ ratesMs }) => ratesMs)].map((times) => quantile(times, 0.5));
    return [
      `first contentful paint over ${LOADS} cold loads: median ${median.toFixed(0)} ms, ${Math.min(...paint).toFixed(0)} to ${Math.max(...paint).toFixed(0)}: ${median < PAINT_MAX_MS ? 'within' : 'BEYOND'} ${PAINT_MAX_MS} ms`,
      `first rates in sight: median ${rates.toFixed(0)} ms`,
      weight,
    ];
  } finally {
    await browser.close();
    await visualizer.close();
    await engine.stop();
  }
};

const loadOf = async (browser, url) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(noteRates);
    await page.goto(`${url}/#/fleet`);
    return await page.evaluate(read);
  } finally {
    await context.close();
  }
};

/** Runs in the page before its own script: when the first cell that has a rate stands in it. */
const noteRates = () => {
  window.ratesMs = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('.fleet .cell button') === null) requestAnimationFrame(look);
      else resolve(performance.now());
    };
    look();
  });
};

const read = async () => {
  const paintMs = await new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
    }).observe({ type: 'paint', buffered: true });
  });
  return { paintMs, ratesMs: await window.ratesMs };
};
