/** Figures of a page of Prometheus' text format, by metric and labels as the page has them: `annals_events_total{outcome="queued"}`. */
export type Figures = Readonly<Record<string, number>>;

/** Reads the figures of metrics by name. */
export async function readFigures(url: string, ...names: readonly string[]): Promise<Figures> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const figures: Record<string, number> = {};
  for (const line of page.split('\n')) {
    const [, series, name, value] = /^(([a-z_]+)(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    if (names.includes(name!)) figures[series!] = Number(value);
  }
  return figures;
}
