import type { Plot } from '../harness/benchmark.js';
import { formatNumber } from './format.js';

const size = { width: 720, height: 380 };
const area = { left: 70, right: 700, top: 50, bottom: 310 };
const colours = ['#0b6fb8', '#c4501b', '#2a7f3f', '#7a3fa0'];
const yTicks = 5;

/** Draws a plot as an SVG on a white ground, its y axis from 0. */
export function svgOf(plot: Plot): string {
  const points = plot.series.flatMap((series) => series.points);
  const xs = [...new Set(points.map(({ x }) => x))].toSorted((left, right) => left - right);
  const scale = scalesOf(plot, xs, niceMaximum(Math.max(...points.map(({ y }) => y))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(plot.title)}">`,
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    text(size.width / 2, 24, plot.title, 'middle', 15),
    ...yAxis(scale),
    ...xAxis(thinned(xs), scale),
    text((area.left + area.right) / 2, area.bottom + 40, plot.xLabel, 'middle'),
    `<text x="16" y="${(area.top + area.bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(area.top + area.bottom) / 2})">${escaped(plot.yLabel)}</text>`,
    ...plot.series.flatMap((series, index) => lineOf(series, colours[index % colours.length]!, index, scale)),
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  readonly maximum: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function scalesOf({ isLogarithmicX }: Plot, xs: readonly number[], maximum: number): Scale {
  const along = (value: number): number => (isLogarithmicX ? Math.log(value) : value);
  const [first, last] = [along(xs[0]!), along(xs.at(-1)!)];
  const width = last - first || 1;
  return {
    maximum,
    x: (value) => area.left + ((along(value) - first) / width) * (area.right - area.left),
    y: (value) => area.bottom - (value / maximum) * (area.bottom - area.top),
  };
}

/** 1, 2 or 5 times a power of ten. */
function niceMaximum(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function yAxis({ maximum, y }: Scale): string[] {
  return Array.from({ length: yTicks + 1 }, (_, tick) => {
    const value = (maximum * tick) / yTicks;
    const line = `<line x1="${area.left}" x2="${area.right}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#ddd"/>`;
    return `${line}${text(area.left - 8, y(value) + 4, formatNumber(value), 'end')}`;
  });
}

function xAxis(xs: readonly number[], { x }: Scale): string[] {
  return xs.map((value) => text(x(value), area.bottom + 20, value.toLocaleString('en'), 'middle'));
}

/** Every x has a point, not every one a label. */
function thinned(xs: readonly number[]): number[] {
  const every = Math.ceil(xs.length / 6);
  return xs.filter((_, index) => index % every === 0);
}

function lineOf({ name, points }: Plot['series'][number], colour: string, index: number, { x, y }: Scale): string[] {
  const path = points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(' ');
  const legendY = area.bottom + 60;
  const legendX = area.left + index * 160;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map((point) => `<circle cx="${round(x(point.x))}" cy="${round(y(point.y))}" r="3" fill="${colour}"/>`),
    `<rect x="${legendX}" y="${legendY - 10}" width="12" height="12" fill="${colour}"/>`,
    text(legendX + 18, legendY, name, 'start'),
  ];
}

function text(x: number, y: number, content: string, anchor: string, fontSize = 12): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${fontSize}">${escaped(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
