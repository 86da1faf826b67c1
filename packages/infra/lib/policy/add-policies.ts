import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ReasonedPack } from './reasoned-findings.js';
import { TemplateValidation } from './template-validation.js';

/** Has every template of an app judged when it is synthesized; what is found and not acknowledged fails the synthesis. */
export function addPolicies(app: App): void {
  Validations.of(app).addPlugins(
    new ReasonedPack(new AwsSolutionsChecks(app)),
    new ReasonedPack(new ServerlessChecks(app)),
    new TemplateValidation(),
  );
}
