/** Reads the few instructions of a Dockerfile that ours has. */

/**
 * @typedef {{ name: string, text: string }} Instruction `name` in capitals.
 * @typedef {{ image: string, alias: string | undefined, instructions: Instruction[] }} Stage
 * @typedef {{ from: string, source: string, target: string, owner: string | undefined }} Copy
 * @typedef {object} Image what its last stage says of itself.
 * @property {Record<string, string>} environment
 * @property {string} folder where its programs run.
 * @property {string} user
 * @property {string} volume
 * @property {Copy[]} copies
 * @property {string[]} entrypoint
 * @property {string[]} command
 * @property {string[]} healthCheck
 */

/**
 * @param {string} text
 * @returns {Stage[]}
 */
export function readStages(text) {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  /** @type {Stage[]} */
  const stages = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [, image = '', alias] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      stages.push({ image, alias, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`stands before any stage: ${line}`);
      stage.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/**
 * @param {Stage} stage
 * @returns {Image}
 * @throws {SyntaxError} where a command is not in exec form.
 */
export function readImage({ instructions }) {
  const textsOf = (/** @type {string} */ name) =>
    instructions.filter((each) => each.name === name).map(({ text }) => text);
  const only = (/** @type {string} */ name) => {
    const texts = textsOf(name);
    if (texts.length !== 1) throw new Error(`${name} stands ${texts.length} times in the last stage`);
    return /** @type {string} */ (texts[0]);
  };
  const environment = Object.fromEntries(
    textsOf('ENV')
      .flatMap((text) => text.split(/\s+/))
      .map((pair) => /** @type {[string, string]} */ (pair.split(/=(.*)/s).slice(0, 2))),
  );
  const copies = textsOf('COPY').map((text) => {
    const words = text.split(/\s+/);
    const [source = '', target = ''] = words.filter((word) => !word.startsWith('--'));
    const option = (/** @type {string} */ name) => words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
    return { from: option('from') ?? '', source, target, owner: option('chown') };
  });
  return {
    environment,
    folder: only('WORKDIR'),
    user: only('USER'),
    volume: only('VOLUME'),
    copies,
    entrypoint: JSON.parse(only('ENTRYPOINT')),
    command: JSON.parse(only('CMD')),
    healthCheck: JSON.parse(only('HEALTHCHECK').replace(/^.*?\bCMD\s+/, '')),
  };
}
