import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { guardRules } from './guard-rules.js';

/** The validator of templates that the library ships, with our own rules; whatever it finds fails the synthesis. */
export class TemplateValidation extends CloudFormationValidatePlugin {
  constructor() {
    super({ guardRules: [...guardRules] });
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const { violations } = super.validate(context);
    return {
      success: violations.length === 0,
      violations: violations.map((violation) => ({ ...violation, severity: 'error' })),
    };
  }
}
