import { describe, expect, it } from 'vitest';
import type { MarketCell } from '../../../src/visualizer/messages.ts';
import { drawCell, isSameLook, lookOf, paletteOf } from '../../../src/visualizer/ui/cell-pen.ts';
import type { CellLook, Pen } from '../../../src/visualizer/ui/cell-pen.ts';

const palette = paletteOf((name) => ({ '--hot': '255 0 0', '--cold': '0 0 255' })[name] ?? name, '13px sans');
const cell = (more: Partial<MarketCell> = {}): MarketCell => ({ state: 'live', kind: 'linear', ...more }) as MarketCell;
const BOX = { left: 70, width: 67, height: 29 };

/** Notes what is done with it and in which colour. */
const notingPen = (): { readonly pen: Pen; readonly done: readonly (readonly unknown[])[] } => {
  const done: (readonly unknown[])[] = [];
  const pen = {
    fillStyle: '',
    strokeStyle: '',
    clearRect: (...box: readonly number[]) => done.push(['clear', ...box]),
    beginPath: () => undefined,
    roundRect: (...box: readonly number[]) => done.push(['round', ...box]),
    fill: () => done.push(['fill', pen.fillStyle]),
    stroke: () => done.push(['stroke', pen.strokeStyle]),
    fillText: (text: string, ...[right, , room]: readonly number[]) =>
      done.push(['text', text, right, room, pen.fillStyle]),
    setLineDash: (dash: readonly number[]) => done.push(['dash', ...dash]),
  };
  return { pen: pen as unknown as Pen, done };
};

const drawn = (look: CellLook): readonly (readonly unknown[])[] => {
  const { pen, done } = notingPen();
  drawCell(pen, look, { box: BOX, palette });
  return done;
};

const edges = (state: MarketCell['state']): readonly unknown[] =>
  drawn(lookOf(cell({ state }), { heat: 0, text: '' })).filter(([what]) => what === 'dash' || what === 'stroke');

describe('a cell', () => {
  it('is drawn over what was there, in the shade of its rate, its figure at the right', () => {
    expect(drawn(lookOf(cell(), { heat: 1, text: '+10.00' }))).toEqual([
      ['clear', 70, 0, 67, 29],
      ['round', 70, 0, 67, 29, 6],
      ['fill', 'rgb(255 0 0 / 0.760)'],
      ['text', '+10.00', 129, 56, '--text'],
    ]);
    expect(drawn(lookOf(cell(), { heat: -0.5, text: '' }))).toContainEqual(['fill', 'rgb(0 0 255 / 0.400)']);
    expect(drawn(lookOf(cell(), { heat: 0, text: '–' }))).toContainEqual(['fill', 'rgb(255 0 0 / 0.040)']);
  });

  it('of a spot market has a price and no shade', () => {
    const done = drawn(lookOf(cell({ kind: 'spot' }), { heat: 0, text: '101.5' }));
    expect(done).toContainEqual(['fill', '--raised']);
    expect(done).toContainEqual(['text', '101.5', 129, 56, '--muted']);
  });

  it('tells its state by its edge', () => {
    expect(edges('live')).toEqual([]);
    expect(edges('awaiting')).toEqual([['dash', 1.5, 1.5], ['stroke', '--muted']]); // prettier-ignore
    expect(edges('stale')).toEqual([['dash', 4.5, 3], ['stroke', '--warn']]); // prettier-ignore
    expect(edges('down')).toEqual([['dash'], ['stroke', '--bad']]);
    expect(edges('halted')).toEqual([['dash'], ['stroke', '--muted'], ['stroke', '--muted']]);
  });

  it('looks the same until what is seen of it changes', () => {
    const look = lookOf(cell(), { heat: 0.5, text: '+2.50' });
    expect(isSameLook(undefined, look)).toBe(false);
    expect(isSameLook(lookOf(cell(), { heat: 0.505, text: '+2.50' }), look)).toBe(true);
    expect(isSameLook(lookOf(cell(), { heat: 0.5, text: '+2.51' }), look)).toBe(false);
    expect(isSameLook(lookOf(cell({ state: 'stale' }), { heat: 0.5, text: '+2.50' }), look)).toBe(false);
  });
});
