import { Template } from 'aws-cdk-lib/assertions';
import type { GivenSettings } from '../../lib/config.js';
import type { StackId } from '../../lib/stack-ids.js';
import { leaveUnjudged, stacksOf } from './stacks-of.js';

const made = new Map<string, Map<StackId, Template>>();

/** The templates of one deployment by the ids of its stacks; those of the same settings are made once. */
export function templatesOf(given: GivenSettings = {}): ReadonlyMap<StackId, Template> {
  const key = JSON.stringify(given);
  const known = made.get(key);
  if (known !== undefined) return known;
  const { app, ...stacks } = stacksOf(given);
  leaveUnjudged(app);
  const templates = new Map(
    Object.entries(stacks).flatMap(([id, stack]) =>
      stack === undefined ? [] : [[id as StackId, Template.fromStack(stack)] as const],
    ),
  );
  made.set(key, templates);
  return templates;
}

/** The template of one stack. */
export function templateOf(id: StackId, given: GivenSettings = {}): Template {
  return templatesOf(given).get(id)!;
}

/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** Every resource of every stack of a deployment, of one type or of all. */
export function resourcesOf(
  given: GivenSettings,
  type?: string,
): readonly (TemplateResource & { readonly stack: StackId; readonly id: string })[] {
  return [...templatesOf(given)].flatMap(([stack, template]) =>
    Object.entries((template.toJSON()['Resources'] ?? {}) as Record<string, TemplateResource>)
      .filter(([, resource]) => type === undefined || resource.Type === type)
      .map(([id, resource]) => ({ ...resource, stack, id })),
  );
}
