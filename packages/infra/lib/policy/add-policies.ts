import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ReasonedPack } from './reasoned-findings.js';
import { TemplateValidation } from './template-validation.js';

/** One for all apps of a process: the engine of each takes 125 MB, which WebAssembly never gives back. */
const templateValidation = new TemplateValidation();

/** Has every template of an app judged when it is synthesized; what is found and not acknowledged fails the synthesis. */
export function addPolicies(app: App): void {
  Validations.of(app).addPlugins(
    new ReasonedPack(new AwsSolutionsChecks(app)),
    new ReasonedPack(new ServerlessChecks(app)),
    templateValidation,
  );
}
