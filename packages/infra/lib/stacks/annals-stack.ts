import { Stack, Tags, type App } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Settings } from '../config.js';
import { namesOf, type Names } from '../naming.js';
import type { StackId } from '../stack-ids.js';

/** What every stack is made with. */
export interface AnnalsStackProps {
  readonly settings: Settings;
  /** One sentence on what is in it. */
  readonly description: string;
}

/** A stack of one deployment: named, placed and tagged by its settings. Without an account, so that synthesis asks nobody anything. */
export class AnnalsStack extends Stack {
  /** The stack that a construct is in. */
  static override of(construct: IConstruct): AnnalsStack {
    const stack = Stack.of(construct);
    if (stack instanceof AnnalsStack) return stack;
    throw new Error(`${construct.node.path} is in no stack of Annals, which its name and its settings come from`);
  }

  readonly settings: Settings;
  readonly names: Names;

  constructor(app: App, id: StackId, { settings, description }: AnnalsStackProps) {
    const names = namesOf(settings);
    super(app, id, { stackName: names.resource(id), env: { region: settings.region }, description });
    this.settings = settings;
    this.names = names;
    const { project, stage, environmentSuffix, repository, author } = settings;
    const tags = {
      Project: project,
      Stage: stage,
      Environment: environmentSuffix,
      Repository: repository,
      Author: author,
    };
    for (const [name, value] of Object.entries(tags)) Tags.of(this).add(name, value);
  }
}
